// What a pass asks for beyond its holder's zones and dates. Kept with the pass, so that a reissue
// asks for the same. Tests: Tests/RegistryTests/RuleTests.swift.
import GRDB
package import PassFormat

/// Limits of a pass that whoever issues it sets.
package struct PassTerms: Sendable, Equatable {
    /// Ascending; empty: every gate.
    package var gates: [GateNumber] = []
    /// Nil: both.
    package var direction: Direction?
    /// Nil: all day.
    package var hours: DayWindow?
    /// Entries over all sequences; nil: no limit.
    package var maximumEntries: UInt16?
    package var copies = CopyRule.count

    package init() {}

    init(_ row: Row) {
        gates = (row["gates"] as String).split(separator: ",").compactMap { Int64($0) }
            .map(GateNumber.init(stored:))
        direction = (row["direction"] as UInt8?).flatMap(Direction.init(rawValue:))
        if let start: UInt64 = row["start_minute"], let end: UInt64 = row["end_minute"] {
            hours = DayWindow(startMinute: start, endMinute: end)
        }
        maximumEntries = row["max_entries"]
        copies = row["copies"] as Int == 1 ? .liveRequired : .count
    }

    /// For the audit; empty where the terms set nothing.
    var words: String {
        var parts: [String] = []
        if !gates.isEmpty { parts.append("gates=\(gateList)") }
        if let direction { parts.append("direction=\(direction.name)") }
        if let hours { parts.append("hours=\(hours.startMinute)-\(hours.endMinute)") }
        if let maximumEntries { parts.append("max_entries=\(maximumEntries)") }
        if copies == .liveRequired { parts.append("live=required") }
        return parts.map { " " + $0 }.joined()
    }

    private var gateList: String { gates.map(\.description).joined(separator: ",") }

    func store(for pass: Int64, in db: Database) throws {
        guard self != PassTerms() else { return }
        let store = try db.cachedStatement(
            sql: """
                UPDATE passes SET gates = ?, direction = ?, start_minute = ?, end_minute = ?,
                    max_entries = ?, copies = ? WHERE id = ?
                """)
        try store.execute(arguments: [
            gateList, direction?.rawValue, hours?.startMinute, hours?.endMinute, maximumEntries,
            copies == .liveRequired ? 1 : 0, pass,
        ])
    }
}
