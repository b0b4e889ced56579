// Modules to a PNG of one bit a pixel. The format is W3C PNG, chunks IHDR, IDAT and IEND; what is
// inside IDAT is compressed by libdeflate.
import CDeflate

/// Draws codes as PNG files.
///
/// Owns its compressor and buffers: one thread uses one renderer. Safe to use although it stores a
/// pointer: that never leaves, cannot be copied, and is freed with the renderer.
@safe
package struct PNGRenderer: ~Copyable {
    /// Pixels on a module's side.
    package let scalePixels: Int
    /// Light modules on each side of the code.
    package let quietZoneModules: Int

    /// Kept for all pictures: setting it up takes longer than a picture.
    private let compressor: OpaquePointer
    private var row: [UInt8] = []
    private var image: [UInt8] = []
    private var compressed: [UInt8] = []

    /// Sets up a renderer.
    /// - Parameters:
    ///   - scalePixels: pixels on a module's side, within ``QRLimit/scalePixels``.
    ///   - quietZoneModules: light modules on each side, within ``QRLimit/quietZoneModules``.
    /// - Throws: ``QRCodeError``: a figure out of range, or no memory for the compressor.
    package init(scalePixels: Int, quietZoneModules: Int) throws(QRCodeError) {
        guard QRLimit.scalePixels.contains(scalePixels) else {
            throw .scale(pixels: scalePixels)
        }
        try QRLimit.check(quietZoneModules: quietZoneModules)
        guard let compressor = unsafe libdeflate_alloc_compressor(Self.level) else {
            throw .outOfMemory
        }
        unsafe self.compressor = unsafe compressor
        self.scalePixels = scalePixels
        self.quietZoneModules = quietZoneModules
    }

    deinit { unsafe libdeflate_free_compressor(compressor) }

    /// Draws a code.
    /// - Parameter matrix: the code, of any version.
    /// - Returns: a whole PNG file, greyscale of one bit, the same bytes for the same code.
    /// - Throws: ``QRCodeError``: libdeflate failed.
    package mutating func render(_ matrix: QRMatrix) throws(QRCodeError) -> [UInt8] {
        let side = (matrix.size + 2 * quietZoneModules) * scalePixels
        drawImage(of: matrix, side: side)
        return try makeFile(side: side)
    }

    /// The fastest of libdeflate's levels that compress; higher ones gain next to nothing here.
    private static let level: Int32 = 1

    /// Draws the rows as PNG wants them before compression.
    ///
    /// Each is a filter byte 0, then pixels from the high bit down, 1 light. A row is drawn once
    /// and copied for the rest of its scale.
    private mutating func drawImage(of matrix: QRMatrix, side: Int) {
        let margin = quietZoneModules * scalePixels
        let stride = 1 + (side + 7) / 8
        image.removeAll(keepingCapacity: true)
        image.reserveCapacity(stride * side)
        drawRow([], size: matrix.size)
        for _ in 0..<margin { image.append(contentsOf: row) }
        for line in 0..<matrix.size {
            let start = line * matrix.size
            drawRow(matrix.modules[start..<start + matrix.size], size: matrix.size)
            for _ in 0..<scalePixels { image.append(contentsOf: row) }
        }
        image.append(contentsOf: image.prefix(margin * stride))
    }

    /// Draws one row into `row`; no modules stand for a light row.
    private mutating func drawRow(_ modules: ArraySlice<UInt8>, size: Int) {
        row.removeAll(keepingCapacity: true)
        row.append(0)
        var bits = BitRun()
        bits.append(light: 1, count: quietZoneModules * scalePixels, to: &row)
        for module in modules {
            bits.append(light: 1 ^ module, count: scalePixels, to: &row)
        }
        let rest = modules.isEmpty ? size + quietZoneModules : quietZoneModules
        bits.append(light: 1, count: rest * scalePixels, to: &row)
        bits.pad(to: &row)
    }

    private mutating func makeFile(side: Int) throws(QRCodeError) -> [UInt8] {
        let bound = unsafe libdeflate_zlib_compress_bound(compressor, image.count)
        if compressed.count < bound { compressed = Array(repeating: 0, count: bound) }
        // Both buffers are ours and outlive the call; libdeflate keeps neither.
        let byteCount = unsafe image.withUnsafeBytes { source in
            unsafe compressed.withUnsafeMutableBytes { target in
                unsafe libdeflate_zlib_compress(
                    compressor, source.baseAddress, source.count, target.baseAddress, target.count)
            }
        }
        guard byteCount > 0 else { throw .library("libdeflate", code: 0) }
        var file = PNGFile(byteCount: byteCount)
        file.appendHeader(width: side, height: side)
        file.appendChunk("IDAT", compressed[..<byteCount])
        file.appendChunk("IEND", [])
        return file.bytes
    }
}

/// Bits on their way into bytes, high bit first.
private struct BitRun {
    private var bits: UInt64 = 0
    private var count = 0

    mutating func append(light: UInt8, count total: Int, to row: inout [UInt8]) {
        var left = total
        while left > 0 {
            let step = min(left, 32)
            bits = bits << UInt64(step) | (light == 1 ? (1 << UInt64(step)) - 1 : 0)
            count += step
            left -= step
            while count >= 8 {
                count -= 8
                row.append(UInt8(truncatingIfNeeded: bits >> UInt64(count)))
            }
        }
    }

    /// Fills the last byte with light bits; readers ignore them, and equal input gives equal bytes.
    mutating func pad(to row: inout [UInt8]) {
        if count > 0 { append(light: 1, count: 8 - count, to: &row) }
    }
}
