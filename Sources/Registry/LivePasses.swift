// Passes whose printed copies do not count: which groups have such, and the token of one, for the
// live code that a phone shows. Tests: Tests/RegistryTests/RuleTests.swift.
import GRDB
package import Identifiers

/// What a pass's token is read for, as the audit writes it.
package enum TokenUse: String, Sendable {
    /// A live code.
    case live = "pass.live"
    /// The pass's own code, given out once more.
    case code = "pass.code"
}

extension Schema {
    /// Few passes are such, and each bundle asks which groups have one.
    static let livePasses = "CREATE INDEX passes_live ON passes (id) WHERE copies = 1;"
}

extension Registry {
    /// Groups of a site, and roaming ones, with a pass in force that printed copies do not stand
    /// for: a gate needs their live keys.
    ///
    /// - Throws: faults of the file.
    package func liveGroups(of site: SiteNumber) throws(RegistryError) -> [GroupNumber] {
        try read { db in
            try Int64.fetchAll(
                db,
                cached: """
                    SELECT DISTINCT t.key_group FROM passes p
                    JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                    JOIN key_groups g ON g.number = t.key_group
                    WHERE p.copies = 1 AND t.status = 'active' AND (g.site = ? OR g.site IS NULL)
                    ORDER BY 1
                    """, arguments: [site.rawValue]
            ).map(GroupNumber.init(stored:))
        }
    }

    /// The token of a pass that has not been withdrawn; the audit says that it was read.
    ///
    /// - Parameter use: what for.
    /// - Returns: a secret of the holder.
    /// - Throws: `unknown(.pass)`, `passClosed`, `sealedUnderAnotherKey`.
    package func token(
        of number: PassNumber, for use: TokenUse, act: Act
    ) throws(RegistryError) -> [UInt8] {
        try change(act) { db in
            let pass = try Self.openPass(number, in: db)
            let stored = try Row.fetchOne(
                db, cached: "SELECT token_sealed FROM pass_tokens WHERE pass = ? AND sequence = ?",
                arguments: [pass.row, pass.sequence])
            guard let stored else { throw RegistryError.unknown(.pass, number.text) }
            let token = try seal.open(
                stored.bytes("token_sealed"), column: .token,
                row: tokenRow(pass.row, pass.sequence))
            return (token, [AuditNote(use.rawValue, subject: "pass \(number.text)")])
        }
    }
}
