// Deltas kept beside the bundle file: every look-up answers as the whole bundle would.
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import PassCheck

@Suite struct `Overlay of a bundle` {
    private static let first: UInt64 = 1_780_000_000

    private let folder: TestFolder
    private let world: DeltaWorld

    init() throws {
        folder = try TestFolder()
        world = try DeltaWorld(in: folder.path)
    }

    private var typedValues: [TypedValue] {
        (0..<7).map { .plate("沪A\($0)") }
            + (0..<DeltaWorld.passCount).map { .passNumber("\($0)") }
    }

    /// A pass as a lane knows it that looked it up in the bundle before.
    private func known(
        _ pass: SealedPass, in bundle: GateBundle, _ keys: SealedKeys
    ) throws -> VerifiedPass {
        let found = verify(Array(pass.text.utf8).span, with: bundle.basis(with: keys))
        guard case .authentic(let verified) = found else { throw BundleFault.malformed }
        return verified.lookedUp(in: bundle.manifest)
    }

    /// Asks both all that a gate asks.
    private func expectSame(
        _ layered: GateBundle, _ whole: GateBundle, after before: GateBundle, _ note: String
    ) throws {
        #expect(layered.core == whole.core, "\(note)")
        #expect(layered.manifest.count == whole.manifest.count, "\(note)")
        let keys = try layered.keys(opening: world.issuer.device)
        let wholeKeys = try whole.keys(opening: world.issuer.device)
        let (basis, wholeBasis) = (layered.basis(with: keys), whole.basis(with: wholeKeys))
        for pass in world.allPasses {
            let reference = pass.reference
            let (ours, theirs) = (layered.manifest, whole.manifest)
            #expect(ours.judge(reference) == theirs.judge(reference), "\(note)")
            #expect(
                ours.finding(of: reference.index).isHeld
                    == theirs.finding(of: reference.index).isHeld)
            let entry = ours.position(of: reference.index).flatMap(ours.entry(at:))
            #expect(
                entry == theirs.position(of: reference.index).flatMap(theirs.entry(at:)),
                "\(note)")
            #expect(
                basis.conditions?.conditions(of: reference.index)
                    == wholeBasis.conditions?.conditions(of: reference.index), "\(note)")
            // The place that the pass had before is no answer to where it is now.
            let pass = try known(pass, in: before, keys)
            #expect(ours.finding(of: pass).judge(reference) == theirs.judge(reference), "\(note)")
            #expect(
                layered.displayRecord(of: pass)?.name == whole.displayRecord(of: pass)?.name,
                "\(note)")
        }
        for typed in typedValues {
            #expect(
                layered.entries(of: typed, under: keys.lookupKey)
                    == whole.entries(of: typed, under: wholeKeys.lookupKey), "\(note)")
        }
    }

    @Test func `and chains of them answer every look-up as the whole bundle does`() throws {
        var generator = SeededGenerator(seed: 21)
        for chain in 0..<12 {
            var state = world.state(filling: Double(chain % 5) / 4, &generator)
            var made = try world.bundle(state, version: Self.first)
            var current = try world.issuer.open(made.file)
            for link in 1...6 {
                let note = "chain \(chain), link \(link)"
                let before = current
                let shares: [Double] = [0, 0.04, 0.2, 1]
                let share = shares.randomElement(using: &generator) ?? 0
                state = world.changed(state, share: share, &generator)
                made = try world.bundle(state, version: Self.first + UInt64(link), from: made)
                let delta = try #require(made.delta).file
                let whole = try DeltaWorld.whole(DeltaMerge(world.open(delta), over: current))
                #expect(whole == made.file, "\(note)")
                if Int.random(in: 0..<5, using: &generator) == 0 {
                    current = try world.issuer.open(whole)
                } else {
                    current = try world.laid(delta, over: current)
                    let merge = try #require(try DeltaMerge(of: current))
                    #expect(try DeltaWorld.whole(merge) == made.file, "\(note)")
                }
                try expectSame(current, world.issuer.open(made.file), after: before, note)
            }
        }
    }

    /// A bundle file, and an overlay over it that has everything.
    private func laid() throws -> (base: MadeBundle, made: MadeBundle, overlay: [UInt8]) {
        var generator = SeededGenerator(seed: 5)
        let before = world.state(filling: 0.8, &generator)
        let base = try world.bundle(before, version: Self.first)
        let made = try world.bundle(
            world.changed(before, share: 0.4, &generator), version: Self.first + 1, from: base)
        let merge = try DeltaMerge(
            world.open(#require(made.delta).file), over: world.issuer.open(base.file))
        #expect(merge.overlay.count == merge.overlayByteCount)
        return (base, made, merge.overlay)
    }

    private func open(
        _ file: [UInt8], under overlay: [UInt8], proof: BundleProof = .head
    ) throws(BundleFault) -> GateBundle {
        try GateBundle(
            opening: BundleBytes(copying: file), under: BundleBytes(copying: overlay),
            for: world.issuer.identity, proof: proof)
    }

    @Test func `cut short anywhere, or with a byte more, is torn`() throws {
        let (base, _, overlay) = try laid()
        for count in 1..<overlay.count where count < 1_200 || count.isMultiple(of: 7) {
            let fault = #expect(throws: BundleFault.self) {
                try open(base.file, under: Array(overlay.prefix(count)))
            }
            guard case .torn = fault else {
                Issue.record("cut at \(count): \(String(describing: fault))")
                return
            }
        }
        #expect(throws: BundleFault.self) { try open(base.file, under: overlay + [0]) }
        #expect(throws: BundleFault.notABundle) { try open(base.file, under: []) }
    }

    @Test func `with any one bit changed is refused, or found when it is proved`() throws {
        let (base, _, overlay) = try laid()
        _ = try open(base.file, under: overlay, proof: .whole)
        for place in stride(from: 0, to: overlay.count, by: 3) {
            var altered = overlay
            altered[place] ^= 1 << UInt8(place % 8)
            #expect(throws: BundleFault.self, "byte \(place) of \(overlay.count)") {
                try open(base.file, under: altered, proof: .whole)
            }
        }
    }

    @Test func `whose file below lost a bit is found out by the proof, never followed astray`()
        throws
    {
        let (base, made, overlay) = try laid()
        let head = 76 + base.file[72..<76].reduce(0) { $0 << 8 | Int($1) }
        for place in stride(from: 0, to: base.file.count, by: 31) {
            var damaged = base.file
            damaged[place] ^= 0x20
            // What lies there in the place of what changed is not looked at any more.
            let proved = try? open(damaged, under: overlay, proof: .whole)
            if place < head { #expect(proved == nil, "\(place)") }
            guard let proved, let merge = try DeltaMerge(of: proved) else { continue }
            #expect(try DeltaWorld.whole(merge) == made.file)
        }
    }

    @Test func `over another file counts for nothing where it is older, else it is a rollback`()
        throws
    {
        let (base, made, overlay) = try laid()
        let newer = try open(made.file, under: overlay)
        #expect(newer.overlay == nil && newer.version == made.version)
        let later = try world.bundle([:], version: Self.first + 7)
        #expect(try open(later.file, under: overlay).version == later.version)
        let older = try world.bundle([:], version: Self.first - 1)
        #expect(throws: BundleFault.rolledBack(current: Self.first + 1, found: Self.first - 1)) {
            try open(older.file, under: overlay)
        }
        // The same version, sealed anew, is another file.
        let again = try world.bundle([:], version: base.version.number)
        #expect(throws: BundleFault.self) { try open(again.file, under: overlay) }
    }

    @Test func `of another gate or issuer is refused`() throws {
        let (base, _, overlay) = try laid()
        let stranger = try DeltaWorld(in: folder.path, seed: 2)
        let bytes = BundleBytes(copying: base.file)
        #expect(throws: BundleFault.foreignIssuer) {
            try GateBundle(
                opening: bytes, under: BundleBytes(copying: overlay), for: stranger.issuer.identity,
                proof: .head)
        }
        let other = GateIdentity(
            gate: 4, deviceFingerprint: world.issuer.identity.deviceFingerprint,
            issuer: world.issuer.identity.issuer)
        #expect(throws: BundleFault.otherGate(expected: 4, found: 3)) {
            try GateBundle(
                opening: bytes, under: BundleBytes(copying: overlay), for: other, proof: .head)
        }
    }
}
