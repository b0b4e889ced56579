// `gatepass user grant|ungrant|disable|enable`: what an account may do, and whether it may sign in.
import ArgumentParser
import Authority
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Gives an account a role.
struct UserGrant: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "授予角色。/ Gives an account a role at a place.",
        discussion: example("gatepass user grant --login li.hr --role dispatcher --org 1042"))

    @Option(help: "登录名。/ Login name.")
    var login: String
    @OptionGroup var given: GrantArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try given.grant() }

    func run() throws {
        try withOffice { office in
            try office.add(
                try given.grant(), to: try office.account(login: login).number, by: .machine
            ).reply()
        }
    }
}

/// Takes a role from an account.
struct UserUngrant: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "ungrant", abstract: "收回角色。/ Takes a role at a place from an account.",
        discussion: example("gatepass user ungrant --login li.hr --role dispatcher --org 1042"))

    @Option(help: "登录名。/ Login name.")
    var login: String
    @OptionGroup var given: GrantArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try given.grant() }

    func run() throws {
        try withOffice { office in
            try office.remove(
                try given.grant(), from: try office.account(login: login).number, by: .machine
            ).reply()
        }
    }
}

/// Keeps an account from signing in.
struct UserDisable: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "停用账号，结束其会话。/ Keeps an account from signing in and ends its sessions.",
        discussion: example("gatepass user disable --login li.hr --reason left"))

    @Option(help: "登录名。/ Login name.")
    var login: String
    @Option(help: "原因，记入审计。/ Why, for the audit record.", transform: reasonArgument)
    var reason: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try office.set(
                try office.account(login: login).number, .disabled, why: reason
            ).reply()
        }
    }
}

/// Lets an account sign in again.
struct UserEnable: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "恢复账号，解除锁定。/ Lets an account sign in again, also one that is locked.",
        discussion: example("gatepass user enable --login li.hr"))

    @Option(help: "登录名。/ Login name.")
    var login: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try office.set(try office.account(login: login).number, .enabled).reply()
        }
    }
}

extension AccountListing {
    /// What the account is now.
    fileprivate func reply() throws -> Reply {
        let state: BilingualText =
            switch account.state {
            case .invited: BilingualText("待本人设密码", "waits for its password")
            case .active: BilingualText("可以登录", "can sign in")
            case .disabled: BilingualText("已停用", "is disabled")
            }
        return try Reply(
            self,
            BilingualText(
                "账号 \(account.login) \(state.chinese)；角色：\(roles.chinese)。",
                "Account \(account.login) \(state.english); roles: \(roles.english)."))
    }
}
