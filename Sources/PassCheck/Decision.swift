// The one decision. Pure and total: everything it depends on is an argument, and every input has an
// answer. Server, gate, `explain` and the conformance run all call it.
package import PassFormat

/// What a decision is made with: keys, rules and data of the place.
package struct DecisionBasis: Sendable {
    package var keys: KeyTable
    package var policy: GatePolicy
    /// nil in a conformance run without one.
    package var manifest: Manifest?
    /// Times of the bundle; nil in a conformance run.
    package var bundleTimes: BundleTimes?
    package var rules = GateRules.standard
    /// What applies to some passes; nil: to none.
    package var conditions: ConditionTable?

    package init(
        keys: KeyTable, policy: GatePolicy, manifest: Manifest?, bundleTimes: BundleTimes?
    ) {
        self.keys = keys
        self.policy = policy
        self.manifest = manifest
        self.bundleTimes = bundleTimes
    }
}

/// How old a bundle's facts are and until when they count.
package struct BundleTimes: Sendable, Equatable {
    package let factsAsOf: Timestamp
    package let expires: Timestamp

    package init(factsAsOf: Timestamp, expires: Timestamp) {
        self.factsAsOf = factsAsOf
        self.expires = expires
    }
}

/// Where the code was shown and what the guard sees.
package struct GateContext: Sendable {
    package var zone: UInt16
    package var gate: UInt16
    /// nil where nobody said.
    package var direction: Direction?
    package var sight: Sight
    package var clock: ClockTrust

    package init(
        zone: UInt16, gate: UInt16, direction: Direction?, sight: Sight, clock: ClockTrust
    ) {
        self.zone = zone
        self.gate = gate
        self.direction = direction
        self.sight = sight
        self.clock = clock
    }
}

/// Reads and authenticates a text that should hold one code.
///
/// - Parameter text: UTF-8, with whatever stands around the code.
package func verify(_ text: Span<UInt8>, with basis: DecisionBasis) -> Verification {
    do throws(TextFault) { return verify(try DecodedToken(reading: text), with: basis) } catch {
        return .refused(VerdictCode(error))
    }
}

/// Authenticates a code that was read.
package func verify(_ token: DecodedToken, with basis: DecisionBasis) -> Verification {
    VerifiedPass.verify(token, keys: basis.keys, manifest: basis.manifest)
}

/// Decides on what `verify` gave.
///
/// - Parameters:
///   - verification: the outcome of reading and authenticating.
///   - now: the gate's time.
///   - history: what the journal knows of this pass, read in the transaction that holds the row.
package func decide(
    _ verification: Verification, at now: Timestamp, in context: GateContext,
    history: PassHistory, with basis: DecisionBasis
) -> Verdict {
    switch verification {
    case .refused(let code): return Verdict(alone: code)
    case .unlisted(let code, let reference):
        return Verdict(alone: code, unknown: basis.policy.unknownPass, reference: reference)
    case .authentic(let pass):
        var judgement = Judgement(
            pass: pass, now: now, context: context, history: history, basis: basis)
        judgement.judgeTimes()
        judgement.judgeManifest()
        judgement.judgePlace()
        judgement.judgeLive()
        judgement.judgeData()
        if case .gate(let observation) = context.sight { judgement.judge(observation) }
        return Verdict(
            judgement.findings, unknown: basis.policy.unknownPass, reference: judgement.reference,
            claims: pass.claims)
    }
}

/// Collects all that applies to one authentic pass; the rules about the place's use are in
/// DecisionAtGate.swift.
struct Judgement {
    let pass: VerifiedPass
    let reference: PassReference
    let now: Timestamp
    let context: GateContext
    let history: PassHistory
    let basis: DecisionBasis
    var findings = VerdictFindings()

    var claims: Claims { pass.claims }

    init(
        pass: VerifiedPass, now: Timestamp, context: GateContext, history: PassHistory,
        basis: DecisionBasis
    ) {
        self.pass = pass
        reference = pass.reference
        self.now = now
        self.context = context
        self.history = history
        self.basis = basis
    }

    mutating func judgeTimes() {
        let leeway = basis.policy.leewaySeconds
        let lifetime = claims.expires.seconds(since: claims.notBefore)
        if lifetime > basis.policy.lifetimeSeconds(of: claims.kind) {
            findings.insert(.lifetimeTooLong)
        }
        if now.advanced(bySeconds: leeway) < claims.notBefore { findings.insert(.notYetValid) }
        if now >= claims.expires.advanced(bySeconds: leeway) { findings.insert(.expired) }
    }

    mutating func judgeManifest() {
        guard let manifest = basis.manifest else { return }
        let finding = manifest.finding(of: pass)
        if let code = finding.judge(reference).code { findings.insert(code) }
        // A hold is the holder's, whichever issue of the pass is shown.
        if finding.isHeld { findings.insert(.healthHold) }
    }

    mutating func judgePlace() {
        if let zones = claims.zones, !zones.contains(context.zone) { findings.insert(.wrongZone) }
        if let gates = claims.gates, !gates.contains(context.gate) { findings.insert(.wrongGate) }
        if let only = claims.direction, let direction = context.direction {
            if only != direction { findings.insert(.wrongDirection) }
        }
        let minute = basis.policy.localMinute(at: now)
        if let window = claims.dayWindow, !window.contains(minute: minute) {
            findings.insert(.outsideDayWindow)
        }
    }

    mutating func judgeLive() {
        guard let live = pass.token.live else {
            if claims.copies == .liveRequired { findings.insert(.liveRequired) }
            return
        }
        guard let key = basis.keys.liveKeys[pass.token.keyID] else {
            if context.sight != .conformance { findings.insert(.notChecked) }
            return
        }
        guard live.isRight(for: pass, under: key) else {
            findings.insert(.liveBad)
            return
        }
        let step = now.seconds / LiveResponse.stepSeconds
        let distance = max(step, UInt64(live.step)) - min(step, UInt64(live.step))
        if distance > LiveResponse.toleranceSteps {
            // A gate that doubts its clock cannot call a code old.
            findings.insert(context.clock == .suspect ? .notChecked : .liveStale)
        }
        if let last = history.lastLiveStep, live.step <= last { findings.insert(.liveReplayed) }
    }

    mutating func judgeData() {
        if context.clock == .suspect { findings.insert(.clockSuspect) }
        guard let times = basis.bundleTimes else { return }
        if now >= times.expires { findings.insert(.bundleExpired) }
        let age = now.seconds(since: times.factsAsOf)
        if age > basis.policy.staleAfterSeconds { findings.insert(.bundleStale) }
    }
}
