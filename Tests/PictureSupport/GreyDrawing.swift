// Grey pictures that tests draw, join and bend.
package import QRCode

/// Grey pixels, for tests.
package struct GreyDrawing: Equatable, Sendable {
    package var width: Int
    package var height: Int
    /// A byte a pixel, 0 black, rows from the top.
    package var pixels: [UInt8]

    package init(width: Int, height: Int, pixels: [UInt8]) {
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// A picture of one shade.
    package init(width: Int, height: Int, shade: UInt8) {
        self.init(
            width: width, height: height,
            pixels: [UInt8](repeating: shade, count: width * height))
    }

    /// A code with its quiet zone.
    ///
    /// - Throws: `QRCodeError`.
    package init(of text: String, scalePixels: Int) throws(QRCodeError) {
        let drawn = try QRMatrix.encode(text, maximumVersion: 8)
            .luminance(scalePixels: scalePixels, quietZoneModules: 4)
        self.init(width: drawn.sidePixels, height: drawn.sidePixels, pixels: drawn.bytes)
    }

    /// The same picture many times.
    package func tiled(columns: Int, rows: Int) -> GreyDrawing {
        let lines = (0..<height).map { pixels[$0 * width..<($0 + 1) * width] }
        let wide = lines.flatMap { line in (0..<columns).flatMap { _ in line } }
        return GreyDrawing(
            width: width * columns, height: height * rows,
            pixels: (0..<rows).flatMap { _ in wide })
    }

    /// The two side by side; white fills what the lower one lacks.
    package func beside(_ other: GreyDrawing) -> GreyDrawing {
        let height = max(height, other.height)
        var both = GreyDrawing(width: width + other.width, height: height, shade: 255)
        for (drawing, left) in [(self, 0), (other, width)] {
            for row in 0..<drawing.height {
                let start = row * both.width + left
                both.pixels.replaceSubrange(
                    start..<start + drawing.width,
                    with: drawing.pixels[row * drawing.width..<(row + 1) * drawing.width])
            }
        }
        return both
    }
}
