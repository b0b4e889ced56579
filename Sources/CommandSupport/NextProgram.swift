// Going on as another program of ours, which takes over the terminal and the exit code.
import Glibc
import PassFormat
import PrivateFiles

/// Programs that stand beside the one that is being run.
package enum NextProgram {
    /// The path of one: beside this very program, wherever it was started from, never by PATH.
    package static func path(_ name: String) -> String { "\(ProgramStart.folder ?? "")/\(name)" }

    /// Becomes another program, with no variable of ours.
    ///
    /// - Throws: `CommandFailure` with 3 where it is not there.
    package static func become(
        _ name: String, arguments: [String]
    ) throws(CommandFailure) -> Never {
        let path = path(name)
        // Strings of this call alone, which the program that comes copies.
        let number = unsafe StartedProgram.withStrings([path] + arguments) { arguments in
            unsafe StartedProgram.withStrings([]) { variables in
                unsafe execve(path, arguments, variables)
                return errno
            }
        }
        throw CommandFailure(
            .cannotWork,
            BilingualText(
                "不能运行 \(path)（\(systemText(number))）；请把同一版本的 \(name) 放在一起",
                "cannot run \(path) (\(systemText(number))); put \(name) of the same version there")
        )
    }
}
