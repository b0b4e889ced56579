// The decision against a slow model of the same table, over random passes, rules and histories.
import PassCheck
import TestSupport
import Testing

@Suite struct `Rules of the decision` {
    /// Situations that are drawn; two cores take them in some seconds, unoptimised.
    private static let situations = 100_000
    private static let lanes = 4

    @Test func `come out as a slow model of the table has them, whatever is drawn`() async throws {
        var seen: Set<String> = []
        try await withThrowingTaskGroup(of: Set<String>.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask { try Self.compare(seed: 20_260 + UInt64(lane)) }
            }
            for try await codes in group { seen.formUnion(codes) }
        }
        // A model that never draws a code would prove nothing about it.
        let notDrawn = [
            "UNREADABLE", "NOT_OUR_CODE", "SEVERAL_CODES", "UNSUPPORTED_VERSION", "BAD_ENCODING",
            "BAD_CBOR", "BAD_STRUCTURE", "ALG_MISMATCH", "KEY_REVOKED", "UNKNOWN_KEY", "BAD_TAG",
            "BAD_CLAIMS", "UNSUPPORTED_CLAIM", "NO_KEYS", "NO_BUNDLE", "JOURNAL_FAILED",
        ]
        #expect(seen.union(notDrawn) == Set(VerdictCode.allCases.map(\.rawValue)))
    }

    private static func compare(seed: UInt64) throws -> Set<String> {
        var drawing = try SituationDrawing(seed: seed)
        var seen: Set<String> = []
        for _ in 0..<situations / lanes {
            let situation = drawing.next()
            let decided = drawing.verdict(of: situation)
            let verdict = try #require(decided)
            let expected = SlowModel.verdict(of: situation)
            let found = (
                verdict.outcome?.rawValue ?? "-", verdict.code.rawValue,
                verdict.also.map(\.rawValue)
            )
            if found != expected {
                Issue.record("found \(found), expected \(expected) for \(situation)")
                return seen
            }
            seen.formUnion([verdict.code.rawValue])
        }
        return seen
    }
}
