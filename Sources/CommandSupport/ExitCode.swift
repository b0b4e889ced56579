// The exit codes of both programs, and the error that a command ends with.
package import ArgumentParser
package import PassFormat

/// `.success` (0) stands for: all done.
extension ExitCode {
    /// 1: done, but some rows or items were refused; they are listed.
    package static let partlyRefused = ExitCode(1)
    /// 2: nothing done; the input or the state does not allow it, or a verification failed.
    package static let nothingDone = ExitCode(2)
    /// 3: cannot work: no data folder, database broken, disk full.
    package static let cannotWork = ExitCode(3)
    /// 64: wrong usage, EX_USAGE of sysexits.h; the argument parser's own code too.
    package static let wrongUsage = ExitCode(64)
}

/// Ends a command: what to tell the person, and the exit code.
package struct CommandFailure: Error, Equatable {
    package let exitCode: ExitCode
    /// What was found, what was expected, what to do; no secret in it.
    package let text: BilingualText

    package init(_ exitCode: ExitCode, _ text: BilingualText) {
        self.exitCode = exitCode
        self.text = text
    }
}
