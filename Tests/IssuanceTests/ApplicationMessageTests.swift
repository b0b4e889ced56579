// Who is told what of an application, from its filing to the outbox.
import ApplicationKinds
import Approvals
import Authority
import Foundation
import Issuance
import PassFormat
import Registry
import RosterImport
import TestSupport
import Testing

@Suite struct `What applicants and desks are told` {
    private static let templates = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Templates/sms").path

    private let fixture: ApplicationFixture
    /// Who files.
    private let filer: AccountNumber
    private let clerk: AccountNumber

    init() throws {
        let fixture = try ApplicationFixture()
        func account(_ login: String, _ role: Role, _ scope: Scope) throws -> AccountNumber {
            let made = try fixture.office.invite(
                AccountDraft(
                    login: login, name: "王小明", grants: [try #require(Grant(role, scope))]),
                by: .machine)
            return made.account.number
        }
        let site = ApplicationFixture.site
        let filer = try account("hr", .hr, .organisation(ApplicationFixture.firm.rawValue))
        let clerk = try account("clerk", .reviewer, .desk("duty", site: site.rawValue))
        let lead = try account("lead", .reviewer, .desk("duty-lead", site: site.rawValue))
        for (number, desk) in [(clerk, "duty"), (clerk, "park"), (lead, "duty-lead")] {
            _ = try fixture.office.setSeat(
                SeatRow(site: site, desk: desk, who: "account:\(number)", fromSeconds: 0))
        }
        _ = try fixture.office.setContact(of: filer, phone: "19900000001", .chinese)
        _ = try fixture.office.setContact(of: clerk, phone: "199 0000 0002", .english)
        _ = try fixture.office.setContact(of: lead, phone: "19900000003", .chinese)
        self.fixture = fixture
        self.filer = filer
        self.clerk = clerk
    }

    private func file(
        _ kind: String, _ input: [String: FormInput], kinds: KindReading? = nil,
        from filer: FilerKind = .firm
    ) throws -> ApplicationView {
        var filing = ApplicationFiling(
            kind: kind, organisation: ApplicationFixture.firm, site: ApplicationFixture.site,
            input: input)
        filing.filer = filer
        return try ApplicationsOffice(
            fixture.office.acting(as: "account:\(self.filer)"), kinds: kinds ?? fixture.kinds
        ).file(filing)
    }

    /// What is sent from the outbox now, as `number: text`; each once.
    private func sent() throws -> [String] {
        var rules = MessageRules()
        rules.mostAnHour = 1_000
        let round = try fixture.office.takeMessages(
            try MessageTemplates(folder: Self.templates), rules)
        _ = try fixture.office.settle(
            round, round.outgoing.map { _ in .taken(id: nil) }, rules)
        return round.outgoing.map { "\($0.phone): \($0.text)" }
    }

    @Test func `follows the way of a vehicle: filed, returned, corrected, approved`() throws {
        let filed = try file("vehicle", fixture.vehicle())
        let number = filed.number
        #expect(
            Set(try sent()) == [
                "19900000001: 【一码通行】申请 \(number)（车辆通行）已收到。",
                "19900000002: [Gatepass] Desk park: application \(number) (Vehicle) waits;"
                    + " due \(try due(filed)).",
            ])
        let desk = fixture.acting(as: "account:\(clerk)")
        _ = try desk.perform(
            .giveBack(step: 0, reason: "plate", marks: ["plate": "?"]), on: number, as: .desk)
        #expect(try sent() == ["19900000001: 【一码通行】申请 \(number)（车辆通行）已退回，请登录更正。"])
        fixture.pass(1_000)
        let hr = fixture.acting(as: "account:\(filer)")
        _ = try hr.perform(
            .amend(["plate": .text("沪A54321")]), on: number, as: .applicant)
        #expect(try sent().map { String($0.prefix(11)) } == ["19900000002"])
        _ = try desk.perform(.approve(step: 1, Approval()), on: number, as: .desk)
        #expect(try sent() == ["19900000001: 【一码通行】申请 \(number)（车辆通行）已批准。"])
        let refused = try file("vehicle", fixture.vehicle("沪A99999"))
        _ = try sent()
        _ = try desk.perform(
            .refuse(step: 0, reason: "no"), on: refused.number, as: .desk)
        #expect(try sent() == ["19900000001: 【一码通行】申请 \(refused.number)（车辆通行）未批准。"])
    }

    /// When its first step is due, as it stands in a message.
    private func due(_ view: ApplicationView) throws -> String {
        let seconds = try #require(view.dueAt.value)
        let clock = DateFormatter()
        clock.locale = Locale(identifier: "en_US_POSIX")
        clock.timeZone = TimeZone(secondsFromGMT: 8 * 3_600)
        clock.dateFormat = "yyyy-MM-dd HH:mm"
        return clock.string(from: Date(timeIntervalSince1970: Double(seconds)))
    }

    /// A temporary entry for the next hours.
    private func entry() -> [String: FormInput] {
        [
            "people": .list([ApplicationFixture.person(5)]), "host": .text("张平"),
            "reason": .text("pump"), "from": .number(fixture.now),
            "until": .number(fixture.now + 7_200),
        ]
    }

    @Test func `tells the next in charge, also at night, and who stands at the gate`() throws {
        // 22:30 at the site.
        fixture.pass(12 * 3_600 + 1_800)
        _ = try file("temporary-entry", entry(), from: .gate)
        let first = try sent()
        #expect(first.count == 2)
        // The number of the form, not of the account that filed.
        #expect(first.contains { $0.hasPrefix("19900001005: ") && $0.contains("已收到") })
        #expect(first.contains { $0.hasPrefix("19900000002: ") && $0.contains("Desk duty") })
        fixture.pass(3_600)
        #expect(try fixture.acting(as: "clock").riseOverdue() == 1)
        let risen = try sent()
        #expect(risen.count == 1)
        #expect(risen[0].hasPrefix("19900000003: "))
        #expect(risen[0].contains("逾期未办"))
    }

    @Test func `is one message for what comes together, and for a desk in a quarter of an hour`()
        throws
    {
        for place in 0..<6 {
            _ = try file("vehicle", fixture.vehicle("沪B1000\(place)"))
            fixture.pass(60)
        }
        let messages = try sent()
        #expect(messages.count { $0.hasPrefix("19900000001") } == 6)
        #expect(messages.count { $0.hasPrefix("19900000002") } == 1)
    }

    @Test func `is nothing where the kind says so, and nothing where there is no number`() throws {
        for (told, expected) in [
            ("[]", []), ("[applicant]", ["19900000001"]), ("[desks]", ["19900000002"]),
        ] as [(String, [String])] {
            fixture.pass(1_000)
            let view = try file("note", [:], kinds: try kinds(told))
            #expect(view.status == .open)
            #expect(try sent().map { String($0.prefix(11)) } == expected, "\(told)")
        }
        try fixture.office.removeContact(of: filer)
        fixture.pass(1_000)
        _ = try file("note", [:], kinds: try kinds("[applicant]"))
        #expect(try sent().isEmpty)
    }

    private func kinds(_ told: String) throws -> KindReading {
        let folder = fixture.folder.path + "/kinds-\(UUID().uuidString)"
        for part in ["applications", "calendars"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
        try Data(
            """
            id: note
            title: {zh: 备忘, en: Note}
            messages: \(told)
            stages:
              - id: park
                title: {zh: 园区, en: Park}
                desks:
                  - desk: park
                    clock: {minutes: 60}

            """.utf8
        ).write(to: URL(filePath: folder + "/applications/note.yaml"))
        let reading = readKinds(in: folder)
        #expect(reading.faults.isEmpty, "\(reading.faults)")
        return reading
    }

    @Test func `is one message for a whole sheet, and none where it was only looked at`()
        throws
    {
        var filing = VehicleSheetFiling(
            organisation: ApplicationFixture.firm, site: ApplicationFixture.site,
            common: [
                "origin": .text("A"), "destination": .text("B"), "cargo_class": .text("general"),
                "trips": .text("single"),
            ])
        var sheet = "车牌号,车型,驾驶员,身份证号码,联系电话,货物,起,止\n"
        for row in 0..<5 {
            sheet += "沪D\(10_000 + row),重型货车,王五,\(ApplicationFixture.identity(row)),"
            sheet += "1990000\(1000 + row),pumps,2026-05-29,2026-05-30\n"
        }
        let hr = fixture.acting(as: "account:\(filer)")
        filing.mode = .dryRun
        #expect(try hr.fileVehicles(ListSource(Array(sheet.utf8)), filing).wouldFile == 5)
        #expect(try sent().isEmpty)
        filing.mode = .apply
        #expect(try hr.fileVehicles(ListSource(Array(sheet.utf8)), filing).filed.count == 5)
        let told = try sent().map { String($0.prefix(11)) }
        #expect(told.sorted() == ["19900000001", "19900000002"])
        let batch = BatchDecision(
            site: ApplicationFixture.site, desk: "park", verdict: .approve(note: nil))
        fixture.pass(60)
        _ = try fixture.acting(as: "account:\(clerk)").decide(batch)
        #expect(try sent().count == 1)
    }

    @Test func `shows a number to nobody in full, and stands in the firm's list`() throws {
        #expect(try fixture.office.contact(of: filer)?.phoneMasked == "199****0001")
        fixture.expectRefusal("PHONE_FORMAT") {
            _ = try fixture.office.setContact(of: filer, phone: "12345", .chinese)
        }
        _ = try file("vehicle", fixture.vehicle())
        let page = PagePlace(after: nil, limit: 10)
        var firms = MessageFilter()
        firms.organisation = ApplicationFixture.firm
        let own = try fixture.office.messages(firms, page)
        // A desk's people are none of the firm's business.
        #expect(own.map(\.phoneMasked) == ["199****0001"])
    }

    @Test func `has a template in both languages that takes just these values`() throws {
        let templates = try MessageTemplates(folder: Self.templates).summaries
        for (name, values) in [
            ("application_moved", ["kind", "number", "state"]),
            ("desk_opened", ["desk", "due", "kind", "number"]),
            ("desk_rose", ["desk", "due", "kind", "number"]),
        ] { #expect(templates.first { $0.name == name }?.values == values, "\(name)") }
    }
}
