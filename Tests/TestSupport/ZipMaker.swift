// Makes ZIP files byte by byte, sound or not, and deflate streams that inflate a thousandfold.

/// A ZIP of stored entries.
package struct ZipMaker {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    package init() {}

    /// Adds an entry as it is.
    package mutating func add(_ path: String, _ content: [UInt8]) {
        add(path, packed: content, size: content.count, check: crc32(content), method: 0)
    }

    /// Adds an entry with whatever is said of it.
    package mutating func add(
        _ path: String, packed: [UInt8], size: Int, check: UInt32, method: UInt16
    ) {
        let offset = UInt32(bytes.count)
        let common =
            le(UInt16(0)) + le(method) + le(UInt32(0)) + le(check) + le(UInt32(packed.count))
            + le(UInt32(size)) + le(UInt16(path.utf8.count)) + le(UInt16(0))
        bytes += le(UInt32(0x0403_4B50)) + le(UInt16(20)) + common + Array(path.utf8) + packed
        directory += le(UInt32(0x0201_4B50)) + le(UInt16(20)) + le(UInt16(20)) + common
        directory += [UInt8](repeating: 0, count: 10) + le(offset) + Array(path.utf8)
        count += 1
    }

    /// The whole file.
    package var archive: [UInt8] {
        bytes + directory + le(UInt32(0x0605_4B50)) + le(UInt32(0)) + le(UInt16(count))
            + le(UInt16(count)) + le(UInt32(directory.count)) + le(UInt32(bytes.count))
            + le(UInt16(0))
    }

    private func le(_ number: UInt16) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8)] }

    private func le(_ number: UInt32) -> [UInt8] {
        le(UInt16(number & 0xFFFF)) + le(UInt16(number >> 16))
    }

    private static let table = (UInt32(0)..<256).map { start in
        (0..<8).reduce(start) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }

    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes { crc = crc >> 8 ^ Self.table[Int((crc ^ UInt32(byte)) & 0xFF)] }
        return ~crc
    }
}

/// A deflate stream (RFC 1951, fixed codes) of a text, of one unit again and again, and of a text.
///
/// - Parameters:
///   - head: what comes first, plain ASCII.
///   - unit: what is repeated, plain ASCII of at most 256 bytes; blanks fill it up to these.
///   - count: at least how many bytes of units.
///   - tail: what comes last.
/// - Returns: the stream, and how many bytes it inflates to.
package func deflated(
    _ head: String, repeating unit: String, count: Int, _ tail: String
) -> (stream: [UInt8], size: Int) {
    var bits = BitWriter()
    bits.put(0b011, 3)
    let period = Array(unit.utf8) + [UInt8](repeating: 0x20, count: 256 - unit.utf8.count)
    for byte in Array(head.utf8) + period { bits.literal(byte) }
    // Length 258 is code 285, 11000101; distance 256 is code 15 with six more bits, all set. A code
    // has its highest bit first.
    let match = BitWriter.reversed(0b1100_0101, 8) | BitWriter.reversed(15, 5) << 8 | 63 << 13
    // 128 matches of 258 bytes are 129 units: what follows begins with a unit again.
    let rounds = count / (128 * 258) + 1
    for _ in 0..<128 * rounds { bits.put(match, 19) }
    for byte in tail.utf8 { bits.literal(byte) }
    bits.put(0, 7 + 8)
    return (bits.bytes, head.utf8.count + 256 + rounds * 128 * 258 + tail.utf8.count)
}

/// Bits from the lowest on, as deflate has them.
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingBits: UInt64 = 0

    mutating func put(_ value: UInt64, _ bits: UInt64) {
        pending |= value << pendingBits
        pendingBits += bits
        while pendingBits >= 8 {
            bytes.append(UInt8(pending & 0xFF))
            pending >>= 8
            pendingBits -= 8
        }
    }

    static func reversed(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        (0..<bits).reduce(0) { $0 | (value >> $1 & 1) << (bits - 1 - $1) }
    }

    mutating func literal(_ byte: UInt8) { put(Self.reversed(0x30 + UInt64(byte), 8), 8) }
}
