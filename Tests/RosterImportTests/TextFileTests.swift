// Lists in text files: encodings, separators, quotes.
import Identifiers
import RosterImport
import Testing

private func read(_ bytes: [UInt8], _ kind: ListKind = .staff) throws -> ListReading {
    readList(bytes, kind: kind, options: try options())
}

private let list = "姓名,身份证号,部门\r\n张三,99999920010503400X,行政\r\n"

private func littleEndian(_ text: String) -> [UInt8] {
    Array(text.utf16.map { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }.joined())
}

private func wide(_ text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
        (0..<4).map { UInt8(scalar.value >> (8 * $0) & 0xFF) }
    }
}

private func bigEndian(_ text: String) -> [UInt8] {
    Array(text.utf16.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }.joined())
}

@Suite struct `Text list` {
    @Test func `may be UTF-16 of either order, with a mark`() throws {
        let little = [0xFF, 0xFE] + littleEndian(list)
        let big = [0xFE, 0xFF] + bigEndian(list)
        #expect(try read(little).people.map(\.department) == ["行政"])
        #expect(try read(little).file.encoding == .utf16LittleEndian)
        #expect(try read(big).people.map(\.department) == ["行政"])
        #expect(try read(big).file.encoding == .utf16BigEndian)
    }

    @Test func `has no encoding that fits`() throws {
        let code = { (bytes: [UInt8]) in try read(bytes).fileProblem?.code }
        #expect(try code(Array(list.utf8) + [0xFF, 0xFF]) == .fileEncoding)
        #expect(try code([0xEF, 0xBB, 0xBF] + Array(list.utf8) + [0xC3]) == .fileEncoding)
        #expect(
            try code(
                [0xFF, 0xFE] + littleEndian(list) + [0x41])
                == .fileEncoding)
        #expect(try code([0xFF, 0xFE, 0, 0] + wide(list)) == .fileEncoding)
        #expect(try code(wide(list)) == .fileEncoding)
        #expect(try code(littleEndian(list) + [0, 0xD8]) == .fileEncoding)
        #expect(try code(littleEndian(list) + [0x41]) == .fileType)
        #expect(try code([UInt8](repeating: 0, count: 4096)) == .fileType)
        #expect(try code(Array(list.utf8) + [0, 0]) == .fileType)
    }

    @Test(arguments: [
        "name,id number\n张三,99999920010503400X\n李四,E12345678\n", "姓名,身份证号,部门\n张三,E12345678,",
        "name,id number\n" + String(repeating: "José,E12345678\n", count: 40),
    ])
    func `is not taken for another encoding where a character of UTF-8 is bad or cut`(
        _ start: String
    ) throws {
        for fault in [[0xE7, 0xAD], [0xE7], [0xFF], [0x80]] as [[UInt8]] {
            let bytes = Array(start.utf8) + fault
            #expect(try read(bytes).fileProblem?.code == .fileEncoding)
            #expect(try read(bytes + Array(",x\n".utf8)).fileProblem?.code == .fileEncoding)
            let long = bytes + Array(repeating: 0x41, count: 70_000) + bytes
            #expect(try read(long).fileProblem?.code == .fileEncoding)
        }
    }

    @Test func `is GB18030 also where much of it could be UTF-8`() throws {
        // 张三 and 李四, and 嫦娓 of six bytes that are two characters of UTF-8 with 涓 before it.
        let names: [[UInt8]] = [
            [0xD5, 0xC5, 0xC8, 0xFD], [0xC0, 0xEE, 0xCB, 0xC4],
            [0xE4, 0xB8, 0xAD, 0xE6, 0xBC, 0xA0],
        ]
        for name in names.prefix(2) {
            let rows = [names[2], name].map { $0 + Array(",E12345678\n".utf8) }
            let reading = try read(Array("name,id number\n".utf8) + rows.joined())
            #expect(reading.file.encoding == .gb18030)
            #expect(reading.rowCount == 2)
        }
    }

    @Test func `may be UTF-16 without a mark, told by its ends of lines`() throws {
        // 一 and the wide blank have a half that is zero, as ends of lines have.
        let text = list.replacing("行政", with: "一车间　一组")
        #expect(try read(littleEndian(text)).file.encoding == .utf16LittleEndian)
        #expect(try read(littleEndian(text)).people.map(\.department) == ["一车间　一组"])
        #expect(try read(bigEndian(text)).file.encoding == .utf16BigEndian)
        #expect(try read(bigEndian(text)).people.map(\.department) == ["一车间　一组"])
    }

    @Test(arguments: ["", "x"])
    func `keeps characters whole across the pieces it is decoded in`(_ shift: String) throws {
        // A column of two-byte characters: at one of the two shifts a piece ends inside one.
        let sample = try Samples.bytes("rosters/gb18030.csv")
        let lines = sample.split(separator: 0x0A)
        let long = Array(shift.utf8) + (0..<100_000).flatMap { _ in [0xD5, 0xC5] as [UInt8] }
        let bytes = lines[0] + [0x2C, 0x41, 0x0A] + lines[1] + [0x2C] + long + [0x0A] + lines[2]
        let reading = try read(Array(bytes.filter { $0 != 0x0D }))
        #expect(reading.file.encoding == .gb18030)
        #expect(reading.accepted.count == 2)
    }

    @Test(arguments: [",", ";", "\t"])
    func `is separated by what makes a header`(_ separator: String) throws {
        let text = list.replacing(",", with: separator)
        #expect(try read(Array(text.utf8)).people.map(\.department) == ["行政"])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `ends its lines in any way, the last one perhaps not at all`(_ end: String) throws {
        let text = "姓名,身份证号\(end)\(end)张三,E12345678"
        #expect(try read(Array(text.utf8)).people.map(\.row) == [3])
    }

    @Test func `has quotes as in RFC 4180`() throws {
        let text =
            "\"姓\n名\",\"身份证号\",部门\n张三,\"E12345678\",\"一,\"\"甲\"\"\n乙\"\n李四,E12345679,5\"管\n"
        let reading = try read(Array(text.utf8))
        #expect(reading.people.map(\.department) == ["一,\"甲\"\n乙", "5\"管"])
        #expect(reading.people.map(\.row) == [2, 3])
    }

    @Test func `is damaged where a quote is never closed, since rows would be lost in it`() throws {
        let text = list + "李四,E12345678,\"行政\n王五,E12345679,行政\n"
        #expect(try read(Array(text.utf8)).fileProblem?.code == .fileDamaged)
    }

    @Test func `has headers in any dress`() throws {
        let text = "姓 名*,身份证号码(必填),Employee No.,ＰＨＯＮＥ\n张三,E12345678,E1,19900000042\n"
        let reading = try read(Array(text.utf8))
        #expect(reading.people.map(\.phone?.text) == ["19900000042"])
        #expect(reading.people.map(\.employeeNumber?.text) == ["E1"])
        #expect(reading.file.hasEmployeeNumbers)
    }

    @Test func `keeps rows short of cells, and cells beyond the header`() throws {
        let reading = try read(Array("姓名,身份证号,手机\n张三,E12345678\n李四,E12345679,,x,y\n".utf8))
        #expect(reading.accepted.count == 2)
    }

    @Test(arguments: ["生\0产部", "\0生产部", "生产\0\0部\0", "\"生\0产部\0\"", "\0\"生产部\""])
    func `has zeros that nobody typed, and is read on without them`(
        _ cell: String
    ) throws {
        // Near its beginning, they would show that it is no text.
        let rows = String(repeating: "张三,E12345678,行政\r\n", count: 400)
        let text = list + rows + "李四,E1234\05679,\(cell)\n\0王五,E12345670,\0\n"
        let people = try read(Array(text.utf8)).people.suffix(2)
        #expect(people.map(\.name.text) == ["李四", "王五"])
        #expect(people.map(\.identity.text) == ["E12345679", "E12345670"])
        #expect(people.map(\.department) == ["生产部", nil])
    }
}
