// The table [messages] of gatepass.toml: how short messages are sent.

/// What the table says; nil where it says nothing.
struct MessageSettings {
    static let names = ["url", "secret_file", "credential", "templates"]

    /// Where messages are posted to; nil writes them to a file.
    private(set) var address: String?
    private(set) var secretFile: String?
    private(set) var credential: String?
    /// The folder of their texts.
    private(set) var templates: String?

    /// What became of a member.
    enum Reading {
        case read
        case unknown
        case wrong(expected: String)
    }

    /// - Parameter value: nil where it is no text.
    mutating func read(_ name: String, _ value: String?) -> Reading {
        let text = value.flatMap { $0.isEmpty ? nil : $0 }
        let usual: String
        switch name {
        case "url": (address, usual) = (text, "https://sms.example/send")
        case "secret_file": (secretFile, usual) = (text, "/etc/gatepass/sms-secret")
        case "credential": (credential, usual) = (text, "gatepass-sms")
        case "templates": (templates, usual) = (text, "/etc/gatepass/sms")
        default: return .unknown
        }
        return text == nil ? .wrong(expected: "\"\(usual)\"") : .read
    }
}
