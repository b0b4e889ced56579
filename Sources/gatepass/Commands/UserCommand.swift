// `gatepass user add|list|reset`: who signs in to the service.
import ArgumentParser
import Authority
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Accounts.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "账号。/ Accounts of people who sign in.",
        discussion: example("gatepass user list"),
        subcommands: [
            UserAdd.self, UserList.self, UserGrant.self, UserUngrant.self, UserDisable.self,
            UserEnable.self, UserReset.self, UserToken.self, UserContact.self,
        ])
}

/// Where the link leads.
struct LinkArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "服务网址；默认 http://127.0.0.1:8080。/ Address of the service.", valueName: "url"))
    var baseURL = "http://127.0.0.1:8080"

    func validate() throws {
        let isPlain = baseURL.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        let schemes = ["https://", "http://"]
        guard isPlain, !baseURL.contains("#"), !baseURL.contains("?"),
            schemes.contains(where: { baseURL.hasPrefix($0) && baseURL.count > $0.count })
        else {
            throw ValidationError(
                "--base-url 应如 https://a.example。/ --base-url is like https://a.example."
            )
        }
    }

    /// The secret stands in the fragment, which no browser sends and no log holds.
    func link(_ secret: String) -> String {
        let base = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        return "\(base)/invitation#\(secret)"
    }
}

/// Makes an account.
struct UserAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "新建账号，给出一次性链接。/ Makes an account and prints its one-time link.",
        discussion: """
            请把链接交给本人；本人打开后自设密码。链接七天内有效，只能用一次。
            Give the link to the person, who sets a password by it: once, within seven days.

            """
                + example(
                    "gatepass user add --login admin --name 王小明 --role operator",
                    "gatepass user add --login li.hr --name 李小红 --role hr --org 1042",
                    "gatepass user add --login park1 --name 张平 --role reviewer --site 1"
                        + " --desk park --base-url https://pass.example.cn"))

    @Option(help: "登录名，2 到 64 个字母、数字或 . _ - @。/ Login name, 2 to 64 letters and digits.")
    var login: String
    @Option(help: "姓名。/ The person's name.")
    var name: String
    @OptionGroup var given: GrantArguments
    @OptionGroup var address: LinkArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try given.grant() }

    func run() throws {
        try withOffice { office in
            let invited = try office.invite(
                AccountDraft(login: login, name: name, grants: [try given.grant()]),
                by: .machine)
            return try InvitedUser(invited, address).reply(at: try TimeText(office))
        }
    }
}

/// Sends a new link.
struct UserReset: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "作废密码、会话和令牌，给出新链接。/ Takes password, sessions, tokens; prints a new link.",
        discussion: example("gatepass user reset --login li.hr"))

    @Option(help: "登录名。/ Login name.")
    var login: String
    @OptionGroup var address: LinkArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let reset = try office.reset(try office.account(login: login).number)
            return try InvitedUser(reset, address).reply(at: try TimeText(office))
        }
    }
}

/// Lists accounts.
struct UserList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出账号。/ Lists accounts.",
        discussion: example("gatepass user list"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let times = try TimeText(office)
            return try Reply(
                listing: try office.accounts(),
                [
                    TextColumn("编号", "Number", plain: \.account.number),
                    TextColumn("登录名", "Login", plain: \.account.login),
                    TextColumn("姓名", "Name", plain: \.account.name),
                    TextColumn("状态", "State", \.state),
                    TextColumn("角色", "Roles", \.roles),
                    TextColumn(
                        "锁定至", "Locked until",
                        plain: { $0.lockedUntil.map { times.text(of: $0) } }),
                ])
        }
    }
}

/// What `add` and `reset` tell.
private struct InvitedUser: Encodable {
    private let number: AccountNumber
    private let login: String
    private let name: String
    private let state: String
    private let grants: [Grant]
    private let link: String
    private let expires: Int64

    init(_ invited: InvitedAccount, _ address: LinkArguments) {
        number = invited.account.number
        login = invited.account.login
        name = invited.account.name
        state = invited.account.state.rawValue
        grants = invited.account.grants
        link = address.link(invited.secret)
        expires = invited.expires
    }

    func reply(at times: TimeText) throws -> Reply {
        let until = times.text(of: expires)
        return try Reply(
            self,
            BilingualText(
                "账号 \(number)（\(login)）；链接至 \(until) 有效，只能用一次：\n\(link)",
                "Account \(number) (\(login)); the link is good once, until \(until):\n\(link)"))
    }
}

extension AccountListing {
    fileprivate var state: BilingualText {
        switch account.state {
        case .invited: BilingualText("待设密码", "invited")
        case .active: BilingualText("可用", "active")
        case .disabled: BilingualText("停用", "disabled")
        }
    }

    /// Every role with its place.
    var roles: BilingualText {
        let words = account.grants.map(\.words)
        guard !words.isEmpty else { return BilingualText("-", "-") }
        return BilingualText(
            words.map(\.chinese).joined(separator: "、"),
            words.map(\.english).joined(separator: ", "))
    }
}
