// What a gate asks the office, signed by its device, and what it makes of the answers.
package import GateExchange
package import GateState
import PassCheck
package import PassCrypto
import PassFormat

/// The machine's clocks, as an argument.
package struct LinkClock: Sendable {
    private let read: @Sendable () -> MachineTime

    package init(_ now: @escaping @Sendable () -> MachineTime) { read = now }

    /// What they say.
    package var now: MachineTime { read() }
}

/// What the office gave instead of a bundle, or with it.
enum DeliveredBundle {
    /// The gate has the newest, which was made of these facts.
    case unchanged(facts: Int64?)
    /// It is to be loaded.
    case file(IncomingFile, isDelta: Bool, facts: Int64?)
}

/// The line to the office, for one gate.
package final class OfficeLine {
    private let line: HTTPSLine
    private let key: SigningKey
    private let keyID: String
    private let issuer: VerifyingKey
    private let clock: LinkClock
    private let random: RandomSource
    /// What is to be added to the machine's clock for the office's time, in seconds.
    package private(set) var offsetSeconds: Int64

    /// - Parameters:
    ///   - gate: whose device signs.
    ///   - line: to the office that enrolled it.
    ///   - offsetSeconds: as it was known last.
    /// - Throws: `LinkFault.gate`.
    package init(
        _ gate: Gate, over line: HTTPSLine, offsetSeconds: Int64, clock: LinkClock,
        random: RandomSource
    ) throws(LinkFault) {
        self.line = line
        key = try ofGate { () throws(GateStateError) in try gate.signingKey() }
        keyID = gate.fingerprint?.text ?? ""
        issuer = gate.identity.issuer
        self.offsetSeconds = offsetSeconds
        self.clock = clock
        self.random = random
    }

    /// Says what the gate has.
    func report(_ standing: GateStanding) throws(LinkFault) -> StateAnswer {
        let report = StateReport(
            bundle: standing.bundle, row: standing.row, head: hexadecimal(standing.head),
            asOf: standing.now.seconds, clockSuspect: standing.trust == .suspect)
        return try ask(report, at: ExchangePath.state)
    }

    /// Applies for somebody at the gate, or asks how that stands.
    ///
    /// - Throws: `LinkFault.refused` where the office does not take it, among others.
    package func file(_ entry: EntryRequest) throws(LinkFault) -> EntryAnswer {
        try ask(entry, at: ExchangePath.entries)
    }

    /// Ticks off what leaves of an application's equipment, and lists it.
    ///
    /// - Throws: `LinkFault.refused` where the office does not take it, among others.
    package func equipment(
        _ request: EquipmentRequest
    ) throws(LinkFault) -> EquipmentAnswer {
        try ask(request, at: ExchangePath.equipment)
    }

    private func ask<Document: Decodable>(
        _ question: some Encodable, at path: String
    ) throws(LinkFault) -> Document {
        guard let json = try? ExchangeJSON.bytes(question) else { throw .badAnswer("question") }
        var request = LineRequest(
            method: "POST", target: path, limitBytes: ExchangeLimit.documentBytes)
        request.body = .bytes(json)
        request.fields = [("Content-Type", "application/json")]
        return try document(try answer(to: request, ContentDigest(of: json)))
    }

    /// Sends a journal file.
    func send(_ file: OutgoingFile) throws(LinkFault) -> JournalAnswer {
        guard file.byteCount <= ExchangeLimit.journalBytes else {
            throw .journalTooLong(bytes: file.byteCount)
        }
        var request = LineRequest(
            method: "POST", target: ExchangePath.journal, limitBytes: ExchangeLimit.answerBytes)
        request.body = .file(file)
        request.fields = [("Content-Type", ExchangeMedia.journal)]
        return try document(try answer(to: request, ContentDigest(file.digest)))
    }

    /// Fetches what the gate lacks.
    ///
    /// - Parameters:
    ///   - held: the version in force; nil for none.
    ///   - form: whether a delta would do.
    ///   - file: what a bundle is written to.
    func fetch(
        holding held: BundleVersion?, _ form: FetchedForm, into file: IncomingFile
    ) throws(LinkFault) -> DeliveredBundle {
        let query = form == .whole ? "form=whole" : ""
        var request = LineRequest(
            method: "GET", target: ExchangePath.bundle, limitBytes: ExchangeLimit.bundleBytes)
        if !query.isEmpty { request.target += "?\(query)" }
        if let held {
            let tag = BundleTag(version: held.number, hash: held.hash)
            request.fields = [("If-None-Match", tag.field)]
        }
        request.sink = file
        let answer = try answer(to: request, ContentDigest(of: []), query: query)
        let facts = answer.fields[ExchangeField.facts].flatMap { Int64($0) }
        if answer.status == 304 { return .unchanged(facts: facts) }
        return .file(
            file, isDelta: answer.fields["content-type"] == ExchangeMedia.delta, facts: facts)
    }

    /// Waits until the facts are others, for at most `ExchangeLimit.longestWaitSeconds`.
    func changes(since facts: Int64) throws(LinkFault) -> ChangesAnswer {
        let query = "since=\(facts)&wait=\(ExchangeLimit.longestWaitSeconds)"
        let request = LineRequest(
            method: "GET", target: "\(ExchangePath.changes)?\(query)",
            limitBytes: ExchangeLimit.documentBytes)
        return try document(try answer(to: request, ContentDigest(of: []), query: query))
    }

    /// Signs a request and sends it; once more where the office says that the clock is wrong.
    private func answer(
        to request: LineRequest, _ digest: ContentDigest, query: String = ""
    ) throws(LinkFault) -> LineAnswer {
        do throws(LinkFault) {
            return try signed(request, digest, query)
        } catch {
            guard case .refused(_, "CLOCK_OFF", _) = error else { throw error }
            return try signed(request, digest, query)
        }
    }

    private func signed(
        _ request: LineRequest, _ digest: ContentDigest, _ query: String
    ) throws(LinkFault) -> LineAnswer {
        var request = request
        let path = String(request.target.prefix { $0 != "?" })
        guard let nonce = try? random.bytes(ExchangeLimit.nonceBytes),
            let signature = try? RequestSignature(
                SignedRequest(method: request.method, path: path, query: query, digest: digest),
                SignatureParameters(
                    createdSeconds: officeSeconds, nonce: nonce, keyID: keyID), by: key)
        else { throw .gate(.crypto(.library("Ed25519"))) }
        request.fields += [
            ("Content-Digest", digest.field), ("Signature-Input", signature.inputField),
            ("Signature", signature.signatureField),
        ]
        let answer = try line.answer(to: request)
        if let field = answer.fields[ExchangeField.time], let time = SignedTime(field: field),
            time.isSigned(by: issuer, answering: nonce)
        {
            offsetSeconds =
                Int64(clamping: time.seconds) - Int64(clamping: clock.now.calendar.seconds)
        }
        guard answer.status == 200 || answer.status == 304 else { throw refusal(answer) }
        return answer
    }

    private var officeSeconds: UInt64 {
        UInt64(clamping: Int64(clamping: clock.now.calendar.seconds) + offsetSeconds)
    }
}

/// Whether a delta would do.
enum FetchedForm: Sendable {
    case deltaOrWhole, whole
}

/// What the office answered where it did not do what was asked.
func refusal(_ answer: LineAnswer) -> LinkFault {
    let problem: ExchangeProblem? = ExchangeJSON.document(answer.body)
    let plain = BilingualText(
        "签发中心答复 \(answer.status)", "the office answered \(answer.status)")
    return .refused(
        status: answer.status, code: problem?.code ?? "HTTP_\(answer.status)",
        text: BilingualText(problem?.zh ?? plain.chinese, problem?.en ?? plain.english))
}

private func document<Document: Decodable>(
    _ answer: LineAnswer
) throws(LinkFault) -> Document {
    guard
        let document: Document = ExchangeJSON.document(
            answer.body, limitBytes: ExchangeLimit.answerBytes)
    else { throw .badAnswer("\(Document.self)") }
    return document
}
