// The way of every request: known by an id, let in, done on a thread of its own, answered, noted.
import Authority
import Foundation
import HTTPTypes
import Hummingbird
import Issuance
import Logging
import NIOCore
import PassFormat

/// What all endpoints share while the service runs.
struct Reception: Sendable {
    let office: Office
    /// Work that blocks: the registry, drawing, passwords.
    let load: WorkLoad
    let entrance: Entrance
    let logger: Logger
    let addresses: PeerAddresses
    let figures: ServiceFigures
    let pace = Pace()
    let passwords = PasswordGate()

    /// Answers one request to one endpoint.
    func answer(
        _ endpoint: Endpoint, _ request: Request, _ context: ServiceContext
    ) async -> Response {
        let began = ContinuousClock.now
        let requestID = context.requestID
        let language = AnswerLanguage(request.headers[.acceptLanguage])
        var caller: Caller?
        var answer: Answer
        do {
            let peer = context.peer?.ipAddress
            try addresses.admit(request.headers, from: peer)
            let visit = Visit(
                request: request, context: context, endpoint: endpoint, requestID: requestID,
                language: language, address: addresses.address(of: request.headers, from: peer))
            answer = try await done(visit, caller: &caller)
        } catch {
            answer = problem(error, requestID).answer(in: language, requestID: requestID)
        }
        answer.headers[.requestID] = requestID
        ServiceHeaders.add(to: &answer.headers)
        note(endpoint.operation, answer, caller, since: began, requestID)
        return answer.response
    }

    /// One request on its way.
    struct Visit {
        let request: Request
        let context: ServiceContext
        let endpoint: Endpoint
        let requestID: String
        let language: AnswerLanguage
        let address: String

        func call(_ office: Office, _ caller: Caller?, body: [UInt8]) throws(Problem) -> Call {
            var path: [String: String] = [:]
            for (name, value) in context.parameters {
                guard let text = value.removingPercentEncoding else { throw .notFound }
                path[String(name)] = text
            }
            return Call(
                office: caller.map { office.acting(as: $0.auditName) } ?? office,
                caller: caller, language: language, requestID: requestID, path: path,
                queryMembers: try Query.members(request.uri.query ?? ""), headers: request.headers,
                host: request.head.authority ?? "", method: request.method,
                target: request.head.path ?? "", address: address, body: body)
        }
    }

    private func done(_ visit: Visit, caller: inout Caller?) async throws -> Answer {
        let endpoint = visit.endpoint
        let known = try await signedIn(visit)
        caller = known
        let early = try visit.call(office, known, body: [])
        try await permit(endpoint.access, early)
        switch endpoint.way {
        case .stream(let body): return try await body(early, visit.request.body)
        case .work(let body):
            let bytes = try await collected(visit.request, upTo: endpoint.bodyLimitBytes)
            let call = try visit.call(office, known, body: bytes)
            let method = visit.request.method.rawValue
            let address = visit.request.head.path ?? ""
            let done = { @Sendable () throws -> Answer in
                guard endpoint.creates == .something else { return try body(call) }
                return try call.once(method, address, body)
            }
            guard endpoint.cost == .password else { return try await work(done) }
            return try await passwords.pass { try await work(done) }
        }
    }

    private func permit(_ access: Access, _ call: Call) async throws {
        // Before anything is looked up: who never may is told the same, whatever there is.
        switch access {
        case .anyone, .device, .signedIn: break
        case .permitted(let action, let target):
            guard call.caller?.holds(action) == true else { throw Problem.forbidden }
            try await work { try call.require(action, on: target(call)) }
        case .permittedOne(let actions, let deed):
            guard let caller = call.caller, actions.contains(where: caller.holds) else {
                throw Problem.forbidden
            }
            try await work {
                let (action, target) = try deed(call)
                // Which of them it is would tell what is there.
                guard caller.permission(for: action, on: target) == .allowed else {
                    throw Problem.notFound
                }
            }
        }
    }

    private func signedIn(_ visit: Visit) async throws -> Caller? {
        switch visit.endpoint.access {
        case .anyone, .device: return nil
        case .signedIn, .permitted, .permittedOne:
            let headers = visit.request.headers
            let method = visit.request.method
            let address = visit.address
            let now = office.clock.nowSeconds
            try pace.require(.strange, from: address, at: now)
            do {
                return try await work { try entrance.caller(headers, method, office) }
            } catch let problem as Problem where problem == .notSignedIn {
                try pace.count(.strange, from: address, at: now)
                throw problem
            }
        }
    }

    private func collected(_ request: Request, upTo limit: Int) async throws -> [UInt8] {
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return [UInt8](buffer: buffer)
        } catch is NIOTooManyBytesError { throw Problem.tooLarge }
    }

    /// Runs what blocks where it blocks nobody else.
    func work<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await load.run(body)
    }

    private func problem(_ error: any Error, _ requestID: String) -> Problem {
        let problem: Problem
        switch error {
        case let error as Problem: return error
        case let error as OfficeError:
            problem = Problem(error)
            guard error.fault == .machine else { return problem }
            logger.error(
                "cannot work", metadata: ["why": "\(error.english)", "id": "\(requestID)"])
        case is CancellationError: return .cannotWork
        default:
            logger.error(
                "unforeseen fault",
                metadata: ["why": "\(type(of: error))", "id": "\(requestID)"])
            problem = .cannotWork
        }
        return problem
    }

    /// Counts an answer and puts it into the log.
    func note(
        _ operation: String, _ answer: Answer, _ caller: Caller?,
        since began: ContinuousClock.Instant, _ requestID: String
    ) {
        let took = ContinuousClock.now - began
        figures.count(operation, answer.status.code, took)
        logger.info(
            "request",
            metadata: [
                "id": "\(requestID)", "operation": "\(operation)",
                "status": "\(answer.status.code)", "ms": "\(took / .milliseconds(1))",
                "account": "\(caller.map { "\($0.account)" } ?? "-")",
            ])
    }
}

/// Header fields that every answer has.
enum ServiceHeaders {
    static func add(to headers: inout HTTPFields) {
        headers[.cacheControl] = headers[.cacheControl] ?? "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] =
            headers[.contentSecurityPolicy] ?? "default-src 'none'; frame-ancestors 'none'"
        headers[.referrerPolicy] = "no-referrer"
    }
}

extension HTTPField.Name {
    /// Registered names that HTTPTypes does not list; each is a token of RFC 9110.
    static let requestID = named("X-Request-ID")
    static let referrerPolicy = named("Referrer-Policy")
    static let idempotencyKey = named("Idempotency-Key")
    static let idempotencyReplayed = named("Idempotency-Replayed")
    static let csrfToken = named("X-CSRF-Token")
    static let forwardedFor = named("X-Forwarded-For")
    static let forwardedProto = named("X-Forwarded-Proto")
    static let contentDigest = named("Content-Digest")
    static let signatureInput = named("Signature-Input")
    static let signature = named("Signature")
    static let gatepassTime = named("Gatepass-Time")
    static let gatepassFacts = named("Gatepass-Facts")

    private static func named(_ name: StaticString) -> HTTPField.Name {
        HTTPField.Name("\(name)") ?? .contentType
    }
}
