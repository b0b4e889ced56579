// The life of keys: which epochs and groups there are, and which of them are revoked. The keys
// themselves lie in the key ring. A revocation is in the file beside them before it is done.
import GRDB
import PassFormat

/// When, why and by whom keys were revoked.
package struct KeyRevocation: Sendable, Equatable {
    /// Seconds since 1970.
    package let atSeconds: Int64
    package let reason: String
    package let who: String

    init?(_ row: Row) {
        guard let atSeconds: Int64 = row["revoked_at"] else { return nil }
        self.atSeconds = atSeconds
        reason = row["reason"] ?? ""
        who = row["who"] ?? ""
    }
}

/// An epoch as the registry knows it.
package struct KeyEpoch: Sendable, Equatable {
    package let number: UInt8
    /// Seconds since 1970; when it was written down, where the registry came later than the key.
    package let madeAt: Int64
    package let revocation: KeyRevocation?
}

/// Keys that a gate is to refuse by name.
package struct RevokedKeys: Sendable, Equatable {
    package let epochs: [UInt8]
    /// Groups of one site, and roaming ones.
    package let groups: [GroupNumber]
}

/// What a revocation of keys did.
package struct KeyRevocationOutcome: Sendable, Equatable {
    /// Active passes that stopped with the keys.
    package let passes: Int
    /// The groups that were not revoked before.
    package let groups: [GroupNumber]
    /// The group that took the place of a revoked current one.
    package let newGroup: GroupNumber?
}

/// What is about to be done to the key ring's files, and what became of the ring, for the audit.
package enum KeyRingChange: String, Sendable {
    case sealing, sealed, unsealing, unsealed, rotating
}

extension Registry {
    /// Writes into the audit what is about to be done to the key ring, or was done.
    package func record(_ change: KeyRingChange, act: Act) throws(RegistryError) {
        try self.change(act) { _ in
            ((), [AuditNote("keys.\(change.rawValue)", subject: "key ring")])
        }
    }

    /// Every epoch that was written down, oldest first.
    package func epochs() throws(RegistryError) -> [KeyEpoch] {
        try read { db in
            try Row.fetchAll(db, cached: "SELECT * FROM key_epochs ORDER BY number").map { row in
                KeyEpoch(
                    number: row["number"], madeAt: row["made_at"], revocation: KeyRevocation(row))
            }
        }
    }

    /// The highest epoch that the registry knows of anyhow: written down, or of a pass.
    package func newestEpoch() throws(RegistryError) -> UInt8 {
        try read { db in
            try UInt8.fetchOne(
                db,
                cached: """
                    SELECT MAX(number) FROM (SELECT number FROM key_epochs
                        UNION SELECT MAX(epoch) FROM pass_tokens)
                    """) ?? 0
        }
    }

    /// Writes down epochs of the key ring; those that are known already stay as they are.
    package func record(epochs: [UInt8], act: Act) throws(RegistryError) {
        try change(act) { db in
            let known = try Set(UInt8.fetchAll(db, cached: "SELECT number FROM key_epochs"))
            let notes = try epochs.filter { !known.contains($0) }.map { epoch in
                try Self.insert(epoch: epoch, at: act.atSeconds, in: db)
                return AuditNote("epoch.add", subject: "epoch \(epoch)")
            }
            return ((), notes)
        }
    }

    static func insert(epoch: UInt8, at seconds: Int64, in db: Database) throws {
        try db.execute(
            cached: "INSERT INTO key_epochs (number, made_at) VALUES (?, ?)",
            arguments: [epoch, seconds])
    }

    /// What gates of a site are to refuse by name.
    package func revokedKeys(of site: SiteNumber) throws(RegistryError) -> RevokedKeys {
        try read { db in
            RevokedKeys(
                epochs: try UInt8.fetchAll(
                    db, cached: "SELECT number FROM key_epochs WHERE revoked_at IS NOT NULL"),
                groups: try Int64.fetchAll(
                    db,
                    cached: "SELECT number FROM revoked_groups WHERE site = ? OR site IS NULL",
                    arguments: [site.rawValue]
                ).map(GroupNumber.init(stored:)))
        }
    }

    /// The active passes that were sealed under these groups, group by group.
    package func passes(under groups: [GroupNumber]) throws(RegistryError) -> [ReachedPass] {
        try read { db in
            try Self.reachedPasses(
                "t.key_group = ?", each: groups.map { [$0.rawValue.databaseValue] }, in: db)
        }
    }

    /// Revokes an epoch and every active pass that was sealed in it.
    ///
    /// - Parameter epoch: not the current one; the key ring knows which that is.
    /// - Returns: how many passes; none where it was revoked before.
    /// - Throws: `unknown(.epoch)`, `revocationLog`, `diskFull`.
    package func revoke(epoch: UInt8, reason: String, act: Act) throws(RegistryError) -> Int {
        try change(act) { db in
            let row = try Row.fetchOne(
                db, cached: "SELECT * FROM key_epochs WHERE number = ?", arguments: [epoch])
            guard let row else { throw RegistryError.unknown(.epoch, String(epoch)) }
            guard KeyRevocation(row) == nil else { return (0, []) }
            try revocations.append(
                [LoggedKeyRevocation(key: .epoch(epoch), atSeconds: act.atSeconds)])
            try Self.mark(epoch: epoch, reason: reason, act, in: db)
            let count = try revokeRows(
                "t.epoch = ?", each: [[Int64(epoch).databaseValue]],
                reason: RevocationReason(.key, text: reason), act, in: db)
            let note = AuditNote(
                "epoch.revoke", subject: "epoch \(epoch)", details: "passes=\(count)")
            return (count, [note])
        }
    }

    /// Revokes groups of a site and every active pass that was sealed for them; a new generation
    /// takes the place of the current one where that is among them.
    ///
    /// - Throws: `unknown(.group)` for one that is not the site's, `numbersUsedUp(.group)`,
    ///   `revocationLog`, `diskFull`.
    package func revoke(
        groups: [GroupNumber], of site: SiteNumber, reason: String, act: Act
    ) throws(RegistryError) -> KeyRevocationOutcome {
        try change(act) { db in
            var states: [GroupNumber: String] = [:]
            for group in groups {
                states[group] = try Self.stateUnlessRevoked(group, of: site, in: db)
            }
            let fresh = groups.filter { states[$0] != nil }
            var notes: [AuditNote] = []
            var newGroup: GroupNumber?
            if states.values.contains("current") {
                let (made, note) = try Self.rotateGroup(of: site, at: act.atSeconds, in: db)
                newGroup = made
                notes.append(note)
            }
            try revocations.append(
                fresh.map {
                    LoggedKeyRevocation(key: .group($0, site), atSeconds: act.atSeconds)
                })
            var passes = 0
            for group in fresh {
                try Self.mark(group: group, of: site, reason: reason, act, in: db)
                let count = try revokeRows(
                    "t.key_group = ?", each: [[group.rawValue.databaseValue]],
                    reason: RevocationReason(.key, text: reason), act, in: db)
                passes += count
                notes.append(
                    AuditNote(
                        "group.revoke", subject: "group \(group)",
                        details: "site=\(site) passes=\(count)"))
            }
            let outcome = KeyRevocationOutcome(passes: passes, groups: fresh, newGroup: newGroup)
            return (outcome, notes)
        }
    }

    private static func stateUnlessRevoked(
        _ group: GroupNumber, of site: SiteNumber, in db: Database
    ) throws -> String? {
        let row = try Row.fetchOne(
            db,
            cached: """
                SELECT g.state, r.number AS revoked FROM key_groups g
                LEFT JOIN revoked_groups r ON r.number = g.number
                WHERE g.number = ? AND g.site = ?
                """, arguments: [group.rawValue, site.rawValue])
        guard let row else { throw RegistryError.unknown(.group, group.description) }
        return (row["revoked"] as Int64?) == nil ? row["state"] : nil
    }

    static func mark(epoch: UInt8, reason: String, _ act: Act, in db: Database) throws {
        try db.execute(
            cached: "UPDATE key_epochs SET revoked_at = ?, reason = ?, who = ? WHERE number = ?",
            arguments: [act.atSeconds, reason, act.who, epoch])
    }

    static func mark(
        group: GroupNumber, of site: SiteNumber, reason: String, _ act: Act, in db: Database
    ) throws {
        try db.execute(
            cached: """
                INSERT INTO revoked_groups (number, site, revoked_at, reason, who)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [group.rawValue, site.rawValue, act.atSeconds, reason, act.who])
    }

    /// Refuses to store what was sealed under keys that were revoked meanwhile.
    static func requireInForce(_ keyIDs: Set<KeyID>, in db: Database) throws {
        for keyID in keyIDs {
            let epoch = try Int64.fetchOne(
                db,
                cached: "SELECT number FROM key_epochs WHERE number = ? AND revoked_at IS NOT NULL",
                arguments: [keyID.epoch])
            if let epoch { throw RegistryError.keyRevoked(.epoch, epoch) }
            let group = try Int64.fetchOne(
                db, cached: "SELECT number FROM revoked_groups WHERE number = ?",
                arguments: [keyID.group])
            if let group { throw RegistryError.keyRevoked(.group, group) }
        }
    }
}
