// The bytes of a picture file to grey pixels. The content decides what it is, not its name. Tests
// are in Tests/PictureFileTests.
package import Pictures

/// Grey pixels.
package struct GreyPicture: Equatable, Sendable {
    package let width: Int
    package let height: Int
    /// A byte a pixel, 0 black, rows from the top.
    package let luminance: [UInt8]
}

/// Decodes a PNG or JPEG file; what is transparent counts as lying on white paper.
///
/// Its size is checked against ``PictureLimit`` before any pixel is decoded.
/// - Parameter file: the whole file, of anyone's making.
/// - Throws: ``PictureFault``.
package func greyPicture(of file: [UInt8]) throws(PictureFault) -> GreyPicture {
    guard !file.isEmpty else { throw .empty }
    guard file.count <= PictureLimit.fileBytes else { throw .tooManyBytes }
    // The signatures of W3C PNG, third edition, 5.2, and of ITU-T T.81, B.1.1: SOI and a marker.
    if file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
        return try PNGPicture.decode(file)
    }
    if file.starts(with: [0xFF, 0xD8, 0xFF]) { return try JPEGPicture.decode(file) }
    throw .notPicture
}

/// Does once, on pixels of our own, what the libraries do only at their first use.
///
/// Before the program locks itself in: on aarch64 libjpeg-turbo then opens /proc/cpuinfo.
package func prepareForPictures() {
    let square = [UInt8](repeating: 255, count: 16 * 16)
    guard let file = JPEGPicture.encode(square, width: 16, height: 16) else { return }
    _ = try? JPEGPicture.decode(file)
}

/// Luminance of 8-bit sRGB by ITU-R BT.601, in fixed point of 10 bits; weights sum to 1,024.
@inline(__always)
func luminance(red: UInt8, green: UInt8, blue: UInt8) -> Int {
    (306 * Int(red) + 601 * Int(green) + 117 * Int(blue) + 512) >> 10
}
