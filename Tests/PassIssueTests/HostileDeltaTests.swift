// Deltas that nobody signed so are refused, and those that an office signed by mistake give the
// bundle whose head is signed, or nothing.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@Suite struct `Delta of somebody else` {
    private let folder: TestFolder
    private let world: DeltaWorld
    private let base: MadeBundle
    private let made: MadeBundle
    private let delta: [UInt8]
    /// Where the head ends and what is not signed begins.
    private let body: Int

    init() throws {
        folder = try TestFolder()
        let world = try DeltaWorld(in: folder.path)
        var generator = SeededGenerator(seed: 3)
        let before = world.state(filling: 0.8, &generator)
        let after = world.changed(before, share: 0.4, &generator)
        base = try world.bundle(before, version: 1_780_000_000)
        made = try world.bundle(after, version: 1_780_000_001, from: base)
        delta = try #require(made.delta).file
        body = 76 + delta[72..<76].reduce(0) { $0 << 8 | Int($1) }
        self.world = world
    }

    private func fault(of delta: [UInt8]) -> BundleFault? {
        do {
            _ = try world.applied(delta, to: base.file)
            return nil
        } catch { return error as? BundleFault }
    }

    /// The same with a signature that is right, to see what is behind it.
    private func signed(_ delta: [UInt8]) throws -> [UInt8] {
        try BundleDelta.sign(Array(delta.dropLast(64)), with: world.issuer.ring.signing)
    }

    private func faultBehindSignature(of delta: [UInt8]) throws -> BundleFault? {
        try fault(of: signed(delta))
    }

    private func number(at place: Int) -> Int {
        delta[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    private func delta(with value: UInt32, at place: Int) -> [UInt8] {
        var altered = delta
        altered.replaceSubrange(place..<place + 4, with: bigEndianBytes(value))
        return altered
    }

    @Test func `cut short at any place, or with a byte more, is torn`() {
        // Every place up to the lists, and some in what the passes carry.
        for count in Array(1..<body + 60) + stride(from: body + 60, to: delta.count, by: 7) {
            guard case .torn = fault(of: Array(delta.prefix(count))) else {
                Issue.record("cut at \(count)")
                return
            }
        }
        #expect(
            fault(of: delta + [0])
                == .torn(expectedBytes: delta.count, foundBytes: delta.count + 1))
    }

    @Test func `with any one bit changed is refused`() throws {
        for place in stride(from: 0, to: delta.count - 64, by: 3) {
            var altered = delta
            altered[place] ^= 1 << UInt8(place % 8)
            let isTaken = fault(of: altered) == nil
            if try isTaken || place > body && faultBehindSignature(of: altered) == nil {
                Issue.record("byte \(place) of \(delta.count), head up to \(body)")
                return
            }
        }
    }

    @Test func `with a record, a row or a pass changed behind the head is not signed`() throws {
        // The head binds what results; what is said of one pass is bound by the delta's signature.
        for place in stride(from: body + 52, to: delta.count - 64, by: 5) {
            var altered = delta
            altered[place] ^= 0x10
            #expect(throws: BundleFault.badSignature) { try world.open(altered) }
        }
    }

    @Test func `with counts beyond all measure is refused before they are believed`() throws {
        for place in [body + 40, body + 44, body + 48] {
            for value in [UInt32.max, 1 << 31, UInt32(number(at: place) + 1)] {
                let altered = delta(with: value, at: place)
                #expect(try faultBehindSignature(of: altered) != nil, "\(place) \(value)")
            }
        }
    }

    @Test func `with more rows than the signed bundle has is refused while it is read`() throws {
        // One pass that claims 65,535 look-up rows, which are all there.
        let removed = number(at: body + 40)
        let changes = body + 52 + removed * 8
        let changedBytes = number(at: body + 48)
        let first = changes + 36
        let recordBytes = Int(delta[first]) << 8 | Int(delta[first + 1])
        let hashes = Int(delta[first + 2]) << 8 | Int(delta[first + 3])
        let more = 65_535 - hashes
        var altered = delta
        altered.insert(
            contentsOf: [UInt8](repeating: 1, count: more * 8), at: first + 4 + recordBytes)
        altered[first + 2] = 0xff
        altered[first + 3] = 0xff
        altered.replaceSubrange(
            body + 48..<body + 52, with: bigEndianBytes(UInt32(changedBytes + more * 8)))
        #expect(throws: BundleFault.malformed) { try world.open(signed(altered)) }
    }

    @Test func `that names a pass twice, out of order or in both lists is refused`() throws {
        let removed = number(at: body + 40)
        try #require(removed >= 2)
        let list = body + 52
        var twice = delta
        twice.replaceSubrange(list + 8..<list + 16, with: delta[list..<list + 8])
        #expect(try faultBehindSignature(of: twice) == .malformed)
        var turned = delta
        turned.replaceSubrange(list..<list + 8, with: delta[list + 8..<list + 16])
        turned.replaceSubrange(list + 8..<list + 16, with: delta[list..<list + 8])
        #expect(try faultBehindSignature(of: turned) == .malformed)
        var both = delta
        let firstChange = list + removed * 8
        both.replaceSubrange(list..<list + 8, with: delta[firstChange..<firstChange + 8])
        #expect(try faultBehindSignature(of: both) != nil)
    }

    @Test func `that takes away a pass which the base has not is refused`() throws {
        let list = body + 52
        var altered = delta
        altered[list + 7] ^= 1
        #expect(try faultBehindSignature(of: altered) == .deltaDiffers(part: "manifest"))
    }

    @Test func `with the body of another delta gives nothing`() throws {
        for seed in 0..<10 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let other = try world.bundle(
                world.state(filling: 0.8, &generator), version: 1_780_000_001, from: base)
            let body = try #require(other.delta).file
            let start = 76 + body[72..<76].reduce(0) { $0 << 8 | Int($1) }
            let mixed = Array(delta.prefix(self.body)) + body[start...]
            #expect(fault(of: mixed) != nil)
            #expect(try faultBehindSignature(of: mixed) != nil)
        }
    }

    @Test func `laid over a base that is damaged gives nothing`() throws {
        let bundle = try world.issuer.open(base.file)
        for place in stride(from: base.file.count - 1, to: 400, by: -61) {
            var damaged = base.file
            damaged[place] ^= 0x20
            guard let opened = try? world.issuer.open(damaged, proof: .head),
                opened.version == bundle.version
            else { continue }
            // Damage in what the delta replaces does no harm.
            let result = try? world.applied(delta, to: damaged)
            #expect(result == nil || result == made.file)
        }
    }

    @Test func `of random bytes behind a true head gives nothing`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            var altered = delta
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let place = Int.random(in: body..<altered.count - 64, using: &generator)
                altered[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if try altered != delta
                && (fault(of: altered) == nil || faultBehindSignature(of: altered) == nil)
            {
                Issue.record("a delta that nobody made was taken")
                return
            }
        }
    }
}
