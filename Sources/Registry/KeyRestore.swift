// Revoked keys after a restore: what the file beside the key ring knows is revoked again, also of
// epochs and groups that the backup never had.
import GRDB

extension Registry {
    /// What the file's key revocations changed in a restored registry.
    struct AppliedKeys {
        var keys = 0
        var passes = 0
        /// The groups that took the place of revoked ones.
        var notes: [AuditNote] = []
    }

    /// Revokes keys again, with every pass that the backup shows as active under them: also those
    /// that had newer issues by the time of the revocation, which the backup does not know.
    static func apply(
        _ known: [LoggedKeyRevocation], _ act: Act, in db: Database
    ) throws -> AppliedKeys {
        var applied = AppliedKeys()
        for revocation in known {
            let isNew =
                switch revocation.key {
                case .epoch(let epoch):
                    try revokeAgain(epoch: epoch, at: revocation.atSeconds, act, in: db)
                case .group(let group, let site):
                    try revokeAgain(group: group, of: site, revocation.atSeconds, act, in: db)
                }
            if isNew { applied.keys += 1 }
        }
        guard applied.keys > 0 else { return applied }
        try db.execute(
            cached: """
                UPDATE pass_tokens SET status = 'revoked', reason_class = ?, reason = ?,
                    revoked_at = ?
                WHERE status = 'active' AND (
                    epoch IN (SELECT number FROM key_epochs WHERE revoked_at IS NOT NULL)
                    OR key_group IN (SELECT number FROM revoked_groups))
                """,
            arguments: [ReasonClass.key.rawValue, ReasonClass.key.name, act.atSeconds])
        applied.passes = db.changesCount
        let sites = try Int64.fetchAll(
            db,
            cached: """
                SELECT g.site FROM key_groups g JOIN revoked_groups r ON r.number = g.number
                WHERE g.state = 'current' AND g.site IS NOT NULL
                """)
        for site in sites {
            let (_, note) = try rotateGroup(
                of: SiteNumber(stored: site), at: act.atSeconds, in: db)
            applied.notes.append(note)
        }
        return applied
    }

    private static func revokeAgain(
        epoch: UInt8, at seconds: Int64, _ act: Act, in db: Database
    ) throws -> Bool {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM key_epochs WHERE number = ?", arguments: [epoch])
        if row == nil { try insert(epoch: epoch, at: seconds, in: db) }
        guard row.flatMap({ KeyRevocation($0) }) == nil else { return false }
        let then = Act(who: act.who, atSeconds: seconds)
        try mark(epoch: epoch, reason: ReasonClass.key.name, then, in: db)
        return true
    }

    private static func revokeAgain(
        group: GroupNumber, of site: SiteNumber, _ seconds: Int64, _ act: Act, in db: Database
    ) throws -> Bool {
        let isThere = try Int.fetchOne(
            db, cached: "SELECT 1 FROM revoked_groups WHERE number = ?", arguments: [group.rawValue]
        )
        guard isThere == nil else { return false }
        let then = Act(who: act.who, atSeconds: seconds)
        try mark(group: group, of: site, reason: ReasonClass.key.name, then, in: db)
        return true
    }
}
