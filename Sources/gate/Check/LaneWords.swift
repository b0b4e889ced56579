// `gate check` in the words that a lane's own program gives. Reading them with the parser of all
// commands takes longer than the check. Tests: Tests/CommandTests/GateCheckTests.swift.
import CommandSupport
import GateState
import PassFormat

extension CheckRequest {
    /// Reads `check` with any of `--json`, `--stream`, `--state DIR` and `--direction in|out`.
    ///
    /// All else, a word given twice, and what is wrong is left to the parser of all commands and
    /// its texts.
    ///
    /// - Parameters:
    ///   - words: the program's arguments.
    ///   - environment: for the folder where none is named.
    /// - Returns: nil for other words.
    init?(laneWords words: some Sequence<String>, environment: Environment) {
        var rest = words.makeIterator()
        guard rest.next() == "check" else { return nil }
        // No set: making the first one of a type takes the runtime a twentieth of a check.
        var seen: [String] = []
        var folder: String?
        var direction: Direction?
        while let word = rest.next() {
            guard !seen.contains(word) else { return nil }
            seen.append(word)
            switch word {
            case "--json", "--stream": continue
            case "--state":
                guard let value = rest.next(), !value.isEmpty, !value.hasPrefix("-") else {
                    return nil
                }
                folder = value
            case "--direction":
                guard let value = rest.next().flatMap(Direction.init(name:)) else { return nil }
                direction = value
            default: return nil
            }
        }
        self.init(
            folder: StateOptions.path(folder, environment: environment),
            form: seen.contains("--json") ? .json : .people, language: nil)
        stream = seen.contains("--stream")
        sample.direction = direction
    }
}
