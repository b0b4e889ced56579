// The answer of the one decision, as a value that screens, journals and documents are made from.
package import PassFormat

/// What the gate says about one scan.
package struct Verdict: Sendable {
    /// nil where the gate cannot decide.
    package let outcome: Outcome?
    package let code: VerdictCode
    /// The other codes that apply, in order of precedence.
    package let also: [VerdictCode]
    /// Which pass it was; nil for a code that is not authentic.
    package let reference: PassReference?
    /// What the pass says; nil where nothing of it may be shown.
    package let claims: Claims?

    private init(
        outcome: Outcome?, code: VerdictCode, also: [VerdictCode], reference: PassReference?,
        claims: Claims?
    ) {
        self.outcome = outcome
        self.code = code
        self.also = also
        self.reference = reference
        self.claims = claims
    }

    /// A gate that cannot decide, or a code that is refused before anything of it counts.
    package init(
        alone code: VerdictCode, unknown: UnknownPassPolicy = .review,
        reference: PassReference? = nil
    ) {
        self.init(
            outcome: code.outcome(unknown: unknown), code: code, also: [], reference: reference,
            claims: nil)
    }

    /// What a verdict says, without whose it is: what is kept of many.
    package struct Ruling: Sendable {
        fileprivate let outcome: Outcome?
        fileprivate let code: VerdictCode
        fileprivate let also: [VerdictCode]
    }

    /// The verdict without whose it is.
    package var ruling: Ruling { Ruling(outcome: outcome, code: code, also: also) }

    /// The verdict that was given on a code, for the same code again.
    package init(again ruling: Ruling, of verification: Verification?) {
        let reference: PassReference?
        var claims: Claims?
        switch verification {
        case .authentic(let pass): (reference, claims) = (pass.reference, pass.claims)
        case .unlisted(_, let named): reference = named
        case .refused, nil: reference = nil
        }
        self.init(
            outcome: ruling.outcome, code: ruling.code, also: ruling.also, reference: reference,
            claims: claims)
    }

    /// Ranks all that applies to a pass: DENY before REVIEW, then the table's order.
    ///
    /// - Parameters:
    ///   - reference: nil where no pass was found.
    ///   - claims: nil where no code was shown that could stand behind them.
    init(
        _ findings: VerdictFindings, unknown: UnknownPassPolicy, reference: PassReference?,
        claims: Claims?
    ) {
        let applying = findings.inOrder
        let outcomes = applying.map {
            findings.isHearsay($0) ? .review : $0.outcome(unknown: unknown)
        }
        let outcome: Outcome =
            outcomes.contains(.deny) ? .deny : outcomes.contains(.review) ? .review : .allow
        let first = zip(applying, outcomes).first { $0.1 == outcome }?.0 ?? .ok
        self.init(
            outcome: outcome, code: first, also: applying.filter { $0 != first },
            reference: reference, claims: claims)
    }
}

/// The codes that apply, and which of them only by what other gates reported.
package struct VerdictFindings: Sendable {
    private var codes: Set<VerdictCode> = []
    private var hearsay: Set<VerdictCode> = []

    package init() {}

    package mutating func insert(_ code: VerdictCode) { codes.insert(code) }

    /// Inserts a code that rests on facts of another gate: it then comes to REVIEW at most.
    mutating func insertHearsay(_ code: VerdictCode) {
        codes.insert(code)
        hearsay.insert(code)
    }

    func isHearsay(_ code: VerdictCode) -> Bool { hearsay.contains(code) }

    /// In the table's order, without `OK`.
    var inOrder: [VerdictCode] {
        guard !codes.isEmpty else { return [] }
        return VerdictCode.allCases.filter { codes.contains($0) && $0 != .ok }
    }
}
