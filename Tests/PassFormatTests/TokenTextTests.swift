// Finding codes in what scanners and keyboards make of them.
import PassFormat
import Testing

@Suite struct `Token text` {
    private func tokens(_ input: String) -> [String] {
        let bytes = Array(input.utf8)
        var scanner = TokenScanner()
        var found: [String] = []
        while let token = scanner.next(in: bytes.span) { found.append(token.text(in: bytes.span)) }
        return found
    }

    private func fault(_ input: String) -> TextFault? {
        let bytes = Array(input.utf8)
        do throws(TextFault) {
            _ = try TokenScanner.single(in: bytes.span)
            return nil
        } catch { return error }
    }

    @Test func `is found in junk, in either case, full-width and joined`() {
        #expect(tokens("x GP1ABCD y") == ["GP1ABCD"])
        #expect(tokens("gp1abcdgl1efgh") == ["GP1ABCD", "GL1EFGH"])
        #expect(tokens("ＧＰ１ＡＢｃｄ") == ["GP1ABCD"])
        #expect(tokens("GPGP1AB") == ["GP1AB"])
        #expect(tokens("GP1GP1AB") == ["GP1", "GP1AB"])
        #expect(tokens("GP1ABGP1") == ["GP1AB", "GP1"])
        #expect(tokens("GP1ABGLGP1CD") == ["GP1ABGL", "GP1CD"])
        #expect(tokens("") == [])
    }

    @Test func `ends at a letter that only looks like one of ours`() {
        #expect(tokens("GP1ABıſ") == ["GP1AB"])
        #expect(tokens("GP1AB\u{FF00}C") == ["GP1AB"])
    }

    @Test func `of a single check is one code, however often it stands there`() {
        #expect(fault("GP1ABCD GP1abcd") == nil)
        #expect(fault("GP1ABCD GP1ABCE") == .severalCodes)
        #expect(fault("GP1ABCD GL1ABCD") == .severalCodes)
        #expect(fault("GP1 GP1ABCD") == nil)
    }

    @Test func `that is missing is told apart from blank, foreign and later`() {
        #expect(fault(" \t\r\n") == .unreadable)
        #expect(fault("") == .unreadable)
        #expect(fault("\u{3000}") == .notOurCode)
        #expect(fault("hello") == .notOurCode)
        #expect(fault("GP2" + String(repeating: "A", count: 31)) == .notOurCode)
        #expect(fault("GP2" + String(repeating: "A", count: 32)) == .unsupportedVersion)
        #expect(fault("GL9" + String(repeating: "7", count: 32)) == .unsupportedVersion)
    }
}
