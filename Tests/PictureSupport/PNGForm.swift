// PNG files of every colour type and depth, by the standard (W3C PNG, third edition) and without
// the library that reads them.
import CDeflate

/// How a PNG file keeps its pixels.
package struct PNGForm: Sendable, CustomStringConvertible {
    /// The numbers of the standard's colour types.
    package enum Colour: UInt8, Sendable, CaseIterable {
        case grey = 0
        case trueColour = 2
        case indexed = 3
        case greyAlpha = 4
        case trueColourAlpha = 6

        /// Depths that the standard allows.
        package var depths: [Int] {
            switch self {
            case .grey: [1, 2, 4, 8, 16]
            case .indexed: [1, 2, 4, 8]
            case .trueColour, .greyAlpha, .trueColourAlpha: [8, 16]
            }
        }
    }

    package enum Order: UInt8, Sendable, CaseIterable {
        case plain = 0
        case interlaced = 1
    }

    let colour: Colour
    let depth: Int
    let order: Order

    package init(_ colour: Colour, depth: Int, _ order: Order) {
        self.colour = colour
        self.depth = depth
        self.order = order
    }

    /// Every form there is.
    package static var all: [PNGForm] {
        Colour.allCases.flatMap { colour in
            colour.depths.flatMap { depth in
                Order.allCases.map { PNGForm(colour, depth: depth, $0) }
            }
        }
    }

    package var description: String { "\(colour), \(depth) bits, \(order)" }

    /// A picture as a file; with alpha, white becomes black that is wholly transparent.
    package func file(of picture: GreyDrawing) -> [UInt8] {
        var png = PNGChunks()
        png.append(
            "IHDR",
            bigEndian(picture.width) + bigEndian(picture.height)
                + [UInt8(depth), colour.rawValue, 0, 0, order.rawValue])
        if colour == .indexed {
            let most = (1 << depth) - 1
            png.append(
                "PLTE", (0...most).flatMap { [UInt8](repeating: UInt8($0 * 255 / most), count: 3) })
        }
        png.append("IDAT", zlib(scanlines(of: picture)))
        png.append("IEND", [])
        return png.bytes
    }

    /// First column and row and their distances, pass by pass (8.2 of the standard).
    private var passes: [(x: Int, y: Int, dx: Int, dy: Int)] {
        switch order {
        case .plain: [(0, 0, 1, 1)]
        case .interlaced:
            [
                (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
                (0, 1, 1, 2),
            ]
        }
    }

    private func scanlines(of picture: GreyDrawing) -> [UInt8] {
        var bytes: [UInt8] = []
        for pass in passes where pass.x < picture.width && pass.y < picture.height {
            for y in stride(from: pass.y, to: picture.height, by: pass.dy) {
                bytes.append(0)
                var bits = 0
                var count = 0
                for x in stride(from: pass.x, to: picture.width, by: pass.dx) {
                    for sample in samples(picture.pixels[y * picture.width + x]) {
                        bits = bits << depth | sample
                        count += depth
                        while count >= 8 {
                            count -= 8
                            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
                        }
                    }
                }
                if count > 0 { bytes.append(UInt8(truncatingIfNeeded: bits << (8 - count))) }
            }
        }
        return bytes
    }

    private func samples(_ shade: UInt8) -> [Int] {
        let most = (1 << depth) - 1
        let value = Int(shade) * most / 255
        return switch colour {
        case .grey, .indexed: [value]
        case .trueColour: [value, value, value]
        case .greyAlpha: [0, most - value]
        case .trueColourAlpha: [0, 0, 0, most - value]
        }
    }
}

/// A PNG file, chunk by chunk.
package struct PNGChunks {
    package private(set) var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    package init() {}

    /// Appends a chunk with its length and CRC.
    package mutating func append(_ type: String, _ data: [UInt8]) {
        let body = Array(type.utf8) + data
        // libdeflate reads no further than the array.
        let crc = unsafe libdeflate_crc32(0, body, body.count)
        bytes += bigEndian(data.count) + body + bigEndian(Int(crc))
    }
}

/// Four bytes, the highest first.
private func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// Bytes as a zlib stream; empty where there is no memory.
package func zlib(_ bytes: [UInt8]) -> [UInt8] {
    // Both buffers are ours and outlive the call; the compressor is freed before it returns.
    guard let compressor = unsafe libdeflate_alloc_compressor(6) else { return [] }
    defer { unsafe libdeflate_free_compressor(compressor) }
    let bound = unsafe libdeflate_zlib_compress_bound(compressor, bytes.count)
    var out = [UInt8](repeating: 0, count: bound)
    let count = unsafe libdeflate_zlib_compress(compressor, bytes, bytes.count, &out, bound)
    return Array(out[..<count])
}
