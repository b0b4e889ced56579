// A delta gives the whole bundle, byte for byte, and nothing else is ever made from one.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@Suite struct `Delta of a bundle` {
    private let folder: TestFolder
    private let world: DeltaWorld

    init() throws {
        folder = try TestFolder()
        world = try DeltaWorld(in: folder.path)
    }

    @Test func `over its base is the whole bundle byte for byte, whatever changed in between`()
        throws
    {
        var generator = SeededGenerator(seed: 7)
        for round in 0..<60 {
            let changes = [0.0, 0.03, 0.3, 1][round % 4]
            let before = world.state(filling: Double(round % 5) / 4, &generator)
            let after = world.changed(before, share: changes, &generator)
            let base = try world.bundle(before, version: 1_780_000_000)
            let made = try world.bundle(after, version: 1_780_000_001, from: base)
            let delta = try #require(made.delta)
            #expect(
                try world.applied(delta.file, to: base.file) == made.file,
                "round \(round), \(delta.changedCount) changed, \(delta.removedCount) removed")
            // The result carries the next delta, which need not be from the version just before.
            let last = world.changed(after, share: changes, &generator)
            let next = try world.bundle(last, version: 1_780_000_002, from: made)
            let result = try world.applied(delta.file, to: base.file)
            #expect(try world.applied(#require(next.delta).file, to: result) == next.file)
            let skipping = try world.bundle(last, version: 1_780_000_003, from: base)
            let longer = try #require(skipping.delta).file
            #expect(try world.applied(longer, to: base.file) == skipping.file)
        }
    }

    @Test func `carries no pass of which nothing changed, since its record is sealed alike`()
        throws
    {
        var generator = SeededGenerator(seed: 8)
        var state = world.state(filling: 1, &generator)
        state[5] = DeltaPass()
        let base = try world.bundle(state, version: 1_780_000_000)
        let same = try #require(try world.bundle(state, version: 1_780_000_001, from: base).delta)
        #expect(same.changedCount == 0)
        #expect(same.removedCount == 0)
        var renamed = state
        renamed[5]?.name = "赵*"
        renamed[6] = nil
        let one = try #require(try world.bundle(renamed, version: 1_780_000_001, from: base).delta)
        #expect(one.changedCount == 1)
        #expect(one.removedCount == 1)
        #expect(one.file.count < same.file.count + 300)
    }

    @Test func `is refused on another base, with both versions named`() throws {
        var generator = SeededGenerator(seed: 9)
        let state = world.state(filling: 1, &generator)
        let base = try world.bundle(state, version: 1_780_000_000)
        let delta = try #require(try world.bundle(state, version: 1_780_000_009, from: base).delta)
        let other = try world.bundle(state, version: 1_780_000_005)
        let fault = BundleFault.otherBase(needed: 1_780_000_000, current: 1_780_000_005)
        #expect(throws: fault) { try world.applied(delta.file, to: other.file) }
        for text in [fault.chinese, fault.english] {
            #expect(text.contains("1780000000") && text.contains("1780000005"))
        }
        // The same number is not enough: the hash names the version.
        var fork = state
        fork[3]?.status = .revokedLost
        let forked = try world.bundle(fork, version: 1_780_000_000)
        #expect(throws: BundleFault.otherBase(needed: 1_780_000_000, current: 1_780_000_000)) {
            try world.applied(delta.file, to: forked.file)
        }
    }

    @Test func `of another gate, device or issuer is refused, each with its own reason`() throws {
        let base = try world.bundle([:], version: 1_780_000_000)
        func delta(_ change: (inout BundleOrder) -> Void) throws -> [UInt8] {
            var order = world.issuer.order(version: 1_780_000_001)
            change(&order)
            return try #require(world.make(order, [:], from: base).delta).file
        }
        #expect(throws: BundleFault.otherGate(expected: 3, found: 4)) {
            try world.applied(delta { $0.gate = 4 }, to: base.file)
        }
        #expect(throws: BundleFault.otherDevice) {
            try world.applied(delta { $0.deviceFingerprint[0] ^= 1 }, to: base.file)
        }
        let stranger = try DeltaWorld(in: folder.path, seed: 2)
        var order = stranger.issuer.order(version: 1_780_000_001)
        order.deviceFingerprint = world.issuer.fingerprint.bytes
        let foreign = try #require(stranger.make(order, [:], from: base).delta)
        #expect(throws: BundleFault.foreignIssuer) {
            try world.applied(foreign.file, to: base.file)
        }
    }

    @Test func `older than what is in force, or past its time, is no newer bundle`() throws {
        let base = try world.bundle([:], version: 1_780_000_000)
        let made = try world.bundle([:], version: 1_780_000_001, from: base)
        let delta = try world.open(#require(made.delta).file)
        let now = IssuerFixture.noon
        #expect(try delta.arrival(after: base.version, at: now) == .newer)
        #expect(try delta.arrival(after: made.version, at: now) == .alreadyLoaded)
        let later = BundleVersion(number: 1_780_000_007, hash: made.version.hash)
        #expect(throws: BundleFault.rolledBack(current: 1_780_000_007, found: 1_780_000_001)) {
            try delta.arrival(after: later, at: now)
        }
        #expect(throws: BundleFault.expired(at: delta.core.expires)) {
            try delta.arrival(after: base.version, at: delta.core.expires)
        }
    }

    @Test func `and a whole bundle are not taken for each other`() throws {
        let base = try world.bundle([:], version: 1_780_000_000)
        let made = try world.bundle([:], version: 1_780_000_001, from: base)
        let delta = try #require(made.delta).file
        #expect(BundleDelta.isDelta(BundleBytes(copying: delta)))
        #expect(!BundleDelta.isDelta(BundleBytes(copying: made.file)))
        #expect(!BundleDelta.isDelta(BundleBytes(copying: Array(delta.prefix(7)))))
        #expect(throws: BundleFault.notABundle) { try world.issuer.open(delta) }
        #expect(throws: BundleFault.notABundle) { try world.open(made.file) }
    }
}
