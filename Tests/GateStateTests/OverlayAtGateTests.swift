// Deltas that are kept beside the bundle file: what is in force afterwards, also where the power
// went, the disk lost something, or another program came in between.
import FoundationEssentials
import Glibc
import JournalFormat
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport
import Testing

@testable import GateState
@testable import PassCheck

@Suite struct `Overlay at a gate` {
    private static let version = noon.seconds

    private let fixture: GateFixture
    private let passes: [SealedPass]
    /// Each builds on the one before, but for the first.
    private let made: [MadeBundle]

    /// A gate with the first bundle in force.
    init() throws {
        let fixture = try GateFixture()
        let passes = try (0..<120).map { try fixture.seal(seed: UInt64($0)) }
        var made = [try fixture.bundle(passes: Array(passes.prefix(110)))]
        for step in 1...3 {
            let before = made[step - 1]
            made.append(
                try fixture.bundle(
                    version: Self.version + UInt64(step),
                    passes: Array(passes[step..<110 + step]), from: before
                ) { $0.previous = before.version })
        }
        (self.fixture, self.passes, self.made) = (fixture, passes, made)
        try #require(try load(made[0].file) == .newer)
    }

    private func load(_ bytes: [UInt8]) throws -> BundleArrival {
        try fixture.gate().load(try fixture.stick(bytes), at: noon)
    }

    private func loadDelta(_ step: Int) throws -> BundleArrival {
        try load(try #require(made[step].delta).file)
    }

    private func folder() throws -> PrivateFolder {
        try PrivateFolder(opening: fixture.temporary.state)
    }

    private func content(_ name: String) throws -> [UInt8] {
        try #require(try folder().read(name, limitBytes: 1 << 20))
    }

    private func has(_ name: String) throws -> Bool {
        let folder = try folder()
        return folder.has(name)
    }

    private func hasOverlay() throws -> Bool { try has("bundle.overlay") }

    /// Compares all that is in force with a whole bundle.
    private func expectInForce(_ step: Int) throws {
        let gate = try fixture.gate()
        guard case .inForce(let bundle, _) = gate.bundle else {
            Issue.record("\(gate.bundle)")
            return
        }
        #expect(bundle.version == made[step].version)
        #expect(try gate.bundleFault() == nil)
        if let merge = try DeltaMerge(of: bundle) {
            var whole: [UInt8] = []
            try merge.whole().write { span in
                for position in span.indices { whole.append(span[position]) }
            }
            #expect(whole == made[step].file)
        } else {
            #expect(try content("bundle.gpb") == made[step].file)
        }
        for (number, pass) in passes.enumerated() {
            let answer = try #require(gate.check(pass.text))
            let isListed = (step..<110 + step).contains(number)
            #expect(answer.verdict.code == (isListed ? .ok : .unknownPass), "pass \(number)")
            #expect(answer.display?.name == (isListed ? "张*三" : nil))
        }
    }

    @Test func `leaves the bundle file as it is, and delta on delta stays one small file`() throws {
        for step in 1...3 {
            #expect(try loadDelta(step) == .newer)
            #expect(try content("bundle.gpb") == made[0].file)
            #expect(try content("bundle.overlay").count < made[0].file.count / 4)
            try expectInForce(step)
        }
        #expect(try loadDelta(3) == .alreadyLoaded)
        #expect(try !has("bundle.arriving") && !has("bundle.overlay.part"))
    }

    @Test func `goes with the next whole bundle, and with the same one`() throws {
        _ = try loadDelta(1)
        #expect(try load(made[1].file) == .alreadyLoaded)
        #expect(try !hasOverlay())
        try expectInForce(1)
        _ = try loadDelta(2)
        #expect(try hasOverlay())
        #expect(try load(made[3].file) == .newer)
        #expect(try !hasOverlay())
        try expectInForce(3)
    }

    @Test func `grown beyond its part becomes a new bundle file`() throws {
        _ = try loadDelta(1)
        let many = try (200..<250).map { try fixture.seal(seed: UInt64($0)) }
        let next = try fixture.bundle(
            version: Self.version + 9, passes: passes.dropFirst(60) + many, from: made[1]
        ) { [made] in $0.previous = made[1].version }
        #expect(try load(#require(next.delta).file) == .newer)
        #expect(try !hasOverlay())
        #expect(try content("bundle.gpb") == next.file)
        #expect(try fixture.gate().bundleFault() == nil)
    }

    @Test func `is taken up by a lane that runs, which forgets where its passes stood`() throws {
        let lane = try fixture.gate()
        let (gone, kept) = (passes[0], passes[50])
        #expect(lane.check(gone.text)?.verdict.code == .ok)
        let read = lane.reader.read(
            Scan(text: Array(gone.text.utf8), direction: nil, plate: nil))
        _ = try loadDelta(1)
        // Read beforehand with the bundle before, judged with the one in force.
        #expect(lane.check([read], at: .calendar(noon)).map(\.verdict.code) == [.unknownPass])
        #expect(lane.check(kept.text)?.verdict.code == .ok)
        #expect(lane.check(kept.text)?.bundleVersion == Self.version + 1)
        _ = try loadDelta(2)
        #expect(lane.check(passes[1].text)?.verdict.code == .unknownPass)
        #expect(lane.check(passes[111].text)?.verdict.code == .ok)
    }

    @Test func `is refused where others may read it, or where it is a link`() throws {
        _ = try loadDelta(1)
        let path = "\(fixture.temporary.state)/bundle.overlay"
        #expect(unsafe chmod(path, 0o644) == 0)
        #expect(throws: GateStateError.files(.wrongMode(path, found: 0o644, expected: 0o600))) {
            try fixture.gate()
        }
        #expect(unsafe chmod(path, 0o600) == 0)
        #expect(unsafe rename(path, "\(path)2") == 0 && symlink("\(path)2", path) == 0)
        #expect(throws: GateStateError.files(.symbolicLink(path))) { try fixture.gate() }
    }

    @Test func `goes where the device is enrolled anew`() throws {
        _ = try loadDelta(1)
        let state = fixture.temporary.state
        let request = try Enrolling.request(at: state, random: .fixed(seed: 99))
        let answer = try EnrolmentAnswer.make(
            request: request, gate: 7, signing: fixture.ring.signing,
            issuerAgreementKey: fixture.ring.agreement.publicKey)
        try Enrolling.accept(answer.json, at: state, ifEnrolled: .replace, now: noon)
        #expect(try !hasOverlay())
        #expect(try fixture.gate().bundle.trouble == .noBundle)
    }

    @Test func `refuses a rollback, a fork, and a delta on what is below it`() throws {
        _ = try loadDelta(1)
        _ = try loadDelta(2)
        #expect(
            throws: GateStateError.bundle(
                .rolledBack(current: Self.version + 2, found: Self.version + 1))
        ) { try loadDelta(1) }
        #expect(throws: GateStateError.bundle(.forked(version: Self.version + 2))) {
            try load(fixture.bundle(version: Self.version + 2) { $0.place.name = "二号门" }.file)
        }
        let skipping = try fixture.bundle(version: Self.version + 5, from: made[0])
        #expect(
            throws: GateStateError.bundle(
                .otherBase(needed: Self.version, current: Self.version + 2))
        ) { try load(#require(skipping.delta).file) }
        try expectInForce(2)
    }

    @Test func `that is torn, altered or gone lets nobody in until a whole bundle is loaded`()
        throws
    {
        _ = try loadDelta(1)
        let whole = try content("bundle.overlay")
        var foreign = whole
        foreign[20] ^= 1
        for broken in [Array(whole.dropLast()), whole + [0], [], foreign, Array("GPOVER1".utf8)] {
            try folder().replace("bundle.overlay", with: broken.span)
            let gate = try fixture.gate()
            #expect(gate.bundle.trouble == .noBundle, "\(broken.count) bytes")
            #expect(gate.check(passes[50].text)?.verdict.code == .noBundle)
            #expect(throws: GateStateError.bundle(.noBase(needed: Self.version + 1))) {
                try loadDelta(2)
            }
        }
        try folder().remove("bundle.overlay")
        guard case .refused(.rolledBack) = try fixture.gate().bundle else {
            Issue.record("the file below was believed by itself")
            return
        }
        try folder().replace("bundle.overlay", with: whole.span)
        try expectInForce(1)
        try folder().replace("bundle.overlay", with: foreign.span)
        #expect(try load(made[2].file) == .newer)
        try expectInForce(2)
    }

    @Test func `of which the disk lost a bit is found by the proof`() throws {
        _ = try loadDelta(1)
        let whole = try content("bundle.overlay")
        let head = 76 + whole[72..<76].reduce(0) { $0 << 8 | Int($1) }
        for place in stride(from: head + 44, to: whole.count, by: 3) {
            var altered = whole
            altered[place] ^= 4
            try folder().replace("bundle.overlay", with: altered.span)
            #expect(try fixture.gate().bundleFault() != nil, "byte \(place)")
        }
        var below = made[0].file
        below[below.count - 2_000] ^= 1
        try folder().replace("bundle.overlay", with: whole.span)
        try folder().replace("bundle.gpb", with: below.span)
        #expect(try fixture.gate().bundleFault() != nil)
    }

    @Test func `is not laid over a manifest that was damaged on the gate's disk`() throws {
        var damaged = made[0].file
        let place = try manifestPlace(of: damaged)
        damaged[place + 50 * 36 + 20] ^= 1
        try folder().replace("bundle.gpb", with: damaged.span)
        #expect(throws: GateStateError.bundle(.deltaDiffers(part: "manifest"))) {
            try loadDelta(1)
        }
        #expect(try !hasOverlay())
    }

    private func manifestPlace(of file: [UInt8]) throws -> Int {
        try GateBundle(
            opening: BundleBytes(copying: file), for: fixture.gate().identity, proof: .head
        ).file.sections[.manifest].lowerBound
    }

    @Test func `counts for nothing where power went after a whole bundle took its file's place`()
        throws
    {
        _ = try loadDelta(1)
        let overlay = try content("bundle.overlay")
        let ratchet = try content("bundle.version")
        _ = try load(made[2].file)
        for isRatchetBehind in [true, false] {
            try folder().replace("bundle.overlay", with: overlay.span)
            let behind = try isRatchetBehind ? ratchet : content("bundle.version")
            try folder().replace("bundle.version", with: behind.span)
            try expectInForce(2)
        }
        #expect(try loadDelta(3) == .newer)
        try expectInForce(3)
    }

    @Test func `over another bundle file than its own is a rollback`() throws {
        _ = try loadDelta(1)
        let other = try fixture.bundle(version: Self.version - 5, passes: passes)
        try folder().replace("bundle.gpb", with: other.file.span)
        guard
            case .refused(.rolledBack(current: Self.version + 1, found: Self.version - 5)) =
                try fixture.gate().bundle
        else {
            Issue.record("an overlay was laid over another file")
            return
        }
    }

    @Test func `keeps the ratchet where a power cut came between overlay and ratchet`() throws {
        let ratchet = try content("bundle.version")
        _ = try loadDelta(1)
        _ = try loadDelta(2)
        try folder().replace("bundle.version", with: ratchet.span)
        try expectInForce(2)
        #expect(
            throws: GateStateError.bundle(
                .rolledBack(current: Self.version + 2, found: Self.version + 1))
        ) { try load(made[1].file) }
    }
}
