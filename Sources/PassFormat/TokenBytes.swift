// A token in a fixed buffer, so that reading one allocates nothing.

/// Up to 320 bytes, what 512 characters of Base32 decode to.
package struct TokenBytes: Sendable {
    package static let capacity = 320

    @usableFromInline var storage: InlineArray<320, UInt8> = .init(repeating: 0)
    package internal(set) var count = 0

    package init() {}

    /// - Returns: nil where there are more bytes than the buffer holds.
    package init?(_ bytes: Span<UInt8>) {
        guard bytes.count <= Self.capacity else { return nil }
        for index in bytes.indices { storage[index] = bytes[index] }
        count = bytes.count
    }

    /// Decodes the body of a found token.
    ///
    /// - Throws: `TextFault.badEncoding`.
    package init(decoding token: FoundToken, in input: Span<UInt8>) throws(TextFault) {
        try decode(token, in: input)
    }

    /// Replaces the bytes by those of a found token.
    ///
    /// - Throws: `TextFault.badEncoding`.
    mutating func decode(_ token: FoundToken, in input: Span<UInt8>) throws(TextFault) {
        guard token.characterCount > 0, token.characterCount <= TextLimits.bodyCharacters,
            !token.isFollowedByStray
        else { throw .badEncoding }
        let body = input.extracting(token.body)
        let decoded: Int?
        if body.count == token.characterCount {
            decoded = Base32.decode(body, into: &self)
        } else {
            decoded = Self.decodeFolded(body, count: token.characterCount, into: &self)
        }
        guard let decoded else { throw .badEncoding }
        count = decoded
    }

    /// The bytes as an array.
    package var array: [UInt8] { array(0..<count) }

    /// Some of the bytes as an array; positions beyond the end are left out.
    package func array(_ range: Range<Int>) -> [UInt8] {
        range.clamped(to: 0..<count).map { storage[$0] }
    }

    /// Lends some of the bytes for the time of one call.
    @inlinable
    package func withSpan<Value: ~Copyable, Failure: Error>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let span = storage.span
        return try body(span.extracting(range.clamped(to: 0..<count)))
    }

    private static func decodeFolded(
        _ body: Span<UInt8>, count: Int, into output: inout TokenBytes
    ) -> Int? {
        var folded = InlineArray<512, UInt8>(repeating: 0)
        var position = 0
        for index in 0..<count {
            let unit = Unit(at: position, of: body)
            folded[index] = unit.byte
            position += unit.width
        }
        let span = folded.span
        return Base32.decode(span.extracting(0..<count), into: &output)
    }
}
