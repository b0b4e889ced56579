// The gate's time. The mark is the time of the newest row that was not written under suspicion,
// kept with the boot and the time since it. What the clock should say follows from the mark, and is
// not before the bundle's time of issue; a clock that says much else is doubted.
// Docs/gp1.md, section Clock. Tests: Tests/GateStateTests/GateClockTests.swift.
package import PassCheck
package import PassFormat

/// What the machine's clocks say.
package struct MachineTime: Sendable, Equatable {
    /// The calendar clock, which anybody at the machine may set.
    package var calendar: Timestamp
    /// The clock that runs since the boot; nil where it cannot be read.
    package var boot: BootMoment?

    package init(calendar: Timestamp, boot: BootMoment?) {
        self.calendar = calendar
        self.boot = boot
    }
}

/// A moment on the clock that nobody can set: CLOCK_BOOTTIME.
package struct BootMoment: Sendable, Equatable {
    /// Names the boot; 16 bytes of /proc/sys/kernel/random/boot_id.
    package var id: [UInt8]
    /// Seconds since then, sleep included.
    package var seconds: UInt64

    package init(id: [UInt8], seconds: UInt64) {
        self.id = id
        self.seconds = seconds
    }
}

/// The gate's time and whether it can be believed.
package struct ClockReading: Sendable, Equatable {
    package let now: Timestamp
    package let trust: ClockTrust
    /// Why it is doubted; nil where it is not.
    package let doubt: ClockDoubt?
}

/// How the machine's clock differs from what it should say.
package enum ClockDoubt: Sendable, Equatable {
    case behind(seconds: UInt64)
    case ahead(seconds: UInt64)
}

/// What the gate knows of the time.
struct ClockMark: Equatable {
    var time: Timestamp
    var boot: BootMoment?
    /// What a guard said that the machine's clock is wrong by, in seconds; added to it.
    var offsetSeconds: Int64
    /// The bundle in force when a guard last set the time: its time of issue no longer counts.
    var acceptedBundle: UInt64

    static let none = ClockMark(
        time: Timestamp(seconds: 0), boot: nil, offsetSeconds: 0, acceptedBundle: 0)
}

/// The rule, without a clock of its own.
enum ClockRule {
    /// Seconds that the clock may be behind what it should say, and ahead in the same boot.
    static let toleranceSeconds: UInt64 = 600

    /// - Parameters:
    ///   - machine: what the clocks say now.
    ///   - mark: what the rows tell.
    ///   - core: the bundle in force. Its time of issue has passed, nobody here knows how long ago:
    ///     a boot's clock says nothing about it.
    static func reading(
        of machine: MachineTime, after mark: ClockMark, under core: BundleCore?
    ) -> ClockReading {
        let system = machine.calendar.moved(bySeconds: mark.offsetSeconds)
        let issued = issued(core, after: mark)
        guard max(mark.time, issued).seconds > 0 else {
            return ClockReading(now: system, trust: .trusted, doubt: nil)
        }
        var (expected, isSameBoot) = expectation(at: machine.boot, after: mark)
        if issued > expected { (expected, isSameBoot) = (issued, false) }
        let leapSeconds = (core?.rules ?? .standard).clockLeapSeconds
        let behind = expected.seconds(since: system)
        let ahead = system.seconds(since: expected)
        if behind > toleranceSeconds {
            return ClockReading(now: expected, trust: .suspect, doubt: .behind(seconds: behind))
        }
        if ahead > (isSameBoot ? toleranceSeconds : leapSeconds) {
            return ClockReading(now: expected, trust: .suspect, doubt: .ahead(seconds: ahead))
        }
        return ClockReading(now: max(system, mark.time, issued), trust: .trusted, doubt: nil)
    }

    /// What the clock should say at least.
    private static func expectation(
        at moment: BootMoment?, after mark: ClockMark
    ) -> (expected: Timestamp, isSameBoot: Bool) {
        // Without a row there is nothing from which to count.
        guard let moment, mark.time.seconds > 0 else { return (mark.time, false) }
        guard let before = mark.boot, before.id == moment.id, before.seconds <= moment.seconds
        else { return (mark.time.advanced(bySeconds: moment.seconds), false) }
        return (mark.time.advanced(bySeconds: moment.seconds - before.seconds), true)
    }

    /// The bundle's time of issue, where no guard has set the time since it was loaded.
    private static func issued(_ core: BundleCore?, after mark: ClockMark) -> Timestamp {
        guard let core, core.version > mark.acceptedBundle else { return Timestamp(seconds: 0) }
        return core.issued
    }
}

extension Timestamp {
    /// Later or, with a negative number, earlier; stops at both ends.
    func moved(bySeconds count: Int64) -> Timestamp {
        if count >= 0 { return advanced(bySeconds: UInt64(count)) }
        return Timestamp(seconds: seconds > count.magnitude ? seconds - count.magnitude : 0)
    }
}
