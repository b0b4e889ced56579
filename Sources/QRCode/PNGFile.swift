// The frame of a PNG file (W3C PNG, third edition, sections 5 and 11.2): signature, then chunks of
// length, type, data and CRC-32.
import CDeflate

/// A PNG file being written.
struct PNGFile {
    private(set) var bytes: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    /// - Parameter byteCount: size of the data to come, so that the file is allocated once.
    init(byteCount: Int) {
        bytes.reserveCapacity(bytes.count + 3 * 12 + 13 + byteCount)
    }

    /// One bit of grey, deflate, no interlace.
    mutating func appendHeader(width: Int, height: Int) {
        var header: [UInt8] = []
        header.appendBigEndian(UInt32(width))
        header.appendBigEndian(UInt32(height))
        header += [1, 0, 0, 0, 0]
        appendChunk("IHDR", header[...])
    }

    mutating func appendChunk(_ type: StaticString, _ data: ArraySlice<UInt8>) {
        bytes.appendBigEndian(UInt32(data.count))
        let start = bytes.count
        type.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: data)
        // The CRC covers type and data; libdeflate reads no further than the buffer.
        let crc = unsafe bytes[start...].withUnsafeBytes {
            unsafe libdeflate_crc32(0, $0.baseAddress, $0.count)
        }
        bytes.appendBigEndian(crc)
    }
}

extension [UInt8] {
    fileprivate mutating func appendBigEndian(_ value: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
