// PNG by libspng, row by row, so that beside file and grey pixels only one row is in memory.
import CSpng
import Pictures

enum PNGPicture {
    /// First column and distance of columns in each pass of an interlaced picture (W3C PNG, third
    /// edition, 8.2).
    private static let passColumns = [(0, 8), (4, 8), (0, 4), (2, 4), (0, 2), (1, 2), (0, 1)]

    static func decode(_ file: [UInt8]) throws(PictureFault) -> GreyPicture {
        // Freed before the file, which it reads from; used here alone.
        guard let context = unsafe spng_ctx_new(0) else { throw .outOfMemory }
        defer { unsafe spng_ctx_free(context) }
        let content = file.span
        return try unsafe content.withUnsafeBytes { bytes throws(PictureFault) in
            try check(unsafe spng_set_png_buffer(context, bytes.baseAddress, bytes.count))
            // Of one chunk, and of all texts and profiles that libspng keeps, once inflated: what a
            // file may have of them without any inflating.
            try check(
                unsafe spng_set_chunk_limits(
                    context, PictureLimit.fileBytes, PictureLimit.fileBytes))
            return try unsafe decode(context)
        }
    }

    private static func decode(_ context: OpaquePointer) throws(PictureFault) -> GreyPicture {
        var header = spng_ihdr()
        try check(unsafe spng_get_ihdr(context, &header))
        let (width, height) = (Int(header.width), Int(header.height))
        guard PictureLimit.allows(width: width, height: height) else {
            throw .tooManyPixels(width: header.width, height: header.height)
        }
        let flags = SPNG_DECODE_TRNS.rawValue | SPNG_DECODE_PROGRESSIVE.rawValue
        try check(
            unsafe spng_decode_image(
                context, nil, 0, Int32(SPNG_FMT_RGBA8.rawValue), Int32(flags)))
        let isInterlaced = header.interlace_method != 0
        var grey = [UInt8](repeating: 255, count: width * height)
        var row = [UInt8](repeating: 0, count: width * 4)
        while true {
            var place = spng_row_info()
            let found = unsafe spng_get_row_info(context, &place)
            if found == SPNG_EOI.rawValue { break }
            try check(found)
            let outcome = unsafe spng_decode_row(context, &row, row.count)
            guard outcome == 0 || outcome == SPNG_EOI.rawValue else { throw fault(outcome) }
            let (first, step) = isInterlaced ? passColumns[Int(place.pass) % 7] : (0, 1)
            let columns = stride(from: first, to: width, by: step)
            copy(columns, of: row, to: &grey, rowStart: Int(place.row_num) * width)
            if outcome != 0 { break }
        }
        return GreyPicture(width: width, height: height, luminance: grey)
    }

    /// Grey of the given columns of a row of RGBA, on white.
    private static func copy(
        _ columns: StrideTo<Int>, of row: [UInt8], to grey: inout [UInt8], rowStart: Int
    ) {
        let source = row.span
        var target = grey.mutableSpan
        for column in columns {
            let start = column * 4
            let light = luminance(
                red: source[start], green: source[start + 1], blue: source[start + 2])
            let alpha = Int(source[start + 3])
            // Exact at both ends: 255 leaves the grey, 0 the paper.
            let shown = (light * alpha + 255 * (255 - alpha) + 127) / 255
            target[rowStart + column] = UInt8(truncatingIfNeeded: shown)
        }
    }

    private static func check(_ outcome: Int32) throws(PictureFault) {
        guard outcome == 0 else { throw fault(outcome) }
    }

    private static func fault(_ outcome: Int32) -> PictureFault {
        switch outcome {
        case SPNG_IO_EOF.rawValue, Int32(SPNG_EIDAT_TOO_SHORT.rawValue): .truncated(.png)
        case Int32(SPNG_EMEM.rawValue): .outOfMemory
        default: .damaged(.png)
        }
    }
}
