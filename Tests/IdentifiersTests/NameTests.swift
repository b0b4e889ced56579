// Names, plates, employee numbers, pass numbers and dates.
import Identifiers
import Testing

@Suite struct `Person name` {
    @Test(arguments: [
        "张三", "𠮷野", "阿依古丽·买买提", "José Núñez", "Ngô Bảo", "欧阳娜娜", "Li Lei", "㐂㐂", "张三 Li",
    ])
    func `takes Han of any plane, the dot, and Latin with accents`(_ text: String) throws {
        let mended = try PersonName.mending(text)
        #expect(mended.value.text == text)
        #expect(mended.mends == [])
    }

    @Test(arguments: [
        ("张 三", "张三", Mends.space), (" 张三", "张三", .space), ("张　三", "张三", .space),
        ("阿依•买买提", "阿依·买买提", .width), ("Ｌｉ Lei", "Li Lei", .width),
        ("Li  Lei", "Li Lei", .space), ("张三\u{200B}", "张三", .space),
        ("Li\u{FEFF}Lei", "LiLei", .space),
        ("阿依 · 买买提", "阿依·买买提", .space), ("阿依．买买提", "阿依·买买提", .width),
        ("阿依.买买提", "阿依·买买提", .width), ("阿依● 买买提", "阿依·买买提", Mends([.width, .space])),
        ("Jose\u{301} Nu\u{301}n\u{303}ez", "José Núñez", Mends()),
        ("Nguye\u{302}\u{303}n", "Nguyễn", Mends()),
        ("Vie\u{302}\u{323}t \u{1EB9}\u{302}", "Vi\u{1EC7}t \u{1EC7}", Mends()),
        ("l\u{304}\u{323}a \u{E6}\u{301}q", "\u{1E39}a \u{1FD}q", Mends()),
        ("aq\u{301}\u{302}b", "aq\u{301}\u{302}b", Mends()),
    ])
    func `mends dots, width and blanks`(_ text: String, _ canonical: String, _ mends: Mends) throws
    {
        let mended = try PersonName.mending(text)
        #expect(mended.value.text == canonical)
        #expect(mended.mends == mends)
    }

    @Test(arguments: [
        "", "张", "张3", "张三!", "·张三", "张三·", "=1+1", "<b>张</b>", "张三(临时)", "张三.", "J.R.",
    ])
    func `refuses what is no name`(_ text: String) {
        #expect(throws: IdentifierError.self) { try PersonName(parsing: text) }
    }

    @Test func `holds fifty characters and not fifty-one`() throws {
        #expect(try PersonName(parsing: String(repeating: "张", count: 50)).text.count == 50)
        #expect(throws: IdentifierError.self) {
            try PersonName(parsing: String(repeating: "张", count: 51))
        }
    }

    @Test func `masks all but the ends`() throws {
        #expect(try PersonName(parsing: "张小三").masked == "张*三")
        #expect(try PersonName(parsing: "张三").masked == "张*")
        #expect(try PersonName(parsing: "欧阳娜娜").masked == "欧*娜")
    }
}

@Suite struct `Plate number` {
    @Test(arguments: [
        "沪A12345", "苏E12D45", "沪A1234挂", "京A1234警", "粤Z1234港", "粤Z1234澳", "川A1234学",
        "沪AD12345", "沪AF12345", "沪A12345D", "沪A12345F", "沪AA12345", "贵ABCDEF",
    ])
    func `takes ordinary and new-energy plates`(_ text: String) throws {
        let mended = try Plate.mending(text)
        #expect(mended.value.text == text)
        #expect(mended.mends == [])
    }

    @Test(arguments: [
        ("沪a·12345", Mends.letterCase), ("沪Ａ12345", .width), (" 沪 A 12345 ", .space),
        ("沪A-12345", .space), ("沪A·12345", Mends()), ("沪A•12345", Mends()), ("沪A.12345", Mends()),
    ])
    func `drops what stands between the parts`(_ text: String, _ mends: Mends) throws {
        let mended = try Plate.mending(text)
        #expect(mended.value.text == "沪A12345")
        #expect(mended.mends == mends)
    }

    @Test func `refuses the letters I and O, because GA 36 leaves them out`() {
        for text in ["沪A1234I", "沪A1234O", "沪I12345", "沪O12345", "沪A1I345D"] {
            #expect(throws: IdentifierError.malformed(.plate, found: text)) {
                try Plate(parsing: text)
            }
        }
    }

    @Test(arguments: [
        "", "A12345", "沪A1234", "沪A123456", "沪A1234567", "沪112345", "日A12345", "沪A12挂45",
        "沪AD1234挂5", "沪A1B345L", "沪A12345挂",
    ])
    func `refuses what is no plate`(_ text: String) {
        #expect(throws: IdentifierError.self) { try Plate(parsing: text) }
    }
}

@Suite struct `Pass number` {
    @Test func `reads back what it shows, with and without its dress`() throws {
        let number = try PassNumber(area: 310117, serial: 42)
        #expect(number.text == "310117-0000-0042-\(number.digits.suffix(1))")
        for text in [
            number.text, number.digits, "  " + number.text.replacing("-", with: " "),
            number.text.replacing("3", with: "３").replacing("-", with: "－"),
        ] {
            #expect(try PassNumber(parsing: text) == number)
        }
    }

    @Test func `carries the check digit that ISO 7064 MOD 11,10 gives`() throws {
        #expect(try PassNumber(area: 310117, serial: 42).text == "310117-0000-0042-5")
    }

    @Test func `finds every single wrong digit`() throws {
        let good = try Array(PassNumber(area: 310117, serial: 42).digits)
        for place in good.indices {
            for digit in "0123456789" where digit != good[place] {
                var bad = good
                bad[place] = digit
                #expect(throws: IdentifierError.self) { try PassNumber(parsing: String(bad)) }
            }
        }
    }

    @Test func `has room for six and eight digits and no more`() throws {
        #expect(
            try PassNumber(area: 999_999, serial: 99_999_999).digits.hasPrefix("99999999999999"))
        #expect(try PassNumber(area: 0, serial: 0).digits.count == 15)
        #expect(throws: IdentifierError.self) { try PassNumber(area: 1_000_000, serial: 0) }
        #expect(throws: IdentifierError.self) { try PassNumber(area: 0, serial: 100_000_000) }
    }
}

@Suite struct `Employee number` {
    @Test func `keeps case and folds width and blanks`() throws {
        #expect(try EmployeeNumber.mending("e-01").mends == [])
        #expect(try EmployeeNumber(parsing: " Ｅ０1 ").text == "E01")
        #expect(try EmployeeNumber.mending("Ａ1").mends == .width)
        #expect(throws: IdentifierError.self) { try EmployeeNumber(parsing: " ") }
        #expect(throws: IdentifierError.self) {
            try EmployeeNumber(parsing: String(repeating: "1", count: 201))
        }
    }
}

@Suite struct `Calendar date` {
    @Test func `counts days forth and back without a gap`() throws {
        var previous = try #require(CalendarDate(daysSince1970: -719_162))
        #expect(previous.text == "0001-01-01")
        for day in stride(from: -719_161, through: 2_932_896, by: 97) {
            let date = try #require(CalendarDate(daysSince1970: day))
            #expect(date.daysSince1970 == day)
            #expect(previous < date)
            previous = date
        }
        #expect(CalendarDate(daysSince1970: 0)?.text == "1970-01-01")
        #expect(CalendarDate(daysSince1970: 2_932_897) == nil)
    }

    @Test func `knows leap years`() {
        #expect(CalendarDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CalendarDate(year: 1900, month: 2, day: 29) == nil)
        #expect(CalendarDate(year: 2024, month: 2, day: 29) != nil)
        #expect(CalendarDate(year: 2022, month: 4, day: 31) == nil)
        #expect(CalendarDate(year: 2022, month: 13, day: 1) == nil)
    }
}

@Suite struct `Masked text` {
    @Test func `hides long numbers wherever they stand`() {
        #expect(Masking.numbers(in: "张三 99999920010503400X!") == "张三 9999**********400X!")
        #expect(Masking.numbers(in: "一车间12345") == "一车间12345")
        #expect(Masking.middle("12345") == "1***5")
        #expect(Masking.middle("") == "")
        let long = String(repeating: "7", count: 60)
        #expect(Masking.middle(long) == "7777" + String(repeating: "*", count: 20) + "7777")
        #expect(Masking.middle("99999919850101 1234") == "9999***********1234")
        #expect(Masking.middle("９9999919850101123X") == "９999**********123X")
    }
}
