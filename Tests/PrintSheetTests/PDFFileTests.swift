// The file itself: what it depends on, and what it says when it cannot be made.
import Foundation
import PrintSheet
import TestSupport
import Testing

@Suite struct `PDF file` {
    /// Plane 3 beyond what is in use: no font will have it for years.
    private let missing = "张\u{3FFFD}"

    @Test func `is the same from the same passes and clock`() throws {
        let passes = try Paper.rareNames.enumerated().map {
            try Paper.person($0.offset, name: $0.element)
        }
        let first = try Paper.bytes(passes, as: .sheet, index: .listed)
        #expect(try Paper.bytes(passes, as: .sheet, index: .listed) == first)
        #expect(String(decoding: first.suffix(6), as: UTF8.self) == "%%EOF\n")
    }

    @Test func `is refused for a character that no font has, with every person it meets`() throws {
        let passes = [
            try Paper.person(1), try Paper.person(2, name: missing),
            try Paper.person(3, department: missing + "部"), try Paper.person(4, name: missing),
        ]
        for layout in [PrintLayout.sheet, .badge] {
            let error = #expect(throws: PrintError.self) { try Paper.bytes(passes, as: layout) }
            let english = try #require(error?.english)
            for number in [1002, 1003, 1004] {
                #expect(english.contains("310117-0000-\(number)-1 张*"))
            }
            #expect(!english.contains("310117-0000-1001-1"))
            #expect(english.contains("U+3FFFD") && english.contains("nothing was written"))
            #expect(error?.chinese.contains("U+3FFFD") == true)
            #expect(error?.isOfTheMachine == false)
        }
    }

    @Test func `names a firm's character once, not for each of its people`() throws {
        let passes = try (0..<3).map { try Paper.person($0, firm: missing) }
        let error = #expect(throws: PrintError.self) { try Paper.bytes(passes, as: .badge) }
        let english = try #require(error?.english)
        #expect(english.components(separatedBy: "U+3FFFD").count == 2)
        #expect(english.contains("name of the firm") && !english.contains("310117"))
    }

    @Test func `lists twenty problems and counts the rest`() throws {
        let passes = try (0..<25).map { try Paper.person($0, name: missing) }
        let error = #expect(throws: PrintError.self) { try Paper.bytes(passes, as: .sheet) }
        #expect(error?.english.contains("and 5 more") == true)
        #expect(error?.chinese.contains("等共 25 处") == true)
        #expect(error?.english.components(separatedBy: "U+3FFFD").count == 21)
    }

    @Test func `stops at a disk that takes no more, and says its number`() throws {
        var taken = 0
        let printer = try PassPrinter(heading: "", createdSeconds: 0) {
            (bytes) throws(PrintError) in
            taken += bytes.count
            if taken > 300_000 { throw .write(errno: 28) }
        }
        let pass = try Paper.person(1)
        #expect(throws: PrintError.write(errno: 28)) {
            for _ in 0..<500 { try printer.add(pass, as: .badge) }
            try printer.finish(.left)
        }
    }

    @Test func `says in both languages what is wrong and what to do`() throws {
        let errors: [PrintError] = [.noFont, .write(errno: 28), .library("out of memory")]
        let lines = errors.flatMap { [$0.english, $0.chinese] }
        try GoldenFile("print-errors.txt").check(lines.joined(separator: "\n") + "\n")
    }
}
