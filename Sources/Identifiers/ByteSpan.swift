// Questions about the bytes of a text. A list asks them a million times, and over a view of the
// text each would cost several times as much.

extension Span<UInt8> {
    /// Whether a rule holds for all bytes.
    @inlinable
    package func allSatisfy(_ rule: (UInt8) -> Bool) -> Bool {
        for place in indices where !rule(self[place]) { return false }
        return true
    }

    /// The first byte, if there is one.
    @inlinable package var first: UInt8? { isEmpty ? nil : self[0] }

    /// The last byte, if there is one.
    @inlinable package var last: UInt8? { isEmpty ? nil : self[count - 1] }
}
