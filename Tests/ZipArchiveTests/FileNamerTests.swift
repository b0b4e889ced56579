import Testing
import ZipArchive

@Suite struct `File name` {
    @Test(arguments: [
        ("1001", "1001.png"), ("粤B·12345", "粤B·12345.png"), ("A 7", "A 7.png"),
        ("a<b>c:d\"e/f\\g|h?i*j", "a_b_c_d_e_f_g_h_i_j.png"),
        ("a\u{0}b\u{1f}c\u{7f}", "a_b_c_.png"),
        ("gnp.\u{202e}exe", "gnp._exe.png"), ("12.", "12.png"), ("12. . ", "12.png"),
        ("", "_.png"), (".", "_.png"), ("..", "_.png"), ("   ", "_.png"), ("../x", "_._x.png"),
        ("-rf", "_rf.png"), (".profile", "_profile.png"), (" 7", "_7.png"),
    ])
    func `is the key with what Windows refuses taken out`(key: String, name: String) {
        var namer = FileNamer(pathExtension: "png")
        #expect(namer.name(for: key) == name)
    }

    @Test(arguments: [
        "CON", "con", "PRN", "AUX", "nul", "COM1", "com9", "COM0", "LPT1", "LPT¹", "NUL.txt",
        "CON .x", "CONIN$", "CLOCK$",
    ])
    func `is never a device's`(key: String) {
        var namer = FileNamer(pathExtension: "png")
        #expect(namer.name(for: key) == "_" + key + ".png")
    }

    @Test(arguments: ["CONSOLE", "COM", "COM10", "COMA", "XCON", "LPT"])
    func `is left alone where it only begins like a device's`(key: String) {
        var namer = FileNamer(pathExtension: "png")
        #expect(namer.name(for: key) == key + ".png")
    }

    @Test func `gets a number where another has it, capitals aside`() {
        var namer = FileNamer(pathExtension: "png")
        let names = ["A7", "a7", "A7", "A7-2", "É", "e\u{301}", "a?", "a*"].map {
            namer.name(for: $0)
        }
        #expect(
            names == [
                "A7.png", "a7-2.png", "A7-3.png", "A7-2-2.png", "É.png", "e\u{301}-2.png",
                "a_.png", "a_-2.png",
            ])
    }

    @Test func `has 120 bytes at most, numbers included, and no half character`() {
        var namer = FileNamer(pathExtension: "png")
        let ascii = String(repeating: "7", count: 116)
        #expect(namer.name(for: ascii) == ascii + ".png")
        #expect(namer.name(for: ascii + "8") == ascii.dropLast(2) + "-2.png")
        let han = String(repeating: "粤", count: 100)
        #expect(namer.name(for: han) == han.prefix(38) + ".png")
        #expect(namer.name(for: han) == han.prefix(38) + "-2.png")
        let family = "👨‍👩‍👧‍👦"
        let name = namer.name(for: String(repeating: family, count: 20))
        #expect(name.utf8.count <= 120)
        // The cut may lay bare a space or a dot.
        let spaced = String(repeating: "b", count: 110) + "      c"
        #expect(namer.name(for: spaced) == String(repeating: "b", count: 110) + ".png")
    }

    @Test func `stays apart for a hundred thousand equal keys`() {
        var namer = FileNamer(pathExtension: "png")
        var names: Set<String> = []
        for _ in 0..<100_000 { names.insert(namer.name(for: "1001")) }
        #expect(names.count == 100_000)
        #expect(names.contains("1001-100000.png"))
    }
}
