// Locks the program in before it looks at bytes of a stranger: bounded in memory and time, and then
// without any call of the system that could reach a file, the network or another program.
// Tests are in Tests/ConfinementTests, by a program that tries each.
import CLinux
import CSeccomp
import Glibc

/// The system would not lock the program in; `number` is errno.
package struct ConfinementError: Error, Equatable {
    package let number: Int32
}

/// What a program that reads hostile bytes gives up, in two steps.
package enum Confinement {
    /// Bounds what the program can take, and keeps its memory from others of the same user.
    ///
    /// - Parameters:
    ///   - memoryBytes: of address space, libraries included; more is refused to it.
    ///   - cpuSeconds: of computing; then SIGXCPU ends it.
    /// - Throws: ``ConfinementError``.
    package static func bound(
        memoryBytes: UInt, cpuSeconds: UInt
    ) throws(ConfinementError) {
        // Refused only by sandboxes that already forbid more than this does.
        _ = clinux_keep_memory_private()
        // Whoever started this program may have blocked or ignored the signal.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGXCPU)
        unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
        _ = signal(SIGXCPU, SIG_DFL)
        for (resource, most) in [(RLIMIT_AS, memoryBytes), (RLIMIT_CPU, cpuSeconds)] {
            // At the upper one of both limits of computing it would be SIGKILL that ends it, which
            // does not tell why.
            var limit = rlimit(rlim_cur: most, rlim_max: most + 1)
            guard unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else {
                throw ConfinementError(number: errno)
            }
        }
    }

    /// Gives up every call of the system but those for memory, for writing to standard output and
    /// standard error, and for ending; the next other one kills the program by SIGSYS.
    ///
    /// There is no way back. Nothing can be read any more, so the input must be in memory.
    /// - Throws: ``ConfinementError`` where the kernel has no seccomp filters; nothing hostile
    ///   should then be looked at.
    package static func lock() throws(ConfinementError) {
        guard cseccomp_confine() == 0 else { throw ConfinementError(number: errno) }
    }
}
