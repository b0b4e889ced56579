// `gatepass user token`: lets a program in under somebody's account.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Makes an API token.
struct UserToken: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "新建接口令牌。/ Makes an API token of an account; its secret is shown once.",
        discussion: """
            令牌能做的不多于账号本人。范围：read（只读），或 passes、rosters 等一类，或 passes.revoke 等一项。
            A token does no more than its account. Scopes: read, an area as passes, or one deed as \
            passes.revoke.

            """
                + example(
                    "gatepass user token --login li.hr --name payroll --scope read"
                        + " --scope rosters --expires 30d"))

    @Option(help: "登录名。/ Login name.")
    var login: String
    @Option(help: "令牌的用途。/ What the token is for.")
    var name: String
    @Option(help: "范围，可重复。/ Scope; may be repeated.")
    var scope: [String]
    @Option(help: "到期，默认 90 天后。/ When it ends; 90 days from now where it is left out.")
    var expires: ExpiryArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let until = try expires?.time.seconds(at: office)
            let account = try office.account(login: login)
            let made = try office.makeToken(
                TokenDraft(name: name, scopes: scope, expires: until), for: account.number)
            let end = try TimeText(office).text(of: made.token.expires)
            let isWaiting = account.state == .invited
            return try Reply(
                made,
                BilingualText(
                    "令牌 \(made.token.id) 至 \(end) 有效"
                        + (isWaiting ? "（本人打开邀请链接、设好密码之后）" : "")
                        + "，只在此显示一次：\n\(made.secret)",
                    "Token \(made.token.id), good until \(end)"
                        + (isWaiting ? " once the person has set a password by the link" : "")
                        + ", shown here and never again:\n" + made.secret))
        }
    }
}
