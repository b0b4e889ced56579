// The only place that reads a clock; everything below takes a time as an argument.
import Glibc
package import PassFormat

/// The machine's clocks.
package enum SystemClock {
    /// Now, by the machine's calendar clock; 1970 where it stands before that.
    package static func now() -> Timestamp {
        Timestamp(seconds: UInt64(clamping: read(CLOCK_REALTIME).tv_sec))
    }

    /// Whole seconds since this boot, sleep included.
    package static func bootSeconds() -> UInt64 {
        UInt64(clamping: read(CLOCK_BOOTTIME).tv_sec)
    }

    /// The 16 bytes that name this boot; nil where the system does not tell.
    package static func bootID() -> [UInt8]? {
        let found = try? readWholeFile("/proc/sys/kernel/random/boot_id", limitBytes: 64)
        let digits = found?.filter { $0 != UInt8(ascii: "-") && $0 != 0x0A }
        guard let digits, digits.count == 32 else { return nil }
        return bytes(hexadecimal: String(decoding: digits, as: UTF8.self))
    }

    /// Microseconds on a clock that only goes forward, for durations.
    package static func monotonicMicroseconds() -> UInt64 {
        let time = read(CLOCK_MONOTONIC)
        return UInt64(clamping: time.tv_sec) * 1_000_000 + UInt64(clamping: time.tv_nsec) / 1_000
    }

    /// The distance of the machine's time zone from UTC at a time, in minutes.
    package static func zoneMinutes(at time: Timestamp) -> Int64 {
        var seconds = time_t(clamping: time.seconds)
        var local = unsafe tm()
        guard unsafe localtime_r(&seconds, &local) != nil else { return 0 }
        return Int64(unsafe local.tm_gmtoff) / 60
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}
