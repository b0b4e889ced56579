// Every kind that comes with the program, from filing to what it brings.
import Approvals
import Identifiers
import Issuance
import PassFormat
import Registry
import RosterImport
import TestSupport
import Testing

@Suite struct `An application that the office keeps` {
    private let fixture: ApplicationFixture

    init() throws { fixture = try ApplicationFixture() }

    private var entry: [String: FormInput] {
        [
            "people": .list([ApplicationFixture.person(1), ApplicationFixture.person(2)]),
            "host": .text("赵六"), "reason": .text("repair"),
            "from": .number(fixture.now), "until": .number(fixture.now + 7200),
            "equipment": .list([
                .record(["name": .text("meter"), "count": .number(2)]),
                .record(["name": .text("case")]),
            ]),
        ]
    }

    @Test func `for temporary entry is due in an hour and brings a pass for each person`() throws {
        let filed = try fixture.file("temporary-entry", entry, from: .gate)
        #expect(filed.status == .open)
        #expect(filed.dueAt.value == fixture.now + 3600)
        let approved = try fixture.approve(filed.number, 0, at: "duty")
        #expect(approved.status == .approved)
        #expect(approved.passes.count == 2)
        #expect(approved.answerable.value == ApplicationFixture.clerk("duty"))
        var filter = PassFilter()
        filter.organisation = ApplicationFixture.firm
        let passes = try fixture.office.passes(filter)
        #expect(passes.map(\.kind) == ["temporary", "temporary"])
        #expect(passes.map(\.exp) == [fixture.now + 7200, fixture.now + 7200])
        // Visitors stand on no list.
        var order = IssueOrder(
            organisation: ApplicationFixture.firm, kind: .all, fromSeconds: nil,
            untilSeconds: nil)
        order.key = nil
        #expect(try fixture.office.issue(order).issued == 0)
        // A reissue is a temporary pass again.
        _ = try fixture.office.reissue(number: approved.passes[0])
        filter.state = .valid
        #expect(try fixture.office.passes(filter).map(\.kind) == ["temporary", "temporary"])
    }

    @Test func `for temporary entry stays with who took it first, until its things have left`()
        throws
    {
        let first = ApplicationFixture.clerk("duty")
        let filed = try fixture.file("temporary-entry", entry)
        let duty = fixture.acting(as: first)
        _ = try duty.perform(.take(step: 0), on: filed.number, as: .desk)
        _ = try duty.perform(
            .handOn(step: 0, to: .person(ApplicationFixture.clerk("duty", 1))), on: filed.number,
            as: .desk)
        fixture.pass(3600)
        #expect(try fixture.hr.riseOverdue() == 1)
        #expect(try fixture.hr.riseOverdue() == 0)
        var view = try fixture.hr.application(filed.number)
        #expect(view.steps[0].inCharge == "duty-lead")
        // It is late until it is decided, whoever is in charge of it.
        let queue = try fixture.hr.queue(
            of: "duty-lead", at: ApplicationFixture.site, QueuePlace(after: nil, limit: 10))
        #expect(queue.map(\.overdue) == [true])
        #expect(queue.map(\.dueAt) == [ApplicationFixture.start + 3600])
        #expect(try fixture.office.figures(.all).queues.map(\.pastClock) == [1])
        #expect(view.dueAt.value == ApplicationFixture.start + 7200)
        view = try fixture.approve(filed.number, 0, at: "duty-lead")
        #expect(view.answerable.value == first)
        var filter = ApplicationFilter(limit: 10)
        filter.answerable = first
        #expect(try fixture.hr.applications(filter).map(\.number) == [filed.number])
        let gate = fixture.acting(as: "gate:1")
        for item in [0, 1] {
            view = try gate.perform(.tickOff(item: item), on: filed.number, as: .gate)
        }
        #expect(view.items.allSatisfy { $0.tickedBy.value == "gate:1" })
        #expect(try fixture.hr.applications(filter).isEmpty)
    }

    @Test func `of staff puts people on the list and gives each a pass`() throws {
        let filed = try fixture.file(
            "staff-list",
            [
                "people": .list((0..<3).map(ApplicationFixture.person)),
                "closed_loop": .yesNo(false),
            ])
        // Four working hours from ten o'clock, over the break.
        #expect(filed.dueAt.value == ApplicationFixture.start + 5 * 3600 + 1800)
        let approved = try fixture.approve(filed.number, 0, at: "park")
        #expect(approved.passes.count == 3)
        let people = try fixture.office.people(organisation: ApplicationFixture.firm)
        #expect(people.map(\.employeeNumber) == ["A1000", "A1001", "A1002"])
        #expect(people.allSatisfy { $0.state == "present" })
    }

    @Test func `for work from home is due on the same day and brings nothing`() throws {
        let filed = try fixture.file(
            "remote-work",
            [
                "count": .number(12), "first_day": .text("2026-06-01"),
                "last_day": .text("2026-06-05"), "contact": .text("19900001234"),
            ])
        // Half past five on that day.
        #expect(filed.dueAt.value == ApplicationFixture.start + 7 * 3600 + 1800)
        #expect(filed.values["contact"] == .text("199****1234"))
        let approved = try fixture.approve(filed.number, 0, at: "town")
        #expect(approved.status == .approved)
        #expect(approved.passes.isEmpty)
    }

    @Test
    func `for resumption goes by first review and on-site check to quota, zones, first batch`()
        throws
    {
        try fixture.file(
            "staff-list",
            [
                "people": .list((0..<5).map(ApplicationFixture.person)),
                "closed_loop": .yesNo(false),
            ])
        try fixture.acting(as: ApplicationFixture.clerk("park")).approveAndRevoke(fixture)
        let filed = try fixture.file(
            "resumption", ["asked": .number(300), "plan": .text("a plan")])
        try fixture.approve(filed.number, 0, at: "park")
        var approval = Approval()
        approval.values = [
            "quota": .number(240), "first_batch": .number(2), "zones": .text("2"),
        ]
        fixture.expectRefusal("APPLICATION_CHECKLIST") {
            try fixture.approve(filed.number, 1, at: "inspection", approval)
        }
        approval.findings = ["isolation", "supplies", "disinfection", "canteen"].map {
            PointFinding(point: $0, result: .holds)
        }
        let approved = try fixture.approve(filed.number, 1, at: "inspection", approval)
        #expect(approved.passes.count == 2)
        let quota = try fixture.office.quotas(of: ApplicationFixture.firm)
        #expect(quota.map(\.limit) == [240])
        #expect(quota.map(\.used) == [2])
        // 340 after 240: above 300 the district decides as well.
        let more = try fixture.file(
            "quota-increase", ["quota": .number(340), "reason": .text("orders")])
        #expect(try fixture.approve(more.number, 0, at: "park").status == .open)
        try fixture.approve(more.number, 1, at: "district")
        #expect(try fixture.office.quotas(of: ApplicationFixture.firm).map(\.limit) == [340])
    }

    @Test func `for a vehicle takes drivers at once and a new plate by the next sequence`() throws {
        let filed = try fixture.file("vehicle", fixture.vehicle())
        let approved = try fixture.approve(filed.number, 0, at: "park")
        let pass = try #require(approved.passes.first)
        fixture.expectRefusal("VEHICLE_HAS_PASS") {
            try fixture.file("vehicle", fixture.vehicle())
        }
        let drivers = try fixture.hr.perform(
            .amend(["drivers": .list([ApplicationFixture.person(9)]), "cargo": .text("valves")]),
            on: filed.number, as: .applicant)
        #expect(drivers.status == .approved)
        #expect(try fixture.office.pass(number: pass).history.map(\.sequence) == [1])
        let listed = try fixture.office.vehicles(organisation: ApplicationFixture.firm)
        #expect(listed.map(\.cargo) == ["valves"])
        // The driver does not wait for the desk to look at the window.
        let mixed = try fixture.hr.perform(
            .amend([
                "drivers": .list([ApplicationFixture.person(10)]), "cargo": .text("pipes"),
                "until": .number(fixture.now + 2 * 86_400),
            ]), on: filed.number, as: .applicant)
        #expect(mixed.status == .open)
        let swapped = try fixture.office.vehicles(organisation: ApplicationFixture.firm)
        #expect(swapped.map(\.cargo) == ["pipes"])
        #expect(swapped.map(\.validUntil) == [fixture.now + 86_400])
        _ = try fixture.hr.perform(.withdraw(reason: "no"), on: filed.number, as: .applicant)
        #expect(try fixture.hr.application(filed.number).values["cargo"] == .text("pipes"))
        let plate = try fixture.hr.perform(
            .amend(["plate": .text("沪B12345")]), on: filed.number, as: .applicant)
        #expect(plate.status == .open)
        #expect(try fixture.office.pass(number: pass).history.map(\.sequence) == [1])
        let amended = try fixture.approve(filed.number, 2, at: "park")
        #expect(amended.passes == [pass])
        _ = try fixture.hr.perform(
            .amend(["drivers": .list([.record(["name": .text("王六")])])]), on: filed.number,
            as: .applicant)
        let history = try fixture.office.pass(number: pass).history
        #expect(history.map(\.sequence) == [2, 1])
        // Each sequence with the vehicle that it was for.
        #expect(history.map(\.key) == ["沪B12345", "沪A12345"])
        #expect(history.map(\.name) == ["王六", "王五"])
        #expect(history.map(\.state) == [.valid, .superseded])
        let longer = fixture.now + 3 * 86_400
        _ = try fixture.hr.perform(
            .amend(["until": .number(longer)]), on: filed.number, as: .applicant)
        try fixture.approve(filed.number, 3, at: "park")
        #expect(try fixture.office.pass(number: pass).history.first?.exp == longer)
        _ = try fixture.hr.perform(.cancel(reason: "sold"), on: filed.number, as: .applicant)
        #expect(try fixture.office.pass(number: pass).history.first?.state == .revoked)
        // Else the firm alone would make a new pass for what no desk stands by any more.
        let left = try fixture.office.vehicles(organisation: ApplicationFixture.firm)
        #expect(!left.isEmpty && left.allSatisfy { $0.state == "left" })
    }

    @Test func `for a vehicle is the only way to its next pass, and holds up no other`() throws {
        let filed = try fixture.file("vehicle", fixture.vehicle())
        let approved = try fixture.approve(filed.number, 0, at: "park")
        let list = ListSource(Array("车牌号,车型,驾驶员\n沪C12345,货车,王小明\n".utf8))
        _ = try fixture.office.importVehicles(
            list,
            ImportOptions(organisation: ApplicationFixture.firm, site: ApplicationFixture.site))
        _ = try fixture.office.revoke(
            RevocationOrder(
                reach: .number(try PassNumber(parsing: #require(approved.passes.first))),
                beforeSeconds: nil, reason: "lost"))
        var order = IssueOrder(
            organisation: ApplicationFixture.firm, kind: .all, fromSeconds: nil,
            untilSeconds: nil)
        fixture.expectRefusal("APPLICATION_NEEDED") {
            _ = try fixture.office.issueOne(order, .vehicle, "沪A12345", as: .text)
        }
        let report = try fixture.office.issue(order)
        #expect(report.issued == 1)
        #expect(report.refused.map(\.key) == ["沪A12345"])
        #expect(report.refused.first?.en.contains("application \(filed.number)") == true)
        order.key = "沪A12345"
        #expect(try fixture.office.issue(order).exitCode == 2)
        let next = try fixture.file("vehicle", fixture.vehicle())
        #expect(try fixture.approve(next.number, 0, at: "park").passes.count == 1)
    }

    @Test func `for one vehicle and one time is approved once, and for each firm by itself`()
        throws
    {
        let other: OrganisationNumber = ApplicationFixture.number(1043)
        _ = try fixture.office.addOrganisation(
            OrganisationDraft(
                number: other, name: "乙厂", code: nil, level: .town, tags: [], labels: .none))
        let first = try fixture.file("vehicle", fixture.vehicle())
        let second = try fixture.file("vehicle", fixture.vehicle())
        try fixture.approve(first.number, 0, at: "park")
        fixture.expectRefusal("VEHICLE_HAS_PASS") {
            try fixture.approve(second.number, 0, at: "park")
        }
        let theirs = try fixture.acting(as: "account:8").file(
            ApplicationFiling(
                kind: "vehicle", organisation: other, site: ApplicationFixture.site,
                input: fixture.vehicle()))
        #expect(try fixture.approve(theirs.number, 0, at: "park").passes.count == 1)
    }

    @Test func `brings nothing where a pass cannot be issued, and stays at the desk`() throws {
        _ = try fixture.office.setQuota(
            1, of: ApplicationFixture.firm, at: ApplicationFixture.site)
        let filed = try fixture.file(
            "staff-list",
            [
                "people": .list((0..<2).map(ApplicationFixture.person)),
                "closed_loop": .yesNo(false),
            ])
        fixture.expectRefusal("PASSES_REFUSED") {
            try fixture.approve(filed.number, 0, at: "park")
        }
        #expect(try fixture.hr.application(filed.number).status == .open)
        #expect(try fixture.office.people(organisation: ApplicationFixture.firm).isEmpty)
    }

    @Test func `keeps its form sealed, and what happened for ever`() throws {
        let filed = try fixture.file("temporary-entry", entry)
        try fixture.approve(filed.number, 0, at: "duty")
        for suffix in ["", "-wal"] {
            let path = fixture.folder.path + "/d/registry.sqlite" + suffix
            let bytes = try fileBytes(path)
            for secret in [ApplicationFixture.identity(1), "19900001001", "赵六"] {
                #expect(!contains(bytes, Array(secret.utf8)), "\(suffix)")
            }
        }
    }
}

extension ApplicationsOffice {
    /// Approves the first application of the firm, and takes the passes away again.
    fileprivate func approveAndRevoke(_ fixture: ApplicationFixture) throws {
        _ = try perform(.approve(step: 0, Approval()), on: 1, as: .desk)
        _ = try fixture.office.revoke(
            RevocationOrder(
                reach: .organisation(ApplicationFixture.firm), beforeSeconds: nil, reason: "test"))
    }
}
