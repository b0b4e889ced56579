// What a typed number, plate or employee number can come to.
import PassCheck
import PassFormat
import Testing

@Suite struct `A typed value` {
    private static let now = Timestamp(seconds: 1_000_000)

    private func entry(
        _ index: UInt64, expires: UInt64 = 2_000_000, status: EntryStatus = .active,
        flags: UInt8 = 0
    ) throws -> ManifestEntry {
        let digest = try #require(TokenDigest(bytes: [UInt8](repeating: 7, count: 16)))
        let reference = PassReference(
            index: PassIndex(rawValue: index), sequence: 1, digest: digest)
        return ManifestEntry(
            reference: reference, expires: Timestamp(seconds: expires), status: status,
            flags: flags)
    }

    private func verdict(
        _ entries: [ManifestEntry], clock: ClockTrust = .trusted,
        unknown: UnknownPassPolicy = .review, bundleExpires: UInt64 = 1_500_000
    ) -> Verdict {
        var policy = GatePolicy.standard
        policy.unknownPass = unknown
        let times = BundleTimes(
            factsAsOf: Self.now, expires: Timestamp(seconds: bundleExpires))
        let basis = DecisionBasis(
            keys: KeyTable(authority: .manifestOnly, liveKeys: [:], revokedEpochs: []),
            policy: policy, manifest: nil, bundleTimes: times)
        return decideTyped(entries, at: Self.now, clock: clock, with: basis)
    }

    @Test func `is checked by hand at best, and shows no claims`() throws {
        let verdict = try verdict([entry(1)])
        #expect(verdict.outcome == .review)
        #expect(verdict.code == .notChecked)
        #expect(verdict.also == [])
        #expect(verdict.reference?.index.rawValue == 1)
        #expect(verdict.claims == nil)
    }

    @Test func `without an entry is an unknown pass, refused where the site has it so`() {
        #expect(verdict([]).code == .unknownPass)
        #expect(verdict([]).outcome == .review)
        #expect(verdict([], unknown: .deny).outcome == .deny)
    }

    @Test func `is refused where the pass was withdrawn or is over`() throws {
        let revoked = try verdict([entry(1, status: .revokedLost)])
        #expect(revoked.code == .revoked)
        #expect(revoked.also == [.notChecked])
        let leeway = GatePolicy.standard.leewaySeconds
        #expect(try verdict([entry(1, expires: 1_000_000 - leeway)]).code == .expired)
        #expect(try verdict([entry(1, expires: 1_000_001 - leeway)]).code == .notChecked)
    }

    @Test func `of a person with a withdrawn and a standing pass counts the standing one`() throws {
        let verdict = try verdict([
            entry(1, expires: 3_000_000, status: .revokedMistake), entry(2),
        ])
        #expect(verdict.code == .notChecked)
        #expect(verdict.reference?.index.rawValue == 2)
    }

    @Test func `of a person who is held is refused, whichever pass the hold stands on`() throws {
        let held = try entry(1, status: .revokedOther, flags: ManifestEntry.healthHoldFlag)
        #expect(try verdict([held, entry(2)]).code == .healthHold)
    }

    @Test func `says that data or clock are not to be trusted`() throws {
        #expect(try verdict([entry(1)], bundleExpires: 1_000_000).code == .bundleExpired)
        #expect(try verdict([entry(1)], clock: .suspect).also == [.clockSuspect])
    }
}
