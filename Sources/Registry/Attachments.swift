// Papers of applications: what the files beside the database are. Tests:
// Tests/IssuanceTests/AttachmentTests.swift.
import GRDB

/// A paper that a firm has given in.
package struct AttachmentRow: Sendable, Equatable, Encodable {
    /// What a paper can be, by its content.
    package enum Kind: String, Sendable, Encodable { case pdf, jpeg, png }

    package let organisation: OrganisationNumber
    /// In hexadecimal; the name of the file too.
    package let sha256: String
    package let type: Kind
    package let sizeBytes: Int64
    /// Seconds since 1970.
    package let keptAt: Int64

    package init(
        organisation: OrganisationNumber, sha256: String, type: Kind, sizeBytes: Int64,
        keptAt: Int64
    ) {
        self.organisation = organisation
        self.sha256 = sha256
        self.type = type
        self.sizeBytes = sizeBytes
        self.keptAt = keptAt
    }

    init(_ row: Row) {
        organisation = OrganisationNumber(stored: row["organisation"])
        sha256 = row["sha256"]
        type = Kind(rawValue: row["type"]) ?? .pdf
        sizeBytes = row["size"]
        keptAt = row["kept_at"]
    }
}

extension Registry {
    /// Notes a paper; the same one again is as it was.
    ///
    /// - Throws: `unknown(.organisation)`.
    package func add(_ attachment: AttachmentRow, act: Act) throws(RegistryError) {
        try change(act) { db in
            _ = try Self.known(attachment.organisation, in: db)
            try db.execute(
                cached: """
                    INSERT INTO attachments (organisation, sha256, type, size, kept_at, kept_by)
                    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, sha256) DO NOTHING
                    """,
                arguments: [
                    attachment.organisation.rawValue, attachment.sha256,
                    attachment.type.rawValue, attachment.sizeBytes, act.atSeconds, act.who,
                ])
            guard db.changesCount > 0 else { return ((), []) }
            let note = AuditNote(
                "attachment.keep", subject: "organisation \(attachment.organisation)",
                details: "sha256=\(attachment.sha256) type=\(attachment.type.rawValue)"
                    + " bytes=\(attachment.sizeBytes)")
            return ((), [note])
        }
    }

    /// Every paper that a firm has given in.
    package func attachments() throws(RegistryError) -> [AttachmentRow] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM attachments ORDER BY sha256, organisation")
                .map(AttachmentRow.init)
        }
    }

    /// A firm's paper.
    ///
    /// - Throws: `unknown(.attachment)`.
    package func attachment(
        _ sha256: String, of organisation: OrganisationNumber
    ) throws(RegistryError) -> AttachmentRow {
        try read { try Self.attachment(sha256, of: organisation, in: $0) }
    }

    static func attachment(
        _ sha256: String, of organisation: OrganisationNumber, in db: Database
    ) throws -> AttachmentRow {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM attachments WHERE organisation = ? AND sha256 = ?",
            arguments: [organisation.rawValue, sha256])
        guard let row else { throw RegistryError.unknown(.attachment, sha256) }
        return AttachmentRow(row)
    }
}
