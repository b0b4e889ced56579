// JPEG by libjpeg-turbo's TurboJPEG interface: grey comes straight from the file where it has it.
import CTurboJPEG
import Pictures

enum JPEGPicture {
    static func decode(_ file: [UInt8]) throws(PictureFault) -> GreyPicture {
        // Destroyed before the call returns; used here alone.
        guard let decoder = unsafe tjInitDecompress() else { throw .outOfMemory }
        defer { unsafe _ = tjDestroy(decoder) }
        var (width, height, sampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let header = unsafe tjDecompressHeader3(
            decoder, file, UInt(file.count), &width, &height, &sampling, &colours)
        guard header == 0 else { throw unsafe fault(of: decoder) }
        // Tables without a picture are a header too.
        guard width != 0 || height != 0 else { throw .truncated(.jpeg) }
        guard PictureLimit.allows(width: Int(width), height: Int(height)) else {
            throw .tooManyPixels(width: UInt32(clamping: width), height: UInt32(clamping: height))
        }
        let isInk =
            colours == Int32(TJCS_CMYK.rawValue) || colours == Int32(TJCS_YCCK.rawValue)
        let format = isInk ? TJPF_CMYK : TJPF_GRAY
        var pixels = [UInt8](
            repeating: 255, count: Int(width) * Int(height) * (isInk ? 4 : 1))
        // Without a limit of scans a small progressive file can ask for hours of work.
        let outcome = unsafe tjDecompress2(
            decoder, file, UInt(file.count), &pixels, width, 0, height, Int32(format.rawValue),
            TJFLAG_LIMITSCANS)
        if outcome != 0 {
            // A warning leaves a whole picture with some flaw; only where the end is missing it
            // might lack the very code that was to be seen.
            let fault = unsafe fault(of: decoder)
            let isWarning = unsafe tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue)
            guard isWarning, fault != .truncated(.jpeg) else { throw fault }
        }
        return GreyPicture(
            width: Int(width), height: Int(height),
            luminance: isInk ? grey(ofInk: pixels) : pixels)
    }

    /// Grey pixels as a JPEG file; nil where the library has no memory.
    static func encode(_ grey: [UInt8], width: Int32, height: Int32) -> [UInt8]? {
        guard let encoder = unsafe tjInitCompress() else { return nil }
        defer { unsafe _ = tjDestroy(encoder) }
        // The library's own buffer: it takes it, and gives its place and size back.
        var buffer: UnsafeMutablePointer<UInt8>?
        var byteCount: UInt = 0
        let outcome = unsafe tjCompress2(
            encoder, grey, width, 0, height, Int32(TJPF_GRAY.rawValue), &buffer, &byteCount,
            Int32(TJSAMP_GRAY.rawValue), 90, 0)
        defer { unsafe tjFree(buffer) }
        guard outcome == 0 else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: buffer, count: Int(byteCount)))
    }

    /// Files with four inks are written the way Adobe does, 255 for no ink.
    private static func grey(ofInk pixels: [UInt8]) -> [UInt8] {
        let source = pixels.span
        var grey = [UInt8](repeating: 255, count: pixels.count / 4)
        var target = grey.mutableSpan
        for index in target.indices {
            let start = index * 4
            let light = luminance(
                red: source[start], green: source[start + 1], blue: source[start + 2])
            target[index] = UInt8(truncatingIfNeeded: light * Int(source[start + 3]) / 255)
        }
        return grey
    }

    /// The library has numbers for warning and error only; which one it is stands in its text.
    private static func fault(of decoder: tjhandle) -> PictureFault {
        let text = unsafe String(cString: tjGetErrorStr2(decoder))
        // JWRN_JPEG_EOF and JERR_OUT_OF_MEMORY of jerror.h.
        if text.contains("Premature end of JPEG file") { return .truncated(.jpeg) }
        if text.contains("Insufficient memory") { return .outOfMemory }
        return .damaged(.jpeg)
    }
}
