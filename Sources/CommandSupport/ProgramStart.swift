// What both programs do before anything else, and how they end.
package import ArgumentParser
import CLinux
import Glibc
import PassFormat

/// The common way into a program and out of it.
package enum ProgramStart {
    /// The version of both programs, as `--version` prints it.
    package static let version = "0.1.0"

    /// The folder of the file that is being run; nil where the system does not say.
    package static var folder: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        // The array's own memory, for the time of one call.
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(
            decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }

    /// Keeps the program's memory from others of the same user and out of core files, and turns a
    /// full file into an error.
    ///
    /// The first thing in `main`, before any key is read. Without the second part a limit on file
    /// sizes would end the program, where a gate must answer that it cannot record.
    package static func keepMemoryPrivate() {
        // Refused only by sandboxes that already forbid more than this does.
        _ = clinux_keep_memory_private()
        _ = signal(SIGXFSZ, SIG_IGN)
    }

    /// Fills the places of standard streams that the caller closed, so that no key file and no
    /// database is opened under their numbers and written over with what is told to people.
    ///
    /// Each is opened for the other direction: to read or write it fails, as it would when closed.
    private static func occupyStandardStreams() {
        let streams = [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
        ]
        for (stream, otherDirection) in streams where fcntl(stream, F_GETFD) == -1 {
            guard unsafe open("/dev/null", otherDirection) == stream else {
                exit(ExitCode.cannotWork.rawValue)
            }
        }
    }

    /// Ends while other threads may still work: nothing is put away that they hold.
    package static func endAtOnce(_ code: ExitCode) -> Never { _exit(code.rawValue) }

    /// Parses the arguments and runs the command they name; does not return.
    ///
    /// A `CommandFailure` is told on standard error in the person's language, and its code is the
    /// exit code. Wrong arguments end with 64, `--help` and `--version` with 0.
    ///
    /// - Parameters:
    ///   - program: the root command.
    ///   - environment: for the language of failures.
    package static func run(_ program: (some ParsableCommand).Type, environment: Environment)
        -> Never
    {
        run(program, environment: environment) {
            var command = try program.parseAsRoot()
            do { try command.run() } catch let failure as CommandFailure {
                let flag = (command as? any SpokenCommand)?.output.language
                end(with: failure, on: Console(flag: flag, environment: environment))
            }
        }
    }

    /// Runs work whose words the program has read by itself, and ends as a command does.
    ///
    /// - Parameters:
    ///   - program: the root command.
    ///   - environment: for the language of failures.
    ///   - work: what to do.
    package static func run(
        _ program: (some ParsableCommand).Type, environment: Environment, work: () throws -> Void
    ) -> Never {
        occupyStandardStreams()
        do { try work() } catch let code as ExitCode {
            exit(code.rawValue)
        } catch let failure as CommandFailure {
            end(with: failure, on: Console(flag: nil, environment: environment))
        } catch {
            tell(error, from: program, on: Console(flag: nil, environment: environment))
        }
        exit(ExitCode.success.rawValue)
    }

    private static func end(with failure: CommandFailure, on console: Console) -> Never {
        console.complain(failure.text)
        exit(failure.exitCode.rawValue)
    }

    /// Ends with what the argument parser or a command threw: help and the version, wrong usage, or
    /// trouble that nobody foresaw, which is neither a verdict nor a refusal of rows.
    private static func tell(
        _ error: any Error, from program: (some ParsableCommand).Type, on console: Console
    ) -> Never {
        let code = program.exitCode(for: error)
        guard code != .success else { program.exit(withError: error) }
        let text = program.fullMessage(for: error)
        console.complain(BilingualText(text, text))
        exit(code == .wrongUsage ? code.rawValue : ExitCode.cannotWork.rawValue)
    }
}

/// `--json` and `--lang`, the same for every command.
package struct OutputOptions: ParsableArguments, Sendable {
    @Flag(help: "只输出 JSON。/ Print JSON and nothing else on standard output.")
    package var json = false

    @Option(name: .customLong("lang"), help: "语言。/ zh or en; else LC_ALL or LANG.")
    package var language: Language?

    package init() {}

    /// The form of the result.
    package var form: OutputForm { json ? .json : .people }

    /// The console that these options ask for.
    package func console(environment: Environment) -> Console {
        Console(flag: language, environment: environment)
    }
}

/// Whom a result is written for.
package enum OutputForm: Sendable {
    case people, json
}

/// A command with the common output options; failures are told in the language they name.
package protocol SpokenCommand: ParsableCommand {
    /// The command's `@OptionGroup`.
    var output: OutputOptions { get }
}
