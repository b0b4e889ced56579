// Lines of a stream and the codes in them.
import PassFormat
import Testing

@Suite struct `A line of a stream` {
    private func texts(_ line: String) -> [String] {
        let bytes = Array(line.utf8)
        return parts(ofLine: bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test func `has a part for each token, with what stands before it`() {
        #expect(texts("GP1ABCDE") == ["GP1ABCDE"])
        #expect(texts("x GP1ABCDE, GL1FGHIJ!") == ["x GP1ABCDE", ", GL1FGHIJ"])
        #expect(texts("GP1ABCDEGP1FGHIJ") == ["GP1ABCDE", "GP1FGHIJ"])
    }

    @Test func `keeps the digit that spoils a token, so that the part is refused as the line is`() {
        #expect(texts("GP1ABCDE8 GP1FGHIJ=") == ["GP1ABCDE8", " GP1FGHIJ="])
        #expect(texts("GP1ABCDE８") == ["GP1ABCDE８"])
    }

    @Test func `with a bare prefix or without a token is one part`() {
        #expect(texts("GP1") == ["GP1"])
        #expect(texts("hello") == ["hello"])
    }

    @Test func `of blanks alone has none`() {
        #expect(texts("") == [])
        #expect(texts(" \t\r") == [])
    }
}
