// Programs that load deltas and bundles while others open the gate's folder, or load too.
import FoundationEssentials
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import GateState

@Suite struct `Overlay between programs` {
    private let fixture: GateFixture
    private let passes: [SealedPass]

    init() throws {
        let fixture = try GateFixture()
        passes = try (0..<120).map { try fixture.seal(seed: UInt64($0)) }
        self.fixture = fixture
    }

    /// Files that are loaded one after the other, on sticks, and the last one's version.
    private func sticks() throws -> (paths: [String], end: UInt64) {
        var last = try fixture.bundle(passes: Array(passes.prefix(110)))
        var files = [last.file]
        for step in 1..<14 {
            let next = try fixture.bundle(
                version: noon.seconds + UInt64(step),
                passes: Array(passes[step..<100 + step]), from: last)
            files.append(step.isMultiple(of: 3) ? next.file : try #require(next.delta).file)
            last = next
        }
        let paths = try files.enumerated().map { number, bytes in
            let path = "\(fixture.temporary.path)/stick-\(number)"
            try Data(bytes).write(to: URL(filePath: path))
            return path
        }
        return (paths, last.version.number)
    }

    @Test func `is never missed by a program that opens the folder while another loads`()
        async throws
    {
        let (paths, end) = try sticks()
        _ = try fixture.gate().load(paths[0], at: noon)
        let (state, code) = (fixture.temporary.state, passes[50].text)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var seen: UInt64 = 0
                while seen < end {
                    let gate = try Gate(opening: state)
                    try #require(gate.bundle.trouble == nil, "\(gate.bundle)")
                    let version = try #require(gate.core?.version)
                    try #require(version >= seen)
                    #expect(gate.check(code)?.verdict.code == .ok)
                    seen = version
                }
            }
            group.addTask {
                for path in paths.dropFirst() {
                    let arrival = try Gate(opening: state).load(path, at: noon)
                    #expect(arrival == .newer)
                }
            }
            try await group.waitForAll()
        }
        #expect(try fixture.gate().bundleFault() == nil)
    }

    @Test func `comes out the same where two programs load the same files at once`() async throws {
        let (paths, end) = try sticks()
        let state = fixture.temporary.state
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    // What the other has loaded meanwhile is loaded already, or newer.
                    for path in paths { _ = try? Gate(opening: state).load(path, at: noon) }
                }
            }
        }
        #expect(try fixture.gate().core?.version == end)
        #expect(try fixture.gate().bundleFault() == nil)
    }
}
