// What a keyboard and a scanner that types like one send, told apart by time and content.
// Tests: Tests/WatchScreenTests/KeyStreamTests.swift.
import CommandSupport
import PassFormat

/// Something that the guard or the scanner did.
package enum DeskInput: Sendable, Equatable {
    /// A line, or what stood without Enter before a pause: to be judged, one part after another.
    case scan([UInt8])
    /// A command's letter.
    case command(Character)
    /// The command key alone: the letter is awaited.
    case menu
    /// What was typed into an open field.
    case character(Character)
    case enter
    case backspace
    case escape
    /// Ctrl-C, Ctrl-Z and Ctrl-L.
    case interrupt, suspend, redraw
    /// Keys that mean nothing outside a field.
    case stray
}

/// What typing leads to just now.
package enum TypingMode: Sendable {
    /// Only codes and the command key are expected.
    case scanning
    /// The command key was pressed.
    case menu
    /// A field is open.
    case field
}

/// Bytes of a terminal, with the times at which they came, to inputs.
///
/// A code is known by its prefix and by coming in one run. It is never typed into a field, and
/// never lost there either.
package struct KeyStream: Sendable {
    /// A run without Enter is complete after so long: a slow scanner types every 50 ms.
    package static let gapMilliseconds: UInt64 = 150
    /// Keys of one hand are further apart than this, most of them; a scanner's are not.
    package static let handMilliseconds: UInt64 = 80
    /// An Enter that comes this long after a scan without one belongs to it.
    package static let lateEnterMilliseconds: UInt64 = 600
    /// The most that one run has; the next byte begins another.
    package static let largestRunBytes = 1 << 14
    /// Fewer bytes than this without Enter and without a code in them are keys hit by chance.
    package static let leastScanBytes = 8
    /// Characters of a code's body from which text in a field is taken for a scan.
    static let leastBodyCharacters = 16
    private static let longestSequenceBytes = 32
    /// What the command key types, also where a Chinese input method is on.
    private static let prefixes: [Character] = [WatchKey.prefix, "／", "、"]
    private static let longestCommandBytes = 6
    private static let pasteBegins = Array("[200~".utf8)

    /// To be set before the next input is asked for.
    package var mode = TypingMode.scanning

    private var waiting: [UInt8] = []
    private var run: [UInt8] = []
    private var escape: [UInt8]?
    private var lastByteAt: UInt64 = 0
    /// When the newest run ended by a pause was a scan.
    private var scanWithoutEnterAt: UInt64?
    private var ready: [DeskInput] = []

    package init() {}

    /// Takes bytes as they were read.
    ///
    /// - Parameters:
    ///   - now: milliseconds on a clock that only goes forward.
    package mutating func append(_ bytes: [UInt8], at now: UInt64) {
        waiting += bytes
        lastByteAt = now
    }

    /// When `next` should be asked again though nothing was typed; nil where there is no need.
    package var deadline: UInt64? {
        guard !run.isEmpty || escape != nil else { return nil }
        return lastByteAt + pauseMilliseconds
    }

    /// The next input; nil where more must be typed, or time pass.
    ///
    /// - Parameter now: milliseconds on the same clock.
    package mutating func next(at now: UInt64) -> DeskInput? {
        while ready.isEmpty {
            guard let byte = waiting.first else { break }
            waiting.removeFirst()
            take(byte)
        }
        if ready.isEmpty, let deadline, now >= deadline { pause() }
        return ready.isEmpty ? nil : ready.removeFirst()
    }

    /// How long a pause ends what has been typed.
    private var pauseMilliseconds: UInt64 {
        if run.isEmpty { return Self.handMilliseconds }
        if mode != .field, command(in: run) != nil { return Self.handMilliseconds }
        return mode == .field && !hasPrefix(run) ? Self.handMilliseconds : Self.gapMilliseconds
    }

    private mutating func take(_ byte: UInt8) {
        if escape != nil {
            takeOfSequence(byte)
            return
        }
        switch byte {
        case 0x1B: escape = []
        case 0x0D, 0x0A, 0x09: endLine()
        case 0x7F, 0x08:
            if run.isEmpty { ready.append(.backspace) } else { run.append(0x7F) }
        case 0x03, 0x1A, 0x0C:
            // In the middle of a scan it is part of the code.
            guard run.isEmpty, waiting.isEmpty else { return run.append(byte) }
            ready.append(byte == 0x03 ? .interrupt : byte == 0x1A ? .suspend : .redraw)
        default:
            run.append(byte)
            if run.count >= Self.largestRunBytes { endLine() }
        }
    }

    /// Arrow keys and the like mean nothing here; a paste is a run like any other.
    private mutating func takeOfSequence(_ byte: UInt8) {
        guard var bytes = escape else { return }
        if byte == 0x1B {
            if bytes.isEmpty { ready.append(.escape) }
            escape = []
            return
        }
        bytes.append(byte)
        let isLong = bytes.first == 0x5B || bytes.first == 0x4F
        let isOver = !isLong || (bytes.count > 1 && (0x40...0x7E).contains(byte))
        if isOver && !isLong {
            // Escape, and a key after it at once.
            escape = nil
            ready.append(.escape)
            take(byte)
        } else {
            escape = isOver || bytes.count > Self.longestSequenceBytes ? nil : bytes
            if isOver && bytes == Self.pasteBegins { endRun() }
        }
    }

    /// Nothing came for a while.
    private mutating func pause() {
        // What stands in a run was typed before the Escape behind it.
        endRun()
        guard let bytes = escape else { return }
        escape = nil
        if bytes.isEmpty { ready.append(.escape) }
    }

    private mutating func endRun() {
        guard !run.isEmpty else { return }
        let bytes = run
        switch mode {
        case .field:
            // The rest of a character may still be on its way.
            guard isWhole(bytes) || isScan(bytes) else {
                if bytes.count > 4 { run = [] }
                return
            }
            run = []
            guard isScan(bytes) else { return type(bytes) }
            ready.append(.scan(bytes))
            scanWithoutEnterAt = lastByteAt
        case .scanning, .menu:
            run = []
            if let command = command(in: bytes) {
                ready.append(command)
            } else if hasPrefix(bytes) || bytes.count >= Self.leastScanBytes {
                ready.append(.scan(bytes))
            } else {
                ready.append(.stray)
            }
        }
    }

    /// Enter or Tab.
    private mutating func endLine() {
        let bytes = run
        run = []
        defer { scanWithoutEnterAt = nil }
        if bytes.isEmpty, let scan = scanWithoutEnterAt,
            lastByteAt - scan < Self.lateEnterMilliseconds
        {
            return
        }
        switch mode {
        case .field:
            if isScan(bytes) { return ready.append(.scan(bytes)) }
            type(bytes)
            ready.append(.enter)
        case .scanning, .menu:
            if let command = command(in: bytes) {
                ready.append(command)
            } else if bytes.isEmpty {
                if mode == .menu { ready.append(.enter) }
            } else {
                ready.append(.scan(bytes))
            }
        }
    }

    private mutating func type(_ bytes: [UInt8]) {
        for character in String(decoding: bytes, as: UTF8.self) {
            switch character {
            case "\u{7F}": ready.append(.backspace)
            case _ where character.unicodeScalars.allSatisfy { $0.value >= 0x20 }:
                ready.append(.character(character))
            default: break
            }
        }
    }

    private func command(in bytes: [UInt8]) -> DeskInput? {
        guard bytes.count <= Self.longestCommandBytes else { return nil }
        let typed = String(decoding: bytes, as: UTF8.self)
        let begins = typed.first.map(Self.prefixes.contains) == true
        let letters = begins ? typed.dropFirst() : typed[...]
        guard begins || mode == .menu else { return nil }
        guard let letter = letters.first else { return .menu }
        return letters.count == 1 ? .command(Character(letter.lowercased())) : nil
    }

    private func hasPrefix(_ bytes: [UInt8]) -> Bool {
        var scanner = TokenScanner()
        return scanner.next(in: bytes.span) != nil
    }

    private func isScan(_ bytes: [UInt8]) -> Bool {
        var scanner = TokenScanner()
        while let token = scanner.next(in: bytes.span) {
            if token.characterCount >= Self.leastBodyCharacters { return true }
        }
        return false
    }

    /// Whether the last character has all its bytes.
    private func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else {
            return true
        }
        let length =
            switch bytes[lead] {
            case 0xF0...: 4
            case 0xE0...: 3
            case 0xC0...: 2
            default: 1
            }
        return bytes.count - lead >= length
    }
}
