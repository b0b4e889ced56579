// The guard's page as plain text, for a terminal or a printer that knows no more.
import CommandSupport
import PassCheck
import PassFormat

extension GuardSheet {
    /// The lines, without the last line feed.
    var text: String {
        var lines = ["\(both(Self.title))    \(both(Self.placeLabel)): \(place ?? "__________")"]
        head(Self.coloursTitle, &lines)
        for outcome in Self.outcomes {
            let name = both(outcome.colourName)
            lines.append("  [\(outcome.sign)] \(name)  \(both(outcome.word))")
            add(Self.advice(for: outcome), &lines)
        }
        head(Self.codesTitle, &lines)
        for code in Self.codes {
            let outcome = Self.outcome(of: code)
            lines.append("  [\(outcome.sign)] \(code.rawValue)")
            let (reason, action) = (code.reason, code.action(for: outcome))
            add(
                BilingualText(
                    reason.chinese + " → " + action.chinese,
                    reason.english + " -> " + action.english), &lines)
        }
        head(Self.keysTitle, &lines)
        for key in WatchKey.allCases {
            lines.append("  \(WatchKey.prefix) \(key.letter)  \(both(key.text))")
        }
        head(Self.troublesTitle, &lines)
        for trouble in Self.troubles {
            lines.append("  \(both(trouble.what))")
            add(trouble.todo, &lines)
        }
        head(Self.callTitle, &lines)
        for line in Self.calls { lines.append("  \(both(line)): ____________________") }
        head(Self.testTitle, &lines)
        lines.append("  \(ScannerTest.text)")
        add(Self.testHint, &lines)
        return lines.joined(separator: "\n")
    }

    private func both(_ text: BilingualText) -> String { "\(first(text)) / \(second(text))" }

    private func head(_ text: BilingualText, _ lines: inout [String]) {
        lines += ["", "== \(both(text))"]
    }

    private func add(_ text: BilingualText, _ lines: inout [String]) {
        lines += ["      \(first(text))", "      \(second(text))"]
    }
}
