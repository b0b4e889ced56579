// How large a picture may be that is read, and what may be found in it.

/// The largest pictures that are read.
package enum PictureLimit {
    /// Bytes of a picture's file.
    ///
    /// Two and a half times what a 50-megapixel camera writes at its best JPEG quality.
    package static let fileBytes = 32 << 20
    /// Pixels on either side.
    ///
    /// More than the longest side of a 200-megapixel camera's picture.
    package static let sidePixels = 16_384
    /// Pixels in all.
    ///
    /// A 50-megapixel picture; also what one reading may take in bytes.
    package static let pixels = 50_000_000
    /// Codes in one picture: whoever has more has taken more than a sheet of passes.
    ///
    /// Small enough that zxing-cpp finds one more where they lie apart; of very many it finds some.
    package static let codes = 8
    /// Bytes of a code's text.
    ///
    /// A QR code holds 7,089 digits, or 2,953 bytes that may each become three of UTF-8.
    package static let textBytes = 9_000
    /// Seconds that reading one picture may take.
    package static let readingSeconds = 10

    /// Whether a picture of this size is read.
    ///
    /// - Parameters: pixels on a row, and rows; any numbers.
    package static func allows(width: Int, height: Int) -> Bool {
        // Both sides are checked first, so that the product stays small.
        (1...sidePixels).contains(width) && (1...sidePixels).contains(height)
            && width * height <= pixels
    }
}
