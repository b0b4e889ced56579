// Finding `GP1…` and `GL1…` in whatever a scanner, a keyboard or a web address put around them.

/// Limits of the text, in characters.
package enum TextLimits {
    /// Longest body a reader takes.
    package static let bodyCharacters = 512
    /// Longest text the issuer seals: version 8 of the QR code at level M.
    package static let sealedCharacters = 221
    /// Longest live text: version 9 of the QR code at level M.
    package static let liveCharacters = 262
    /// Letters that must follow another version's prefix before it is taken for one.
    static let foreignVersionCharacters = 32
}

/// What a prefix announces.
package enum CodeKind: Sendable {
    case printed
    case live
}

/// Where one token stands in a text; offsets are in bytes.
package struct FoundToken: Sendable {
    package let kind: CodeKind
    package let body: Range<Int>
    /// Characters of the body; fewer than its bytes where some are full-width.
    package let characterCount: Int
    /// Whether an ASCII digit or `=` that belongs to no next token follows the body.
    let isFollowedByStray: Bool

    /// Prefix and body in upper case.
    package func text(in input: Span<UInt8>) -> String {
        var letters: [UInt8] = kind == .printed ? [0x47, 0x50, 0x31] : [0x47, 0x4C, 0x31]
        var position = body.lowerBound
        while position < body.upperBound {
            let unit = Unit(at: position, of: input)
            letters.append(unit.upper)
            position += unit.width
        }
        return String(decoding: letters, as: UTF8.self)
    }
}

/// One character as the reader sees it: full-width forms folded, all else beyond ASCII opaque.
struct Unit {
    /// The ASCII byte, or 0x80 for anything else.
    let byte: UInt8
    /// Bytes it takes in the input.
    let width: Int

    @inline(__always)
    init(at position: Int, of input: Span<UInt8>) {
        let first = input[position]
        guard first == 0xEF, position &+ 2 < input.count else {
            byte = first < 0x80 ? first : 0x80
            width = 1
            return
        }
        let second = input[position &+ 1]
        let third = input[position &+ 2]
        // U+FF01–U+FF3F is EF BC 81–BF, U+FF40–U+FF5E is EF BD 80–9E.
        if second == 0xBC, third >= 0x81, third <= 0xBF {
            byte = third &- 0x60
            width = 3
        } else if second == 0xBD, third >= 0x80, third <= 0x9E {
            byte = third &- 0x20
            width = 3
        } else {
            byte = 0x80
            width = 1
        }
    }

    /// The byte with a lower-case ASCII letter raised.
    var upper: UInt8 { byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte }

    var isDigit: Bool { byte >= 0x30 && byte <= 0x39 }
}

/// Walks through a text and yields each token in order.
package struct TokenScanner: Sendable {
    private var position = 0

    package init() {}

    /// The next token, a bare prefix too, or nil at the end of the input.
    ///
    /// - Parameter input: UTF-8; the same bytes at every call.
    package mutating func next(in input: Span<UInt8>) -> FoundToken? {
        while position < input.count {
            guard let prefix = Prefix(at: position, of: input), prefix.version == 0x31 else {
                position &+= Unit(at: position, of: input).width
                continue
            }
            let found = Self.body(of: prefix, in: input)
            position = found.body.upperBound
            return found
        }
        return nil
    }

    /// The longest run of alphabet characters, less two letters that begin the next prefix.
    private static func body(of prefix: Prefix, in input: Span<UInt8>) -> FoundToken {
        var end = prefix.end
        while end &+ 8 <= input.count,
            EightCharacters(at: end, of: input).areOfAlphabet
        { end &+= 8 }
        while end < input.count, Base32.isOfAlphabet(input[end]) { end &+= 1 }
        // Most codes are plain ASCII; only a character that may be full-width needs the long way.
        guard end < input.count, input[end] == 0xEF else {
            return ended(
                Run(
                    prefix: prefix, end: end, count: end &- prefix.end,
                    lastTwo: end &- 2), in: input)
        }
        return ended(wideRun(of: prefix, in: input), in: input)
    }

    /// A run of alphabet characters behind a prefix, and where its last two characters start.
    private struct Run {
        let prefix: Prefix
        var end: Int
        var count: Int
        var lastTwo: Int
    }

    private static func wideRun(of prefix: Prefix, in input: Span<UInt8>) -> Run {
        var run = Run(prefix: prefix, end: prefix.end, count: 0, lastTwo: prefix.end)
        var last = prefix.end
        while run.end < input.count {
            let unit = Unit(at: run.end, of: input)
            guard Base32.isOfAlphabet(unit.byte) else { break }
            run.lastTwo = last
            last = run.end
            run.end &+= unit.width
            run.count &+= 1
        }
        return run
    }

    private static func ended(_ run: Run, in input: Span<UInt8>) -> FoundToken {
        var end = run.end
        var count = run.count
        var isStray = false
        if end < input.count {
            let next = Unit(at: end, of: input)
            if next.byte == 0x31, count >= 2, startsPrefix(at: run.lastTwo, of: input) {
                end = run.lastTwo
                count &-= 2
            } else {
                isStray = next.isDigit || next.byte == 0x3D
            }
        }
        return FoundToken(
            kind: run.prefix.kind, body: run.prefix.end..<end, characterCount: count,
            isFollowedByStray: isStray)
    }

    /// Whether the two characters at a position are `GP` or `GL`.
    private static func startsPrefix(at position: Int, of input: Span<UInt8>) -> Bool {
        let first = Unit(at: position, of: input)
        let second = Unit(at: position &+ first.width, of: input)
        return first.upper == 0x47 && (second.upper == 0x50 || second.upper == 0x4C)
    }

    /// The one token of a text that should hold one code.
    ///
    /// - Throws: `TextFault.unreadable`, `.notOurCode`, `.severalCodes`, `.unsupportedVersion`.
    package static func single(in input: Span<UInt8>) throws(TextFault) -> FoundToken {
        var scanner = TokenScanner()
        var bare: FoundToken?
        var chosen: FoundToken?
        while let token = scanner.next(in: input) {
            if token.characterCount == 0 {
                bare = bare ?? token
            } else if let first = chosen {
                guard areEqual(first, token, in: input) else { throw .severalCodes }
            } else {
                chosen = token
            }
        }
        if let token = chosen ?? bare { return token }
        throw faultWithoutToken(in: input)
    }

    private static func areEqual(
        _ first: FoundToken, _ second: FoundToken, in input: Span<UInt8>
    ) -> Bool {
        guard first.kind == second.kind, first.characterCount == second.characterCount else {
            return false
        }
        var left = first.body.lowerBound
        var right = second.body.lowerBound
        while left < first.body.upperBound, right < second.body.upperBound {
            let one = Unit(at: left, of: input)
            let other = Unit(at: right, of: input)
            guard one.upper == other.upper else { return false }
            left += one.width
            right += other.width
        }
        return true
    }

    private static func faultWithoutToken(in input: Span<UInt8>) -> TextFault {
        var isBlank = true
        var position = 0
        while position < input.count {
            let unit = Unit(at: position, of: input)
            isBlank = isBlank && [0x20, 0x09, 0x0D, 0x0A].contains(unit.byte)
            if let prefix = Prefix(at: position, of: input) {
                let run = body(of: prefix, in: input)
                if run.characterCount >= TextLimits.foreignVersionCharacters {
                    return .unsupportedVersion
                }
            }
            position += unit.width
        }
        return isBlank ? .unreadable : .notOurCode
    }
}

/// `GP` or `GL` and a digit.
private struct Prefix {
    let kind: CodeKind
    let version: UInt8
    let end: Int

    init?(at start: Int, of input: Span<UInt8>) {
        let first = Unit(at: start, of: input)
        guard first.upper == 0x47 else { return nil }
        let secondStart = start &+ first.width
        guard secondStart < input.count else { return nil }
        let second = Unit(at: secondStart, of: input)
        switch second.upper {
        case 0x50: kind = .printed
        case 0x4C: kind = .live
        default: return nil
        }
        let thirdStart = secondStart &+ second.width
        guard thirdStart < input.count else { return nil }
        let third = Unit(at: thirdStart, of: input)
        guard third.isDigit else { return nil }
        version = third.byte
        end = thirdStart &+ third.width
    }
}
