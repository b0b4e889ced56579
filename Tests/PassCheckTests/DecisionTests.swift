// The one decision: what beats what, and what a rule that cannot be checked comes to.
import PassCheck
import PassCrypto
import PassFormat
import TestSupport
import Testing

@Suite struct `Decision` {
    private let key: GroupKey
    private let live: LiveKey
    private let keyID = KeyID(epoch: 1, group: 7)
    private let now = Timestamp(seconds: 1_780_000_100)

    init() throws {
        let root = try RootKey(RandomSource.fixed(seed: 12).secret())
        key = root.groupKey(keyID: keyID.bytes)
        live = root.liveKey(keyID: keyID.bytes)
    }

    private func token(_ claims: Claims) -> [UInt8] {
        let header = TokenWriter.protectedHeader(keyID)
        let payload = claims.encoded()
        let tag = MACStructure.tag(under: key, protected: header.span, payload: payload.span)
        return TokenWriter.token(protected: header, payload: payload, tag: tag.array)
    }

    private struct Question {
        var text: String
        var basis: DecisionBasis
        var context: GateContext
        var history = PassHistory.none
        var now: Timestamp

        func answer() -> Verdict {
            let bytes = Array(text.utf8)
            return decide(
                verify(bytes.span, with: basis), at: now, in: context, history: history,
                with: basis)
        }
    }

    private func question(
        _ change: (inout Claims) -> Void = { _ in }
    ) throws -> Question {
        var claims = try #require(Claims.sample(seed: 1))
        change(&claims)
        let token = token(claims)
        let reference = PassReference(
            index: PassIndex(of: claims.identity), sequence: claims.identity.sequence,
            digest: TokenDigest(of: token.span))
        let entry = ManifestEntry(reference: reference, expires: claims.expires, status: .active)
        return Question(
            text: TokenWriter.text(of: token),
            basis: DecisionBasis(
                keys: KeyTable(authority: .groupKeys([keyID: key])), policy: .standard,
                manifest: Manifest(entries: [entry]),
                bundleTimes: BundleTimes(
                    factsAsOf: now, expires: now.advanced(bySeconds: 1_000_000))),
            context: GateContext(
                zone: 1, gate: 1, direction: .inward, sight: .gate(Observation()), clock: .trusted),
            now: now)
    }

    private func vehicle(_ claims: inout Claims) {
        claims.kind = .vehicle
        claims.label = PassLabel("沪A12345")
    }

    @Test func `admits a staff pass that nothing speaks against`() throws {
        let verdict = try question().answer()
        #expect(verdict.outcome == .allow)
        #expect(verdict.code == .ok)
        #expect(verdict.also == [])
    }

    @Test func `reports the first of the table and keeps the others, DENY before REVIEW`() throws {
        var question = try question { $0.zones = NumberSet([5]) }
        question.basis.bundleTimes = BundleTimes(
            factsAsOf: Timestamp(seconds: 1), expires: question.now)
        question.now = Timestamp(seconds: 1_780_864_060)
        let verdict = question.answer()
        #expect(verdict.outcome == .deny)
        #expect(verdict.code == .expired)
        #expect(verdict.also == [.wrongZone, .bundleExpired, .bundleStale])
    }

    @Test func `asks for a vehicle's plate and compares it`() throws {
        var question = try question(vehicle)
        #expect(question.answer().code == .notChecked)
        #expect(question.answer().outcome == .review)
        question.context.sight = .gate(Observation(plate: "沪A12345"))
        #expect(question.answer().code == .ok)
        question.context.sight = .gate(Observation(plate: "沪A12346"))
        #expect(question.answer().code == .plateMismatch)
        #expect(question.answer().outcome == .deny)
    }

    @Test func `never takes a route for followed that it does not know`() throws {
        var question = try question {
            vehicle(&$0)
            $0.route = 12
        }
        question.context.sight = .gate(Observation(plate: "沪A12345"))
        #expect(question.answer().code == .notChecked)
        #expect(question.answer().outcome == .review)
        question.context.sight = .conformance
        #expect(question.answer().code == .ok)
    }

    @Test func `counts entries against the limit, inward only`() throws {
        var question = try question { $0.maximumEntries = 2 }
        question.history.entriesAdmitted = 1
        #expect(question.answer().code == .ok)
        question.history.entriesAdmitted = 2
        #expect(question.answer().code == .usesExhausted)
        question.context.direction = .outward
        #expect(question.answer().code == .ok)
        question.context.direction = nil
        #expect(question.answer().code == .usesExhausted)
        #expect(question.answer().also == [.notChecked])
    }

    @Test func `doubts a direction nobody named only where it matters`() throws {
        var plain = try question()
        plain.context.direction = nil
        #expect(plain.answer().code == .ok)
        var bound = try question { $0.direction = .inward }
        bound.context.direction = nil
        #expect(bound.answer().code == .notChecked)
    }

    @Test func `follows the manifest: revoked, superseded, later, other, absent, held`() throws {
        let first = try question()
        let listed = try #require(first.basis.manifest?.entry(at: 0))
        func code(_ entry: ManifestEntry) -> (VerdictCode, Outcome?) {
            var question = first
            question.basis.manifest = Manifest(entries: [entry])
            let verdict = question.answer()
            return (verdict.code, verdict.outcome)
        }
        func entry(sequence: UInt16, digest: TokenDigest, _ status: EntryStatus) -> ManifestEntry {
            ManifestEntry(
                reference: PassReference(
                    index: listed.reference.index, sequence: sequence, digest: digest),
                expires: listed.expires, status: status)
        }
        let other: [UInt8] = [1]
        let digest = listed.reference.digest
        #expect(code(entry(sequence: 9, digest: digest, .revokedLost)) == (.revoked, .deny))
        #expect(code(entry(sequence: 2, digest: digest, .active)) == (.superseded, .deny))
        let mismatch = entry(sequence: 1, digest: TokenDigest(of: other.span), .active)
        #expect(code(mismatch) == (.manifestMismatch, .deny))
        let held = ManifestEntry(
            reference: listed.reference, expires: listed.expires, status: .active, flags: 1)
        #expect(code(held) == (.healthHold, .deny))
        var absent = first
        absent.basis.manifest = Manifest(entries: [])
        #expect(absent.answer().outcome == .review)
        absent.basis.policy.unknownPass = .deny
        #expect(absent.answer().outcome == .deny)
        #expect(absent.answer().code == .unknownPass)
    }

    @Test func `without MAC keys trusts the manifest alone and shows nothing else`() throws {
        var question = try question()
        question.basis.keys.authority = .manifestOnly
        question.basis.policy.unknownPass = .deny
        #expect(question.answer().code == .ok)
        question.basis.manifest = Manifest(entries: [])
        let verdict = question.answer()
        #expect(verdict.code == .unknownPass)
        #expect(verdict.outcome == .deny)
        #expect(verdict.claims == nil)
        #expect(verdict.also == [])
        question.basis.keys.revokedEpochs = [1]
        #expect(question.answer().code == .keyRevoked)
    }

    @Test func `judges a live code by its key, its age and the last one admitted`() throws {
        let claims = try #require(Claims.sample(seed: 1))
        let token = token(claims)
        let step = UInt32(now.seconds / 30)
        let cti = claims.identity.cti
        let response = live.response(
            cti: cti.span, step: step, tokenHash: SHA256.hash(token.span))
        var question = try question()
        question.text = TokenWriter.liveText(token: token, step: step, response: response)
        #expect(question.answer().code == .notChecked)
        question.basis.keys.liveKeys = [keyID: live]
        #expect(question.answer().code == .ok)
        question.history.lastLiveStep = step - 1
        #expect(question.answer().code == .ok)
        question.history.lastLiveStep = step
        #expect(question.answer().code == .liveReplayed)
        question.history = .none
        question.now = question.now.advanced(bySeconds: 90)
        #expect(question.answer().code == .liveStale)
        question.context.clock = .suspect
        #expect(question.answer().code == .notChecked)
        question.text = TokenWriter.liveText(token: token, step: step + 1, response: response)
        #expect(question.answer().code == .liveBad)
    }

    @Test func `says how old its data is: stale, then expired, and a doubtful clock`() throws {
        var question = try question()
        question.basis.bundleTimes = BundleTimes(
            factsAsOf: Timestamp(seconds: now.seconds - 86_400), expires: .latest)
        #expect(question.answer().code == .ok)
        question.basis.bundleTimes = BundleTimes(
            factsAsOf: Timestamp(seconds: now.seconds - 86_401), expires: .latest)
        #expect(question.answer().code == .bundleStale)
        question.context.clock = .suspect
        #expect(question.answer().also == [.clockSuspect])
        question.basis.bundleTimes = BundleTimes(factsAsOf: now, expires: now)
        #expect(question.answer().code == .bundleExpired)
    }

    @Test func `has an outcome for every code but those of a gate that cannot decide`() {
        let undecided = VerdictCode.allCases.filter { $0.outcome(unknown: .review) == nil }
        #expect(undecided == [.noKeys, .noBundle, .journalFailed])
        let allowed = VerdictCode.allCases.filter { $0.outcome(unknown: .review) == .allow }
        #expect(allowed == [.ok])
    }
}
