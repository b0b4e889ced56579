import QRCode
import TestSupport
import Testing

@Suite struct `QR matrix` {
    @Test(arguments: [(147, 6), (175, 7), (221, 8), (262, 9)])
    func `takes the smallest version that holds the text`(characters: Int, version: Int) throws {
        let matrix = try QRMatrix.encode(
            SampleTexts.text(characters: characters), maximumVersion: 9)
        #expect(matrix.version == version)
        #expect(matrix.size == 17 + 4 * version)
        #expect(matrix.modules.count == matrix.size * matrix.size)
        #expect(matrix.modules.allSatisfy { $0 <= 1 })
    }

    @Test(arguments: 1...9)
    func `holds what its version's capacity says and not one more`(version: Int) throws {
        let capacity = [20, 38, 61, 90, 122, 154, 178, 221, 262][version - 1]
        let full = String(repeating: "A", count: capacity)
        #expect(try QRMatrix.encode(full, maximumVersion: version).version == version)
        #expect(
            throws: QRCodeError.tooLong(
                characters: capacity + 1, capacity: capacity, maximumVersion: version)
        ) { try QRMatrix.encode(full + "A", maximumVersion: version) }
    }

    @Test func `refuses an empty text`() {
        #expect(throws: QRCodeError.empty) { try QRMatrix.encode("", maximumVersion: 8) }
    }

    @Test func `takes each of the 45 alphanumeric characters and no other ASCII`() throws {
        let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
        for byte in UInt8(0)..<128 {
            let scalar = Unicode.Scalar(byte)
            if alphabet.unicodeScalars.contains(scalar) {
                _ = try QRMatrix.encode(String(scalar), maximumVersion: 8)
            } else {
                #expect(throws: QRCodeError.character(scalar, position: 1)) {
                    try QRMatrix.encode(String(scalar), maximumVersion: 8)
                }
            }
        }
    }

    @Test func `names the first character it cannot take and its position`() {
        #expect(throws: QRCodeError.character("a", position: 4)) {
            try QRMatrix.encode("GP1a中", maximumVersion: 8)
        }
        #expect(throws: QRCodeError.character("中", position: 5)) {
            try QRMatrix.encode("GP1A中", maximumVersion: 8)
        }
        // A combining accent belongs to the letter before it, yet is a character of its own here.
        #expect(throws: QRCodeError.character("\u{301}", position: 2)) {
            try QRMatrix.encode("E\u{301}", maximumVersion: 8)
        }
    }

    @Test(arguments: [-1, 0, 10, 40])
    func `refuses a maximum version outside 1 to 9`(version: Int) {
        #expect(throws: QRCodeError.version(version)) {
            try QRMatrix.encode("GP1", maximumVersion: version)
        }
    }

    @Test func `of a staff pass is what it was`() throws {
        let matrix = try QRMatrix.encode(
            SampleTexts.text(characters: 147), maximumVersion: 8)
        try GoldenFile("qr-staff-pass.txt").check(matrix.dump)
    }

    @Test func `says in both languages what was found and what to do`() throws {
        let errors: [QRCodeError] = [
            .empty, .character("ſ", position: 12), .character("\u{202e}", position: 1),
            .tooLong(characters: 230, capacity: 221, maximumVersion: 8), .version(12),
            .scale(pixels: 0), .quietZone(modules: 2), .outOfMemory,
            .library("libqrencode", code: 34),
        ]
        let lines = errors.flatMap { [$0.english, $0.chinese] }
        try GoldenFile("qr-errors.txt").check(lines.joined(separator: "\n") + "\n")
    }

    @Test func `is the same from two threads as from one`() async throws {
        let texts = (0..<300).map { "GP1" + String(repeating: String($0 * 7919), count: 30) }
        let alone = try pictures(of: texts)
        async let first = pictures(of: texts)
        async let second = pictures(of: texts.reversed())
        #expect(try await first == alone)
        #expect(try await second.reversed() == alone)
    }

    @Sendable private func pictures(of texts: [String]) throws -> [[UInt8]] {
        var renderer = try PNGRenderer(scalePixels: 4, quietZoneModules: 4)
        return try texts.map { text in
            try renderer.render(
                QRMatrix.encode(String(text.prefix(221)), maximumVersion: 8))
        }
    }
}
