// Pages for people: a template of Templates/web with its style and script inside, so that one
// request brings all of it, and a policy that lets nothing else run.
import FoundationEssentials
import HTTPTypes
import Mustache
import PassCrypto
import PassFormat

/// A page as it is sent.
struct WebPage: Sendable {
    private let bytes: [UInt8]
    private let policy: String

    /// Fills in `name.mustache`, with `name.css` as its `style` and `name.js` as its `script`.
    ///
    /// - Parameters:
    ///   - folder: Templates/web.
    ///   - values: what the template names beside the two.
    /// - Returns: nil where the template is not there or none.
    init?(_ name: String, in folder: String, _ values: [String: Any] = [:]) {
        func file(_ suffix: String) -> String? {
            FileManager.default.contents(atPath: "\(folder)/\(name).\(suffix)").map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        guard let text = file("mustache"), let template = try? MustacheTemplate(string: text)
        else { return nil }
        let style = file("css")
        let script = file("js")
        let given: [String: Any] = ["style": style ?? "", "script": script ?? ""]
        bytes = Array(template.render(given.merging(values) { $1 }).utf8)
        policy = Self.policy(style: style, script: script)
    }

    /// Nothing but the page's own style and script, by their hashes; a script may ask this server
    /// and show pictures that it was given.
    private static func policy(style: String?, script: String?) -> String {
        var parts = ["default-src 'none'", "base-uri 'none'", "form-action 'none'"]
        parts.append("frame-ancestors 'none'")
        if let style { parts.append("style-src \(source(style))") }
        if let script {
            parts.append("script-src \(source(script))")
            parts += ["connect-src 'self'", "img-src data:"]
        }
        return parts.joined(separator: "; ")
    }

    private static func source(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return "'sha256-\(Base64.text(SHA256.hash(bytes.span).array))'"
    }

    var answer: Answer {
        var answer = Answer(.ok, .bytes(bytes, type: "text/html; charset=utf-8"))
        answer.headers[.contentSecurityPolicy] = policy
        return answer
    }
}
