// Accounts of a running service, as tests need them: signed up by their link, with a token.
import Foundation
import TestSupport
import Testing

extension GatepassProgram {
    /// Makes an account that can sign in.
    ///
    /// - Parameters:
    ///   - place: the role and where it is had, as `user add` takes them.
    ///   - scopes: of its token.
    ///   - address: of the service, such as `http://127.0.0.1:40123`.
    /// - Returns: the token's secret.
    func account(
        _ login: String, _ place: [String], scopes: [String], at address: String
    ) throws -> String {
        let added = try run(
            ["user", "add", "--login", login, "--name", "王小明", "--json"] + place)
        let link = try #require(try added.object()["link"] as? String, "\(added)")
        let secret = try #require(link.split(separator: "#").last)
        try send(
            #"{"secret":"\#(secret)","password":"horse-battery-9"}"#,
            to: "\(address)/api/v1/invitations/accepted")
        let token = try run(
            ["user", "token", "--login", login, "--name", "test", "--json"]
                + scopes.flatMap { ["--scope", $0] })
        return try #require(try token.object()["secret"] as? String, "\(token)")
    }

    /// Sends a document to the service, which has to take it.
    ///
    /// - Parameter more: further arguments of curl.
    func send(
        _ body: String, to address: String, as token: String? = nil, _ more: [String] = []
    ) throws {
        let entry = token.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
        _ = try InstalledProgram("curl", aptPackage: "curl").output(
            [
                "--silent", "--show-error", "--max-time", "30", "--insecure", "--fail-with-body",
                "--json", body,
            ] + entry + more + [address])
    }
}
