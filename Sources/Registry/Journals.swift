// What the office knows of its gates' journals: how far each came, and what was wrong with it.
import GRDB

/// How far the journal of a device came.
package struct JournalState: Sendable, Equatable {
    /// The last row up to which none is missing; 0 where there is none.
    package var head: Int64 = 0
    /// Its chain hash, 32 bytes.
    package var headHash = [UInt8](repeating: 0, count: 32)
    /// The last row that the device said it has.
    package var last: Int64 = 0
    /// The gate's time in the newest file.
    package var asOfSeconds: Int64 = 0
    /// The bundle in force in the newest file; 0 for none.
    package var bundle: Int64 = 0

    package init() {}

    fileprivate init(_ row: Row) {
        head = row["head"]
        headHash = row.bytes("head_hash")
        last = row["last"]
        asOfSeconds = row["as_of"]
        bundle = row["bundle"]
    }
}

/// What is wrong with a journal.
package enum JournalAlarmKind: String, Sendable, Encodable {
    /// A later file knows less than an earlier one.
    case stepBack = "step_back"
    /// A row is another than the one that was brought before.
    case fork
    /// Rows are gone, and the gate has recorded that itself.
    case cut
    /// Rows are not what the gate wrote, or are missing from the middle.
    case damaged
}

/// What was found, once.
package struct JournalAlarmRecord: Sendable, Equatable, Encodable {
    package let gate: GateNumber
    package let fingerprint: String
    package let kind: JournalAlarmKind
    /// The rows that it is about.
    package let first: Int64
    package let last: Int64
    /// Seconds since 1970.
    package let raisedAt: Int64
    /// Seconds since 1970; nil while it stands.
    package let acceptedAt: Int64?
    package let acceptedBy: String?
    package let reason: String?

    fileprivate init(_ row: Row) {
        gate = GateNumber(stored: row["gate"])
        fingerprint = row["fingerprint"]
        kind = JournalAlarmKind(rawValue: row["kind"]) ?? .damaged
        first = row["first"]
        last = row["last"]
        raisedAt = row["raised_at"]
        acceptedAt = row["accepted_at"]
        acceptedBy = row["accepted_by"]
        reason = row["reason"]
    }

    private enum CodingKeys: String, CodingKey {
        case gate, fingerprint, kind, first, last, raisedAt, acceptedAt, acceptedBy, reason
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(fingerprint, forKey: .fingerprint)
        try container.encode(kind, forKey: .kind)
        try container.encode(first, forKey: .first)
        try container.encode(last, forKey: .last)
        try container.encode(raisedAt, forKey: .raisedAt)
        try container.encode(acceptedAt, forKey: .acceptedAt)
        try container.encode(acceptedBy, forKey: .acceptedBy)
        try container.encode(reason, forKey: .reason)
    }
}

/// Which alarms are wanted.
package enum AlarmChoice: Sendable {
    /// Those that nobody has accepted.
    case standing
    case all
}

extension Registry {
    /// How far a device's journal came; nil where none was ever brought.
    package func journalState(of device: Device) throws(RegistryError) -> JournalState? {
        try read { try Self.journalState(of: device.id, in: $0) }
    }

    static func journalState(of device: Int64, in db: Database) throws -> JournalState? {
        try Row.fetchOne(
            db, cached: "SELECT * FROM journals WHERE device = ?", arguments: [device]
        ).map(JournalState.init)
    }

    /// Alarms of all devices, oldest first.
    package func journalAlarms(
        _ choice: AlarmChoice
    ) throws(RegistryError) -> [JournalAlarmRecord] {
        let condition =
            switch choice {
            case .standing: "WHERE a.accepted_at IS NULL"
            case .all: ""
            }
        return try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT a.*, d.gate, d.fingerprint FROM journal_alarms a
                    JOIN devices d ON d.id = a.device \(condition) ORDER BY a.id
                    """
            ).map(JournalAlarmRecord.init)
        }
    }

    /// Accepts every standing alarm of a gate's devices, those out of use too: bundles go out to it
    /// again, rows that were damaged are waited for no longer, and the newest of a fork's branches
    /// goes on.
    ///
    /// - Parameter act: with the reason.
    /// - Returns: how many were accepted.
    /// - Throws: `unknown(.gate)`.
    package func acceptAlarms(at gate: GateNumber, act: Act) throws(RegistryError) -> Int {
        let devices = try devices().filter { $0.gate == gate }
        return try change(act) { db in
            _ = try Self.known(gate, in: db)
            var accepted = 0
            var notes: [AuditNote] = []
            for device in devices {
                let found = try Self.acceptAlarms(of: device, act, in: db)
                accepted += found.count
                notes += found.notes
            }
            return (accepted, notes)
        }
    }

    private static func acceptAlarms(
        of device: Device, _ act: Act, in db: Database
    ) throws -> (count: Int, notes: [AuditNote]) {
        let standing = try Row.fetchAll(
            db,
            cached: """
                SELECT * FROM journal_alarms WHERE device = ? AND accepted_at IS NULL
                ORDER BY id
                """, arguments: [device.id])
        guard !standing.isEmpty else { return (0, []) }
        var lines = try JournalLines(of: device.id, in: db)
        var notes: [AuditNote] = []
        for row in standing {
            let (first, last): (Int64, Int64) = (row["first"], row["last"])
            switch JournalAlarmKind(rawValue: row["kind"]) {
            case .fork: try lines.begin(at: first, in: db)
            case .damaged: try lines.addGap(first...max(first, last), in: db)
            case .stepBack, .cut, nil: break
            }
            let kind: String = row["kind"]
            notes.append(
                AuditNote(
                    "journal.accept", subject: "gate \(device.gate)",
                    details: "kind=\(kind) first=\(first) last=\(last)"))
        }
        try db.execute(
            cached: """
                UPDATE journal_alarms SET accepted_at = ?, accepted_by = ?, reason = ?
                WHERE device = ? AND accepted_at IS NULL
                """, arguments: [act.atSeconds, act.who, act.why, device.id])
        try lines.advanceHead(in: db)
        let state = try journalState(of: device.id, in: db) ?? JournalState()
        return (standing.count, notes + [note(of: state, device, added: 0)])
    }
}
