// Lines from standard input, each with a limit, so that endless input takes no memory.
import Glibc

/// Reads lines in order from an open file; one owner.
package struct LineInput: ~Copyable {
    /// The longest line taken whole, in bytes; of a longer one each such piece counts as a line.
    package static let largestLineBytes = 1 << 20

    /// Bytes asked for at once: the codes of a whole group of `gate check --stream`.
    private static let chunkBytes = 1 << 17

    private let file: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// errno of the reading that failed and so ended the input; nil where it came to its end.
    package private(set) var failureNumber: Int32?

    /// Standard input.
    package init() { file = STDIN_FILENO }

    init(file: Int32) { self.file = file }

    /// Whether another line can be had without waiting for the writer.
    package mutating func hasLineWaiting() -> Bool {
        if buffer[start...].contains(0x0A) { return true }
        var asked = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        guard !isAtEnd, unsafe poll(&asked, 1, 0) > 0 else { return false }
        fill()
        return buffer.contains(0x0A)
    }

    /// The next line without its line feed and a carriage return before it; nil at the end.
    package mutating func next() -> [UInt8]? {
        var searched = start
        while true {
            let end = buffer[searched...].firstIndex(of: 0x0A)
            if (end ?? buffer.count) - start > Self.largestLineBytes {
                defer { start += Self.largestLineBytes }
                return Array(buffer[start..<start + Self.largestLineBytes])
            }
            if let end { return take(upTo: end) }
            if isAtEnd { return start < buffer.count ? take(upTo: buffer.count) : nil }
            searched = buffer.count - start
            fill()
        }
    }

    private mutating func take(upTo end: Int) -> [UInt8] {
        var line = Array(buffer[start..<end])
        if line.last == 0x0D { line.removeLast() }
        start = min(end + 1, buffer.count)
        return line
    }

    private mutating func fill() {
        buffer.removeFirst(start)
        start = 0
        let (file, room) = (file, Self.chunkBytes)
        var count = 0
        // Not filled with zeros first: a single check would touch all of it for one line.
        buffer += unsafe [UInt8](unsafeUninitializedCapacity: room) { chunk, filled in
            repeat {
                count = unsafe read(file, chunk.baseAddress, room)
            } while count < 0 && errno == EINTR
            filled = max(count, 0)
        }
        if count < 0 { failureNumber = errno }
        isAtEnd = count <= 0
    }
}
