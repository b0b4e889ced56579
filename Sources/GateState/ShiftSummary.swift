// What was done in a shift, counted from its rows.
import JournalFormat
import PassCheck
package import PassFormat

/// The counts of one shift.
package struct ShiftSummary: Sendable, Equatable {
    package let name: String?
    package let since: Timestamp
    package internal(set) var until: Timestamp
    /// Codes that were checked, by what came out.
    package internal(set) var admitted = 0
    package internal(set) var reviewed = 0
    package internal(set) var denied = 0
    package internal(set) var undecided = 0
    package internal(set) var overrides = 0
    package internal(set) var letOut = 0
    package internal(set) var refused = 0
    package internal(set) var annulled = 0
    package internal(set) var barrierFailures = 0
}

extension Gate {
    /// What was done since a row, the guard on duty's log-in for one.
    ///
    /// - Throws: `GateStateError.journalFailed`.
    package func summary(of shift: GuardShift) throws(GateStateError) -> ShiftSummary {
        try journal().read { table in try table.summary(of: shift) }
    }
}

extension JournalTable {
    func summary(of shift: GuardShift) throws(DatabaseError) -> ShiftSummary {
        var summary = ShiftSummary(name: shift.name, since: shift.since, until: shift.since)
        let rows = try database.prepare("SELECT bytes FROM row WHERE n >= ?1 ORDER BY n")
        try rows.bind(1, Int64(clamping: shift.loginRow))
        while try rows.step() {
            guard let event = rows.withBlob(0, { try? JournalRow(reading: $0) })?.event else {
                continue
            }
            summary.count(event)
        }
        return summary
    }

    /// How many overrides a guard gave within the time that a shift lasts, over all log-ins.
    func overrides(by badge: PassIndex, until now: Timestamp) throws(DatabaseError) -> Int {
        let rows = try database.prepare("SELECT bytes FROM row ORDER BY n DESC")
        var count = 0
        while try rows.step() {
            guard let row = rows.withBlob(0, { try? RowColumns(reading: $0) }) else { continue }
            guard now.seconds(since: row.at) < GuardLimits.shiftSeconds else { break }
            guard row.kind == JournalKind.override.rawValue,
                let event = rows.withBlob(0, { try? JournalRow(reading: $0) })?.event
            else { continue }
            if event.onDuty == badge { count += 1 }
        }
        return count
    }
}

extension ShiftSummary {
    fileprivate mutating func count(_ event: JournalEvent) {
        until = max(until, event.at)
        switch event.kind {
        case .check:
            switch event.outcome {
            case .allow: admitted += 1
            case .review: reviewed += 1
            case .deny: denied += 1
            case nil: undecided += 1
            }
        case .override: overrides += 1
        case .leave: letOut += 1
        case .refuse: refused += 1
        case .annul: annulled += 1
        case .barrier: barrierFailures += 1
        case .cut, .note, .repeat, .login, .logout, .clock, .heard: break
        }
    }
}
