// Both ways out of the outbox: the file, and a provider over HTTP.
import Foundation
import HTTPTypes
import Issuance
import MessageSending
import MessageSupport
import Registry
import Testing

@Suite struct `Messages to a file` {
    let home: MessageOffice

    init() throws { home = try MessageOffice() }

    private var path: String { home.data + "/messages/outbox.jsonl" }

    private func lines() throws -> [Substring] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    }

    @Test func `are lines that only the owner reads, each message once`() async throws {
        _ = try home.notify("first", count: 3)
        let provider = FileProvider(data: home.data, clock: home.officeClock)
        #expect(try await home.deliver(through: provider).sent == 3)
        #expect(try await home.deliver(through: provider).sent == 0)
        _ = try home.notify("second", count: 1)
        _ = try await home.deliver(through: provider)
        let lines = try lines()
        #expect(lines.count == 4)
        #expect(lines[1].contains("\"text\":\"您的编号1\""))
        #expect(lines[1].contains("\"to\":\"19900000001\""))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `begin on a line of their own after one that a power cut left half`() async throws {
        let provider = FileProvider(data: home.data, clock: home.officeClock)
        _ = try home.notify("first", count: 1)
        _ = try await home.deliver(through: provider)
        let whole = try Data(contentsOf: URL(filePath: path))
        try whole.dropLast(5).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        _ = try home.notify("second", count: 1)
        _ = try await home.deliver(through: provider)
        #expect(try lines().count == 2)
        #expect(try lines()[1].hasSuffix("}"))
    }

    @Test func `wait where the file cannot be written`() async throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        _ = try home.notify("first", count: 1)
        let provider = FileProvider(data: home.data, clock: home.officeClock)
        #expect(try await home.deliver(through: provider).postponed == 1)
        #expect(try home.states() == [.waiting: 1])
    }
}

@Suite struct `Messages over HTTP` {
    let home: MessageOffice
    let server = LoopbackProvider()

    init() throws { home = try MessageOffice() }

    private func serving(
        _ body: @escaping @Sendable (HTTPProvider, MessageOffice) async throws -> Void
    ) async throws {
        let home = home
        let secret = try home.file("secret", "s3cret-of-the-provider\n")
        try await server.serving { address in
            let provider = try HTTPProvider(
                HTTPProviderSettings(address: address, secret: .file(secret)))
            do { try await body(provider, home) } catch {
                await provider.close()
                throw error
            }
            await provider.close()
        }
    }

    @Test func `carry their key and the secret in headers, and nothing in the address`()
        async throws
    {
        try await serving { provider, home in
            _ = try home.notify("first", count: 20)
            #expect(try await home.deliver(through: provider).sent == 20)
        }
        let visits = server.visits
        #expect(Set(visits.map(\.key)).count == 20)
        #expect(visits.allSatisfy { $0.authorization == "Bearer s3cret-of-the-provider" })
        #expect(visits.allSatisfy { $0.address == "/send" })
        let first = try #require(visits.first { $0.body["to"] == "19900000007" })
        #expect(first.body["text"] == "您的编号7")
        #expect(first.body["key"] == first.key)
        // What it named the message by is what its receipt is found by.
        #expect(try home.receipt(of: first.key).taken == 1)
        #expect(try home.states() == [.sent: 19, .delivered: 1])
    }

    @Test func `come again under the same key after a fault, and not before they were asked to`()
        async throws
    {
        server.answer(.serviceUnavailable, "no")
        server.answer(.tooManyRequests, "", headers: ["Retry-After": "500"])
        try await serving { provider, home in
            _ = try home.notify("first", count: 1)
            #expect(try await home.deliver(through: provider).postponed == 1)
            #expect(try await home.deliver(through: provider) == RoundReport())
            home.wait(15)
            #expect(try await home.deliver(through: provider).postponed == 1)
            home.wait(499)
            #expect(try await home.deliver(through: provider) == RoundReport())
            home.wait(1)
            #expect(try await home.deliver(through: provider).sent == 1)
        }
        #expect(server.visits.count == 3)
        #expect(Set(server.visits.map(\.key)).count == 1)
    }

    @Test func `that are refused for good are not sent again, and another address is not followed`()
        async throws
    {
        server.answer(.unprocessableContent, "19900000000 is no number")
        server.answer(.temporaryRedirect, "", headers: ["Location": "/elsewhere"])
        try await serving { provider, home in
            _ = try home.notify("first", count: 1)
            #expect(try await home.deliver(through: provider).failed == 1)
            home.wait(4_000)
            _ = try home.notify("second", count: 1)
            #expect(try await home.deliver(through: provider).failed == 1)
            #expect(try home.states() == [.failed: 2])
            let faults = try home.office.messages(MessageFilter(), PagePlace(after: nil, limit: 9))
            #expect(faults.map(\.fault) == ["HTTP_422", "HTTP_307"])
        }
        #expect(server.visits.count == 2)
    }

    @Test func `wait while nobody answers, and for as long as the secret is wrong`() async throws {
        let provider = try HTTPProvider(
            HTTPProviderSettings(address: "http://127.0.0.1:1/send", secret: nil))
        _ = try home.notify("first", count: 1)
        #expect(try await home.deliver(through: provider).postponed == 1)
        await provider.close()
        server.answer(.unauthorized, "")
        try await serving { provider, home in
            home.wait(15)
            let report = try await home.deliver(through: provider)
            #expect(report.postponed == 1)
        }
    }

    @Test(arguments: [
        "http://example.invalid/send", "https://user:secret@example.invalid/send",
        "https://example.invalid/send?key=secret", "ftp://127.0.0.1/", "example", "",
    ])
    func `go to no address that others could read`(_ address: String) {
        #expect(throws: MessageFault.self) {
            try HTTPProviderSettings(address: address, secret: nil)
        }
    }

    @Test func `are not sent without the secret that the settings name`() throws {
        let settings = try HTTPProviderSettings(
            address: "https://example.invalid/send", secret: .file(home.data + "/none"))
        #expect(throws: MessageFault.self) { _ = try HTTPProvider(settings) }
    }
}
