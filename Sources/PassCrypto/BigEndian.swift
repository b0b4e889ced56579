// Numbers as the bytes that all formulas and files of the format have, the highest first.

/// A number as big-endian bytes.
@inlinable
package func bigEndianBytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: number)
    return bytes
}

extension [UInt8] {
    /// Appends a number as big-endian bytes.
    @inlinable
    package mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        // Lent to the one call that copies it.
        unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
    }
}
