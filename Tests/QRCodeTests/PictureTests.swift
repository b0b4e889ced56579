import Foundation
import ImageReader
import QRCode
import TestSupport
import Testing

/// Lengths of pass texts that need versions 6, 7 and 8, each at four scales.
private let sizes = [147, 175, 221].flatMap { characters in
    [3, 4, 8, 12].map { (characters, $0) }
}

@Suite struct `QR picture` {
    @Test(arguments: sizes)
    func `is read by two decoders that know nothing of each other`(
        characters: Int, scalePixels: Int
    ) throws {
        let zbarimg = try InstalledProgram("zbarimg", aptPackage: "zbar-tools")
        let text = try SampleTexts.text(characters: characters)
        let matrix = try QRMatrix.encode(text, maximumVersion: 8)
        var renderer = try PNGRenderer(scalePixels: scalePixels, quietZoneModules: 4)
        let file = try renderer.render(matrix)
        let picture = try PlainPNG(file)
        for kind in [PictureKind.photograph, .drawing] {
            let texts = try readCodes(
                luminance: picture.luminance, width: picture.width, height: picture.height,
                kind: kind)
            #expect(texts == [text])
        }
        try withTemporaryFolder { folder in
            let place = folder.appendingPathComponent("pass.png")
            try Data(file).write(to: place)
            #expect(try zbarimg.output(["--raw", "-q", place.path]) == text + "\n")
        }
    }

    @Test func `cannot be judged without zbarimg, and the failure says how to install it`() {
        let error = #expect(throws: InstalledProgramError.self) {
            try InstalledProgram("zbarimg", aptPackage: "zbar-tools", searchPath: "/nowhere")
        }
        #expect(error?.description.contains("apt-get install zbar-tools") == true)
    }

    @Test(arguments: [(1, 4), (3, 4), (5, 7), (64, 32)])
    func `is a whole PNG to an independent reader`(
        scalePixels: Int, quietZoneModules: Int
    ) throws {
        let python = try InstalledProgram("python3", aptPackage: "python3")
        let matrix = try QRMatrix.encode("GP1", maximumVersion: 8)
        var renderer = try PNGRenderer(
            scalePixels: scalePixels, quietZoneModules: quietZoneModules)
        let file = try renderer.render(matrix)
        let side = (21 + 2 * quietZoneModules) * scalePixels
        try withTemporaryFolder { folder in
            let place = folder.appendingPathComponent("pass.png")
            try Data(file).write(to: place)
            #expect(try python.output(["-c", checkPNG, place.path]) == "\(side) \(side) 1 0\n")
        }
    }

    @Test func `has the quiet zone and each module at its place, at every scale`() throws {
        let matrix = try QRMatrix.encode("GP1 QUIET ZONE", maximumVersion: 8)
        for scale in [1, 2, 3, 5, 7, 8, 9, 33] {
            var renderer = try PNGRenderer(scalePixels: scale, quietZoneModules: 5)
            let picture = try PlainPNG(renderer.render(matrix))
            let drawn = try matrix.luminance(scalePixels: scale, quietZoneModules: 5)
            #expect(picture.width == drawn.sidePixels)
            #expect(picture.height == drawn.sidePixels)
            #expect(picture.luminance == drawn.bytes)
            var expected: [UInt8] = []
            for y in 0..<drawn.sidePixels {
                for x in 0..<drawn.sidePixels {
                    expected.append(matrix.pixel(x / scale - 5, y / scale - 5))
                }
            }
            #expect(drawn.bytes == expected)
        }
    }

    @Test func `is the same from a renderer that drew larger ones before`() throws {
        let small = try QRMatrix.encode("GP1", maximumVersion: 8)
        let large = try QRMatrix.encode(
            SampleTexts.text(characters: 221), maximumVersion: 8)
        var fresh = try PNGRenderer(scalePixels: 8, quietZoneModules: 4)
        let expected = try fresh.render(small)
        var used = try PNGRenderer(scalePixels: 8, quietZoneModules: 4)
        _ = try used.render(large)
        #expect(try used.render(small) == expected)
    }

    @Test(arguments: [-1, 0, 65])
    func `refuses a scale outside 1 to 64`(scalePixels: Int) throws {
        let matrix = try QRMatrix.encode("GP1", maximumVersion: 8)
        #expect(throws: QRCodeError.scale(pixels: scalePixels)) {
            _ = try PNGRenderer(scalePixels: scalePixels, quietZoneModules: 4)
        }
        #expect(throws: QRCodeError.scale(pixels: scalePixels)) {
            try matrix.luminance(scalePixels: scalePixels, quietZoneModules: 4)
        }
    }

    @Test(arguments: [-1, 0, 3, 33])
    func `refuses a quiet zone readers could not do with`(modules: Int) throws {
        let matrix = try QRMatrix.encode("GP1", maximumVersion: 8)
        #expect(throws: QRCodeError.quietZone(modules: modules)) {
            _ = try PNGRenderer(scalePixels: 4, quietZoneModules: modules)
        }
        #expect(throws: QRCodeError.quietZone(modules: modules)) {
            try matrix.luminance(scalePixels: 4, quietZoneModules: modules)
        }
        #expect(throws: QRCodeError.quietZone(modules: modules)) {
            try matrix.svg(quietZoneModules: modules)
        }
    }

    @Test func `in SVG fills the same modules`() throws {
        let matrix = try QRMatrix.encode(
            SampleTexts.text(characters: 175), maximumVersion: 8)
        let svg = try matrix.svg(quietZoneModules: 4)
        let parser = XMLOutline(svg)
        #expect(parser.viewBox == "0 0 53 53")
        #expect(parser.paths.count == 2)
        #expect(parser.paths.first == "M0 0h53v53h-53z")
        var drawn = [UInt8](repeating: 0, count: matrix.modules.count)
        for run in (parser.paths.last ?? "").matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
            let (_, x, y, out, back) = run.output
            #expect(out == back)
            let start = try #require(Int(x)) - 4 + (try #require(Int(y)) - 4) * matrix.size
            for index in start..<start + (try #require(Int(out))) { drawn[index] += 1 }
        }
        #expect(drawn == matrix.modules)
    }
}

extension QRMatrix {
    /// 0 for a dark module, 255 for a light one or the quiet zone.
    fileprivate func pixel(_ column: Int, _ row: Int) -> UInt8 {
        let inside = (0..<size).contains(column) && (0..<size).contains(row)
        return inside && modules[row * size + column] == 1 ? 0 : 255
    }
}

/// Attribute values by name; the file is our own and has no escapes.
private struct XMLOutline {
    let viewBox: String?
    let paths: [String]

    init(_ text: String) {
        viewBox = text.firstMatch(of: /viewBox="([^"]*)"/).map { String($0.output.1) }
        paths = text.matches(of: /\sd="([^"]*)"/).map { String($0.output.1) }
    }
}

/// Walks the chunks with Python's own zlib; any fault ends it with a traceback and a code.
private let checkPNG = """
    import struct, sys, zlib
    data = open(sys.argv[1], 'rb').read()
    assert data[:8] == b'\\x89PNG\\r\\n\\x1a\\n'
    at, chunks = 8, []
    while at < len(data):
        size, kind = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        crc, = struct.unpack('>I', data[at + 8 + size:at + 12 + size])
        assert crc == zlib.crc32(kind + body), kind
        chunks.append((kind, body))
        at += 12 + size
    assert [kind for kind, _ in chunks] == [b'IHDR', b'IDAT', b'IEND']
    width, height, depth, colour, c, f, i = struct.unpack('>IIBBBBB', chunks[0][1])
    assert (c, f, i) == (0, 0, 0)
    rows = zlib.decompress(chunks[1][1])
    stride = 1 + (width + 7) // 8
    assert len(rows) == stride * height
    assert set(rows[::stride]) == {0}
    print(width, height, depth, colour)
    """
