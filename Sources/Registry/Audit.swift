// The audit: rows that are only ever added, each hashed together with the hash of the row before,
// so that a changed, removed, moved or missing row shows.
import FoundationEssentials
import GRDB
import PassCrypto
import PassFormat

/// Who does something to the registry, when, and why.
package struct Act: Sendable, Equatable {
    /// The account or login name.
    package var who: String
    /// Seconds since 1970.
    package var atSeconds: Int64
    /// The reason given, empty where none was asked for.
    package var why: String

    package init(who: String, atSeconds: Int64, why: String = "") {
        self.who = who
        self.atSeconds = atSeconds
        self.why = why
    }
}

/// What a change writes into the audit.
///
/// It never holds an ID or telephone number, a token or a name of a person.
struct AuditNote {
    let what: String
    let subject: String
    let details: String

    init(_ what: String, subject: String, details: String = "") {
        self.what = what
        self.subject = subject
        self.details = details
    }
}

/// One row of the audit.
package struct AuditRow: Sendable, Equatable, Encodable {
    /// From 1, without gaps.
    package let number: Int64
    /// Seconds since 1970.
    package let atSeconds: Int64
    package let who: String
    /// The change, for instance `pass.revoke`.
    package let what: String
    /// What was changed, for instance `organisation 1042`.
    package let subject: String
    package let why: String
    package let details: String

    /// The bytes that are hashed: both numbers as eight bytes each, then every text behind its
    /// length in four.
    var canonicalBytes: [UInt8] {
        var bytes = bigEndianBytes(number) + bigEndianBytes(atSeconds)
        for text in [who, what, subject, why, details] {
            let utf8 = Array(text.utf8)
            bytes += bigEndianBytes(UInt32(truncatingIfNeeded: utf8.count)) + utf8
        }
        return bytes
    }
}

/// The newest row's number and chain hash, kept outside the database so that a cut end shows.
package struct AuditHead: Sendable, Equatable {
    package let number: Int64
    /// 32 bytes.
    package let hash: [UInt8]

    /// The head of an empty audit.
    package static let start = AuditHead(number: 0, hash: [UInt8](repeating: 0, count: 32))

    package init(number: Int64, hash: [UInt8]) {
        self.number = number
        self.hash = hash
    }

    /// One line: the number, a space, the hash in hexadecimal.
    package var line: String { "\(number) \(hexadecimal(hash))\n" }

    /// - Parameter line: what `line` gave.
    /// - Returns: nil for anything else.
    package init?(line: String) {
        let parts = line.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let number = Int64(parts[0]), number >= 0,
            let hash = bytes(hexadecimal: parts[1]), hash.count == 32
        else { return nil }
        self.init(number: number, hash: hash)
    }
}

enum AuditChain {
    static func hash(after previous: [UInt8], _ row: AuditRow) -> [UInt8] {
        SHA256.hash("gatepass/1 audit", previous, row.canonicalBytes).array
    }

    static func head(_ db: Database) throws -> AuditHead {
        guard
            let row = try Row.fetchOne(db, cached: "SELECT n, h FROM audit ORDER BY n DESC LIMIT 1")
        else { return .start }
        return AuditHead(number: row["n"], hash: row.bytes("h"))
    }

    /// - Returns: the head that it makes.
    static func append(
        _ note: AuditNote, after head: AuditHead, act: Act, to db: Database
    ) throws -> AuditHead {
        let row = AuditRow(
            number: head.number + 1, atSeconds: act.atSeconds, who: act.who, what: note.what,
            subject: note.subject, why: act.why, details: note.details)
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO audit (n, at, who, what, subject, why, details, h)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let next = AuditHead(number: row.number, hash: hash(after: head.hash, row))
        try statement.execute([
            row.number, row.atSeconds, row.who, row.what, row.subject, row.why, row.details,
            blob(next.hash),
        ])
        return next
    }

    static func row(_ row: Row) -> AuditRow {
        AuditRow(
            number: row["n"], atSeconds: row["at"], who: row["who"], what: row["what"],
            subject: row["subject"], why: row["why"], details: row["details"])
    }
}

func blob(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }

func blob(_ bytes: [UInt8]?) -> DatabaseValue { bytes.map(blob) ?? .null }

extension Row {
    func bytes(_ column: String) -> [UInt8] { [UInt8](self[column] as Data? ?? Data()) }

    func optionalBytes(_ column: String) -> [UInt8]? { (self[column] as Data?).map { [UInt8]($0) } }
}
