// How much of a text can be UTF-8, beside the standard library's own judgement.
import TestSupport
import Testing

@testable import RosterImport

@Suite struct `Share of UTF-8` {
    /// Whole characters, and bytes that begin none, end none, or begin a forbidden one.
    private static let fragments: [[UInt8]] = [
        Array("a".utf8), Array("é".utf8), Array("张".utf8), Array("𠮷".utf8), [0x80], [0xBF],
        [0xC0], [0xC3], [0xE0, 0x80], [0xE5, 0xBC], [0xED, 0xA0], [0xED, 0x9F], [0xF0, 0x80],
        [0xF0, 0xA0, 0xAE], [0xF4, 0x90], [0xF4, 0x8F], [0xF5], [0xFF],
    ]

    @Test func `has faults wherever the standard library sees no UTF-8`() throws {
        var random = SeededGenerator(seed: 9)
        for round in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                // Mostly whole characters, so that many texts are sound.
                let last = Bool.random(using: &random) ? 4 : Self.fragments.count
                bytes += Self.fragments[Int.random(in: 0..<last, using: &random)]
            }
            // Characters that lie over the end of a piece are read with the next.
            let before = round % 100 == 0 ? ListSource.pieceBytes - round / 100 % 8 : 0
            let text = [UInt8](repeating: 0x41, count: before) + bytes
            let share = try UTF8Share(of: ListSource(text), from: 0)
            #expect(
                (share.faults == 0) == (String(validating: text, as: UTF8.self) != nil),
                "\(bytes) after \(before)")
        }
    }
}
