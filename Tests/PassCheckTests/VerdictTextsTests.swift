// The guard's texts, all of them, kept in Tests/Golden/verdicts.txt for a reader to go through.
import PassCheck
import PassFormat
import TestSupport
import Testing

@Suite struct `Verdict texts` {
    private static let longestChinese = 30
    private static let longestEnglish = 64

    private static var actions: [(code: VerdictCode, outcome: Outcome?)] {
        VerdictCode.allCases.flatMap { code in
            let outcomes = [UnknownPassPolicy.review, .deny].map { code.outcome(unknown: $0) }
            return outcomes[0] == outcomes[1]
                ? [(code, outcomes[0])] : outcomes.map { (code, $0) }
        }
    }

    @Test func `are the ones that were read and agreed, for every code and outcome`() throws {
        var lines = ""
        for (code, outcome) in Self.actions {
            let title = outcome.title
            let word = outcome?.rawValue ?? "null"
            lines += "\(code.rawValue)  \(word)  \(title.chinese) / \(title.english)\n"
            for text in [code.reason, code.action(for: outcome)] {
                lines += "    \(text.chinese)\n    \(text.english)\n"
            }
        }
        try GoldenFile("verdicts.txt").check(lines)
    }

    @Test func `are short enough for one line of a screen and end as a sentence does`() {
        for (code, outcome) in Self.actions {
            for text in [code.reason, code.action(for: outcome)] {
                #expect((1...Self.longestChinese).contains(text.chinese.count), "\(text)")
                #expect((1...Self.longestEnglish).contains(text.english.count), "\(text)")
                #expect(text.chinese.hasSuffix("。"), "\(text)")
                #expect(text.english.hasSuffix("."), "\(text)")
                #expect(!text.chinese.isASCII, "\(text)")
                #expect(text.english.isASCII, "\(text)")
            }
        }
    }

    @Test func `never tell the guard to let pass but for ALLOW`() {
        for (code, outcome) in Self.actions where outcome == .deny || outcome == nil {
            #expect(!code.action(for: outcome).english.lowercased().contains("let them pass"))
            #expect(code.action(for: outcome) != VerdictCode.ok.action(for: .allow))
        }
    }
}

extension String {
    fileprivate var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }
}
