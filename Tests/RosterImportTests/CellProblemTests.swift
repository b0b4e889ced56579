// Each code that a cell can have, and which of several comes first.
import RosterImport
import Testing

private func staff(_ header: String, _ rows: String...) throws -> [String] {
    try problems(.staff, header, rows)
}

private func vehicles(_ header: String, _ rows: String...) throws -> [String] {
    try problems(.vehicles, header, rows)
}

private func problems(_ kind: ListKind, _ header: String, _ rows: [String]) throws -> [String] {
    let text = ([header] + rows).joined(separator: "\n")
    return readList(
        Array(text.utf8), kind: kind,
        options: try options(zones: ["厂区", "1"], routes: ["东线"])
    ).problems.map { "\($0.row ?? 0) \($0.column ?? "-") \($0.code.rawValue) \($0.value ?? "-")" }
}

@Suite struct `Cell problem` {
    @Test func `of a person's name and ID`() throws {
        let found = try staff(
            "姓名,身份证号", ",E12345678", "张3,E12345679", "张三,", "张三,12345", "张三,999999200105034001",
            "张三,999999200113034000", "张三,4.4E+17", "张三,99999920010503400X",
            "李四,99999920010503400x")
        #expect(
            found == [
                "2 姓名 NAME_MISSING -", "3 姓名 NAME_INVALID 张3", "4 身份证号 ID_MISSING -",
                "5 身份证号 ID_FORMAT 1***5", "6 身份证号 ID_CHECKSUM 9999**********4001",
                "7 身份证号 ID_DATE 9999**********4000", "8 身份证号 ID_ROUNDED 4*****7",
                "10 身份证号 ID_DUPLICATE 9999**********400X",
            ])
    }

    @Test func `of an employee number, where the list has them`() throws {
        #expect(
            try staff("工号,姓名,身份证号", "E1,张三,E12345678", ",张三,E12345679", "E1,张三,E12345670")
                == ["3 工号 EMPLOYEE_NO_MISSING -", "4 工号 EMPLOYEE_NO_DUPLICATE E1"])
        #expect(try staff("姓名,身份证号", "张三,E12345678") == [])
    }

    @Test func `of a number that a refused row had first`() throws {
        #expect(
            try staff("工号,姓名,身份证号", "E1,,E12345678", "E1,张三,E12345678") == [
                "2 姓名 NAME_MISSING -", "3 工号 EMPLOYEE_NO_DUPLICATE E1",
                "3 身份证号 ID_DUPLICATE E1*****78",
            ])
    }

    @Test func `of a telephone, a zone and a date`() throws {
        let found = try staff(
            "姓名,身份证号,手机,区域,有效期至", "张三,E12345678,021-5555,厂区,2022-06-01",
            "张三,E12345679,,北区,2022/5/31", "张三,E12345670,,1,下周", "张三,E12345671,,,2022年6月31日")
        #expect(
            found == [
                "2 手机 PHONE_FORMAT 02****55", "3 区域 ZONE_UNKNOWN 北区",
                "3 有效期至 DATE_PAST 2022-05-31", "4 有效期至 DATE_FORMAT 下周",
                "5 有效期至 DATE_FORMAT 2022年6月31日",
            ])
    }

    @Test func `of length and of formula errors, before anything else`() throws {
        let long = String(repeating: "1", count: 201)
        let fits = String(repeating: "甲", count: 200)
        let found = try staff(
            "姓名,身份证号,部门", "#REF!,\(long),\(fits)", "张三,E12345678,\(fits)乙")
        #expect(
            found.map { $0.prefix(26) } == [
                "2 姓名 CELL_ERROR #REF!", "2 身份证号 CELL_TOO_LONG 1111***".prefix(26),
                "3 部门 CELL_TOO_LONG 甲甲甲甲甲甲甲甲".prefix(26),
            ])
    }

    @Test func `of a vehicle`() throws {
        let found = try vehicles(
            "车牌号,驾驶员,线路,起,止,手机", ",张三,,,,", "沪A1234I,张三,,,,", "沪A12345,,,,,", "沪A·12345,张三,,,,",
            "沪A12346,张三,西线,,,", "沪A12347,张三,东线,2022-06-02 08:00,2022-06-01 23:00,",
            "沪A12348,张三,东线,2022-06-02,2022-06-02 08:00,19900000042",
            "沪A12349,张三,,,2022-06-01 09:59,")
        #expect(
            found == [
                "2 车牌号 PLATE_MISSING -", "3 车牌号 PLATE_FORMAT 沪A1234I", "4 驾驶员 DRIVER_MISSING -",
                "5 车牌号 PLATE_DUPLICATE 沪A12345", "6 线路 ROUTE_UNKNOWN 西线",
                "7 止 DATE_ORDER 2022-06-01 23:00:00", "9 止 DATE_PAST 2022-06-01 09:59:00",
            ])
    }

    @Test func `of a driver's ID, which two vehicles may share`() throws {
        #expect(
            try vehicles("plate,driver,driver_id", "沪A12345,张三,E12345678", "沪A12346,张三,E12345678")
                == [])
        #expect(
            try vehicles("plate,driver,driver_id", "沪A12345,张三,123") == [
                "2 driver_id ID_FORMAT ***"
            ])
    }

    @Test func `takes other documents where the list names them`() throws {
        #expect(try staff("姓名,证件号码,证件类型", "Li Lei,AB123456,护照", "张三,E12345678,") == [])
        #expect(
            try staff("姓名,证件号码,证件类型", "张三,E12345678,身份证") == ["2 证件号码 ID_FORMAT E1*****78"])
    }

    @Test func `hides a number that stands in the wrong column`() throws {
        #expect(
            try staff("姓名,身份证号", "99999920010503400X,E12345678") == [
                "2 姓名 NAME_INVALID 9999**********400X"
            ])
    }

    @Test func `is a warning where the row still stands`() throws {
        let found = try staff(
            "工号,姓名,身份证号,手机", "Ｅ1,张 三, 999999200105034 00x,+8619900000042", "E2,张三,e12345678,")
        #expect(
            found == [
                "2 工号 MENDED_WIDTH Ｅ1", "2 姓名 MENDED_SPACE 张 三",
                "2 身份证号 MENDED_CASE 9999**********400X", "2 手机 MENDED_PREFIX 199****0042",
                "3 身份证号 MENDED_CASE E1*****78",
            ])
    }
}

@Suite struct `Problem text` {
    @Test(arguments: ProblemCode.allCases)
    func `says in both languages what is wrong and what to do`(_ code: ProblemCode) {
        for text in [code.message, code.fix] {
            #expect(text.zh.unicodeScalars.contains { $0.value > 0x4E00 })
            #expect(text.en.utf8.count > 8)
            #expect(
                !text.en.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
                    || code == .plateFormat)
        }
        #expect((code.severity == .warning) == code.rawValue.hasPrefix("MENDED_"))
    }

    @Test func `differs from code to code`() {
        #expect(Set(ProblemCode.allCases.map(\.message.zh)).count == ProblemCode.allCases.count)
        #expect(Set(ProblemCode.allCases.map(\.message.en)).count == ProblemCode.allCases.count)
    }
}
