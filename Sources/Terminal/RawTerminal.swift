// The guard's terminal, taken for a full screen and given back whatever happens. All pointers are
// those of values on the stack or of arrays, for the time of one call.
import CTerminal
import Glibc

/// Rows and columns of a terminal.
package struct TerminalSize: Sendable, Equatable {
    package var rows: Int
    package var columns: Int

    /// That of a terminal that does not say, and enough for the guard's screen.
    package static let usual = TerminalSize(rows: 24, columns: 80)

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// That of the terminal on standard output, else on standard input; nil where neither is one
    /// that says.
    package static var ofThisProgram: TerminalSize? {
        size(of: STDOUT_FILENO) ?? size(of: STDIN_FILENO)
    }

    fileprivate static func size(of terminal: Int32) -> TerminalSize? {
        var rows: UInt16 = 0
        var columns: UInt16 = 0
        guard unsafe cterminal_size(terminal, &rows, &columns) == 0 else { return nil }
        return TerminalSize(rows: Int(rows), columns: Int(columns))
    }
}

/// The system refused; `number` is errno.
package struct TerminalError: Error, Equatable {
    package let number: Int32
}

/// Standard input and output as one terminal.
package struct RawTerminal {
    /// The descriptor that keys are read from.
    package static let input = STDIN_FILENO

    /// Whether a person sits at both ends.
    package static var isThere: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    package init() {}

    /// Raw mode, alternate screen, no cursor; faults of the program give the terminal back.
    ///
    /// - Throws: `TerminalError`; the terminal is then as it was.
    package func take() throws(TerminalError) {
        let number = cterminal_take(STDIN_FILENO)
        guard number == 0 else { throw TerminalError(number: number) }
    }

    /// The terminal as it was found.
    package func giveBack() { cterminal_give_back() }

    package var size: TerminalSize { TerminalSize.size(of: STDOUT_FILENO) ?? .usual }

    /// Shows bytes, in one piece where the terminal takes them so.
    package func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(STDOUT_FILENO, buffer.baseAddress, buffer.count)
            }
            if count < 0 && errno == EINTR { continue }
            // A terminal that is gone is told by the end of its input.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// What has been typed, without waiting.
    ///
    /// - Returns: nil where the terminal is gone.
    package func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe Glibc.read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
        guard count > 0 else { return nil }
        return Array(bytes[..<count])
    }
}

/// The signals that a screen answers by itself, in the order in which they came.
package struct ScreenSignals: ~Copyable {
    private let file: Int32

    /// From here on those signals wait here instead of acting.
    ///
    /// - Throws: `TerminalError`.
    package init() throws(TerminalError) {
        file = cterminal_open_signals()
        guard file >= 0 else { throw TerminalError(number: errno) }
    }

    deinit { close(file) }

    /// The next one, without waiting.
    package func next() -> Int32? {
        let number = cterminal_next_signal(file)
        return number > 0 ? number : nil
    }

    /// Lets a signal's default action happen; returns where it does not end the program.
    package func obey(_ number: Int32) { cterminal_obey(number) }

    /// Waits for a key or a signal.
    ///
    /// - Parameter milliseconds: at most so long; nil: as long as it takes.
    /// - Returns: whether there is something to be read from the terminal.
    package func waitForKey(atMostMilliseconds milliseconds: UInt64?) -> Bool {
        var files = [
            pollfd(fd: RawTerminal.input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: file, events: Int16(POLLIN), revents: 0),
        ]
        let limit = milliseconds.map { Int32(clamping: $0) } ?? -1
        guard unsafe poll(&files, 2, limit) > 0 else { return false }
        return files[0].revents != 0
    }
}
