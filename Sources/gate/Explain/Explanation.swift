// What `gate explain` says: the steps of the one decision, each with its inputs and with those of
// the verdict's codes that come from it. It decides nothing itself.
import CommandSupport
import GateState
import PassCheck
import PassFormat

/// The steps that led to a verdict.
struct Explanation {
    /// One step.
    struct Step {
        let name: BilingualText
        /// Name and value of each input.
        var inputs: [(name: String, value: JSONText)]
        /// Codes of the verdict that come from this step; nil where it was not reached.
        var codes: [VerdictCode]?
        var standing: Standing = .known
    }

    /// Who stands behind a step's inputs.
    enum Standing: String {
        /// The gate itself, or the issuer's signature.
        case known
        /// Nobody: anyone can make a code that says this.
        case unverified
    }

    let verdict: Verdict
    private(set) var steps: [Step] = []

    /// Explains what `check` would say.
    ///
    /// - Throws: `GateStateError.journalFailed` where the pass's history cannot be read.
    init(
        of scan: Scan, at gate: Gate, now: Timestamp, clock: ClockTrust
    ) throws(GateStateError) {
        let token = Self.decoded(scan.text)
        guard let basis = gate.basis, case .inForce(let bundle, _) = gate.bundle else {
            verdict = Verdict(alone: gate.bundle.trouble ?? .noBundle)
            steps = [
                .text(scan.text, token, verdict), .claims(Self.claims(in: token), .unverified, nil),
            ]
            return
        }
        let inputs = try gate.inputs(for: scan, clock: clock)
        let verification = inputs.scan.verification ?? verify(scan.text.span, with: basis)
        let (context, history) = (inputs.context, inputs.history)
        var pass: VerifiedPass?
        if case .authentic(let authentic) = verification { pass = authentic }
        verdict = decide(verification, at: now, in: context, history: history, with: basis)
        let reached = pass == nil ? nil : verdict
        let facts = Facts(
            now: now, context: context, history: history, basis: basis, bundle: bundle, pass: pass)
        steps = [
            .text(scan.text, token, verdict),
            .signature(token, basis, verdict),
            .claims(
                pass?.claims ?? Self.claims(in: token), pass == nil ? .unverified : .known,
                verdict),
            .times(facts, reached), .manifest(facts, pass, verdict), .place(facts, reached),
            .live(token, facts, reached), .vehicle(facts, reached), .entries(facts, reached),
            .health(facts, reached), .data(facts, reached),
        ]
    }

    private static func decoded(_ text: [UInt8]) -> DecodedToken? {
        try? DecodedToken(reading: text.span)
    }

    /// What the payload says, whoever made it.
    private static func claims(in token: DecodedToken?) -> Claims? {
        guard let token else { return nil }
        return token.bytes.withSpan(token.payload) { try? Claims(decoding: $0) }
    }

    /// The document.
    var document: JSONText {
        .object([
            "verdict": JSONText(verdict.outcome?.rawValue),
            "code": .string(verdict.code.rawValue),
            "also": .array(verdict.also.map { .string($0.rawValue) }),
            "steps": .array(steps.map(\.document)),
        ])
    }

    /// The lines, each ended.
    func screen(on console: Console) -> String {
        var lines: [String] = []
        for (position, step) in steps.enumerated() {
            lines += step.lines(number: position + 1, in: console.language)
        }
        let title = verdict.title
        let codes = ([verdict.code] + verdict.also).map(\.rawValue).joined(separator: ", ")
        lines.append("= \(title.chinese) / \(title.english)  [\(codes)]")
        lines.append("  \(verdict.reason.text(in: console.language))")
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Explanation.Step {
    fileprivate var document: JSONText {
        .object([
            "step": .string(name.english),
            "unverified": .truth(standing == .unverified),
            "inputs": .pairs(inputs.map { ($0.name, $0.value) }),
            "codes": codes.map { .array($0.map { .string($0.rawValue) }) } ?? .null,
        ])
    }

    fileprivate func lines(number: Int, in language: Language) -> [String] {
        var head = "\(number). \(name.text(in: language))"
        if standing == .unverified, !inputs.isEmpty {
            head += BilingualText("（未核实）", " (unverified)").text(in: language)
        }
        let outcome: String =
            switch codes {
            case nil: BilingualText("没有走到这一步", "not reached").text(in: language)
            case let codes? where codes.isEmpty: BilingualText("通过", "passed").text(in: language)
            case let codes?: codes.map(\.rawValue).joined(separator: ", ")
            }
        return ["\(head)  → \(outcome)"]
            + inputs.map { "     \($0.name): \(printable($0.value.plainText))" }
    }
}

extension JSONText {
    /// The value for a person: a string without quotation marks.
    fileprivate var plainText: String {
        if case .string(let text) = self { text } else { line }
    }
}
