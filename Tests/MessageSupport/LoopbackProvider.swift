// A real little HTTP server on the loopback interface, as a provider of messages.
import Foundation
package import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Guards what was asked of it, and what it is to answer next.
package final class LoopbackProvider: Sendable {
    /// One message that came.
    package struct Visit: Sendable, Equatable {
        package let key: String
        package let authorization: String?
        package let body: [String: String]
        package let address: String
    }

    private struct State {
        var visits: [Visit] = []
        var answers: [(HTTPResponse.Status, [String: String], String)] = []
        var isHolding = false
    }

    private let state = Mutex(State())

    package init() {}

    /// All that came, in order.
    package var visits: [Visit] { state.withLock { $0.visits } }

    /// Takes what comes and answers nothing, until it is told to.
    package func holdAnswers() { state.withLock { $0.isHolding = true } }

    /// Answers what waits, and what comes.
    package func answerAgain() { state.withLock { $0.isHolding = false } }

    /// What it answers to the next requests; then 200 with an id that is the key.
    package func answer(
        _ status: HTTPResponse.Status, _ body: String, headers: [String: String] = [:]
    ) {
        state.withLock { $0.answers.append((status, headers, body)) }
    }

    /// Runs `body` with the address of the running server.
    package func serving(
        _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let router = Router()
        router.post("/send") { request, context -> Response in
            let buffer = try await request.body.collect(upTo: 65_536)
            let answer = try self.take(request, Data([UInt8](buffer: buffer)))
            while self.state.withLock({ $0.isHolding }) {
                try await Task.sleep(for: .milliseconds(10))
            }
            return answer
        }
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { found.yield($0.localAddress?.port ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body("http://127.0.0.1:\(port)/send")
                break
            }
            group.cancelAll()
        }
    }

    private func take(_ request: Request, _ data: Data) throws -> Response {
        let visit = Visit(
            key: request.headers[values: .init("idempotency-key") ?? .accept].first ?? "",
            authorization: request.headers[.authorization],
            body: try JSONDecoder().decode([String: String].self, from: data),
            address: request.uri.string)
        let answer = state.withLock { state in
            state.visits.append(visit)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let (status, headers, body) = answer else {
            let body = ByteBuffer(string: "{\"id\":\"\(visit.key)\"}")
            return Response(status: .ok, body: ResponseBody(byteBuffer: body))
        }
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(
            status: status, headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
