// What gates ask over the network: each request signed by the device, each answer with the office's
// time, signed for that request. Docs/gp1.md, section Exchange.
import ApplicationKinds
import GateExchange
import HTTPTypes
import Hummingbird
import Issuance
import NIOCore
import PassFormat
import Registry

/// The exchange with gates.
///
/// - Parameters:
///   - reception: what endpoints share.
///   - kinds: the applications that can be filed.
func exchangeEndpoints(_ reception: Reception, _ kinds: KindReading) -> [Endpoint] {
    let exchange = GateExchangeService(reception)
    return [
        Endpoint(
            .post, ExchangePath.enrolments, "enrolDeviceByCode", .anyone,
            .work { call in try exchange.enrol(call) }),
        Endpoint(
            .post, ExchangePath.state, "reportState", .device,
            .work { call in
                try exchange.answer(call) { (report: StateReport, caller) in
                    try exchange.desk.take(report, from: caller)
                }
            }
        ).taking(bytes: ExchangeLimit.documentBytes),
        Endpoint(
            .get, ExchangePath.bundle, "fetchBundle", .device,
            .stream { call, _ in try await exchange.bundle(call) }),
        Endpoint(
            .post, ExchangePath.journal, "sendJournal", .device,
            .stream { call, body in try await exchange.takeJournal(call, body) }),
        Endpoint(
            .get, ExchangePath.changes, "waitForChanges", .device,
            .stream { call, _ in try await exchange.changes(call) }),
        Endpoint(
            .post, ExchangePath.entries, "fileEntry", .device,
            .work { call in
                try exchange.answer(call) { (request: EntryRequest, caller) in
                    try exchange.desk.file(request, from: caller, kinds)
                }
            }
        ).taking(bytes: ExchangeLimit.documentBytes),
        Endpoint(
            .post, ExchangePath.equipment, "tickEquipment", .device,
            .work { call in
                try exchange.answer(call) { (request: EquipmentRequest, caller) in
                    try exchange.desk.equipment(request, from: caller, kinds)
                }
            }
        ).taking(bytes: ExchangeLimit.documentBytes),
    ]
}

/// What these endpoints share.
private struct GateExchangeService: Sendable {
    /// How often a gate that waits is looked after.
    private static let lookMilliseconds = 250

    let desk: ExchangeDesk
    private let bundles = NarrowGate.forBundles()
    private let reception: Reception
    private let news: FactsNews

    init(_ reception: Reception) {
        self.reception = reception
        desk = ExchangeDesk(reception.office)
        news = FactsNews(reception.office)
    }

    func enrol(_ call: Call) throws -> Answer {
        guard let coded: CodedRequest = ExchangeJSON.document(call.body) else {
            throw Problem(ExchangeRefusal.badDocument)
        }
        do throws(ExchangeRefusal) {
            let outcome = try call.office.acting(as: "device").enrol(coded)
            return Answer(.created, .bytes(outcome.answer, type: "application/json"))
        } catch { throw Problem(error) }
    }

    /// Proves who asks, and signs the office's time to what is answered.
    func answer<Question: Decodable>(
        _ call: Call, _ body: (Question, ExchangeCaller) throws -> some Encodable
    ) throws -> Answer {
        do {
            let caller = try caller(call, bodyIs: call.body)
            return try finished(call, caller) {
                guard let question: Question = ExchangeJSON.document(call.body) else {
                    throw ExchangeRefusal.badDocument
                }
                return try .exchange(body(question, caller))
            }
        } catch let refusal as ExchangeRefusal { return problem(refusal, call) }
    }

    private func finished(
        _ call: Call, _ caller: ExchangeCaller, _ body: () throws -> Answer
    ) throws -> Answer {
        var answer: Answer
        do { answer = try body() } catch let refusal as ExchangeRefusal {
            answer = problem(refusal, call)
        }
        answer.headers[.gatepassTime] = try desk.signedTime(answering: caller)
        return answer
    }

    private func problem(_ refusal: ExchangeRefusal, _ call: Call) -> Answer {
        var answer = Problem(refusal).answer(in: call.language, requestID: call.requestID)
        if case .clockOff(let time) = refusal { answer.headers[.gatepassTime] = time }
        return answer
    }

    /// - Parameter body: nil where it is compared with the digest later, as it comes.
    private func caller(
        _ call: Call, bodyIs body: [UInt8]?
    ) throws(ExchangeRefusal) -> ExchangeCaller {
        let fields = call.headers
        guard let digest = fields[.contentDigest].flatMap(ContentDigest.init(field:)),
            let input = fields[.signatureInput], let signature = fields[.signature]
        else { throw .notSigned }
        let parts = call.target.split(separator: "?", maxSplits: 1)
        let request = SignedRequest(
            method: call.method.rawValue, path: String(parts.first ?? ""),
            query: parts.count > 1 ? String(parts[1]) : "", digest: digest)
        let caller = try desk.caller(
            request, RequestSignature(input: input, signature: signature))
        guard body.map({ ContentDigest(of: $0) == digest }) ?? true else { throw .otherBody }
        return caller
    }

    /// Gives a gate what it lacks; bundles are made few at a time, and whoever has the newest need
    /// not wait for those.
    func bundle(_ call: Call) async throws -> Answer {
        let held = call.headers[.ifNoneMatch].flatMap(BundleTag.init(field:))
        var query = call.query()
        let form = query.optionalText("form", 1...10)
        try query.check()
        do {
            let (caller, unchanged) = try await reception.work {
                () throws -> (ExchangeCaller, Answer?) in
                let caller = try self.caller(call, bodyIs: [])
                guard let held, let delivery = try desk.unchanged(held, for: caller) else {
                    return (caller, nil)
                }
                return (caller, try finished(call, caller) { Self.answer(delivery) })
            }
            if let unchanged { return unchanged }
            return try await bundles.pass {
                try await reception.work {
                    try finished(call, caller) {
                        Self.answer(
                            try desk.bundle(
                                for: caller, holding: held,
                                form == "whole" ? .whole : .deltaOrWhole))
                    }
                }
            }
        } catch let refusal as ExchangeRefusal { return problem(refusal, call) }
    }

    private static func answer(_ delivery: GateDelivery) -> Answer {
        var answer: Answer
        let (tag, facts): (BundleTag, Int64)
        switch delivery {
        case .unchanged(let held, let known):
            answer = Answer(.notModified)
            (tag, facts) = (held, known)
        case .bundle(let made):
            let type = made.delta == nil ? ExchangeMedia.bundle : ExchangeMedia.delta
            answer = Answer(.ok, .bytes(made.bytes, type: type))
            (tag, facts) = (made.tag, made.facts)
        }
        answer.headers[.eTag] = tag.field
        answer.headers[.gatepassFacts] = "\(facts)"
        return answer
    }

    func takeJournal(_ call: Call, _ body: RequestBody) async throws -> Answer {
        do {
            let caller = try await reception.work { try self.caller(call, bodyIs: nil) }
            guard let digest = call.headers[.contentDigest].flatMap(ContentDigest.init(field:))
            else { throw ExchangeRefusal.notSigned }
            let upload = try await reception.work { try desk.beginJournal() }
            try await body.visit { bytes in try await reception.work { try upload.append(bytes) } }
            return try await reception.work {
                try finished(call, caller) {
                    try .json(desk.takeJournal(upload, digest, from: caller))
                }
            }
        } catch let refusal as ExchangeRefusal { return problem(refusal, call) }
    }

    private func isQuiet(_ site: SiteNumber, since: Int64) throws -> Bool {
        guard let facts = try news.facts(of: site) else { return false }
        return facts.urgent <= since && since <= facts.version
    }

    /// Answers as soon as there is something urgent that the gate does not know, it has waited long
    /// enough, or the service is about to stop.
    func changes(_ call: Call) async throws -> Answer {
        var query = call.query()
        let since = query.optionalInteger("since", 0...Int64.max)
        let wait = query.optionalInteger(
            "wait", 0...Int64(ExchangeLimit.longestWaitSeconds))
        try query.check()
        do {
            let caller = try await reception.work { try self.caller(call, bodyIs: []) }
            let site = try await reception.work { try desk.changes(for: caller) }.site
            let end = ContinuousClock.now + .seconds(wait ?? 0)
            while try isQuiet(site, since: since ?? 0), ContinuousClock.now < end {
                guard try await rested(for: .milliseconds(Self.lookMilliseconds)) else { break }
            }
            return try await reception.work {
                try finished(call, caller) { try .exchange(desk.changes(for: caller).answer) }
            }
        } catch let refusal as ExchangeRefusal { return problem(refusal, call) }
    }
}

extension Answer {
    /// A document for a gate.
    fileprivate static func exchange(_ document: some Encodable) throws -> Answer {
        Answer(.ok, .bytes(try ExchangeJSON.bytes(document), type: "application/json"))
    }
}
