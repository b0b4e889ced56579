// Headers of two rows, in which a group of columns may be about somebody else.
import Identifiers
import RosterImport
import Testing

private func read(_ kind: ListKind, _ rows: [String]) throws -> ListReading {
    let text = rows.joined(separator: "\n") + "\n"
    return readList(Array(text.utf8), kind: kind, options: try options())
}

private func people(_ rows: String...) throws -> [String] {
    let reading = try read(.staff, rows)
    #expect(reading.fileProblem == nil)
    return reading.people.map { "\($0.name.text) \($0.identity.text) \($0.phone?.text ?? "-")" }
}

@Suite struct `Header of two rows` {
    private static let own = "张三,99999920010503400X,19900000001,E1,"

    @Test(arguments: [
        ("紧急联系人", "姓名,电话", "王五,19900009999"), ("紧急联系人", "关系,电话", "妻,19900009999"),
        ("配偶", "姓名,身份证号", "王五,E12345679"), ("车间主任", "姓名,手机号", "王五,19900009999"),
    ])
    func `leaves the person whole beside a group about somebody else`(
        _ group: String, _ titles: String, _ cells: String
    ) throws {
        let found = try people(
            "姓名,身份证号,手机号,工号,\(group),", ",,,,\(titles)", Self.own + cells)
        #expect(found == ["张三 99999920010503400X 19900000001"])
    }

    @Test func `does not take the telephone of somebody else for one's own`() throws {
        #expect(
            try people("姓名,身份证号,家属信息,", ",,关系,电话", "张三,E12345678,妻,19900009999")
                == ["张三 E12345678 -"])
        #expect(
            try people(
                "基本信息,,联系方式,紧急联系人,", "姓名,身份证号,手机号,姓名,电话",
                "张三,E12345678,19900000001,王五,19900009999")
                == ["张三 E12345678 19900000001"])
    }

    @Test func `leaves the driver beside an escort`() throws {
        for escort in ["押运员", "其他人员"] {
            let reading = try read(
                .vehicles,
                [
                    "车牌号,驾驶员,联系电话,\(escort),", ",,,姓名,电话",
                    "沪A12345,张三,19900000001,王五,19900009999",
                ])
            #expect(reading.vehicles.map { $0.drivers.map(\.text) } == [["张三"]])
            #expect(reading.vehicles.map(\.phone?.text) == ["19900000001"])
        }
    }

    @Test func `is a group's where nothing above says the same`() throws {
        #expect(
            try people(
                "序号,基本信息,,联系方式,", ",姓名,身份证号,手机号,住址", "1,张三,E12345678,19900000001,1号")
                == ["张三 E12345678 19900000001"])
        let reading = try read(
            .vehicles, ["车牌号,驾驶员,,", ",姓名,身份证号,电话", "沪A12345,张三,E12345678,19900000001"])
        #expect(reading.vehicles.map { $0.drivers.map(\.text) } == [["张三"]])
        #expect(reading.vehicles.map(\.phone?.text) == ["19900000001"])
    }

    @Test(arguments: [
        ["姓名,身份证号,联系方式,手机", ",,,手机号", "张三,E12345678,x,y"],
        ["员工情况,,组长情况,", "姓名,身份证号,姓名,电话", "张三,E12345678,王五,19900009999"],
        ["员工情况,,组长情况,,手机号", "姓名,身份证号,工号,电话,", "张三,E12345678,E1,19900009999,19900000001"],
    ])
    func `is refused where two columns may be meant`(_ rows: [String]) throws {
        #expect(try read(.staff, rows).fileProblem?.code == .headerDuplicate)
    }

    @Test func `is one row where the row above says who sends the list`() throws {
        #expect(
            try people(
                "联系人,李四,联系电话,19900009999", "姓名,身份证号,手机号,部门",
                "张三,E12345678,19900000001,甲") == ["张三 E12345678 19900000001"])
    }
}
