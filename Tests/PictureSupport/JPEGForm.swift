// JPEG files as cameras, scanners and print shops write them, by libjpeg-turbo.
import CTurboJPEG

/// How a JPEG file keeps its pixels.
package enum JPEGForm: Sendable, CaseIterable {
    case grey
    case colour
    case halvedColour
    case progressive
    case fourInks

    /// A picture as a file; empty where the library refuses.
    ///
    /// - Parameter quality: 1 to 100.
    package func file(of picture: GreyDrawing, quality: Int32 = 90) -> [UInt8] {
        let (format, sampling, flags) =
            switch self {
            case .grey: (TJPF_GRAY, TJSAMP_GRAY, Int32(0))
            case .colour: (TJPF_RGB, TJSAMP_444, Int32(0))
            case .halvedColour: (TJPF_RGB, TJSAMP_420, Int32(0))
            case .progressive: (TJPF_RGB, TJSAMP_420, TJFLAG_PROGRESSIVE)
            case .fourInks: (TJPF_CMYK, TJSAMP_444, Int32(0))
            }
        let pixels: [UInt8] =
            switch self {
            case .grey: picture.pixels
            case .colour, .halvedColour, .progressive: picture.pixels.flatMap { [$0, $0, $0] }
            case .fourInks: picture.pixels.flatMap { [255, 255, 255, $0] }
            }
        // The library's own buffer, copied out and given back before the encoder is destroyed.
        guard let encoder = unsafe tjInitCompress() else { return [] }
        defer { unsafe _ = tjDestroy(encoder) }
        var buffer: UnsafeMutablePointer<UInt8>?
        var byteCount: UInt = 0
        let outcome = unsafe tjCompress2(
            encoder, pixels, Int32(picture.width), 0, Int32(picture.height),
            Int32(format.rawValue), &buffer, &byteCount, Int32(sampling.rawValue), quality, flags)
        defer { unsafe tjFree(buffer) }
        guard outcome == 0 else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: buffer, count: Int(byteCount)))
    }
}
