// Reading the deterministic CBOR (RFC 8949 section 4.2.1) that GP1 allows, and nothing besides:
// no floats, null, undefined or other simple values, nothing indefinite. Allocates nothing.

/// The bytes are not one item of the profile.
package enum CBORFault: Error, Sendable {
    /// The item does not decode, or is not encoded in the one allowed way.
    case malformed
    /// A tag stands where the caller allows none.
    case tagged
    /// The item decodes but is not what was asked for.
    case unexpected
}

/// The major types of RFC 8949 section 3.1.
package enum CBORKind: UInt8, Sendable {
    case unsigned, negative, bytes, text, array, map, tag, simple
}

/// Whether tags may stand in an item.
package enum CBORTagRule: Sendable {
    case allowed
    case refused
}

/// The first bytes of an item: its type and its number.
package struct CBORHead: Sendable, Equatable {
    package let kind: CBORKind
    /// The value, length or count; for `negative`, −1 − argument is the value.
    package let argument: UInt64
}

/// A position in CBOR bytes.
///
/// The bytes are given to each call, since a span cannot be stored.
package struct CBORCursor: Sendable {
    /// Arrays and maps that may stand in one another.
    package static let deepestNesting = 4

    package private(set) var position: Int

    package init(at position: Int = 0) { self.position = position }

    /// Reads an item's head and stops behind it.
    @inline(__always)
    package mutating func head(in input: Span<UInt8>) throws(CBORFault) -> CBORHead {
        guard position < input.count else { throw .malformed }
        let initial = input[position]
        guard initial & 0x1F < 24, initial < 0xE0, let kind = CBORKind(rawValue: initial >> 5)
        else { return try longHead(initial, in: input) }
        position &+= 1
        return CBORHead(kind: kind, argument: UInt64(initial & 0x1F))
    }

    /// A head with its number behind it, or a simple value.
    private mutating func longHead(
        _ initial: UInt8, in input: Span<UInt8>
    ) throws(CBORFault) -> CBORHead {
        position &+= 1
        guard let kind = CBORKind(rawValue: initial >> 5) else { throw .malformed }
        let argument: UInt64
        switch initial & 0x1F {
        case 0..<24: argument = UInt64(initial & 0x1F)
        case 24: argument = try number(ofBytes: 1, above: 23, in: input)
        case 25: argument = try number(ofBytes: 2, above: 0xFF, in: input)
        case 26: argument = try number(ofBytes: 4, above: 0xFFFF, in: input)
        case 27: argument = try number(ofBytes: 8, above: 0xFFFF_FFFF, in: input)
        default: throw .malformed
        }
        if kind == .simple, initial != 0xF4, initial != 0xF5 { throw .malformed }
        if kind == .negative, argument > UInt64(Int64.max) { throw .malformed }
        return CBORHead(kind: kind, argument: argument)
    }

    @inline(__always)
    private mutating func number(
        ofBytes count: Int, above floor: UInt64, in input: Span<UInt8>
    ) throws(CBORFault) -> UInt64 {
        guard input.count &- position >= count else { throw .malformed }
        var value: UInt64 = 0
        for _ in 0..<count {
            value = value << 8 | UInt64(input[position])
            position &+= 1
        }
        guard value > floor else { throw .malformed }
        return value
    }

    /// Checks one whole item and stops behind it.
    ///
    /// - Throws: `CBORFault.malformed`, or `.tagged` where tags are refused and one stands in it.
    @inline(__always)
    package mutating func skipItem(
        in input: Span<UInt8>, tags: CBORTagRule, depth: Int = 0
    ) throws(CBORFault) {
        var head = try head(in: input)
        while head.kind == .tag {
            guard tags == .allowed else { throw .tagged }
            head = try self.head(in: input)
        }
        switch head.kind {
        case .unsigned, .negative, .simple, .tag: return
        case .bytes: _ = try content(of: head, in: input)
        case .text, .array, .map:
            try skipContent(of: head, in: input, tags: tags, depth: depth)
        }
    }

    private mutating func skipContent(
        of head: CBORHead, in input: Span<UInt8>, tags: CBORTagRule, depth: Int
    ) throws(CBORFault) {
        switch head.kind {
        case .array:
            guard depth < Self.deepestNesting else { throw .malformed }
            var remaining = head.argument
            while remaining > 0 {
                try skipItem(in: input, tags: tags, depth: depth &+ 1)
                remaining &-= 1
            }
        case .map:
            guard depth < Self.deepestNesting else { throw .malformed }
            try skipPairs(head.argument, in: input, tags: tags, depth: depth &+ 1)
        case .text:
            let range = try content(of: head, in: input)
            guard (try? UTF8Span(validating: input.extracting(range))) != nil else {
                throw .malformed
            }
        case .unsigned, .negative, .bytes, .tag, .simple: return
        }
    }

    private mutating func skipPairs(
        _ count: UInt64, in input: Span<UInt8>, tags: CBORTagRule, depth: Int
    ) throws(CBORFault) {
        var remaining = count
        var previous: Range<Int>?
        while remaining > 0 {
            let start = position
            try skipItem(in: input, tags: tags, depth: depth)
            let key = start..<position
            if let previous, !isAscending(previous, key, in: input) { throw .malformed }
            previous = key
            try skipItem(in: input, tags: tags, depth: depth)
            remaining &-= 1
        }
    }

    /// Whether the first key stands strictly before the second in bytewise order.
    private func isAscending(
        _ first: Range<Int>, _ second: Range<Int>, in input: Span<UInt8>
    ) -> Bool {
        for offset in 0..<min(first.count, second.count) {
            let left = input[first.lowerBound &+ offset]
            let right = input[second.lowerBound &+ offset]
            if left != right { return left < right }
        }
        return first.count < second.count
    }

    /// The bytes behind the head of a byte or text string; stops behind them.
    package mutating func content(
        of head: CBORHead, in input: Span<UInt8>
    ) throws(CBORFault) -> Range<Int> {
        guard head.argument <= UInt64(input.count &- position) else { throw .malformed }
        let end = position &+ Int(truncatingIfNeeded: head.argument)
        defer { position = end }
        return position..<end
    }

    /// An unsigned number.
    package mutating func unsigned(in input: Span<UInt8>) throws(CBORFault) -> UInt64 {
        let head = try head(in: input)
        guard head.kind == .unsigned else { throw .unexpected }
        return head.argument
    }

    /// The place of a byte string's content.
    package mutating func byteString(in input: Span<UInt8>) throws(CBORFault) -> Range<Int> {
        let head = try head(in: input)
        guard head.kind == .bytes else { throw .unexpected }
        return try content(of: head, in: input)
    }

    /// A byte string's content as an array.
    package mutating func byteArray(in input: Span<UInt8>) throws(CBORFault) -> [UInt8] {
        let range = try byteString(in: input)
        return range.map { input[$0] }
    }

    /// A text string.
    package mutating func text(in input: Span<UInt8>) throws(CBORFault) -> String {
        let head = try head(in: input)
        guard head.kind == .text else { throw .unexpected }
        let range = try content(of: head, in: input)
        guard let valid = try? UTF8Span(validating: input.extracting(range)) else {
            throw .malformed
        }
        return String(copying: valid)
    }

    /// How many items follow in an array.
    package mutating func arrayCount(in input: Span<UInt8>) throws(CBORFault) -> UInt64 {
        let head = try head(in: input)
        guard head.kind == .array else { throw .unexpected }
        return head.argument
    }

    /// How many pairs follow in a map.
    package mutating func mapCount(in input: Span<UInt8>) throws(CBORFault) -> UInt64 {
        let head = try head(in: input)
        guard head.kind == .map else { throw .unexpected }
        return head.argument
    }

    /// Whether all of `input` was read.
    package func isAtEnd(of input: Span<UInt8>) -> Bool { position == input.count }

    /// Checks that `input` is one item and nothing behind it.
    package static func check(
        _ input: Span<UInt8>, tags: CBORTagRule = .allowed
    ) throws(CBORFault) {
        var cursor = CBORCursor()
        try cursor.skipItem(in: input, tags: tags)
        guard cursor.isAtEnd(of: input) else { throw .malformed }
    }
}
