// The roles of accounts, each at its place.
package import Authority
import GRDB

extension Grant {
    /// - Returns: nil for what no longer is a role at such a place.
    init?(stored row: Row) {
        guard let role = Role(rawValue: row["role"]),
            let scope = Scope(
                organisation: row["organisation"], site: row["site"], desk: row["desk"])
        else { return nil }
        self.init(role, scope)
    }
}

extension Registry {
    static let grantOrder = "account, role, organisation, site, desk"

    /// Gives an account a role at a place.
    ///
    /// - Returns: the account; what it has already changes nothing.
    /// - Throws: `unknown` for the account, or a firm or site that is not there.
    package func add(
        _ grant: Grant, to number: AccountNumber, act: Act
    ) throws(RegistryError) -> Account {
        try change(act) { db in
            _ = try Self.known(number, in: db)
            let notes = try Self.store(grant, of: number, at: act.atSeconds, in: db)
            return (try Self.known(number, in: db), notes)
        }
    }

    /// Takes a role at a place from an account.
    ///
    /// - Throws: `unknown` for the account, or where it has no such role there.
    package func remove(
        _ grant: Grant, from number: AccountNumber, act: Act
    ) throws(RegistryError) -> Account {
        try change(act) { db in
            _ = try Self.known(number, in: db)
            try db.execute(
                cached: "DELETE FROM account_grants WHERE \(Self.sameGrant)",
                arguments: Self.arguments(of: grant, number))
            guard db.changesCount > 0 else {
                throw RegistryError.unknown(.grant, grant.description)
            }
            return (try Self.known(number, in: db), [Self.note("grant.remove", grant, number)])
        }
    }

    static func grants(of number: AccountNumber, in db: Database) throws -> [Grant] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM account_grants WHERE account = ? ORDER BY \(grantOrder)")
        return try Row.fetchAll(statement, arguments: [number.rawValue])
            .compactMap(Grant.init(stored:))
    }

    /// - Returns: what the audit is to say; nothing where the account has it.
    static func store(
        _ grant: Grant, of number: AccountNumber, at seconds: Int64, in db: Database
    ) throws -> [AuditNote] {
        if let organisation = grant.scope.organisation {
            _ = try known(try parsed(organisation) as OrganisationNumber, in: db)
        }
        if let site = grant.scope.site { _ = try known(try parsed(site) as SiteNumber, in: db) }
        if let desk = grant.scope.desk { try requireName(desk, of: .grant) }
        let held = try Int.fetchOne(
            db, cached: "SELECT COUNT(*) FROM account_grants WHERE \(sameGrant)",
            arguments: arguments(of: grant, number))
        guard held == 0 else { return [] }
        try db.execute(
            cached: """
                INSERT INTO account_grants (account, role, organisation, site, desk, made_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                number.rawValue, grant.role.rawValue, grant.scope.organisation, grant.scope.site,
                grant.scope.desk, seconds,
            ])
        return [note("grant.add", grant, number)]
    }

    private static let sameGrant = """
        account = ? AND role = ? AND COALESCE(organisation, 0) = ? AND COALESCE(site, 0) = ?
            AND COALESCE(desk, '') = ?
        """

    private static func arguments(of grant: Grant, _ number: AccountNumber) -> StatementArguments {
        [
            number.rawValue, grant.role.rawValue, grant.scope.organisation ?? 0,
            grant.scope.site ?? 0, grant.scope.desk ?? "",
        ]
    }

    private static func note(
        _ what: String, _ grant: Grant, _ number: AccountNumber
    ) -> AuditNote {
        AuditNote(what, subject: "account \(number)", details: "grant=\(grant)")
    }

    private static func parsed<Thing>(_ value: Int64) throws -> Number<Thing> {
        guard let number = Number<Thing>(rawValue: value) else {
            throw RegistryError.unknown(Thing.subject, "\(value)")
        }
        return number
    }
}
