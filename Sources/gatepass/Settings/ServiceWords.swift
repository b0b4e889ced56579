// The settings of the service as flags, variables and the table `service` of gatepass.toml name
// them. Each is text until all of them are known.
import CommandSupport
import PassFormat
import PassWeb

/// What one of the three places says; nil where it says nothing.
struct ServiceWords {
    /// A setting, as gatepass.toml has it.
    enum Name: String, CaseIterable {
        case listen, certificate
        case privateKey = "private_key"
        case trustedProxies = "trusted_proxies"
        case baseURL = "base_url"
        case metricsFrom = "metrics_from"
        case resources

        /// Several addresses instead of one text.
        var isList: Bool { self == .trustedProxies || self == .metricsFrom }

        /// The variable with the same meaning.
        var variable: String { "GATEPASS_SERVICE_\(rawValue.uppercased())" }

        /// How a value is written in the file.
        var example: String {
            switch self {
            case .listen: "\"127.0.0.1:8080\""
            case .certificate: "\"/etc/gatepass/site.pem\""
            case .privateKey: "\"/etc/gatepass/site.key\""
            case .trustedProxies: "[\"127.0.0.1\", \"10.0.0.0/8\"]"
            case .baseURL: "\"https://pass.example.cn\""
            case .metricsFrom: "[\"10.0.0.7\"]"
            case .resources: "\"/usr/share/gatepass\""
            }
        }
    }

    private var texts: [Name: String] = [:]

    subscript(name: Name) -> String? { texts[name] }

    /// Takes a value that can be one.
    ///
    /// - Returns: whether it can.
    mutating func take(_ text: String, as name: Name) -> Bool {
        let isGood =
            switch name {
            case .listen: ListenAddress(argument: text) != nil
            case .trustedProxies, .metricsFrom: Self.ranges(text) != nil
            case .baseURL: Self.isAddress(text)
            case .certificate, .privateKey, .resources: !text.isEmpty
            }
        if isGood { texts[name] = text }
        return isGood
    }

    /// The words of the variables.
    ///
    /// - Throws: `CommandFailure` where one has a value that it cannot have.
    init(_ environment: Environment) throws(CommandFailure) {
        for name in Name.allCases {
            guard let text = environment[name.variable], !take(text, as: name) else { continue }
            throw CommandFailure(
                .wrongUsage,
                BilingualText(
                    "\(name.variable) 是“\(text)”，应像 \(name.example)（多项以逗号分隔）；"
                        + "请改正或删去这个变量。",
                    "\(name.variable) is \"\(text)\"; expected one like \(name.example), with"
                        + " commas between several: mend or unset it."))
        }
    }

    init() {}

    /// Addresses with commas between them; nil where one is none.
    static func ranges(_ text: String) -> [AddressRange]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let ranges = parts.compactMap { AddressRange($0.trimmed) }
        return ranges.count == parts.count ? ranges : nil
    }

    /// Links with codes are sent to it, so it is https but on this machine itself.
    private static func isAddress(_ text: String) -> Bool {
        let isOwn = text.hasPrefix("http://127.0.0.1") || text.hasPrefix("http://localhost")
        guard text.hasPrefix("https://") || isOwn, let start = text.firstRange(of: "://") else {
            return false
        }
        let host = text[start.upperBound...]
        return !host.isEmpty && host.allSatisfy { $0.isASCII && !"/?#@ ".contains($0) }
    }
}

extension StringProtocol {
    fileprivate var trimmed: SubSequence {
        drop { $0 == " " }.prefix { $0 != " " }
    }
}
