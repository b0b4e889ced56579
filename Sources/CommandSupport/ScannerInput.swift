// One scan from standard input, with whatever the scanner sends in front and behind. A terminal is
// set to give each key at once, because a scanner without Enter would else give nothing.
import Glibc

/// Reads a scan.
package enum ScannerInput {
    /// How long somebody has to take the scanner and scan.
    private static let waitMilliseconds: Int32 = 60_000
    /// Scanners send a character every 1 to 20 ms; after this much silence the scan is over.
    private static let silenceMilliseconds: Int32 = 1_000
    private static let largestBytes = 4_096
    private static let controlC: UInt8 = 0x03

    /// The bytes up to the end of line, the end of input or a second of silence; none where nothing
    /// came within a minute or the person gave up with Ctrl+C.
    package static func next() -> [UInt8] {
        guard isatty(STDIN_FILENO) == 1 else { return read(silence: -1, first: -1) }
        var before = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else { return [] }
        var keys = before
        // Without ISIG Ctrl+C comes as a character, so that the terminal is always set back.
        keys.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &keys)
        defer { _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before) }
        let scan = read(silence: silenceMilliseconds, first: waitMilliseconds)
        return scan.contains(controlC) ? [] : scan
    }

    private static func read(silence: Int32, first: Int32) -> [UInt8] {
        var scan: [UInt8] = []
        var byte: UInt8 = 0
        while scan.count < largestBytes {
            var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&waiting, 1, scan.isEmpty ? first : silence)
            if ready < 0 && errno == EINTR { continue }
            guard ready > 0, unsafe Glibc.read(STDIN_FILENO, &byte, 1) == 1 else { break }
            scan.append(byte)
            if byte == 0x0A || byte == controlC { break }
        }
        return scan
    }
}
