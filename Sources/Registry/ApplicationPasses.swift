// The passes that an approval brought, until they are renewed or withdrawn, inside the transaction
// of what happens to its application. Tests: Tests/IssuanceTests.
import GRDB
package import Identifiers

extension ApplicationWriter {
    /// The passes of an application that are good still, as the next sequence starts from.
    ///
    /// - Throws: `sealedUnderAnotherKey`.
    package func openPasses(
        of application: Int64
    ) throws(RegistryError) -> [(number: PassNumber, basis: ReissueBasis)] {
        try translating(registry.path) {
            let rows = try Row.fetchAll(
                db,
                cached: """
                    SELECT p.*, t.exp FROM application_passes a
                    JOIN passes p ON p.id = a.pass
                    JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                    WHERE a.application = ? AND t.status = 'active' ORDER BY p.id
                    """, arguments: [application])
            return try rows.compactMap { row in
                guard let number = try? PassNumber(parsing: row["number"]),
                    let basis = try registry.reissueBasis(row, in: db)
                else { return nil }
                return (number, basis)
            }
        }
    }

    /// Whether a firm has a pass for this plate that is good in a time and not of this application.
    ///
    /// Another firm's is none of its business: a haulier may drive for several.
    package func hasPass(
        for plate: Plate, of organisation: OrganisationNumber, during span: Range<Int64>,
        beside application: Int64?
    ) throws(RegistryError) -> Bool {
        try translating(registry.path) {
            try Int.fetchOne(
                db,
                cached: """
                    SELECT 1 FROM vehicles v JOIN passes p ON p.vehicle = v.id
                    JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                    WHERE v.plate = ? AND v.organisation = ? AND t.status = 'active'
                        AND t.nbf < ? AND t.exp > ?
                        AND p.id NOT IN (
                            SELECT pass FROM application_passes WHERE application = ?)
                    """,
                arguments: [
                    plate.text, organisation.rawValue, span.upperBound, span.lowerBound,
                    application,
                ]) != nil
        }
    }

    /// Puts the next sequence of a pass in the place of the one in force, for the holder given.
    ///
    /// - Throws: `keyRevoked`.
    package func reissue(
        _ basis: ReissueBasis, as issue: NewIssue, for holder: PassHolder
    ) throws(RegistryError) {
        try translating(registry.path) {
            try Registry.requireInForce([issue.keyID], in: db)
            if let old = basis.candidate.holder.vehicleRow, old != holder.vehicleRow {
                try db.execute(
                    cached: "UPDATE vehicles SET state = 'left' WHERE id = ?", arguments: [old])
            }
            try db.execute(
                cached: "UPDATE passes SET person = ?, vehicle = ? WHERE id = ?",
                arguments: [holder.personRow, holder.vehicleRow, basis.row])
            try registry.supersede(
                basis.row, basis.sequence, by: issue, at: act.atSeconds, in: db)
            let number = try String.fetchOne(
                db, cached: "SELECT number FROM passes WHERE id = ?", arguments: [basis.row])
            notes.append(
                AuditNote(
                    "pass.reissue", subject: "pass \(groupedNumber(number ?? ""))",
                    details: "sequence=\(issue.sequence)"))
        }
    }

    /// Withdraws what an application brought: its passes, and its vehicles from the firm's list.
    ///
    /// Else new passes would be made for what no desk stands by any more. A vehicle that has
    /// another pass stays.
    ///
    /// - Returns: how many passes were withdrawn.
    package func revokePasses(
        of application: Int64, reason: RevocationReason
    ) throws(RegistryError) -> Int {
        try translating(registry.path) {
            let count = try registry.revokeRows(
                "p.id IN (SELECT pass FROM application_passes WHERE application = ?)",
                each: [[application.databaseValue]], reason: reason, act, in: db)
            try db.execute(
                cached: """
                    UPDATE vehicles AS h SET state = 'left' WHERE id IN (
                        SELECT p.vehicle FROM application_passes a JOIN passes p ON p.id = a.pass
                        WHERE a.application = ?) AND \(Registry.lackingPass("vehicle"))
                    """, arguments: [application, act.atSeconds])
            if count > 0 {
                notes.append(
                    AuditNote(
                        "pass.revoke", subject: "application \(application)",
                        details: "passes=\(count) class=\(reason.reasonClass.name)"))
            }
            return count
        }
    }
}
