// What a guard reads: one title, one reason, one thing to do next, in both languages. The words are
// in VerdictTextsChinese.swift and VerdictTextsEnglish.swift, Tests/Golden/verdicts.txt shows them
// side by side. Tests: Tests/PassCheckTests/VerdictTextsTests.swift.
package import PassFormat

extension Verdict {
    /// The first line of the screen.
    package var title: BilingualText { outcome.title }

    /// What was found.
    package var reason: BilingualText { code.reason }

    /// What to do next.
    package var action: BilingualText { code.action(for: outcome) }
}

extension Outcome? {
    /// The title; nil is a gate that cannot decide.
    package var title: BilingualText {
        switch self {
        case .allow: BilingualText("放行", "Admit")
        case .review: BilingualText("人工核验", "Check by hand")
        case .deny: BilingualText("不得放行", "Do not admit")
        case nil: BilingualText("无法判定", "Cannot decide")
        }
    }

    /// The colour's name: some people do not see it, and some screens do not show it.
    package var colourName: BilingualText {
        switch self {
        case .allow: BilingualText("绿", "GREEN")
        case .review: BilingualText("黄", "YELLOW")
        case .deny: BilingualText("红", "RED")
        case nil: BilingualText("灰", "GREY")
        }
    }

    /// The one word in large letters.
    package var word: BilingualText {
        switch self {
        case .allow: BilingualText("放行", "ADMIT")
        case .review: BilingualText("核对", "CHECK")
        case .deny: BilingualText("禁止", "STOP")
        case nil: BilingualText("无法判定", "NO VERDICT")
        }
    }

    /// The sign beside it, for who does not see the colour.
    package var sign: String {
        switch self {
        case .allow: "✓"
        case .review: "?"
        case .deny: "✗"
        case nil: "!"
        }
    }
}

extension VerdictCode {
    /// What was found.
    package var reason: BilingualText { BilingualText(chineseReason, englishReason) }

    /// What to do next.
    ///
    /// - Parameter outcome: what the verdict came to; a pass that the manifest does not list is
    ///   refused or checked by hand, as the site has it.
    package func action(for outcome: Outcome?) -> BilingualText {
        BilingualText(chineseAction(for: outcome), englishAction(for: outcome))
    }
}

/// What is said of a code that the scanner reads again: neutral, nothing was decided anew.
package enum SameCodeTexts {
    /// Stands where a verdict has its code.
    package static let code = "SAME_CODE"
    package static let title = BilingualText("同一个码", "Same code")
    package static let reason = BilingualText(
        "刚才已核验过，没有再记一次。", "It was checked just now; not counted again.")
    package static let action = BilingualText(
        "以上一次的结果为准；换了人，请其出示自己的码。",
        "The answer before it counts; another person shows a code of their own.")
}
