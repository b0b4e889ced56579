// Writing deterministic CBOR. The caller gives map keys in ascending order; a reader would refuse
// anything else, and each document is read back before it leaves the program.

/// Appends items in shortest form.
package struct CBORWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// - Parameter capacityBytes: what is written at once, as far as that is known.
    package init(capacityBytes: Int = 0) { bytes.reserveCapacity(capacityBytes) }

    /// - Parameter capacity: bytes that will probably be written.
    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Appends the head of an item.
    package mutating func head(_ kind: CBORKind, _ argument: UInt64) {
        let initial = kind.rawValue << 5
        let width: Int
        switch argument {
        case 0..<24:
            bytes.append(initial | UInt8(truncatingIfNeeded: argument))
            return
        case 0...0xFF: width = 1
        case 0...0xFFFF: width = 2
        case 0...0xFFFF_FFFF: width = 4
        default: width = 8
        }
        bytes.append(initial | UInt8(24 + width.trailingZeroBitCount))
        for shift in (0..<width).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift * 8)))
        }
    }

    /// Appends an unsigned number.
    package mutating func unsigned(_ value: UInt64) { head(.unsigned, value) }

    /// Appends an unsigned number of another width; a negative one becomes 0.
    @inlinable
    package mutating func unsigned<Number: BinaryInteger>(_ value: Number) {
        unsigned(UInt64(clamping: value))
    }

    /// Appends a number of either sign.
    package mutating func integer(_ value: Int64) {
        head(value < 0 ? .negative : .unsigned, UInt64(bitPattern: value < 0 ? ~value : value))
    }

    /// Appends a byte string.
    package mutating func byteString(_ content: [UInt8]) {
        head(.bytes, UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    /// Appends a text string.
    package mutating func text(_ content: String) {
        head(.text, UInt64(content.utf8.count))
        bytes.append(contentsOf: content.utf8)
    }

    /// Appends `true` or `false`.
    package mutating func truth(_ value: Bool) { bytes.append(value ? 0xF5 : 0xF4) }

    /// Appends an item that is encoded already.
    package mutating func item(_ encoded: [UInt8]) { bytes.append(contentsOf: encoded) }
}
