// Rows below the header that are notes, and rows that only look like them.
import Identifiers
import RosterImport
import Testing

private func read(_ kind: ListKind, _ header: String, _ rows: [String]) throws -> ListReading {
    let text = ([header] + rows).joined(separator: "\n") + "\n"
    return readList(Array(text.utf8), kind: kind, options: try options())
}

@Suite struct `Note below a list` {
    @Test(arguments: [
        "审核部,张三,", "说明书组,张三,12", "以上海为中心,张三,", "共享中心,张三,", "总数据组,Li Lei,3",
        "累计科技,买买提·艾力,", "复核,张三,",
    ])
    func `is none where a name stands beside such a beginning`(_ row: String) throws {
        for header in ["部门,姓名,身份证号", "班组长意见,姓名,身份证号"] {
            let reading = try read(.staff, header, ["甲,李四,E12345678", row])
            #expect(reading.rowCount == 2)
            #expect(reading.rejectedCount == 1)
            #expect(reading.problems.map(\.row) == [3])
        }
    }

    @Test func `is none where a driver stands beside such a beginning`() throws {
        let reading = try read(
            .vehicles, "车队,车牌号,驾驶员", ["审核车队,,张三", "共享车队,沪A1,张三、李四", "甲,沪A12345,张三"])
        #expect(reading.rowCount == 3)
        #expect(reading.problems.map(\.row) == [2, 3])
    }

    @Test(arguments: [
        "合计,2,", "合计,二人,", "合　计,共二人,2", "小计,行政部,", "总人数：2,,", "备注:以上属实,,", "备注,以上属实,",
        "备注1,以上属实,", "制表人:,张三,", "制表人,张三,", "审核人：李四,批准人,", "审核：,张三,", "填报日期,五月,",
        "说明,以上属实,", "共2人,,", "第1页,共三页,", "Total,two,", "Notes:,all well,", ",合计,2", "审核部,2人,",
        "负责人：,张三,",
    ])
    func `is passed over, also where what it announces stands beside it`(_ row: String) throws {
        let reading = try read(.staff, "部门,姓名,身份证号", ["甲,李四,E12345678", row])
        #expect(reading.rowCount == 1)
        #expect(reading.problems.isEmpty)
    }
}
