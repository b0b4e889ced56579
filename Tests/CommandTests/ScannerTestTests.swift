// Each way in which scanners and machines spoil a code, as the bytes that then arrive.
import CommandSupport
import Testing

@Suite struct `Test of a scanner` {
    /// What arrives of the test code after a change, with an end of line.
    private func findings(_ arrived: String, ending: String = "\n") -> [ScannerFault] {
        ScannerTest.findings(in: Array((arrived + ending).utf8))
    }

    private func wide(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.compactMap { scalar in
                    (0x21...0x7E).contains(scalar.value)
                        ? Unicode.Scalar(scalar.value + 0xFEE0) : scalar
                }))
    }

    private func twice(_ text: String) -> String {
        text.reduce(into: "") { $0 += "\($1)\($1)" }
    }

    @Test func `finds nothing wrong where the code arrives as it is, by any end of line`() {
        for ending in ["\n", "\r", "\r\n", "\t\n"] {
            #expect(findings(ScannerTest.text, ending: ending) == [.right])
        }
    }

    @Test func `has no pass in it, and each letter and digit of one`() {
        #expect(!ScannerTest.text.contains("GP1") && !ScannerTest.text.contains("GL1"))
        #expect(Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").isSubset(of: Set(ScannerTest.text)))
    }

    @Test func `knows inverted capitals`() {
        #expect(findings(ScannerTest.text.lowercased()) == [.capitals])
    }

    @Test func `knows capitals that come now and then`() {
        #expect(findings("gATEPASS" + ScannerTest.text.dropFirst(8)) == [.unevenCase])
    }

    // Typed out key by key on the other keyboard, not by the tables that are tested.
    @Test func `knows a German keyboard on the machine and on the scanner`() {
        #expect(
            findings("GATEPASSßTEST-ABCDEFGHIJKLMNOPQRSTUVWXZYß0123456789") == [.germanKeyboard])
        #expect(
            findings("GATEPASS/TEST&ABCDEFGHIJKLMNOPQRSTUVWXZY/0123456789") == [.germanKeyboard])
    }

    @Test func `knows a French keyboard on the machine and on the scanner`() {
        #expect(
            findings("GQTEPQSS)TEST!QBCDEFGHIJKL?NOPARSTUVZXYW)à&é\"'(-è_ç") == [.frenchKeyboard])
        #expect(
            findings("GQTEPQSS6TEST>QBCDEFGHIJKL:NOPARSTUVZXYW6)!@#$%^&*(") == [.frenchKeyboard])
    }

    @Test func `knows full-width letters, and Chinese from an input method`() {
        #expect(findings(wide(ScannerTest.text)) == [.fullWidth])
        #expect(findings("噶特帕斯、测试") == [.inputMethod])
        #expect(findings("GATEPASS-TEST、ABC") == [.inputMethod])
    }

    @Test func `knows doubled and lost characters`() {
        #expect(findings(twice(ScannerTest.text)) == [.doubled])
        #expect(findings("GGATEPASS-TEEST/ABCDEFGHIJJJKLMNOPQRSTUVWXYZ-0123456789") == [.doubled])
        #expect(findings("GATEPAS-TEST/ABDEFGHIJKLMNOPQRSTUVWXYZ-012356789") == [.lost])
    }

    @Test func `knows an identifier, a prefix and a suffix`() {
        #expect(findings("]Q1" + ScannerTest.text) == [.identifier])
        #expect(findings("#" + ScannerTest.text) == [.prefix])
        #expect(findings(ScannerTest.text + "#") == [.suffix])
        #expect(findings("\u{02}" + ScannerTest.text + "\u{03}") == [.prefix, .suffix])
    }

    @Test func `knows Tab or nothing in place of Enter`() {
        #expect(findings(ScannerTest.text, ending: "\t") == [.endsWithTab])
        #expect(findings(ScannerTest.text, ending: "") == [.endsWithoutEnter])
    }

    @Test func `knows several at once`() {
        let spoilt = "]q1" + ScannerTest.text.lowercased()
        #expect(findings(spoilt, ending: "") == [.capitals, .identifier, .endsWithoutEnter])
        #expect(
            findings(twice("gatepassßtest-abcdefghijklmnopqrstuvwxzyß0123456789"))
                == [.capitals, .germanKeyboard, .doubled])
    }

    @Test func `says where nothing came, or something else`() {
        #expect(findings("") == [.nothing])
        #expect(findings("6901234567892") == [.unknown])
        #expect(findings("GP1ABCDEFGH", ending: "") == [.pass])
    }

    @Test func `warns of what a gate reads all the same, and of the rest as faults`() {
        #expect(ScannerFault.right.finding.state == .ok)
        #expect(ScannerFault.capitals.finding.state == .warning)
        #expect(ScannerFault.germanKeyboard.finding.state == .fault)
        for fault in ScannerFault.allCases where fault != .right {
            #expect(fault.finding.remedy != nil)
        }
    }
}
