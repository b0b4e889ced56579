// The gate's time. The mark is the time of the newest row that was not written under suspicion, or
// the bundle's time of issue where that is later, kept with the boot and the time since it. What
// the clock should say follows from the mark; a clock that says much else is doubted.
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
    ///   - mark: as `mark(_:raisedBy:)` gave it.
    ///   - leapSeconds: how far the clock may be ahead after another boot.
    static func reading(
        of machine: MachineTime, after mark: ClockMark, leapSeconds: UInt64
    ) -> ClockReading {
        let system = machine.calendar.moved(bySeconds: mark.offsetSeconds)
        guard mark.time.seconds > 0 else {
            return ClockReading(now: system, trust: .trusted, doubt: nil)
        }
        let (expected, isSameBoot) = expectation(at: machine.boot, after: mark)
        let behind = expected.seconds(since: system)
        let ahead = system.seconds(since: expected)
        if behind > toleranceSeconds {
            return ClockReading(now: expected, trust: .suspect, doubt: .behind(seconds: behind))
        }
        if ahead > (isSameBoot ? toleranceSeconds : leapSeconds) {
            return ClockReading(now: expected, trust: .suspect, doubt: .ahead(seconds: ahead))
        }
        return ClockReading(now: max(system, mark.time), trust: .trusted, doubt: nil)
    }

    /// What the clock should say at least.
    private static func expectation(
        at moment: BootMoment?, after mark: ClockMark
    ) -> (expected: Timestamp, isSameBoot: Bool) {
        guard let moment else { return (mark.time, false) }
        guard let before = mark.boot, before.id == moment.id, before.seconds <= moment.seconds
        else { return (mark.time.advanced(bySeconds: moment.seconds), false) }
        return (mark.time.advanced(bySeconds: moment.seconds - before.seconds), true)
    }

    /// The mark, or a bundle's time of issue where that is later and no guard has set the time
    /// since it was loaded.
    static func mark(_ mark: ClockMark, raisedBy core: BundleCore?) -> ClockMark {
        guard let core, core.version > mark.acceptedBundle, core.issued > mark.time else {
            return mark
        }
        var raised = mark
        raised.time = core.issued
        // Known to have passed, but not since when: as after another boot.
        raised.boot = nil
        return raised
    }
}

extension Timestamp {
    /// Later or, with a negative number, earlier; stops at both ends.
    func moved(bySeconds count: Int64) -> Timestamp {
        if count >= 0 { return advanced(bySeconds: UInt64(count)) }
        return Timestamp(seconds: seconds > count.magnitude ? seconds - count.magnitude : 0)
    }
}
