// Finds QR codes in grey pixels. Reads no file format: whoever has a picture brings its luminance.
// Tests are in Tests/QRCodeTests.
import Pictures
import ZXingShim

/// What is known of a picture before it is read.
package enum PictureKind: Equatable, Sendable {
    /// Anything a camera or scanner gave: any number of codes, any tilt, any light.
    case photograph
    /// One upright code drawn by a program, black on white with its quiet zone, nothing else.
    /// Three to seven times faster, from 4 to 12 pixels a module.
    case drawing
}

/// Reads the QR codes in a grey picture.
///
/// Safe from several threads at once; nothing is kept between calls.
/// - Parameters:
///   - luminance: a byte a pixel, 0 black, rows from the top, `width * height` in all.
///   - width: pixels in a row, 1 to ``PictureLimit/sidePixels``.
///   - height: rows, 1 to ``PictureLimit/sidePixels``.
///   - kind: what is known of the picture; ``PictureKind/photograph`` is never wrong.
/// - Returns: the texts in the order zxing-cpp found them; empty where there is no readable code.
/// - Throws: ``ImageReaderError``: sizes out of limits or not those of `luminance`, or a failure
///   inside zxing-cpp.
package func readCodes(
    luminance: [UInt8], width: Int, height: Int, kind: PictureKind
) throws(ImageReaderError) -> [String] {
    try checkSize(byteCount: luminance.count, width: width, height: height)
    let picture =
        switch kind {
        case .photograph: ZXING_SHIM_PHOTOGRAPH
        case .drawing: ZXING_SHIM_DRAWING
        }
    var texts: [String] = []
    // The pixels and the list outlive the call, and zxing-cpp keeps neither.
    let outcome = unsafe luminance.withUnsafeBufferPointer { pixels in
        unsafe withUnsafeMutablePointer(to: &texts) { list in
            unsafe zxing_shim_read_qr(
                pixels.baseAddress, Int32(width), Int32(height), picture, appendText, list)
        }
    }
    switch zxing_shim_outcome(rawValue: UInt32(outcome)) {
    case ZXING_SHIM_DONE: return texts
    case ZXING_SHIM_NO_MEMORY: throw .outOfMemory(width: width, height: height)
    default: throw .decoderFailed
    }
}

private func checkSize(byteCount: Int, width: Int, height: Int) throws(ImageReaderError) {
    for side in [width, height] where !(1...PictureLimit.sidePixels).contains(side) {
        throw .side(pixels: side)
    }
    guard PictureLimit.allows(width: width, height: height) else {
        throw .tooManyPixels(width: width, height: height)
    }
    guard byteCount == width * height else {
        throw .byteCount(found: byteCount, width: width, height: height)
    }
}

private func appendText(
    context: UnsafeMutableRawPointer?, text: UnsafePointer<UInt8>?, byteCount: Int
) {
    guard let context = unsafe context else { return }
    let list = unsafe context.assumingMemoryBound(to: [String].self)
    let bytes = unsafe UnsafeBufferPointer(start: text, count: byteCount)
    unsafe list.pointee.append(String(decoding: bytes, as: UTF8.self))
}
