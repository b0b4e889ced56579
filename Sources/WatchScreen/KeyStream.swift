// What a keyboard and a scanner that types like one send, told apart by time and content.
// Tests: Tests/WatchScreenTests/KeyStreamTests.swift.
import CommandSupport
import PassFormat

/// Bytes of a terminal, with the times at which they came, to inputs.
///
/// A code is known by its prefix and by coming in one run. It is never typed into a field, and
/// never lost there either. A scanner types whatever a stranger's code holds, Enter included: what
/// comes faster than a hand types is no command and answers nothing.
package struct KeyStream: Sendable {
    /// A run without Enter is complete after so long: a slow scanner types every 50 ms.
    package static let gapMilliseconds: UInt64 = 150
    /// A key that a hand typed is complete after so long.
    package static let handMilliseconds: UInt64 = 80
    /// Keys closer together are a machine's.
    ///
    /// Our own measure: a keyboard repeats a key every 33 ms, a scanner types one in 1 to 10 ms.
    package static let fastestHandMilliseconds: UInt64 = 30
    /// So long after a machine's key there are no commands.
    package static let quietMilliseconds: UInt64 = 300
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

    private var waiting = TypedBytes(handMilliseconds: fastestHandMilliseconds)
    private var run = Run()
    private var escape: [UInt8]?
    private var isEscapeByHand = true
    private var lastByteAt: UInt64 = 0
    /// When a machine's newest key came.
    private var machineAt: UInt64?
    /// When the newest run ended by a pause was a scan.
    private var scanWithoutEnterAt: UInt64?
    private var ready: [DeskInput] = []

    /// Keys that came without a pause.
    private struct Run {
        var bytes: [UInt8] = []
        /// Whether a hand typed all of them.
        var isByHand = true
        var beganAt: UInt64 = 0

        var isEmpty: Bool { bytes.isEmpty }

        mutating func append(_ typed: TypedByte) {
            if bytes.isEmpty { beganAt = typed.at }
            bytes.append(typed.byte == 0x08 ? 0x7F : typed.byte)
            isByHand = isByHand && typed.isByHand
        }
    }

    package init() {}

    /// Takes bytes as they were read.
    ///
    /// - Parameters:
    ///   - now: milliseconds on a clock that only goes forward.
    ///   - earliest: since when they may have waited to be read; nil where they were read at once.
    package mutating func append(
        _ bytes: [UInt8], at now: UInt64, since earliest: UInt64? = nil
    ) {
        waiting.append(bytes, at: now, since: earliest ?? now)
        lastByteAt = now
    }

    /// When `next` should be asked again though nothing was typed; nil where there is no need.
    package var deadline: UInt64? {
        if let deadline = waiting.deadline { return deadline }
        guard !run.isEmpty || escape != nil else { return nil }
        return lastByteAt + pauseMilliseconds
    }

    /// The next input; nil where more must be typed, or time pass.
    ///
    /// - Parameter now: milliseconds on the same clock; what was typed until then was appended.
    package mutating func next(at now: UInt64) -> DeskInput? {
        while ready.isEmpty, let typed = waiting.next(at: now) {
            take(typed)
            if !typed.isByHand { machineAt = typed.at }
        }
        if ready.isEmpty, waiting.isEmpty, let deadline, now >= deadline { pause() }
        return ready.isEmpty ? nil : ready.removeFirst()
    }

    /// How long a pause ends what has been typed.
    private var pauseMilliseconds: UInt64 {
        if run.isEmpty { return Self.handMilliseconds }
        if mode != .field, command(in: run.bytes) != nil { return Self.handMilliseconds }
        return mode == .field && !hasPrefix(run.bytes)
            ? Self.handMilliseconds : Self.gapMilliseconds
    }

    private mutating func take(_ typed: TypedByte) {
        if escape != nil {
            takeOfSequence(typed)
            return
        }
        switch typed.byte {
        case 0x1B:
            escape = []
            isEscapeByHand = typed.isByHand
        case 0x0D, 0x0A, 0x09: endLine(typed)
        // A key that repeats may be as fast as a machine's.
        case 0x7F, 0x08:
            if run.isEmpty { ready.append(.backspace) } else { run.append(typed) }
        case 0x03, 0x1A, 0x0C:
            // In the middle of a scan it is part of the code.
            guard run.isEmpty, typed.isByHand else { return run.append(typed) }
            ready.append(
                typed.byte == 0x03 ? .interrupt : typed.byte == 0x1A ? .suspend : .redraw)
        default:
            run.append(typed)
            if run.bytes.count >= Self.largestRunBytes { endLine(typed) }
        }
    }

    /// Arrow keys and the like mean nothing here; a paste is a run like any other.
    private mutating func takeOfSequence(_ typed: TypedByte) {
        guard var bytes = escape else { return }
        let byte = typed.byte
        if byte == 0x1B {
            if bytes.isEmpty { endEscape() }
            escape = []
            isEscapeByHand = typed.isByHand
            return
        }
        bytes.append(byte)
        let isLong = bytes.first == 0x5B || bytes.first == 0x4F
        let isOver = !isLong || (bytes.count > 1 && (0x40...0x7E).contains(byte))
        if isOver && !isLong {
            // Escape, and a key after it at once.
            escape = nil
            endEscape()
            take(typed)
        } else {
            escape = isOver || bytes.count > Self.longestSequenceBytes ? nil : bytes
            if isOver && bytes == Self.pasteBegins { endRun() }
        }
    }

    private mutating func endEscape() {
        if isEscapeByHand { ready.append(.escape) }
    }

    /// Nothing came for a while.
    private mutating func pause() {
        // What stands in a run was typed before the Escape behind it.
        endRun()
        guard let bytes = escape else { return }
        escape = nil
        if bytes.isEmpty { endEscape() }
    }

    private mutating func endRun() {
        guard !run.isEmpty else { return }
        let (ended, bytes) = (run, run.bytes)
        switch mode {
        case .field:
            // The rest of a character may still be on its way.
            guard isWhole(bytes) || isScan(bytes) else {
                if bytes.count > 4 { run = Run() }
                return
            }
            run = Run()
            if isScan(bytes) {
                take(scan: bytes)
                scanWithoutEnterAt = lastByteAt
            } else if ended.isByHand || isInputMethod(bytes) {
                type(bytes)
            } else {
                ready.append(.stray)
            }
        case .scanning, .menu:
            run = Run()
            if ended.isByHand, let command = command(in: bytes) {
                obey(command, of: ended)
            } else if hasPrefix(bytes) || bytes.count >= Self.leastScanBytes {
                take(scan: bytes)
            } else {
                ready.append(.stray)
            }
        }
    }

    /// Enter or Tab.
    private mutating func endLine(_ enter: TypedByte) {
        let (ended, bytes) = (run, run.bytes)
        run = Run()
        defer { scanWithoutEnterAt = nil }
        if bytes.isEmpty, let scan = scanWithoutEnterAt,
            lastByteAt - scan < Self.lateEnterMilliseconds
        {
            return
        }
        let isByHand = ended.isByHand && enter.isByHand
        switch mode {
        case .field:
            if isScan(bytes) { return take(scan: bytes) }
            guard isByHand || (enter.isByHand && isInputMethod(bytes)) else {
                return ready.append(.stray)
            }
            type(bytes)
            ready.append(.enter)
        case .scanning, .menu:
            if isByHand, let command = command(in: bytes) {
                obey(command, of: ended)
            } else if bytes.isEmpty {
                if mode == .menu { ready.append(.enter) }
            } else {
                take(scan: bytes)
            }
        }
    }

    private mutating func take(scan bytes: [UInt8]) {
        ready.append(.scan(bytes))
        machineAt = lastByteAt
    }

    /// A command that comes at the heels of a machine's keys may be a slow machine's.
    private mutating func obey(_ command: DeskInput, of run: Run) {
        if let machineAt, run.beganAt < machineAt + Self.quietMilliseconds {
            self.machineAt = lastByteAt
            ready.append(.stray)
        } else {
            ready.append(command)
        }
    }

    /// Several characters that an input method gave at once; a digit would answer by itself.
    private func isInputMethod(_ bytes: [UInt8]) -> Bool {
        guard bytes.contains(where: { $0 >= 0x80 }),
            let first = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
        else { return false }
        return !("0"..."9").contains(first) && !("０"..."９").contains(first)
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
