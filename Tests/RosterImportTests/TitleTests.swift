import Testing

// Titles of columns in every dress, and dates in every form, each by itself.
@testable import RosterImport

@Suite struct `Title of a column` {
    @Test(arguments: [
        "姓名", "*姓 名", "★姓名", "※姓\n名", "1、姓名", "一、姓名", "(1)姓名", "①姓名", "姓名（必填）", "姓名(必填", "姓名必填",
        "【姓名】", "姓-名", "姓名：", "姓名/Name", "姓名 Name", "Name/姓名", "员工姓名", "ＮＡＭＥ *", "姓\u{200B}名",
    ])
    func `means the name in many dresses`(_ title: String) {
        #expect(HeaderNames(kind: .staff).column(of: title) == .name)
    }

    @Test(arguments: [
        "身份证号", "身份证号码*", "▲身份证号#", "身份证号/ID No.", "身份证号码 ID Number", "身份证/护照号码", "居民身份证号",
        "身份证件号码", "3.身份证号\n（18位）", "证件号码或护照号", "ID_NUMBER",
    ])
    func `means the ID number in many dresses`(_ title: String) {
        #expect(HeaderNames(kind: .staff).column(of: title) == .identity)
    }

    @Test(arguments: [
        ("手机号码(本人)", ListColumn.phone), ("联系手机", .phone), ("电话/微信", .phone),
        ("员工工号", .employeeNumber), ("工号 No.", .employeeNumber), ("部门/车间", .department),
        ("有效期至（年月日）", .validUntil),
    ])
    func `means what its words say`(_ title: String, _ column: ListColumn) {
        #expect(HeaderNames(kind: .staff).column(of: title) == column)
    }

    @Test(arguments: [
        "", "*", "1", "配偶姓名", "配偶name", "姓名2", "紧急联系人姓名", "姓名/工号", "身份证号码有效期", "部门/岗位",
        "身份证发证机关", "性别", "Surname",
    ])
    func `means nothing where it is of something else`(_ title: String) {
        #expect(HeaderNames(kind: .staff).column(of: title) == nil)
    }

    @Test func `may be spread over two rows`() {
        let names = HeaderNames(kind: .vehicles)
        #expect(names.column(of: "驾驶员", over: "身份证号") == .driverIdentity)
        #expect(names.column(of: "有效期", over: "止") == .until)
        #expect(names.column(of: "名单", over: "止") == nil)
    }
}

@Suite struct `Date as text` {
    @Test(arguments: [
        ("2031-05-31", "2031-05-31"), ("2031/5/31", "2031-05-31"), ("2031.5.31", "2031-05-31"),
        ("2031年5月31日", "2031-05-31"), ("20310531", "2031-05-31"), ("2031年05月31号", "2031-05-31"),
        ("２０３１－０５－３１", "2031-05-31"), ("2031 05 31", "2031-05-31"), ("2031—05—31", "2031-05-31"),
        ("2031、5、31", "2031-05-31"), ("2031-5-31 星期六", "2031-05-31"),
        ("2031年5月31日（周六）", "2031-05-31"), ("31/05/2031", "2031-05-31"), ("5/31/2031", "2031-05-31"),
        ("5/5/2031", "2031-05-05"), ("31-May-2031", "2031-05-31"), ("May 31, 2031", "2031-05-31"),
        ("Saturday, 31 May 2031", "2031-05-31"), ("2031-05-31 8:30", "2031-05-31 08:30:00"),
        ("2031-05-31T08:30:15", "2031-05-31 08:30:15"),
        ("2031-05-31T08:30:15.250", "2031-05-31 08:30:15"),
        ("2031年5月31日 08时30分", "2031-05-31 08:30:00"),
        ("2031年5月31日8时", "2031-05-31 08:00:00"),
        ("2031/5/31 下午3:30", "2031-05-31 15:30:00"), ("5/31/2031 12:05 AM", "2031-05-31 00:05:00"),
        ("2031-05-31 24:00", "2031-05-31 23:59:59"),
        ("2031 年 12 月 31 日 （ 星期三 ） 下午 12时30分00秒", "2031-12-31 12:30:00"),
        ("Wednesday, September 24, 2031 12:05:00 AM", "2031-09-24 00:05:00"),
    ])
    func `is read where it can mean one day only`(_ text: String, _ expected: String) {
        #expect(WallTime(listText: text)?.text == expected)
    }

    @Test(arguments: [
        "", "长期", "下周", "2031", "2031-05", "5月31日", "05/06/2031", "5-6-2031", "31/05/31",
        "13/13/2031",
        "2031-02-29", "2031-13-01", "2031-5-31至2031-6-30", "2031-05-31 8.30", "2031-05-31 0830",
        "2031-05-31 8", "2031-05-31 25:00", "2031-05-31 8:60", "2031-05-31 13:00 PM", "203105311",
        "2031-05-31Z", "2031-05-31T08:30:00+08:00", "May 2031 31", "47999",
    ])
    func `is not guessed`(_ text: String) {
        #expect(WallTime(listText: text) == nil)
    }

    @Test func `has so many parts and no more`() {
        let parts = ListLimits.dateParts - 5
        let text = { "2031-05-31" + String(repeating: "T", count: $0) }
        #expect(WallTime(listText: text(parts)) != nil)
        #expect(WallTime(listText: text(parts + 1)) == nil)
        #expect(WallTime(listText: "2031-05-31" + String(repeating: ".", count: 60)) == nil)
    }

    @Test func `is a bare serial in a workbook only where no other number is meant`() {
        let text = { (serial: String) in WallTime(plainSerial: serial, epoch: .from1900)?.text }
        #expect(text("44742") == "2022-06-30")
        #expect(text(" 44742.25 ") == "2022-06-30 06:00:00")
        for other in ["", "4474", "447420", "20220630", "10023", "99999", "4474a", "44742.5.1"] {
            #expect(text(other) == nil)
        }
    }
}
