// `gatepass user contact`: where an account's person is told what happens to applications.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Sets, shows or takes away an account's number for messages.
struct UserContact: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact",
        abstract: "账号接收申请进展短信的号码。/ The number at which an account is told of applications.",
        discussion: """
            不带 --phone 和 --none 只显示，号码掩码。
            Without --phone and --none it is only shown, masked.

            """
                + example(
                    "gatepass user contact --login li.hr --phone 19900001234",
                    "gatepass user contact --login li.hr --phone 19900001234 --in en",
                    "gatepass user contact --login li.hr --none"))

    @Option(help: "登录名。/ Login name.")
    var login: String
    @Option(help: "11 位手机号。/ Mobile number of 11 digits.")
    var phone: String?
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("短信的语言。/ Language of the messages.", valueName: "zh|en"))
    var messageLanguage = MessageLanguage.chinese
    @Flag(help: "不再发短信。/ No messages any more.")
    var none = false
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard phone == nil || !none else {
            throw ValidationError("--phone 与 --none 只能取一。/ Give --phone or --none, not both.")
        }
    }

    func run() throws {
        try withOffice { office in
            let number = try office.account(login: login).number
            if none { try office.removeContact(of: number) }
            let contact =
                if let phone {
                    Optional(try office.setContact(of: number, phone: phone, messageLanguage))
                } else { try office.contact(of: number) }
            guard let contact else {
                return try Reply(
                    Optional<AccountContact>.none,
                    BilingualText(
                        "账号 \(login) 没有号码，收不到短信。",
                        "Account \(login) has no number and gets no messages."))
            }
            let language = contact.language.rawValue
            return try Reply(
                contact,
                BilingualText(
                    "账号 \(login) 在 \(contact.phoneMasked) 收短信（\(language)）。",
                    "Account \(login) is told at \(contact.phoneMasked) (\(language))."))
        }
    }
}

extension MessageLanguage: ExpressibleByArgument {}
