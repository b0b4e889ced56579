// Sites, their rules for gates, and the generations of their key groups.
import GRDB
package import PassFormat

/// What a gate says of a pass that its data does not hold.
package enum UnknownPolicy: String, Sendable, Codable, CaseIterable {
    case review, deny
}

/// Whether a key group seals new passes, still verifies old ones, or neither; a revoked one is
/// refused by name.
package enum GroupState: String, Sendable, Codable {
    case current, earlier, retired, revoked

    /// Whether gates have its keys.
    package var isInForce: Bool {
        switch self {
        case .current, .earlier: true
        case .retired, .revoked: false
        }
    }
}

/// One generation of a site's keys, or a roaming group that belongs to no site.
package struct KeyGroup: Numbered, Equatable, Encodable {
    package static let numbers: ClosedRange<Int64> = 1...65_535
    package static let subject = RegistrySubject.group

    package let number: GroupNumber
    package let site: SiteNumber?
    package let state: GroupState
    /// Seconds since 1970.
    package let madeAt: Int64
    package let revocation: KeyRevocation?

    fileprivate init(_ row: Row) {
        number = GroupNumber(stored: row["number"])
        site = (row["site"] as Int64?).map(SiteNumber.init(stored:))
        revocation = KeyRevocation(row)
        state =
            revocation == nil ? GroupState(rawValue: row["state"]) ?? .retired : .revoked
        madeAt = row["made_at"]
    }

    private enum CodingKeys: String, CodingKey {
        case number, site, state, madeAt, revokedAt, reason
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(site, forKey: .site)
        try container.encode(state, forKey: .state)
        try container.encode(madeAt, forKey: .madeAt)
        try container.encode(revocation?.atSeconds, forKey: .revokedAt)
        try container.encode(revocation?.reason, forKey: .reason)
    }
}

/// A closed area with gates of its own.
package struct Site: Numbered, Equatable, Encodable {
    package static let numbers: ClosedRange<Int64> = 1...65_535
    package static let subject = RegistrySubject.site

    package let number: SiteNumber
    package var name: String
    package var unknownPolicy = UnknownPolicy.review
    /// From which age of its facts a gate's verdicts are to be doubted.
    package var staleAfterSeconds: Int64 = 86_400
    package var staffLifetimeSeconds: Int64 = 90 * 86_400
    package var vehicleLifetimeSeconds: Int64 = 31 * 86_400
    package var temporaryLifetimeSeconds: Int64 = 86_400
    /// What the site's local day is ahead of UTC.
    package var utcOffsetMinutes: Int64 = 480
    package var rules = SiteRules()

    package init(number: SiteNumber, name: String) {
        self.number = number
        self.name = name
    }

    /// The longest that a pass of the kind may be good for here.
    package func lifetimeSeconds(of kind: PassKind) -> Int64 {
        switch kind {
        case .staff: staffLifetimeSeconds
        case .vehicle: vehicleLifetimeSeconds
        case .temporary: temporaryLifetimeSeconds
        }
    }

    fileprivate init(_ row: Row) {
        number = SiteNumber(stored: row["number"])
        name = row["name"]
        unknownPolicy = UnknownPolicy(rawValue: row["unknown_policy"]) ?? .deny
        staleAfterSeconds = row["stale_after_s"]
        staffLifetimeSeconds = row["staff_lifetime_s"]
        vehicleLifetimeSeconds = row["vehicle_lifetime_s"]
        temporaryLifetimeSeconds = row["temporary_lifetime_s"]
        utcOffsetMinutes = row["utc_offset_minutes"]
        rules = SiteRules(row)
    }

    private enum CodingKeys: String, CodingKey {
        case number, name, unknownPolicy, staleAfterSeconds, staffLifetimeSeconds
        case vehicleLifetimeSeconds, temporaryLifetimeSeconds, utcOffsetMinutes
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(name, forKey: .name)
        try container.encode(unknownPolicy, forKey: .unknownPolicy)
        try container.encode(staleAfterSeconds, forKey: .staleAfterSeconds)
        try container.encode(staffLifetimeSeconds, forKey: .staffLifetimeSeconds)
        try container.encode(vehicleLifetimeSeconds, forKey: .vehicleLifetimeSeconds)
        try container.encode(temporaryLifetimeSeconds, forKey: .temporaryLifetimeSeconds)
        try container.encode(utcOffsetMinutes, forKey: .utcOffsetMinutes)
        try rules.encode(to: encoder)
    }

    fileprivate func note(_ what: String) -> AuditNote {
        AuditNote(
            what, subject: "site \(number)",
            details: "name=\(name) unknown=\(unknownPolicy.rawValue) stale=\(staleAfterSeconds)"
                + " staff=\(staffLifetimeSeconds) vehicle=\(vehicleLifetimeSeconds)"
                + " temporary=\(temporaryLifetimeSeconds) offset=\(utcOffsetMinutes)"
                + " \(rules.words)")
    }
}

extension Registry {
    /// Adds a site with its first key group.
    ///
    /// - Throws: `badName`, `duplicateNumber`, `numbersUsedUp(.group)`.
    package func add(_ site: Site, act: Act) throws(RegistryError) {
        try change(act) { db in
            if let holder = try Self.site(site.number, in: db) {
                throw RegistryError.duplicateNumber(
                    .site, site.number.rawValue, heldBy: holder.name)
            }
            try Self.store(site, in: db)
            let group = try Self.makeGroup(for: site.number, at: act.atSeconds, in: db)
            return (
                (),
                [
                    site.note("site.add"),
                    AuditNote(
                        "group.add", subject: "group \(group)", details: "site=\(site.number)"),
                ]
            )
        }
    }

    /// Puts a site's new values in place of its old ones.
    ///
    /// - Throws: `unknown`, `badName`.
    package func set(_ site: Site, act: Act) throws(RegistryError) {
        try change(act) { db in
            guard try Self.known(site.number, in: db) != site else { return ((), []) }
            try Self.store(site, in: db)
            return ((), [site.note("site.set")])
        }
    }

    /// Starts a new generation of a site's keys; the one before verifies on.
    ///
    /// - Returns: the new current group.
    /// - Throws: `unknown`, `numbersUsedUp(.group)`.
    package func rotateGroup(
        of site: SiteNumber, act: Act
    ) throws(RegistryError) -> GroupNumber {
        try change(act) { db in
            let (group, note) = try Self.rotateGroup(of: site, at: act.atSeconds, in: db)
            return (group, [note])
        }
    }

    static func rotateGroup(
        of site: SiteNumber, at seconds: Int64, in db: Database
    ) throws -> (GroupNumber, AuditNote) {
        _ = try Self.known(site, in: db)
        try db.execute(
            cached: "UPDATE key_groups SET state = 'earlier' WHERE site = ? AND state = 'current'",
            arguments: [site.rawValue])
        let group = try Self.makeGroup(for: site, at: seconds, in: db)
        return (
            group, AuditNote("group.add", subject: "group \(group)", details: "site=\(site)")
        )
    }

    /// All sites by number.
    package func sites() throws(RegistryError) -> [Site] {
        try read {
            try Row.fetchAll($0, cached: "SELECT * FROM sites ORDER BY number").map(Site.init)
        }
    }

    /// One site.
    ///
    /// - Throws: `unknown`.
    package func site(_ number: SiteNumber) throws(RegistryError) -> Site {
        try read { try Self.known(number, in: $0) }
    }

    /// The groups of a site and the roaming ones, oldest first; nil: every group.
    package func groups(of site: SiteNumber?) throws(RegistryError) -> [KeyGroup] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT g.*, r.revoked_at, r.reason, r.who
                    FROM key_groups g LEFT JOIN revoked_groups r ON r.number = g.number
                    WHERE g.site = ? OR g.site IS NULL OR ? IS NULL
                    ORDER BY g.number
                    """, arguments: [site?.rawValue, site?.rawValue]
            ).map(KeyGroup.init)
        }
    }

    /// The group that new passes of a site are sealed for.
    ///
    /// - Throws: `unknown`.
    package func currentGroup(of site: SiteNumber) throws(RegistryError) -> GroupNumber {
        try read { db in
            let number = try Int64.fetchOne(
                db, cached: "SELECT number FROM key_groups WHERE site = ? AND state = 'current'",
                arguments: [site.rawValue])
            guard let number else { throw RegistryError.unknown(.site, site.description) }
            return GroupNumber(stored: number)
        }
    }

    static func known(_ number: SiteNumber, in db: Database) throws -> Site {
        guard let site = try site(number, in: db) else {
            throw RegistryError.unknown(.site, number.description)
        }
        return site
    }

    private static func site(_ number: SiteNumber, in db: Database) throws -> Site? {
        try Row.fetchOne(
            db, cached: "SELECT * FROM sites WHERE number = ?", arguments: [number.rawValue]
        ).map(Site.init)
    }

    private static func store(_ site: Site, in db: Database) throws {
        try requireName(site.name, of: .site)
        try db.execute(
            cached: """
                INSERT INTO sites (number, name, unknown_policy, stale_after_s, staff_lifetime_s,
                    vehicle_lifetime_s, temporary_lifetime_s, utc_offset_minutes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET name = excluded.name,
                    unknown_policy = excluded.unknown_policy,
                    stale_after_s = excluded.stale_after_s,
                    staff_lifetime_s = excluded.staff_lifetime_s,
                    vehicle_lifetime_s = excluded.vehicle_lifetime_s,
                    temporary_lifetime_s = excluded.temporary_lifetime_s,
                    utc_offset_minutes = excluded.utc_offset_minutes
                """,
            arguments: [
                site.number.rawValue, site.name, site.unknownPolicy.rawValue,
                site.staleAfterSeconds, site.staffLifetimeSeconds, site.vehicleLifetimeSeconds,
                site.temporaryLifetimeSeconds, site.utcOffsetMinutes,
            ])
        try site.rules.store(for: site.number, in: db)
    }

    private static func makeGroup(
        for site: SiteNumber, at seconds: Int64, in db: Database
    ) throws -> GroupNumber {
        let last =
            try Int64.fetchOne(
                db,
                cached: """
                    SELECT MAX(number) FROM
                        (SELECT number FROM key_groups UNION SELECT number FROM revoked_groups)
                    """) ?? 0
        let floor = try Setting.groupFloor.load(from: db) ?? 0
        guard let number = GroupNumber(rawValue: max(last, floor) + 1) else {
            throw RegistryError.numbersUsedUp(.group)
        }
        try db.execute(
            cached:
                "INSERT INTO key_groups (number, site, state, made_at) VALUES (?, ?, 'current', ?)",
            arguments: [number.rawValue, site.rawValue, seconds])
        return number
    }
}
