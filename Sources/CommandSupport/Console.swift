// Where results and problems are written. Results go to standard output, problems to standard
// error, so that a script reads the one and a person sees the other.
import ArgumentParser
import Glibc
package import PassFormat
import PrivateFiles

/// A program's two outputs and how a person is spoken to on them.
package struct Console: Sendable {
    package let language: Language
    private let environment: Environment

    /// - Parameters:
    ///   - flag: what `--lang` said.
    ///   - environment: names language and `NO_COLOR`.
    package init(flag: Language?, environment: Environment) {
        language = Language(flag: flag, environment: environment)
        self.environment = environment
    }

    /// Writes one line of the result.
    ///
    /// Ends the program with 3 where standard output does not take it: a script must not take a
    /// part for the whole, nor a guard's program go on without anybody seeing a verdict.
    package func print(_ line: String) { printWhole(line + "\n") }

    /// Writes one line of the result in the person's language.
    package func print(_ text: BilingualText) { print(text.text(in: language)) }

    /// Writes lines of the result in one go, each already ended; as `print`.
    package func printWhole(_ lines: String) { printWhole(Array(lines.utf8)) }

    /// The same in UTF-8.
    package func printWhole(_ lines: [UInt8]) {
        do throws(WriteError) {
            try writeWhole(lines, to: STDOUT_FILENO)
        } catch {
            let cause = systemText(error.number)
            complain(
                BilingualText(
                    "结果无法写到标准输出（\(cause)）。所要求的事可能已经做完，请查看后再决定是否重试。",
                    "The result could not be written to standard output (\(cause)). What was asked "
                        + "for may be done all the same; look before you repeat it."))
            exit(ExitCode.cannotWork.rawValue)
        }
    }

    /// Writes one line to standard error in the person's language; codes in it are cut short.
    package func complain(_ text: BilingualText) {
        // Where nobody reads any more there is nobody to tell.
        let line = text.text(in: language).withoutSecrets + "\n"
        _ = try? writeWhole(Array(line.utf8), to: STDERR_FILENO)
    }

    /// Writes one line of a log to standard error, where nobody may be reading.
    package static func log(_ line: String) {
        _ = try? writeWhole(Array((line + "\n").utf8), to: STDERR_FILENO)
    }

    /// A text in a colour where standard output is a terminal and `NO_COLOR` is not set.
    package func coloured(_ text: String, _ colour: Colour) -> String {
        guard isatty(STDOUT_FILENO) == 1, environment["NO_COLOR"] == nil else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }

    /// Whether a person types the input.
    package static var isInputTyped: Bool { isatty(STDIN_FILENO) == 1 }
}

/// Colours of a terminal, by ECMA-48: bold, black or white on a ground.
package enum Colour: String, Sendable {
    case green = "1;30;42"
    case yellow = "1;30;43"
    case red = "1;37;41"
    case grey = "1;37;100"
}
