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
    let passwords = NarrowGate.forPasswords()

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

        func call(_ office: Office, _ caller: Caller?) throws(Problem) -> Call {
            var path: [String: String] = [:]
            for (name, value) in context.parameters {
                let isPlain = !value.utf8.contains(UInt8(ascii: "%"))
                guard let text = isPlain ? String(value) : value.removingPercentEncoding else {
                    throw .notFound
                }
                path[String(name)] = text
            }
            return Call(
                office: caller.map { office.acting(as: $0.auditName) } ?? office,
                caller: caller, language: language, requestID: requestID, path: path,
                queryMembers: try Query.members(request.uri.query ?? ""), headers: request.headers,
                host: request.head.authority ?? "", method: request.method,
                target: request.head.path ?? "", address: address)
        }
    }

    private func done(_ visit: Visit, caller: inout Caller?) async throws -> Answer {
        let endpoint = visit.endpoint
        // A small body is read before anybody looks at who sends it, and refused after that: one
        // way to the threads and back, where each costs as much as many an answer.
        switch endpoint.way {
        case .change(let body):
            let read = await collected(visit.request, upTo: endpoint.bodyLimitBytes)
            let done = try await load.change {
                worked(visit, read) { try changed(visit, $0, body) }
            } finish: { done in
                (caller: done.caller, outcome: Result { try done.outcome.get()() })
            }
            caller = done.caller
            return try done.outcome.get()
        case .work(let body) where endpoint.isSmall:
            let read = await collected(visit.request, upTo: endpoint.bodyLimitBytes)
            let done = try await load.run(in: endpoint.line) {
                worked(visit, read) { try answer(visit, $0, body) }
            }
            caller = done.caller
            return try done.outcome.get()
        case .work(let body):
            var call = try await entered(visit, &caller)
            call.body = try await collected(visit.request, upTo: endpoint.bodyLimitBytes).get()
            let done = { @Sendable [call] () throws -> Answer in
                try answer(visit, call, body)
            }
            guard endpoint.cost == .password else { return try await work(done) }
            return try await passwords.pass { try await work(done) }
        case .stream(let body):
            return try await body(entered(visit, &caller), visit.request.body)
        }
    }

    /// Lets a request in before its body is read.
    private func entered(_ visit: Visit, _ caller: inout Caller?) async throws -> Call {
        let isAsked = visit.endpoint.access.isSignedIn
        let entered = isAsked ? try await work { enter(visit) } : enter(visit)
        caller = entered.caller
        return try entered.call.get()
    }

    /// All of a request but the reading of its body; blocks.
    ///
    /// - Returns: who asked, where that was found out, beside what came of it.
    private func worked<Outcome>(
        _ visit: Visit, _ read: Result<[UInt8], any Error>, _ body: (Call) throws -> Outcome
    ) -> (caller: Caller?, outcome: Result<Outcome, any Error>) {
        var caller: Caller?
        let outcome = Result { () throws -> Outcome in
            func finish(_ entered: Entered) throws -> Outcome {
                caller = entered.caller
                var call = try entered.call.get()
                call.body = try read.get()
                return try body(call)
            }
            if visit.endpoint.cost == .reading {
                return try office.atOneMoment { try finish(enter(visit)) }
            }
            let isAsked = visit.endpoint.access.isSignedIn
            return try finish(isAsked ? office.atOneMoment { enter(visit) } : enter(visit))
        }
        return (caller, outcome)
    }

    /// Who asks, where that was found out, beside the request where that one may.
    private typealias Entered = (caller: Caller?, call: Result<Call, any Error>)

    /// Lets a request in; blocks where somebody has to be signed in.
    private func enter(_ visit: Visit) -> Entered {
        var caller: Caller?
        let call = Result { () throws -> Call in
            caller = try signedIn(visit)
            let call = try visit.call(office, caller)
            try admit(call, visit.endpoint)
            return call
        }
        return (caller, call)
    }

    /// Does what an endpoint does, or gives the answer of the first time; blocks.
    private func answer(
        _ visit: Visit, _ call: Call, _ body: @Sendable (Call) throws -> Answer
    ) throws -> Answer {
        try call.tellingMember {
            guard visit.endpoint.creates == .something else { return try body(call) }
            return try call.once(
                visit.request.method.rawValue, visit.request.head.path ?? "", body)
        }
    }

    /// The same where a change is made; an answer that is to be kept is made at once.
    private func changed(
        _ visit: Visit, _ call: Call, _ body: @Sendable (Call) throws -> Finish
    ) throws -> Finish {
        guard visit.endpoint.creates == .something, call.headers[.idempotencyKey] != nil else {
            return try call.tellingMember { try body(call) }
        }
        let answer = try answer(visit, call) { try body($0)() }
        return { answer }
    }

    /// Refuses whoever may not; blocks.
    private func admit(_ call: Call, _ endpoint: Endpoint) throws {
        // Before anything is looked up: who never may is told the same, whatever there is.
        switch endpoint.access {
        case .anyone, .device, .signedIn: break
        case .permitted(let action, let target):
            guard call.caller?.holds(action) == true else { throw call.forbidding(action) }
            try call.require(action, on: target(call))
        case .permittedOne(let actions, let deed):
            guard let caller = call.caller, actions.contains(where: caller.holds) else {
                throw call.forbidding(actions)
            }
            let (action, target) = try deed(call)
            // Which of them it is would tell what is there.
            guard caller.permission(for: action, on: target) == .allowed else {
                throw Problem.notFound
            }
        }
    }

    /// Who asks; nil where that does not matter; blocks.
    private func signedIn(_ visit: Visit) throws -> Caller? {
        guard visit.endpoint.access.isSignedIn else { return nil }
        do {
            return try entrance.caller(visit.request.headers, visit.request.method, office)
        } catch let problem as Problem where problem == .notSignedIn {
            guard Entrance.isNamed(visit.request.headers) else { throw problem }
            try pace.count(.strange, from: visit.address, at: office.clock.nowSeconds)
            throw problem
        }
    }

    private func collected(
        _ request: Request, upTo limit: Int
    ) async -> Result<[UInt8], any Error> {
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return .success([UInt8](buffer: buffer))
        } catch is NIOTooManyBytesError {
            return .failure(Problem.tooLarge(limitBytes: limit))
        } catch { return .failure(Problem(ofReading: error)) }
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
