// A second reader of our PNGs, by the standard and not by the writer's code: as much as a one-bit
// grey picture without filters needs. CRCs are checked by Python, in PNGTests.
import CDeflate

/// Pixels out of a PNG file.
struct PlainPNG {
    struct Malformed: Error { let what: String }

    let width: Int
    let height: Int
    /// A byte a pixel, 0 dark and 255 light.
    let luminance: [UInt8]

    init(_ file: [UInt8]) throws {
        guard file.starts(with: [0x89] + Array("PNG\r\n\u{1a}\n".utf8)) else {
            throw Malformed(what: "signature")
        }
        var chunks: [String: [UInt8]] = [:]
        var at = 8
        while at < file.count {
            let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: file[at + 4..<at + 8], as: UTF8.self)
            chunks[type] = Array(file[at + 8..<at + 8 + length])
            at += 12 + length
        }
        guard let header = chunks["IHDR"], header.count == 13, let data = chunks["IDAT"],
            chunks["IEND"] == [], chunks.count == 3, Array(header[8...]) == [1, 0, 0, 0, 0]
        else { throw Malformed(what: "chunks") }
        width = header[0..<4].reduce(0) { $0 << 8 | Int($1) }
        height = header[4..<8].reduce(0) { $0 << 8 | Int($1) }
        let stride = 1 + (width + 7) / 8
        let rows = try Self.inflated(data, byteCount: stride * height)
        var pixels: [UInt8] = []
        for row in 0..<height {
            guard rows[row * stride] == 0 else { throw Malformed(what: "filter") }
            for column in 0..<width {
                let byte = rows[row * stride + 1 + column / 8]
                pixels.append(byte >> UInt8(7 - column % 8) & 1 == 1 ? 255 : 0)
            }
        }
        luminance = pixels
    }

    private static func inflated(_ data: [UInt8], byteCount: Int) throws -> [UInt8] {
        guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
            throw Malformed(what: "no memory")
        }
        defer { unsafe libdeflate_free_decompressor(decompressor) }
        var out = [UInt8](repeating: 0, count: byteCount)
        let result = unsafe data.withUnsafeBytes { source in
            unsafe out.withUnsafeMutableBytes { target in
                unsafe libdeflate_zlib_decompress(
                    decompressor, source.baseAddress, source.count, target.baseAddress,
                    target.count, nil)
            }
        }
        guard result == LIBDEFLATE_SUCCESS else { throw Malformed(what: "IDAT") }
        return out
    }
}
