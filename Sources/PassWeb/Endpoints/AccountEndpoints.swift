// Other people's accounts: invited, shown as far as the caller's own places go, given roles.
import Authority
import HTTPTypes
import Issuance
import Registry

let accountEndpoints: [Endpoint] =
    invitationEndpoints + accountListEndpoints + oneAccountEndpoints + grantEndpoints

private let invitationEndpoints: [Endpoint] = [
    Endpoint(
        .post, "/api/v1/invitations/shown", "showInvitation", .anyone,
        .work { call in
            var fields = try call.fields()
            let secret = try fields.checked(fields.text("secret", 1...100))
            let account = try call.office.invited(by: secret)
            return try .json(InvitedPerson(account))
        }),
    Endpoint(
        .post, "/api/v1/invitations/accepted", "acceptInvitation", .anyone,
        .work { call in
            var fields = try call.fields()
            let (secret, password) = try fields.checked(
                fields.text("secret", 1...100), fields.text("password", 1...400))
            let account = try call.office.accept(
                invitation: secret, password: Array(password.utf8))
            return try .json(InvitedPerson(account))
        }
    ).withPassword(),
]

private let accountListEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/accounts", "listAccounts", .signedIn,
        .work { call in
            let page = try call.page()
            let reach = try call.known().reach(of: .readAccounts)
            guard !reach.isEmpty else { throw call.forbidding(.readAccounts) }
            let accounts = try call.office.accounts().compactMap { $0.seen(within: reach) }
            return try .json(Page(of: accounts, page) { $0.account.number.rawValue })
        }),
    Endpoint(
        .post, "/api/v1/accounts", "inviteAccount", .permitted(.inviteAccounts) { _ in .common },
        .work { call in
            var fields = try call.fields()
            let grants = fields.optionalList("grants", 1...20) { fields, name in
                fields.optionalObject(name) { $0.grant() }
            }
            let (login, name) = try fields.checked(fields.text("login"), fields.text("name"))
            let invited = try call.office.invite(
                AccountDraft(login: login, name: name, grants: grants ?? []),
                by: .caller(try call.known()))
            return try .created(
                Invited(invited), at: "/api/v1/accounts/\(invited.account.number)")
        }
    ).creating(),
]

private let oneAccountEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/accounts/{account}", "showAccount",
        .permitted(.readAccounts, Call.oneAccount),
        .work { call in try .json(try call.shown(try call.account())) }),
    Endpoint(
        .patch, "/api/v1/accounts/{account}", "changeAccount",
        .permitted(.changeAccounts) { _ in .office },
        .work { call in
            var fields = try call.fields()
            let reason = fields.optionalText("reason") ?? ""
            let access = try fields.checked(fields.choice("access", of: AccessWord.self))
            return try .json(
                call.office.set(
                    try call.account(), access == .enabled ? .enabled : .disabled, why: reason))
        }),
    Endpoint(
        .post, "/api/v1/accounts/{account}/reset", "resetAccount",
        .permitted(.changeAccounts) { _ in .office },
        .work { call in
            var fields = try call.fields()
            try fields.check()
            return try .json(Invited(try call.office.reset(try call.account())), .created)
        }),
]

private let grantEndpoints: [Endpoint] = [
    Endpoint(
        .post, "/api/v1/accounts/{account}/grants", "addGrant",
        .permitted(.changeGrants, Call.oneAccount),
        .work { call in
            var fields = try call.fields()
            let read = fields.grant()
            let grant = try fields.checked(read)
            let number = try call.account()
            _ = try call.office.add(grant, to: number, by: .caller(try call.known()))
            return try .json(try call.shown(number), .created)
        }
    ).creating(),
    Endpoint(
        .delete, "/api/v1/accounts/{account}/grants", "removeGrant",
        .permitted(.changeGrants, Call.oneAccount),
        .work { call in
            var query = call.query()
            let read = query.grant()
            let grant = try query.checked(read)
            _ = try call.office.remove(
                grant, from: try call.account(), by: .caller(try call.known()))
            return .nothing
        }),
]

/// Whose link it is.
private struct InvitedPerson: Encodable {
    let login: String
    let name: String

    init(_ account: Account) {
        login = account.login
        name = account.name
    }
}

/// An account with the secret of its link, which stands in no other answer.
private struct Invited: Encodable {
    let number: AccountNumber
    let login: String
    let name: String
    let secret: String
    let expires: Int64

    init(_ invited: InvitedAccount) {
        number = invited.account.number
        login = invited.account.login
        name = invited.account.name
        secret = invited.secret
        expires = invited.expires
    }
}

private enum AccessWord: String, CaseIterable { case enabled, disabled }

extension Fields {
    /// A role with its place, from the members role, organisation, site and desk.
    fileprivate mutating func grant() -> Grant? {
        let role = choice("role", of: Role.self)
        let organisation = optionalNumber("organisation", OrganisationNumber.self)
        let site = optionalNumber("site", SiteNumber.self)
        let desk = optionalText("desk", 1...64)
        guard let role, faults.isEmpty else { return nil }
        let scope = Scope(
            organisation: organisation?.rawValue, site: site?.rawValue, desk: desk)
        if let scope, let grant = Grant(role, scope) { return grant }
        refuse(
            "role", "GRANT_PLACE", "这一角色不在这样的地点；请核对 organisation、site 和 desk",
            "this role is not had at such a place; check organisation, site and desk")
        return nil
    }
}

extension Call {
    /// The account in the path, as what something is done to: it lies where its roles lie.
    @Sendable fileprivate static func oneAccount(_ call: Call) throws -> Target {
        do {
            return .account(holding: try call.office.account(try call.account()).account.grants)
        } catch let error as OfficeError where error.fault != .machine {
            throw Problem.notFound
        }
    }

    fileprivate func account() throws(Problem) -> AccountNumber {
        try number("account", AccountNumber.self)
    }

    /// An account as far as the caller's own places go.
    fileprivate func shown(_ number: AccountNumber) throws -> AccountListing {
        let listing = try office.account(number)
        let reach = try known().reach(of: .readAccounts)
        guard let seen = listing.seen(within: reach) else { throw Problem.notFound }
        return seen
    }
}
