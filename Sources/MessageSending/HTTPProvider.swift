// Messages given to a provider over HTTPS: one POST of JSON for each, its key as Idempotency-Key.
// Neither numbers nor texts nor the secret are ever in an address, an error or a log.
import AsyncHTTPClient
import FoundationEssentials
package import Issuance
import NIOCore
import NIOHTTP1
package import PassFormat
import PrivateFiles
import Registry

/// Where a provider is, and the secret that opens it.
package struct HTTPProviderSettings: Sendable {
    /// Where the secret lies; it is sent as a bearer token.
    package enum Secret: Sendable, Equatable {
        /// A file that only the one who runs the program may read.
        case file(String)
        /// A credential of systemd, in its folder.
        case credential(String, folder: String?)
    }

    let address: String
    let secret: Secret?
    /// How long an answer is waited for.
    let timeoutSeconds: Int64

    /// - Parameters:
    ///   - address: `https://…`; `http://` only to this machine itself.
    ///   - secret: nil where the provider asks for none.
    ///   - timeoutSeconds: how long an answer is waited for.
    /// - Throws: `MessageFault` for an address that would be read by others.
    package init(
        address: String, secret: Secret?, timeoutSeconds: Int64 = 15
    ) throws(MessageFault) {
        let parts = URLComponents(string: address)
        let host = parts?.host ?? ""
        let isNear = ["127.0.0.1", "[::1]", "::1", "localhost"].contains(host)
        let isSafe = parts?.scheme == "https" || parts?.scheme == "http" && isNear
        guard isSafe, !host.isEmpty, parts?.user == nil, parts?.password == nil,
            parts?.query == nil, parts?.fragment == nil
        else {
            throw MessageFault(
                BilingualText(
                    "短信网址应为 https://主机/路径（本机可用 http），不含用户名、口令和 ? 之后的部分",
                    "the address for messages is https://host/path (http only to this machine),"
                        + " without a user, a password, or anything after a question mark"))
        }
        self.address = address
        self.secret = secret
        self.timeoutSeconds = timeoutSeconds
    }
}

/// Why messages cannot be sent at all.
package struct MessageFault: Error, Sendable, Equatable {
    package let text: BilingualText

    init(_ text: BilingualText) { self.text = text }
}

/// Sends by a provider's HTTP interface.
package struct HTTPProvider: MessageProvider {
    /// Requests that wait for their answer at the same time.
    static let width = 8
    static let mostAnswerBytes = 16 * 1_024
    private static let mostSecretBytes = 4_096

    private struct Body: Encodable {
        let key: String
        let to: String
        let text: String
        let template: String
        let language: String
    }

    private struct Taken: Decodable { let id: String? }

    private let address: String
    private let authorization: String?
    private let timeoutSeconds: Int64
    private let client: HTTPClient

    /// Reads the secret and makes the client; nothing is sent.
    ///
    /// - Throws: `MessageFault` where the secret is not to be had.
    package init(_ settings: HTTPProviderSettings) throws(MessageFault) {
        address = settings.address
        timeoutSeconds = settings.timeoutSeconds
        authorization = try settings.secret.map { (secret) throws(MessageFault) in
            "Bearer \(try Self.text(of: secret))"
        }
        var configuration = HTTPClient.Configuration()
        // Another address was not the one that the secret is for.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func close() async { try? await client.shutdown() }

    private static func text(
        of secret: HTTPProviderSettings.Secret
    ) throws(MessageFault) -> String {
        let found: [UInt8]?
        do throws(PrivateFileError) {
            switch secret {
            case .file(let path):
                found = try readSecretFile(path, from: .user, limitBytes: mostSecretBytes)
            case .credential(let name, let folder):
                let path = folder.map { "\($0)/\(name)" } ?? ""
                found = try readSecretFile(path, from: .systemd, limitBytes: mostSecretBytes)
            }
        } catch { throw MessageFault(BilingualText(error.chineseText, error.description)) }
        let text = String(decoding: (found ?? []).filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
        guard !text.isEmpty else {
            throw MessageFault(
                BilingualText(
                    "短信服务的密钥文件不存在或为空；请按设置放好",
                    "the secret for messages is not there or empty; put it where the setting says"))
        }
        return text
    }

    package func send(_ messages: [OutgoingMessage]) async -> [ProviderAnswer] {
        await withTaskGroup(of: (Int, ProviderAnswer).self) { group in
            var answers = [ProviderAnswer](
                repeating: .later(why: "STOPPED", afterSeconds: nil), count: messages.count)
            var next = 0
            while next < min(Self.width, messages.count) {
                group.addTask { [next] in (next, await sendWhole(messages[next])) }
                next += 1
            }
            while let (place, answer) = await group.next() {
                answers[place] = answer
                guard next < messages.count, !Task.isCancelled else { continue }
                group.addTask { [next] in (next, await sendWhole(messages[next])) }
                next += 1
            }
            return answers
        }
    }

    /// What is on its way is waited for, also where the rest is given up: its answer would be lost,
    /// and the message sent once more.
    private func sendWhole(_ message: OutgoingMessage) async -> ProviderAnswer {
        await Task { await send(message) }.value
    }

    private func send(_ message: OutgoingMessage) async -> ProviderAnswer {
        do {
            var request = HTTPClientRequest(url: address)
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.headers.add(name: "idempotency-key", value: message.key)
            if let authorization {
                request.headers.add(name: "authorization", value: authorization)
            }
            let body = Body(
                key: message.key, to: message.phone, text: message.text,
                template: message.template, language: message.language.rawValue)
            request.body = .bytes(ByteBuffer(string: try OfficeJSON.text(body)))
            let response = try await client.execute(
                request, timeout: .seconds(timeoutSeconds))
            let bytes = try await response.body.collect(upTo: Self.mostAnswerBytes)
            return Self.answer(
                response.status.code, retryAfter: response.headers.first(name: "retry-after"),
                [UInt8](buffer: bytes))
        } catch {
            return .later(why: "UNREACHABLE", afterSeconds: nil)
        }
    }

    /// What a status means: 2xx taken; 408, 425, 429 and 5xx later, also 401 and 403, since a wrong
    /// secret is mended and no fault of the message; all else never.
    static func answer(
        _ status: UInt, retryAfter: String?, _ body: [UInt8]
    ) -> ProviderAnswer {
        switch status {
        case 200..<300:
            let taken = try? JSONDecoder().decode(Taken.self, from: Data(body))
            let id = taken?.id.flatMap { (1...200).contains($0.utf8.count) ? $0 : nil }
            return .taken(id: id)
        case 408, 425, 429, 500..<600, 401, 403:
            return .later(why: "HTTP_\(status)", afterSeconds: retryAfter.flatMap { Int64($0) })
        default: return .refused(why: "HTTP_\(status)")
        }
    }
}
