// A delta at a gate with few passes, where it becomes a bundle file at once: what lies in its
// folder afterwards is the whole bundle, or what lay there before.
import FoundationEssentials
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

@Suite struct `Delta at a gate` {
    private static let version = noon.seconds

    private let fixture: GateFixture
    private let passes: [SealedPass]
    private let first: MadeBundle
    private let second: MadeBundle

    /// A gate with the first bundle in force.
    init() throws {
        let fixture = try GateFixture()
        passes = try (0..<30).map { try fixture.seal(seed: UInt64($0)) }
        first = try fixture.bundle(passes: Array(passes.prefix(25)))
        second = try fixture.bundle(
            version: Self.version + 1, passes: Array(passes.dropFirst(3)), from: first
        ) { [first] in $0.previous = first.version }
        self.fixture = fixture
        try #require(try load(first.file) == .newer)
    }

    private func load(_ bytes: [UInt8]) throws -> BundleArrival {
        try fixture.gate().load(try fixture.stick(bytes), at: noon)
    }

    private func delta(of made: MadeBundle) throws -> [UInt8] { try #require(made.delta).file }

    private func fileInForce() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(fixture.temporary.state)/bundle.gpb")))
    }

    private func leavesNothing() throws -> Bool {
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        return !folder.has("bundle.arriving")
    }

    @Test func `puts the whole bundle in force, byte for byte, with the same verdicts`() throws {
        #expect(try load(delta(of: second)) == .newer)
        #expect(try fileInForce() == second.file)
        #expect(try leavesNothing())
        let whole = try GateFixture(number: 8, besides: fixture)
        let bundle = try whole.bundle(
            version: Self.version + 1, passes: Array(passes.dropFirst(3)))
        let other = try whole.gate()
        _ = try other.load(whole.stick(bundle.file), at: noon)
        let gate = try fixture.gate()
        for pass in passes {
            let ours = try #require(gate.check(pass.text))
            #expect(ours.verdict.code == other.check(pass.text)?.verdict.code)
            #expect(ours.bundleVersion == Self.version + 1)
        }
    }

    @Test func `that was loaded already is no fault, and an older one is`() throws {
        let third = try fixture.bundle(version: Self.version + 2, from: second)
        _ = try load(delta(of: second))
        #expect(try load(delta(of: second)) == .alreadyLoaded)
        #expect(try leavesNothing())
        #expect(try load(delta(of: third)) == .newer)
        #expect(
            throws: GateStateError.bundle(
                .rolledBack(current: Self.version + 2, found: Self.version + 1))
        ) { try load(delta(of: second)) }
        #expect(try fileInForce() == third.file)
    }

    @Test func `is refused where its base is not in force, and where nothing is`() throws {
        let third = try fixture.bundle(version: Self.version + 2, from: second)
        #expect(
            throws: GateStateError.bundle(
                .otherBase(needed: Self.version + 1, current: Self.version))
        ) { try load(delta(of: third)) }
        #expect(try fileInForce() == first.file)
        #expect(try leavesNothing())
        try #require(unsafe unlink("\(fixture.temporary.state)/bundle.gpb") == 0)
        #expect(throws: GateStateError.bundle(.noBase(needed: Self.version))) {
            try load(delta(of: second))
        }
    }

    @Test func `of another gate of the same office is refused`() throws {
        let other = try GateFixture(number: 8, besides: fixture)
        let theirs = try other.bundle(from: other.bundle())
        #expect(throws: GateStateError.bundle(.otherGate(expected: 7, found: 8))) {
            try load(delta(of: theirs))
        }
    }

    @Test func `past its time, or that does not give what was signed, changes nothing`() throws {
        let past = try fixture.bundle(version: Self.version + 1, from: first) { $0.expires = noon }
        #expect(throws: GateStateError.bundle(.expired(at: noon))) { try load(delta(of: past)) }
        let whole = try delta(of: second)
        for place in stride(from: 0, to: whole.count, by: 41) {
            var altered = whole
            altered[place] ^= 0x40
            #expect(throws: GateStateError.self) { try load(altered) }
        }
        for count in stride(from: 0, to: whole.count, by: 61) {
            #expect(throws: GateStateError.self) { try load(Array(whole.prefix(count))) }
        }
        #expect(try fileInForce() == first.file)
        #expect(try leavesNothing())
        #expect(try load(whole) == .newer)
    }

    @Test func `over a bundle that was damaged on the gate's disk names the part, and is refused`()
        throws
    {
        var damaged = first.file
        damaged[damaged.count - 300] ^= 1
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        try folder.replace("bundle.gpb", with: damaged.span)
        let error = #expect(throws: GateStateError.self) { try load(delta(of: second)) }
        guard case .bundle(.deltaDiffers) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try load(second.file) == .newer)
    }

    @Test func `is loaded after a power cut that left half of another lying about`() throws {
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        let half = Array(try delta(of: second).prefix(200))
        try folder.replace("bundle.arriving", with: half.span)
        #expect(try fixture.gate().bundle.trouble == nil)
        #expect(try load(delta(of: second)) == .newer)
        #expect(try fileInForce() == second.file)
        #expect(try leavesNothing())
    }
}
