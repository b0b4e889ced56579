import ImageReader
import Pictures
import QRCode
import TestSupport
import Testing

@Suite struct `Image reader` {
    @Test func `finds no text where there is no code`() throws {
        for kind in [PictureKind.photograph, .drawing] {
            let light = [UInt8](repeating: 255, count: 200 * 100)
            #expect(try readCodes(luminance: light, width: 200, height: 100, kind: kind) == [])
            #expect(try readCodes(luminance: [0], width: 1, height: 1, kind: kind) == [])
        }
    }

    @Test func `finds all codes of a photograph`() throws {
        let left = try drawn("GP1LEFT")
        let right = try drawn("GP1RIGHT")
        let side = left.sidePixels
        #expect(right.sidePixels == side)
        var both: [UInt8] = []
        for row in 0..<side {
            both += left.bytes[row * side..<(row + 1) * side]
            both += right.bytes[row * side..<(row + 1) * side]
        }
        let texts = try readCodes(
            luminance: both, width: 2 * side, height: side, kind: .photograph)
        #expect(texts.sorted() == ["GP1LEFT", "GP1RIGHT"])
    }

    @Test func `reads a photograph lying on its side, with a stain`() throws {
        let text = try SampleTexts.text(characters: 147)
        let upright = try drawn(text)
        let side = upright.sidePixels
        var turned = upright.bytes
        for y in 0..<side {
            for x in 0..<side { turned[x * side + side - 1 - y] = upright.bytes[y * side + x] }
        }
        let middle = side / 2
        for y in middle..<middle + 20 {
            for x in middle..<middle + 20 { turned[y * side + x] = 90 }
        }
        #expect(
            try readCodes(luminance: turned, width: side, height: side, kind: .photograph)
                == [text])
    }

    @Test func `does not take a damaged drawing for another text`() throws {
        var code = try drawn(try SampleTexts.text(characters: 147))
        let side = code.sidePixels
        for y in side / 3..<side * 2 / 3 { for x in 0..<side { code.bytes[y * side + x] = 255 } }
        for kind in [PictureKind.photograph, .drawing] {
            #expect(
                try readCodes(luminance: code.bytes, width: side, height: side, kind: kind) == [])
        }
    }

    @Test(arguments: [0, -1, PictureLimit.sidePixels + 1, Int.max])
    func `refuses a side out of limits`(side: Int) {
        #expect(throws: ImageReaderError.side(pixels: side)) {
            try readCodes(luminance: [], width: side, height: 1, kind: .photograph)
        }
        #expect(throws: ImageReaderError.side(pixels: side)) {
            try readCodes(luminance: [], width: 1, height: side, kind: .photograph)
        }
    }

    @Test func `reads the longest side and the most pixels, and refuses one row more`() throws {
        let longest = [UInt8](repeating: 255, count: PictureLimit.sidePixels)
        #expect(
            try readCodes(
                luminance: longest, width: longest.count, height: 1, kind: .drawing) == [])
        let most = [UInt8](repeating: 255, count: PictureLimit.pixels)
        #expect(try readCodes(luminance: most, width: 10_000, height: 5000, kind: .drawing) == [])
        #expect(throws: ImageReaderError.tooManyPixels(width: 10_000, height: 5001)) {
            try readCodes(luminance: most, width: 10_000, height: 5001, kind: .drawing)
        }
    }

    @Test(arguments: [0, 5, 7])
    func `refuses bytes that are not one a pixel`(byteCount: Int) {
        #expect(throws: ImageReaderError.byteCount(found: byteCount, width: 3, height: 2)) {
            try readCodes(
                luminance: [UInt8](repeating: 255, count: byteCount), width: 3, height: 2,
                kind: .photograph)
        }
    }

    @Test func `says in both languages what was found and what to do`() throws {
        let errors: [ImageReaderError] = [
            .side(pixels: 20_000), .tooManyPixels(width: 10_000, height: 5001),
            .byteCount(found: 5, width: 3, height: 2), .outOfMemory(width: 9000, height: 5000),
            .decoderFailed,
        ]
        let lines = errors.flatMap { [$0.english, $0.chinese] }
        try GoldenFile("image-reader-errors.txt").check(lines.joined(separator: "\n") + "\n")
    }

    private func drawn(_ text: String) throws -> (bytes: [UInt8], sidePixels: Int) {
        try QRMatrix.encode(text, maximumVersion: 8).luminance(scalePixels: 6, quietZoneModules: 4)
    }
}
