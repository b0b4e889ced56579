// Uploaded lists where desks decide on them: nothing is written before, and all of it after.
import Approvals
import Foundation
import Issuance
import Registry
import TestSupport
import Testing

@Suite struct `A list that desks decide on` {
    private let fixture: ApplicationFixture

    init() throws { fixture = try ApplicationFixture() }

    private func staff(_ count: Int, from first: Int = 0) -> String {
        "姓名,证件号码,手机号,工号\n"
            + (first..<first + count).map {
                "王五,\(ApplicationFixture.identity($0)),1990000\(1000 + $0),A\(1000 + $0)\n"
            }.joined()
    }

    private func upload(
        _ text: String, _ kind: ListKind = .staff, _ change: (inout ListJobDraft) -> Void = { _ in }
    ) throws -> Int64 {
        let office = fixture.office.acting(as: "account:7")
        let upload = try office.beginUpload()
        try upload.append(Array(text.utf8))
        var draft = ListJobDraft(
            organisation: ApplicationFixture.firm, site: ApplicationFixture.site, kind: kind)
        change(&draft)
        let list = try office.receive(upload, draft)
        try work()
        return list.id
    }

    private func work() throws { while try fixture.office.workOnLists() {} }

    private func submit(
        _ list: Int64, _ change: (inout ListSubmission) -> Void = { _ in }
    ) throws -> ListJobReport {
        var submission = ListSubmission()
        change(&submission)
        return try fixture.hr.submitList(list, submission)
    }

    private func list(_ number: Int64) throws -> ListJobReport { try fixture.office.list(number) }

    private var people: Int {
        get throws { try fixture.office.people(organisation: ApplicationFixture.firm).count }
    }

    private func clerk(_ desk: String) -> ApplicationsOffice {
        fixture.acting(as: ApplicationFixture.clerk(desk))
    }

    @Test func `goes by every desk of its way and is written in the background after the last`()
        throws
    {
        let number = try upload(staff(60))
        let filed = try submit(number)
        #expect(filed.state == .filed)
        let application = try #require(filed.application)
        try work()
        #expect(try people == 0)
        let view = try clerk("park").application(application)
        #expect(view.kind == "staff-list")
        #expect(view.level.value == "town")
        #expect(view.list.value?.summary?.new == 60)
        #expect(view.values["list"] == .upload(UploadedList(number: number, rows: 60)))
        // More than fifty: two desks side by side after the first.
        try fixture.approve(application, 0, at: "park")
        try fixture.approve(application, 1, at: "town")
        try work()
        #expect(try people == 0)
        let done = try fixture.approve(application, 2, at: "health")
        #expect(done.status == .approved)
        #expect(try list(number).state == .applying)
        // Another program takes the work up, as after a restart.
        let restarted = try Office.open(
            OfficeFolders(
                data: fixture.folder.path + "/d", keys: fixture.folder.path + "/d/keys"),
            setting: OfficeSetting(
                who: "restarted", clock: OfficeClock { ApplicationFixture.start },
                random: .fixed(seed: 6)))
        #expect(try restarted.workOnLists())
        #expect(try list(number).state == .applied)
        #expect(try people == 60)
        let audit = try fixture.auditText()
        #expect(audit.contains("approval=application \(application)"))
        #expect(try fixture.office.undoList(number, .apply).applied)
        // What was approved was approved; that it was taken back is told beside it.
        let undone = try fixture.hr.application(application)
        #expect(undone.status == .approved)
        #expect(undone.list.value?.state == .undone)
        let history = try fixture.hr.history(
            of: application, PagePlace(after: nil, limit: 50), naming: { _ in nil })
        #expect(history.map(\.what) == ["file", "approve", "approve", "approve", "undo-list"])
    }

    @Test func `comes back with the reason where a desk refuses, and writes nothing`() throws {
        let number = try upload(staff(3))
        let application = try #require(try submit(number).application)
        _ = try clerk("park").perform(
            .refuse(step: 0, reason: "住宿未落实"), on: application, as: .desk)
        try work()
        let refused = try list(number)
        #expect(refused.state == .refused)
        #expect(refused.reason == "住宿未落实")
        #expect(refused.summary?.code == "APPLICATION_REFUSED")
        #expect(refused.summary?.new == 3)
        #expect(try people == 0)
        let again = try submit(number)
        #expect(again.state == .filed)
        #expect(again.application != application)
        #expect(again.reason == nil)
    }

    @Test func `is not approved where its file was changed meanwhile`() throws {
        let number = try upload(staff(3))
        let application = try #require(try submit(number).application)
        let folder = URL(filePath: fixture.folder.path + "/d/uploads")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
            let file = try FileHandle(forUpdating: folder.appending(path: name))
            try file.seek(toOffset: 40)
            try file.write(contentsOf: Data([0, 0, 0, 0]))
            try file.close()
        }
        fixture.expectRefusal("LIST_FILE_CHANGED") {
            try fixture.approve(application, 0, at: "park")
        }
        #expect(try fixture.hr.application(application).status == .open)
    }

    @Test func `is replaced by a mended one in the application that was returned`() throws {
        let first = try upload(staff(2))
        let application = try #require(try submit(first).application)
        _ = try clerk("park").perform(
            .giveBack(step: 0, reason: "少一人", marks: ["list": "少一人"]), on: application,
            as: .desk)
        #expect(try list(first).summary?.code == "APPLICATION_RETURNED")
        #expect(try list(first).reason == "少一人")
        let mended = try upload(staff(3))
        #expect(try submit(mended) { $0.application = application }.application == application)
        #expect(try fixture.hr.application(application).round == 2)
        try fixture.approve(application, 1, at: "park")
        try work()
        #expect(try list(mended).state == .applied)
        #expect(try list(first).state == .refused)
        #expect(try people == 3)
    }

    @Test func `takes its application back with it, and is free again without it`() throws {
        let first = try upload(staff(2))
        let taken = try #require(try submit(first).application)
        #expect(try fixture.hr.withdrawList(first).state == .withdrawn)
        #expect(try fixture.hr.application(taken).status == .withdrawn)
        let second = try upload(staff(2))
        let free = try #require(try submit(second).application)
        _ = try fixture.hr.perform(.withdraw(reason: "later"), on: free, as: .applicant)
        #expect(try list(second).state == .checked)
        // Also one that a desk returned.
        let third = try #require(try submit(second).application)
        _ = try clerk("park").perform(
            .giveBack(step: 0, reason: "x", marks: [:]), on: third, as: .desk)
        #expect(try fixture.hr.withdrawList(second).state == .withdrawn)
        #expect(try fixture.hr.application(third).status == .withdrawn)
        #expect(try people == 0)
    }

    @Test func `is filed once, and not at all where it could not be written`() throws {
        let number = try upload(staff(2))
        let application = try #require(try submit(number).application)
        fixture.expectRefusal("LIST_STATE") { _ = try submit(number) }
        fixture.expectRefusal("LIST_UNDO_INSTEAD") {
            try fixture.approve(application, 0, at: "park")
            _ = try fixture.hr.perform(.cancel(reason: "x"), on: application, as: .applicant)
        }
        try work()
        let replacing = try upload(staff(1, from: 5)) { $0.isWholeFirm = true }
        fixture.expectRefusal("LEAVERS_UNCONFIRMED") { _ = try submit(replacing) }
        let confirmed = try submit(replacing) { $0.confirmedLeavers = 2 }
        try fixture.approve(try #require(confirmed.application), 0, at: "park")
        try work()
        #expect(try list(replacing).state == .applied)
        let wrong = try upload(staff(1) + "王五,1,,A9\n") { $0.isAllOrNothing = true }
        fixture.expectRefusal("REFUSED") { _ = try submit(wrong) }
        let people = try upload(staff(1))
        fixture.expectRefusal("LIST_AND_PEOPLE") {
            _ = try submit(people) {
                $0.values = [
                    "people": .list([ApplicationFixture.person(1)]), "closed_loop": .yesNo(false),
                ]
            }
        }
        #expect(try list(people).state == .checked)
    }

    @Test func `cannot be typed into a form`() throws {
        fixture.expectRefusal("APPLICATION_FORM") {
            try fixture.file(
                "staff-list",
                ["list": .record(["number": .number(1), "rows": .number(9)])])
        }
    }

    @Test func `of vehicles goes by the desks of its own kind`() throws {
        let number = try upload("车牌号,车型,驾驶员\n沪A12345,货车,王小明\n", .vehicles)
        let application = try #require(try submit(number).application)
        #expect(try fixture.hr.application(application).kind == "vehicle-list")
        #expect(
            try fixture.office.vehicles(organisation: ApplicationFixture.firm).isEmpty)
        try fixture.approve(application, 0, at: "park")
        try work()
        #expect(
            try fixture.office.vehicles(organisation: ApplicationFixture.firm).map(\.plate)
                == ["沪A12345"])
        // Nobody is left to wait for passes that no approval of a list brings.
        let written = try list(number)
        #expect(written.state == .applied)
        #expect(written.nextStep?.en.contains("have no passes yet") == true)
        #expect(try fixture.office.passes(PassFilter()).isEmpty)
    }

    @Test func `is written as ever at a site without such desks`() throws {
        let other = ApplicationFixture.number(2) as SiteNumber
        _ = try fixture.office.addSite(other, name: "西区")
        _ = try fixture.office.setDesk(Desk(site: other, id: "duty", name: "duty"))
        let upload = try fixture.office.beginUpload()
        try upload.append(Array(staff(2).utf8))
        let list = try fixture.office.receive(
            upload,
            ListJobDraft(organisation: ApplicationFixture.firm, site: other, kind: .staff))
        try work()
        #expect(try submit(list.id).state == .applying)
        try work()
        #expect(try people == 2)
    }

    @Test func `is looked through by page with its numbers masked`() throws {
        let application = try #require(try submit(try upload(staff(25))).application)
        let desk = clerk("park")
        var rows: [String] = []
        var after: String?
        repeat {
            let page = try desk.listRows(of: application, PagePlace(after: after, limit: 11))
            #expect(page.rows.count <= 10)
            rows += page.rows
            after = page.next
        } while after != nil
        #expect(rows.count == 25)
        #expect(rows[0].contains("A1000") && rows[24].contains("A1024"))
        let text = rows.joined()
        #expect(!text.contains(ApplicationFixture.identity(3)))
        #expect(!text.contains("19900001003"))
        fixture.expectRefusal("CURSOR_INVALID") {
            _ = try desk.listRows(of: application, PagePlace(after: "3", limit: 11))
        }
    }

    @Test func `is read whole for a reason that stands in the audit`() throws {
        let application = try #require(try submit(try upload(staff(2))).application)
        let sheet = try clerk("park").listSheet(of: application, why: "与健康名单核对")
        #expect(sheet.sheet.starts(with: Array("PK".utf8)))
        let audit = try fixture.auditText()
        #expect(audit.contains("numbers.read"))
        #expect(audit.contains("与健康名单核对"))
        #expect(audit.contains(ApplicationFixture.clerk("park")))
    }
}
