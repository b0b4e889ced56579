// How far long work has come, for a person who waits.
import CommandSupport
import Glibc

/// A bar on standard error; only on a terminal, only for work of over a second.
struct ProgressBar {
    private static let quietMicroseconds: UInt64 = 1_000_000
    private static let stepMicroseconds: UInt64 = 100_000
    private static let widthColumns = 40

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let startMicroseconds = SystemClock.monotonicMicroseconds()
    private var drawnMicroseconds: UInt64 = 0

    /// Draws the bar anew where it is time to.
    ///
    /// - Parameters:
    ///   - done: steps that are done.
    ///   - total: steps that there are.
    mutating func show(_ done: Int, of total: Int) {
        let now = SystemClock.monotonicMicroseconds()
        guard isTerminal, total > 0, now - startMicroseconds >= Self.quietMicroseconds,
            now - drawnMicroseconds >= Self.stepMicroseconds
        else { return }
        drawnMicroseconds = now
        let filled = Self.widthColumns * min(done, total) / total
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: ".", count: Self.widthColumns - filled)
        draw("\r[\(bar)] \(done)/\(total)")
    }

    /// Takes the bar away.
    func clear() {
        if drawnMicroseconds > 0 { draw("\r\u{1B}[K") }
    }

    private func draw(_ text: String) {
        let bytes = Array(text.utf8)
        // A bar that cannot be drawn is not missed.
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
