// Whoever asks the running service over HTTP: an account made by command, signed in as people do.
import Foundation
import TestSupport
import Testing

/// An account of the running service, with its session.
struct ServiceCaller {
    static let password = "horse-battery-9"

    let service: RunningService
    let login: String
    /// What each request of the session carries, for curl.
    let headers: [String]
    /// All that must be told to nobody: password, invitation, cookie, the page's token.
    let secrets: [String]

    /// - Parameters:
    ///   - role: its place behind it, as `user add` takes them.
    ///   - further: what curl needs besides, as to trust a certificate.
    init(
        _ login: String, _ role: String..., of program: GatepassProgram,
        at service: RunningService, _ further: [String] = []
    ) throws {
        let added = try program.run(
            ["user", "add", "--login", login, "--name", "王小明", "--json", "--role"] + role)
        try #require(added.exitCode == 0, "\(added)")
        let link = try #require(try added.object()["link"] as? String)
        let secret = try #require(link.split(separator: "#").last.map(String.init))
        let accepted = #"{"secret":"\#(secret)","password":"\#(Self.password)"}"#
        _ = try service.curl(
            "/api/v1/invitations/accepted",
            further + ["-H", "Content-Type: application/json", "--data", accepted])
        let entered = try service.curl(
            "/api/v1/session",
            further + [
                "--include", "-H", "Content-Type: application/json", "--data",
                #"{"login":"\#(login)","password":"\#(Self.password)"}"#,
            ])
        let cookie = try #require(entered.firstMatch(of: /__Host-gatepass=([^;]+);/)?.1)
        let page = try #require(entered.firstMatch(of: /"csrf_token":"([^"]+)"/)?.1)
        self.service = service
        self.login = login
        headers =
            further + [
                "-H", "Cookie: __Host-gatepass=\(cookie)", "-H", "X-CSRF-Token: \(page)",
            ]
        secrets = [Self.password, secret, String(cookie), String(page)]
    }

    /// What the service answers: status and body.
    ///
    /// - Parameter content: JSON, sent by POST where `method` says nothing else.
    func ask(
        _ path: String, _ content: String? = nil, method: String? = nil,
        _ further: [String] = []
    ) throws -> (status: Int, text: String) {
        var words = headers + ["--write-out", "\n%{http_code}"] + further
        if let method { words += ["--request", method] }
        if let content { words += ["-H", "Content-Type: application/json", "--data", content] }
        let lines = try service.curl(path, words).split(
            separator: "\n", omittingEmptySubsequences: false)
        let status = try #require(lines.last.flatMap { Int($0) })
        return (status, lines.dropLast().joined(separator: "\n"))
    }

    /// The same where the service must do it.
    @discardableResult
    func must(
        _ path: String, _ content: String? = nil, method: String? = nil, _ further: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String: Any] {
        let (status, text) = try ask(path, content, method: method, further)
        try #require(
            (200...299).contains(status), "\(path) \(status) \(text)",
            sourceLocation: sourceLocation)
        let object = try JSONSerialization.jsonObject(
            with: Data(text.isEmpty ? "{}".utf8 : text.utf8))
        return try #require(object as? [String: Any])
    }
}
