// Bytes of a terminal with the times at which they came: a hand's keys told from a machine's.
// Tests: Tests/WatchScreenTests/KeyStreamTests.swift.

/// A byte that was typed.
struct TypedByte: Sendable {
    let byte: UInt8
    /// Milliseconds.
    let at: UInt64
    /// Whether its key stands as far from the keys before and behind it as a hand's do.
    let isByHand: Bool
}

/// Bytes that wait until it is known who typed them.
struct TypedBytes: Sendable {
    private struct Waiting {
        let byte: UInt8
        /// When it was read, and since when it may have lain there unread.
        let at, since: UInt64

        /// UTF-8 (RFC 3629): the rest of a character is no key of its own.
        var isKey: Bool { byte & 0xC0 != 0x80 }
    }

    /// Keys that come closer than this are a machine's.
    private let handMilliseconds: UInt64
    private var waiting: [Waiting] = []
    private var lastTaken: UInt64?

    init(handMilliseconds: UInt64) { self.handMilliseconds = handMilliseconds }

    /// Whether more than those that lie ready may come of what was typed.
    var isEmpty: Bool { waiting.isEmpty }

    /// When the next byte is certainly known; nil where none waits.
    var deadline: UInt64? { waiting.last.map { $0.at + handMilliseconds } }

    mutating func append(_ bytes: [UInt8], at now: UInt64, since earliest: UInt64) {
        for byte in bytes { waiting.append(Waiting(byte: byte, at: now, since: earliest)) }
    }

    /// The next byte; nil where there is none, or time has to show who typed it.
    mutating func next(at now: UInt64) -> TypedByte? {
        guard let first = waiting.first else { return nil }
        var isByHand = true
        if first.isKey {
            isByHand = lastTaken.map { isApart($0, first.since) } ?? true
            // Of a machine's key nothing more is to be known.
            if isByHand {
                let following = waiting.dropFirst().firstIndex(where: \.isKey)
                let before = waiting[(following ?? waiting.endIndex) - 1]
                if let following {
                    isByHand = isApart(before.at, waiting[following].since)
                } else {
                    guard isApart(before.at, now) else { return nil }
                }
            }
        }
        waiting.removeFirst()
        lastTaken = first.at
        return TypedByte(byte: first.byte, at: first.at, isByHand: isByHand)
    }

    private func isApart(_ earlier: UInt64, _ later: UInt64) -> Bool {
        later >= earlier && later - earlier >= handMilliseconds
    }
}
