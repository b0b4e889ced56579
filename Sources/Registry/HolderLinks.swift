// Links by which holders see their passes. The database has a link's hash, never the link: whoever
// has the link has the pass. Tests: Tests/IssuanceTests/HolderLinkTests.swift.
import GRDB
package import Identifiers

/// A link as it stands.
package struct HolderLink: Sendable, Equatable {
    /// Its row.
    package let id: Int64
    package let number: PassNumber
    /// Seconds since 1970; nil while it is open.
    package let endedAt: Int64?
    /// Hash of the first device's secret; nil until a live code was asked for.
    package let deviceHash: [UInt8]?
    /// The day, counted from 1970, on which it last showed a live code.
    package let liveDay: Int64?
}

extension Registry {
    /// Makes a pass's link; the one before ends.
    ///
    /// - Parameter hash: of the link's secret, 32 bytes.
    /// - Throws: `unknown(.pass)`, `passClosed`.
    package func addHolderLink(
        to number: PassNumber, hash: [UInt8], act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            let pass = try Self.openPass(number, in: db)
            try Self.endHolderLink(ofPass: pass.row, at: act.atSeconds, in: db)
            try db.execute(
                cached: "INSERT INTO holder_links (pass, secret_hash, made_at) VALUES (?, ?, ?)",
                arguments: [pass.row, blob(hash), act.atSeconds])
            return ((), [AuditNote("link.add", subject: "pass \(number.text)")])
        }
    }

    /// Ends a pass's link.
    ///
    /// - Throws: `unknown(.link)` where it has none that is open.
    package func endHolderLink(of number: PassNumber, act: Act) throws(RegistryError) {
        try change(act) { db in
            let pass = try Int64.fetchOne(
                db, cached: "SELECT id FROM passes WHERE number = ?", arguments: [number.digits])
            guard let pass, try Self.endHolderLink(ofPass: pass, at: act.atSeconds, in: db) else {
                throw RegistryError.unknown(.link, number.text)
            }
            return ((), [AuditNote("link.end", subject: "pass \(number.text)")])
        }
    }

    /// - Returns: whether there was one.
    @discardableResult
    static func endHolderLink(
        ofPass pass: Int64, at seconds: Int64, in db: Database
    ) throws -> Bool {
        try db.execute(
            cached: "UPDATE holder_links SET ended_at = ? WHERE pass = ? AND ended_at IS NULL",
            arguments: [seconds, pass])
        return db.changesCount > 0
    }

    /// The link that a secret opens.
    ///
    /// - Parameter hash: of the secret.
    /// - Returns: nil where there is none.
    package func holderLink(hash: [UInt8]) throws(RegistryError) -> HolderLink? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                cached: """
                    SELECT l.*, p.number FROM holder_links l JOIN passes p ON p.id = l.pass
                    WHERE l.secret_hash = ?
                    """, arguments: [blob(hash)])
            return try row.map {
                HolderLink(
                    id: $0["id"], number: try PassNumber(parsing: $0["number"]),
                    endedAt: $0["ended_at"],
                    deviceHash: $0["device_hash"] == nil ? nil : $0.bytes("device_hash"),
                    liveDay: $0["live_day"])
            }
        }
    }

    /// Binds a link to the first device that asks.
    ///
    /// - Parameter device: hash of the device's secret, 32 bytes.
    /// - Returns: false where another was first.
    package func bind(
        _ link: HolderLink, to device: [UInt8], act: Act
    ) throws(RegistryError) -> Bool {
        try change(act) { db in
            try db.execute(
                cached: """
                    UPDATE holder_links SET device_hash = ?, bound_at = ?
                    WHERE id = ? AND device_hash IS NULL AND ended_at IS NULL
                    """, arguments: [blob(device), act.atSeconds, link.id])
            guard db.changesCount == 1 else { return (false, []) }
            return (true, [AuditNote("link.bind", subject: "pass \(link.number.text)")])
        }
    }

    /// Notes that a link showed a live code, once for each day: it shows another every few seconds
    /// for as long as somebody looks at it.
    ///
    /// - Parameter day: from 1970, where the pass's site is.
    package func noteLiveCode(
        of link: HolderLink, day: Int64, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            try db.execute(
                sql: """
                    UPDATE holder_links SET live_day = ?1
                    WHERE id = ?2 AND (live_day IS NULL OR live_day <> ?1)
                    """, arguments: [day, link.id])
            guard db.changesCount == 1 else { return ((), []) }
            return ((), [AuditNote("link.live", subject: "pass \(link.number.text)")])
        }
    }

    /// The token of the pass that an open link is for; the audit has the link.
    ///
    /// - Parameter link: its row.
    /// - Returns: a secret of the holder.
    /// - Throws: `unknown(.link)`, `passClosed`, `sealedUnderAnotherKey`.
    package func holderToken(of link: HolderLink) throws(RegistryError) -> [UInt8] {
        try read { db in
            let pass = try Self.openPass(link.number, in: db)
            let stored = try Row.fetchOne(
                db,
                cached: """
                    SELECT t.token_sealed FROM pass_tokens t
                    JOIN holder_links l ON l.pass = t.pass AND l.ended_at IS NULL
                    WHERE l.id = ? AND t.pass = ? AND t.sequence = ?
                    """, arguments: [link.id, pass.row, pass.sequence])
            guard let stored else { throw RegistryError.unknown(.link, link.number.text) }
            return try seal.open(
                stored.bytes("token_sealed"), column: .token,
                row: tokenRow(pass.row, pass.sequence))
        }
    }
}
