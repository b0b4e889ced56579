// A bundle gives a gate what it needs and nothing to whoever holds another device.
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import PassCheck

@Suite struct `Gate bundle` {
    private let folder: TestFolder
    private let issuer: IssuerFixture
    private let passes: [SealedPass]
    private let made: MadeBundle

    init() throws {
        folder = try TestFolder()
        issuer = try IssuerFixture(in: folder.path)
        passes = try (0..<50).map { [issuer] in try issuer.seal(seed: UInt64($0)) }
        let entries = passes.map { [issuer] in issuer.entry(of: $0) }
        made = try issuer.bundle(issuer.order(), entries)
    }

    private func verified(_ pass: SealedPass, in bundle: GateBundle) throws -> VerifiedPass {
        let keys = try bundle.keys(opening: issuer.device)
        let text = Array(pass.text.utf8)
        let verification = verify(text.span, with: bundle.basis(with: keys))
        guard case .authentic(let pass) = verification else { throw BundleFault.malformed }
        return pass
    }

    @Test func `lets the gate check, show and find each of its passes`() throws {
        let bundle = try issuer.open(made.file)
        #expect(bundle.manifest.count == 50)
        let keys = try bundle.keys(opening: issuer.device)
        for pass in passes {
            let shown = try verified(pass, in: bundle)
            #expect(bundle.manifest.judge(shown.reference).code == nil)
            #expect(bundle.displayRecord(of: shown)?.name == "王*芳")
        }
        let typed = TypedValue.passNumber("310117000000427")
        #expect(bundle.entries(of: typed, under: keys.lookupKey).count == 50)
        #expect(bundle.entries(of: .plate("沪A12345"), under: keys.lookupKey).isEmpty)
    }

    @Test func `has no live key where no live code is used, and no MAC key where unknown is DENY`()
        throws
    {
        let keys = try issuer.open(made.file).keys(opening: issuer.device)
        #expect(keys.groupKeys.count == 1)
        #expect(keys.liveKeys.isEmpty)
        var order = issuer.order()
        order.policy.unknownPass = .deny
        order.liveGroups = [IssuerFixture.group]
        let strict = try issuer.open(issuer.bundle(order, []).file)
        let strictKeys = try strict.keys(opening: issuer.device)
        #expect(strictKeys.groupKeys.isEmpty)
        #expect(strictKeys.liveKeys.count == 1)
    }

    @Test func `leaves out keys of a revoked epoch or group`() throws {
        var order = issuer.order()
        order.revokedKeyIDs = [KeyID(epoch: 1, group: IssuerFixture.group)]
        let bundle = try issuer.open(issuer.bundle(order, []).file)
        #expect(try bundle.keys(opening: issuer.device).groupKeys.isEmpty)
        #expect(bundle.core.revokedKeyIDs == order.revokedKeyIDs)
    }

    @Test func `of a revoked pass opens no display record, but finds it by what is typed`() throws {
        let entries = [issuer.entry(of: passes[0], status: .revokedLost)]
        let bundle = try issuer.open(issuer.bundle(issuer.order(), entries).file)
        let shown = try verified(passes[0], in: bundle)
        #expect(bundle.manifest.judge(shown.reference) == .revoked(.revokedLost))
        #expect(bundle.displayRecord(of: shown) == nil)
        let typed = TypedValue.passNumber("310117000000427")
        let keys = try bundle.keys(opening: issuer.device)
        #expect(bundle.entries(of: typed, under: keys.lookupKey).map(\.status) == [.revokedLost])
    }

    @Test func `cut short anywhere is torn, and with a byte more too`() {
        for count in stride(from: 1, to: made.file.count, by: 97) {
            let fault = #expect(throws: BundleFault.self) {
                _ = try issuer.open(Array(made.file.prefix(count)))
            }
            guard case .torn = fault else {
                Issue.record("cut at \(count): \(String(describing: fault))")
                return
            }
        }
        let longer = made.file + [0]
        #expect(
            throws: BundleFault.torn(expectedBytes: made.file.count, foundBytes: longer.count)
        ) { _ = try issuer.open(longer) }
        #expect(throws: BundleFault.notABundle) { _ = try issuer.open([]) }
        #expect(throws: BundleFault.notABundle) { _ = try issuer.open(Array("hello".utf8)) }
    }

    @Test func `with any one bit changed is refused when it is loaded`() {
        for place in stride(from: 0, to: made.file.count, by: 53) {
            var altered = made.file
            altered[place] ^= 0x10
            #expect(throws: BundleFault.self) { _ = try issuer.open(altered) }
        }
    }

    @Test func `names the part that was changed`() {
        var altered = made.file
        altered[altered.count - 1] ^= 1
        #expect(throws: BundleFault.altered(part: "look-up records")) {
            _ = try issuer.open(altered)
        }
        var resigned = made.file
        resigned[20] ^= 1
        #expect(throws: BundleFault.badSignature) { _ = try issuer.open(resigned) }
    }

    @Test func `of another issuer, gate or device is refused, each with its own reason`() throws {
        let stranger = try IssuerFixture(in: folder.path, seed: 2)
        var order = issuer.order()
        order.deviceFingerprint = issuer.fingerprint.bytes
        #expect(throws: BundleFault.foreignIssuer) {
            _ = try issuer.open(stranger.bundle(order, []).file)
        }
        order.gate = 4
        #expect(throws: BundleFault.otherGate(expected: 3, found: 4)) {
            _ = try issuer.open(issuer.bundle(order, []).file)
        }
        var other = issuer.order()
        other.deviceFingerprint = stranger.fingerprint.bytes
        #expect(throws: BundleFault.otherDevice) {
            _ = try issuer.open(issuer.bundle(other, []).file)
        }
        #expect(throws: BundleFault.sealBroken) {
            _ = try issuer.open(made.file).keys(opening: stranger.device)
        }
    }

    @Test func `that names another issuer than the one that signed it is refused`() throws {
        let core = try issuer.open(made.file).core
        var other = core
        other.issuerKeyID = Array(repeating: 7, count: 8)
        let empty: [UInt8] = []
        other.manifestHash = SHA256.hash(empty.span).array
        let file = try BundleFile.encode(core: other, sections: [:], signing: issuer.ring.signing)
        #expect(throws: BundleFault.foreignIssuer) { _ = try issuer.open(file) }
    }

    @Test func `may be without guards and conditions, and without no other part`() throws {
        let whole = try issuer.open(made.file)
        func file(without parts: Set<BundleSection>) throws -> [UInt8] {
            var kept: [BundleSection: [UInt8]] = [:]
            for section in BundleSection.allCases where !parts.contains(section) {
                kept[section] = whole.file.bytes.withSpan(whole.file.sections[section]) { span in
                    span.indices.map { span[$0] }
                }
            }
            return try BundleFile.encode(
                core: whole.core, sections: kept, signing: issuer.ring.signing)
        }
        #expect(try file(without: []) == made.file)
        let lean = try issuer.open(file(without: [.guards, .conditions]))
        #expect(lean.manifest.count == whole.manifest.count)
        let reference = try #require(passes.first).reference
        #expect(lean.guardRecord(of: reference) == nil)
        let keys = try lean.keys(opening: issuer.device)
        let conditions = lean.basis(with: keys).conditions?.conditions(of: reference.index)
        #expect(conditions == PassConditions.none)
        for part in BundleSection.allCases.prefix(4) {
            #expect(throws: BundleFault.malformed) { _ = try issuer.open(file(without: [part])) }
        }
    }

    @Test func `older, forked or expired is refused, the same again is not`() throws {
        let current = made.version
        let now = IssuerFixture.noon
        let same = try issuer.open(made.file)
        #expect(try same.arrival(after: current, at: now) == .alreadyLoaded)
        #expect(try same.arrival(after: nil, at: now) == .newer)
        let older = try issuer.open(issuer.bundle(issuer.order(version: 1_779_999_999), []).file)
        #expect(
            throws: BundleFault.rolledBack(current: 1_780_000_000, found: 1_779_999_999)
        ) { try older.arrival(after: current, at: now) }
        let fork = try issuer.open(issuer.bundle(issuer.order(), []).file)
        #expect(throws: BundleFault.forked(version: 1_780_000_000)) {
            try fork.arrival(after: current, at: now)
        }
        var order = issuer.order(version: 1_780_000_001)
        order.previous = BundleVersion(number: 1_780_000_000, hash: current.hash)
        let next = try issuer.open(issuer.bundle(order, []).file)
        #expect(try next.arrival(after: current, at: now) == .newer)
        order.previous = BundleVersion(number: 1_780_000_000, hash: fork.version.hash)
        let branch = try issuer.open(issuer.bundle(order, []).file)
        #expect(throws: BundleFault.forked(version: 1_780_000_000)) {
            try branch.arrival(after: current, at: now)
        }
        #expect(throws: BundleFault.expired(at: next.core.expires)) {
            try next.arrival(after: current, at: next.core.expires)
        }
    }

    @Test func `is named by the same hash whatever its sealed parts and records`() throws {
        let entries = passes.map { issuer.entry(of: $0, name: "李*") }
        let again = try issuer.bundle(issuer.order(), entries)
        #expect(again.version == made.version)
        #expect(again.file != made.file)
        let fewer = try issuer.bundle(issuer.order(), Array(entries.dropLast()))
        #expect(fewer.version.hash != made.version.hash)
    }

    @Test func `is not made from two passes of one index or a damaged token`() throws {
        let entry = issuer.entry(of: passes[0])
        #expect(throws: BundleError.sameIndex(passes[0].reference.index)) {
            _ = try issuer.bundle(issuer.order(), [entry, entry])
        }
        let damaged = BundleEntry(
            entry: entry.entry,
            display: .init(
                token: [1, 2, 3],
                record: DisplayRecord(
                    number: "1", name: nil, firm: nil, department: nil, plate: nil), typed: []))
        #expect(throws: BundleError.damagedToken(index: passes[0].reference.index)) {
            _ = try issuer.bundle(issuer.order(), [damaged])
        }
    }

    @Test func `has a text in both languages for every refusal`() {
        let faults: [BundleFault] = [
            .torn(expectedBytes: 2, foundBytes: 1), .notABundle, .badSignature,
            .altered(part: "manifest"), .malformed, .foreignIssuer,
            .otherGate(expected: 1, found: 2), .otherDevice, .rolledBack(current: 2, found: 1),
            .forked(version: 1), .expired(at: IssuerFixture.noon), .sealBroken,
            .noBase(needed: 1), .otherBase(needed: 1, current: 2), .deltaDiffers(part: "manifest"),
        ]
        #expect(Set(faults.map(\.english)).count == faults.count)
        #expect(Set(faults.map(\.chinese)).count == faults.count)
    }
}
