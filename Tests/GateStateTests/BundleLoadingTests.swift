// Loading: what is refused leaves the old bundle in force, and a power cut leaves one of the two.
import Glibc
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport
import Testing

@testable import GateState

@Suite struct `Bundle at a gate` {
    private static let version = noon.seconds

    /// The version in force, as a gate finds it that is opened just now.
    private func versionInForce(_ fixture: GateFixture) throws -> UInt64? {
        guard case .inForce(let bundle, _) = try fixture.gate().bundle else { return nil }
        return bundle.core.version
    }

    private func load(_ bytes: [UInt8], _ fixture: GateFixture) throws -> BundleArrival {
        try fixture.gate().load(try fixture.stick(bytes), at: noon)
    }

    @Test func `is taken, found again, and told from the same one loaded twice`() throws {
        let fixture = try GateFixture()
        #expect(try fixture.gate().bundle.trouble == .noBundle)
        let bundle = try fixture.bundle()
        #expect(try load(bundle.file, fixture) == .newer)
        #expect(try load(bundle.file, fixture) == .alreadyLoaded)
        #expect(try versionInForce(fixture) == Self.version)
        let next = try fixture.bundle(version: Self.version + 1) { $0.previous = bundle.version }
        #expect(try load(next.file, fixture) == .newer)
        #expect(try versionInForce(fixture) == Self.version + 1)
    }

    @Test func `takes effect in a program that runs while another one loads it`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        _ = try load(fixture.bundle(passes: [pass]).file, fixture)
        let lane = try fixture.gate()
        let scan = Scan(text: Array(pass.text.utf8), direction: nil, plate: nil)
        #expect(lane.check([scan], at: noon).map(\.verdict.code) == [.ok])
        _ = try load(fixture.bundle(version: Self.version + 1).file, fixture)
        #expect(lane.check([scan], at: noon).map(\.verdict.code) == [.unknownPass])
        #expect(lane.check([scan], at: noon).map(\.bundleVersion) == [Self.version + 1])
        try #require(unsafe unlink("\(fixture.temporary.state)/bundle.gpb") == 0)
        #expect(lane.check([scan], at: noon).map(\.verdict.code) == [.noBundle])
    }

    @Test func `is told from endless other bytes by the first of them`() throws {
        let fixture = try GateFixture()
        #expect(throws: GateStateError.bundle(.notABundle)) {
            _ = try fixture.gate().load("/dev/zero", at: noon)
        }
        #expect(unsafe access("\(fixture.temporary.state)/bundle.arriving", F_OK) != 0)
    }

    @Test func `is refused when rolled back, forked, expired or on another past`() throws {
        let fixture = try GateFixture()
        let first = try fixture.bundle()
        _ = try load(first.file, fixture)
        let refusals: [(MadeBundle, BundleFault)] = [
            (
                try fixture.bundle(version: Self.version - 1),
                .rolledBack(current: Self.version, found: Self.version - 1)
            ),
            (
                try fixture.bundle { $0.place.name = "二号门" }, .forked(version: Self.version)
            ),
            (
                try fixture.bundle(version: Self.version + 1) { $0.expires = noon },
                .expired(at: noon)
            ),
            (
                try fixture.bundle(version: Self.version + 1) {
                    $0.previous = BundleVersion(
                        number: Self.version, hash: [UInt8](repeating: 1, count: 32))
                }, .forked(version: Self.version)
            ),
        ]
        for (bundle, fault) in refusals {
            #expect(throws: GateStateError.bundle(fault)) { try load(bundle.file, fixture) }
            #expect(try versionInForce(fixture) == Self.version)
        }
    }

    @Test func `is refused when it is for another gate or device, or from another issuer`() throws {
        let fixture = try GateFixture()
        _ = try load(fixture.bundle().file, fixture)
        let next = Self.version + 1
        #expect(throws: GateStateError.bundle(.otherGate(expected: 7, found: 8))) {
            try load(fixture.bundle(version: next) { $0.gate = 8 }.file, fixture)
        }
        #expect(throws: GateStateError.bundle(.otherDevice)) {
            try load(fixture.bundle(version: next) { $0.deviceFingerprint[0] ^= 1 }.file, fixture)
        }
        let other = try AgreementKey(secret: RandomSource.system.secret()).publicKey
        #expect(throws: GateStateError.bundle(.sealBroken)) {
            try load(fixture.bundle(version: next) { $0.deviceAgreementKey = other }.file, fixture)
        }
        let stranger = try KeyRing.make(
            at: "\(fixture.temporary.path)/stranger", random: .fixed(seed: 9))
        let order = BundleOrder(
            gate: 7, place: GatePlace(site: 1, zone: 1, direction: nil, name: ""),
            deviceFingerprint: fixture.request.fingerprint.bytes,
            deviceAgreementKey: fixture.request.agreementKey, version: next)
        let foreign = try BundleMaker(ring: stranger, random: .system).make(order, entries: [])
        #expect(throws: GateStateError.bundle(.foreignIssuer)) {
            try load(foreign.file, fixture)
        }
        #expect(try versionInForce(fixture) == Self.version)
    }

    @Test func `is refused when torn at any place or altered in any byte`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        _ = try load(fixture.bundle(passes: [pass]).file, fixture)
        let whole = try fixture.bundle(version: Self.version + 1, passes: [pass]).file
        for count in stride(from: 0, to: whole.count, by: 61) {
            #expect(throws: GateStateError.self) {
                try load(Array(whole.prefix(count)), fixture)
            }
        }
        #expect(throws: GateStateError.self) { try load(whole + [0], fixture) }
        for position in stride(from: 0, to: whole.count, by: 37) {
            var altered = whole
            altered[position] ^= 0x40
            #expect(throws: GateStateError.self) { try load(altered, fixture) }
        }
        #expect(try versionInForce(fixture) == Self.version)
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        let leftOver = folder.has("bundle.arriving")
        #expect(!leftOver)
        #expect(try load(whole, fixture) == .newer)
    }

    @Test func `is refused as a file that is not there, and as a folder`() throws {
        let fixture = try GateFixture()
        let missing = "\(fixture.temporary.path)/none"
        #expect(
            throws: GateStateError.files(.system(operation: "open", path: missing, number: 2))
        ) { try fixture.gate().load(missing, at: noon) }
        #expect(throws: GateStateError.self) {
            try fixture.gate().load(fixture.temporary.path, at: noon)
        }
    }

    @Test func `is not believed when an older one was put in its place`() throws {
        let fixture = try GateFixture()
        let old = try fixture.bundle()
        _ = try load(old.file, fixture)
        let next = try fixture.bundle(version: Self.version + 1)
        _ = try load(next.file, fixture)
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        try folder.replace("bundle.gpb", with: old.file.span)
        guard
            case .refused(.rolledBack(current: Self.version + 1, found: Self.version)) =
                try fixture.gate().bundle
        else {
            Issue.record("an older bundle was believed")
            return
        }
        #expect(try fixture.gate().check("GP1")?.verdict.code == .noBundle)
    }

    @Test func `keeps its ratchet where a power cut came between the bundle and the ratchet`()
        throws
    {
        let fixture = try GateFixture()
        let first = try fixture.bundle()
        _ = try load(first.file, fixture)
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        let ratchet = try folder.read("bundle.version", limitBytes: 64) ?? []
        let third = try fixture.bundle(version: Self.version + 2)
        _ = try load(third.file, fixture)
        try folder.replace("bundle.version", with: ratchet.span)

        #expect(try versionInForce(fixture) == Self.version + 2)
        let second = try fixture.bundle(version: Self.version + 1)
        #expect(
            throws: GateStateError.bundle(
                .rolledBack(current: Self.version + 2, found: Self.version + 1))
        ) { try load(second.file, fixture) }
    }

    @Test func `cannot be decided with where the device's key is another's`() throws {
        let fixture = try GateFixture()
        _ = try load(fixture.bundle().file, fixture)
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        let pending = try PendingKeys(random: .fixed(seed: 11))
        try DeviceFile(pending, fixture.answer).write(to: folder)
        let gate = try fixture.gate()
        #expect(gate.bundle.trouble == .noKeys)
        let answer = try #require(gate.check("GP1"))
        #expect(answer.verdict.code == .noKeys)
        #expect(answer.verdict.outcome == nil)
        #expect(answer.row?.event.code == "NO_KEYS")
    }
}
