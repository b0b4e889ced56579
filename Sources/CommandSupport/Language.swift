// Which of the two languages a person is spoken to in. Tests: Tests/CommandTests.
import ArgumentParser
package import PassFormat

/// One of the product's languages.
package enum Language: String, Sendable, CaseIterable, ExpressibleByArgument {
    case chinese = "zh"
    case english = "en"

    /// The language of a flag, else of the environment, else Chinese.
    ///
    /// As POSIX has it, the first of `LC_ALL` and `LANG` that is not empty counts.
    ///
    /// - Parameters:
    ///   - flag: what `--lang` said.
    ///   - environment: the variables, by name.
    package init(flag: Language?, environment: Environment) {
        let named = ["LC_ALL", "LANG"].lazy.compactMap { environment[$0] }.first
        self = flag ?? (named?.hasPrefix("en") == true ? .english : .chinese)
    }
}

extension BilingualText {
    /// The text in one language.
    package func text(in language: Language) -> String {
        switch language {
        case .chinese: chinese
        case .english: english
        }
    }
}
