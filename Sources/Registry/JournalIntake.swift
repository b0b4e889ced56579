// Taking rows of a device's journal into the registry; all of one file in one transaction.
import GRDB
package import PassFormat

/// A row as it is kept: its bytes, and what is searched by.
package struct JournalRecord: Sendable, Equatable {
    /// Whether somebody was let through.
    package enum Effect: String, Sendable {
        case admits
        case takesBack = "takes back"
    }

    package let number: Int64
    package let bytes: [UInt8]
    /// h, 32 bytes.
    package let hash: [UInt8]
    /// m, 32 bytes.
    package let code: [UInt8]
    /// Seconds since 1970, by the gate's clock.
    package let atSeconds: Int64
    package var passIndex: [UInt8]?
    package var sequence: Int?
    package var about: Int64?
    package var effect: Effect?
    package var entries = 0
    package var direction: Direction?

    package init(
        number: Int64, bytes: [UInt8], hash: [UInt8], code: [UInt8], atSeconds: Int64
    ) {
        self.number = number
        self.bytes = bytes
        self.hash = hash
        self.code = code
        self.atSeconds = atSeconds
    }
}

/// What a file says of its device, once its signature was found right.
package struct JournalArrival: Sendable {
    /// How far a gate's clock may be ahead, in seconds: what a file says of later times is not
    /// remembered, because every file after it would then be taken for an older one.
    static let clockToleranceSeconds: Int64 = 600

    package let lastRow: Int64
    /// Nil where the gate did not believe its clock, and files cannot be put in order by it.
    package let asOfSeconds: Int64?
    package let bundle: Int64

    package init(lastRow: Int64, asOfSeconds: Int64?, bundle: Int64) {
        self.lastRow = lastRow
        self.asOfSeconds = asOfSeconds
        self.bundle = bundle
    }
}

/// What a body may do inside `Registry.takeJournal`; of no use after it.
package final class JournalIntake {
    /// How far the journal had come before.
    package let before: JournalState?
    private let db: Database
    private let device: Device
    private let lines: JournalLines
    private let atSeconds: Int64
    fileprivate var added = 0
    /// Passes that somebody was let through with, or not after all.
    private var seen: Set<[UInt8]> = []
    private(set) var notes: [AuditNote] = []

    init(_ db: Database, _ device: Device, at seconds: Int64) throws {
        self.db = db
        self.device = device
        atSeconds = seconds
        lines = try JournalLines(of: device.id, in: db)
        before = try Registry.journalState(of: device.id, in: db)
    }

    /// Chain hash of the row that is kept at a number; nil where there is none.
    package func hash(at number: Int64) throws -> [UInt8]? { try lines.hash(at: number, in: db) }

    /// Keeps a row.
    ///
    /// - Parameter hashBefore: h of the row before; nil where that row is kept too.
    package func add(_ row: JournalRecord, hashBefore: [UInt8]?) throws {
        let insertion = try db.cachedStatement(
            sql: """
                INSERT INTO journal_rows (device, line, n, bytes, h, m, h_before, at, pass_index,
                    sequence, about, effect, entries, direction, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insertion.execute(arguments: [
            device.id, lines.line(of: row.number), row.number, blob(row.bytes), blob(row.hash),
            blob(row.code), blob(hashBefore), row.atSeconds, blob(row.passIndex), row.sequence,
            row.about, row.effect?.rawValue, row.entries, row.direction?.name, atSeconds,
        ])
        added += 1
        if row.effect != nil, let index = row.passIndex { seen.insert(index) }
    }

    /// Records numbers that the gate itself says are gone.
    package func addGap(_ numbers: ClosedRange<Int64>) throws {
        try lines.addGap(numbers, in: db)
    }

    /// Raises an alarm, once for what was found.
    ///
    /// - Parameter found: what tells this one from others at the same rows, such as a row's hash.
    /// - Returns: whether it stands, newly raised or from before.
    package func raise(
        _ kind: JournalAlarmKind, _ numbers: ClosedRange<Int64>, found: [UInt8]
    ) throws -> Bool {
        let (first, last) = (numbers.lowerBound, numbers.upperBound)
        try db.execute(
            cached: """
                INSERT OR IGNORE INTO journal_alarms (device, kind, first, last, found, raised_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [device.id, kind.rawValue, first, last, blob(found), atSeconds])
        if db.changesCount > 0 {
            notes.append(
                AuditNote(
                    "journal.alarm", subject: "gate \(device.gate)",
                    details: "kind=\(kind.rawValue) first=\(first) last=\(last)"))
        }
        let standing = try Int.fetchOne(
            db,
            cached: """
                SELECT 1 FROM journal_alarms WHERE device = ? AND kind = ? AND first = ?
                    AND last = ? AND found = ? AND accepted_at IS NULL
                """, arguments: [device.id, kind.rawValue, first, last, blob(found)])
        return standing != nil
    }

    /// Whether somebody has accepted an alarm over these rows, which are then told of no more.
    func isAccepted(_ kind: JournalAlarmKind, over numbers: ClosedRange<Int64>) throws -> Bool {
        let found = try Int.fetchOne(
            db,
            cached: """
                SELECT 1 FROM journal_alarms WHERE device = ? AND kind = ? AND first <= ?
                    AND last >= ? AND accepted_at IS NOT NULL LIMIT 1
                """,
            arguments: [device.id, kind.rawValue, numbers.lowerBound, numbers.upperBound])
        return found != nil
    }

    /// Records how far the device is, and moves the head.
    fileprivate func finish(_ arrival: JournalArrival) throws -> JournalState {
        try Registry.updatePresence(of: seen, in: db)
        var state = before ?? JournalState()
        if let asOf = arrival.asOfSeconds, asOf >= state.asOfSeconds {
            state.last = arrival.lastRow
            state.asOfSeconds = min(asOf, atSeconds + JournalArrival.clockToleranceSeconds)
            state.bundle = arrival.bundle
        } else {
            state.last = max(state.last, arrival.lastRow)
        }
        guard added > 0 || !notes.isEmpty || state != before else { return state }
        try db.execute(
            cached: """
                INSERT INTO journals (device, head, head_hash, last, as_of, bundle, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (device) DO UPDATE SET last = excluded.last, as_of = excluded.as_of,
                    bundle = excluded.bundle, received_at = excluded.received_at
                """,
            arguments: [
                device.id, state.head, blob(state.headHash), state.last, state.asOfSeconds,
                state.bundle, atSeconds,
            ])
        try lines.advanceHead(in: db)
        state = try Registry.journalState(of: device.id, in: db) ?? state
        notes.insert(Registry.note(of: state, device, added: added), at: 0)
        return state
    }
}

extension Registry {
    static func note(of state: JournalState, _ device: Device, added: Int) -> AuditNote {
        AuditNote(
            "journal.import", subject: "device \(device.id)",
            details: "head=\(state.head) hash=\(hexadecimal(state.headHash)) gate=\(device.gate)"
                + " rows=\(added) last=\(state.last) bundle=\(state.bundle)")
    }

    /// Takes in a device's journal; either all that `body` does is kept, or nothing.
    ///
    /// - Parameters:
    ///   - device: whose journal it is.
    ///   - arrival: what the file says.
    ///   - body: looks at each row and adds it or not.
    /// - Returns: what `body` gave, and how far the journal is now.
    /// - Throws: faults of the registry; what `body` throws, as it is.
    package func takeJournal<Value>(
        of device: Device, _ arrival: JournalArrival, act: Act,
        _ body: (JournalIntake) throws -> Value
    ) throws -> (value: Value, state: JournalState) {
        var stopped: (any Error)?
        do {
            return try change(act) { db in
                let intake = try JournalIntake(db, device, at: act.atSeconds)
                let value: Value
                do { value = try body(intake) } catch {
                    stopped = error
                    throw error
                }
                let state = try intake.finish(arrival)
                return ((value, state), intake.notes)
            }
        } catch { throw stopped ?? error }
    }
}
