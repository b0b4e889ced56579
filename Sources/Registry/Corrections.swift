// What holders say is wrong with their passes, for their firm to mend. The words may name anybody,
// so they lie sealed. Tests: Tests/IssuanceTests/HolderLinkTests.swift.
import GRDB
import Identifiers
package import PassFormat

/// What a holder said.
package struct Correction: Sendable, Equatable, Encodable {
    package let id: Int64
    /// The pass, in groups.
    package let number: String
    /// Employee number or plate; null for a person without a number.
    package let key: String?
    package let text: String
    /// Seconds since 1970.
    package let filedAt: Int64
    /// Seconds since 1970; null while it is open.
    package let closedAt: Int64?

    private enum CodingKeys: String, CodingKey { case id, number, key, text, filedAt, closedAt }

    /// Every key, also where its value is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(number, forKey: .number)
        try container.encode(key, forKey: .key)
        try container.encode(text, forKey: .text)
        try container.encode(filedAt, forKey: .filedAt)
        try container.encode(closedAt, forKey: .closedAt)
    }
}

extension Registry {
    /// How many of one link may be open at once.
    private static let openCorrections = 5

    /// Files what a holder says.
    ///
    /// - Parameter text: as typed.
    /// - Returns: false where as many as one link may have are open.
    package func addCorrection(
        _ text: String, by link: HolderLink, act: Act
    ) throws(RegistryError) -> Bool {
        try change(act) { db in
            let open = try Int.fetchOne(
                db,
                sql: "SELECT COUNT(*) FROM corrections WHERE link = ? AND closed_at IS NULL",
                arguments: [link.id])
            guard open ?? 0 < Self.openCorrections else { return (false, []) }
            let id = try Int64.fetchOne(db, sql: "SELECT COALESCE(MAX(id), 0) + 1 FROM corrections")
            let sealed = try seal.seal(Array(text.utf8), column: .correction, row: id ?? 1)
            try db.execute(
                sql: """
                    INSERT INTO corrections (id, organisation, link, text_sealed, filed_at)
                    SELECT ?, p.organisation, l.id, ?, ? FROM holder_links l
                    JOIN passes p ON p.id = l.pass WHERE l.id = ?
                    """, arguments: [id, blob(sealed), act.atSeconds, link.id])
            return (true, [AuditNote("correction.file", subject: "pass \(link.number.text)")])
        }
    }

    /// A page of what the holders of a firm's passes said, the oldest first.
    ///
    /// - Parameters:
    ///   - site: where their passes lie; nil for all sites.
    ///   - page: its key is a correction's row, in decimal.
    /// - Throws: `unknown(.organisation)`, `sealedUnderAnotherKey`.
    package func corrections(
        of organisation: OrganisationNumber, at site: SiteNumber?, _ page: PagePlace
    ) throws(RegistryError) -> [Correction] {
        try read { db in
            _ = try Self.known(organisation, in: db)
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT c.*, p.number, COALESCE(h.employee_no, v.plate) AS holder_key
                    FROM corrections c JOIN holder_links l ON l.id = c.link
                    JOIN passes p ON p.id = l.pass
                    LEFT JOIN people h ON h.id = p.person
                    LEFT JOIN vehicles v ON v.id = p.vehicle
                    WHERE c.organisation = ? AND p.site = COALESCE(?, p.site) AND c.id > ?
                    ORDER BY c.id LIMIT ?
                    """,
                arguments: [
                    organisation.rawValue, site?.rawValue,
                    page.after.flatMap { Int64($0) } ?? 0, page.limit,
                ]
            ).map { row in
                let text = try seal.open(
                    row.bytes("text_sealed"), column: .correction, row: row["id"])
                return Correction(
                    id: row["id"], number: groupedNumber(row["number"]), key: row["holder_key"],
                    text: String(decoding: text, as: UTF8.self), filedAt: row["filed_at"],
                    closedAt: row["closed_at"])
            }
        }
    }

    /// Where the pass lies that a correction is about, and of which kind it is.
    ///
    /// - Throws: `unknown(.correction)` where the firm has none of this number.
    package func correctionPlace(
        _ id: Int64, of organisation: OrganisationNumber
    ) throws(RegistryError) -> (site: SiteNumber, kind: PassKind) {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT p.site, p.kind FROM corrections c
                    JOIN holder_links l ON l.id = c.link JOIN passes p ON p.id = l.pass
                    WHERE c.id = ? AND c.organisation = ?
                    """, arguments: [id, organisation.rawValue])
            guard let row, let kind = PassKind(rawValue: row["kind"]) else {
                throw RegistryError.unknown(.correction, String(id))
            }
            return (SiteNumber(stored: row["site"]), kind)
        }
    }

    /// Notes that a correction was seen to.
    ///
    /// - Throws: `unknown(.correction)` where the firm has none of this number that is open.
    package func closeCorrection(
        _ id: Int64, of organisation: OrganisationNumber, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            try db.execute(
                sql: """
                    UPDATE corrections SET closed_at = ?
                    WHERE id = ? AND organisation = ? AND closed_at IS NULL
                    """, arguments: [act.atSeconds, id, organisation.rawValue])
            guard db.changesCount == 1 else {
                throw RegistryError.unknown(.correction, String(id))
            }
            return ((), [AuditNote("correction.close", subject: "correction \(id)")])
        }
    }
}
