import ApplicationKinds
// What no approval could bring, refused before a desk has it.
import Approvals
import Foundation
import Identifiers
import Issuance
import Registry
import TestSupport
import Testing

@Suite struct `An application that nobody could approve` {
    private let fixture: ApplicationFixture

    init() throws { fixture = try ApplicationFixture() }

    /// The fields at fault.
    private func faults(_ body: () throws -> Void) -> [String] {
        do {
            try body()
            return []
        } catch let error as OfficeError {
            #expect(error.code == "APPLICATION_FORM", "\(error.english)")
            return error.faults.map { "\($0.field) \($0.code)" }
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    private func vehicle(from: Int64, until: Int64) -> [String: FormInput] {
        var input = fixture.vehicle()
        input["from"] = .number(fixture.now + from)
        input["until"] = .number(fixture.now + until)
        return input
    }

    @Test(arguments: [(-7200, 0), (0, 400 * 86_400)] as [(Int64, Int64)])
    func `for a vehicle is refused when it is filed: beyond the site's longest, or in the past`(
        from: Int64, until: Int64
    ) throws {
        let found = faults { try fixture.file("vehicle", vehicle(from: from, until: until)) }
        #expect(found == ["until FIELD_BOUNDS"])
        #expect(try fixture.hr.applications(ApplicationFilter(limit: 10)).isEmpty)
    }

    @Test func `for people is refused when it is filed`() throws {
        let entry: [String: FormInput] = [
            "people": .list([ApplicationFixture.person(1)]), "host": .text("赵六"),
            "reason": .text("repair"), "from": .number(fixture.now),
            "until": .number(fixture.now + 400 * 86_400),
        ]
        #expect(faults { try fixture.file("temporary-entry", entry) } == ["until FIELD_BOUNDS"])
        let staff: [String: FormInput] = [
            "people": .list([ApplicationFixture.person(1)]), "closed_loop": .yesNo(false),
            "until": .number(fixture.now - 1),
        ]
        #expect(faults { try fixture.file("staff-list", staff) } == ["until FIELD_BOUNDS"])
    }

    @Test func `is refused when it is amended, and leaves what was approved`() throws {
        let filed = try fixture.file("vehicle", vehicle(from: 0, until: 86_400))
        try fixture.approve(filed.number, 0, at: "park")
        let found = faults {
            _ = try fixture.hr.perform(
                .amend(["until": .number(fixture.now + 400 * 86_400)]), on: filed.number,
                as: .applicant)
        }
        #expect(found == ["until FIELD_BOUNDS"])
        #expect(try fixture.hr.application(filed.number).status == .approved)
    }

    @Test func `for a greater quota asks for more than there is, when filed and when approved`()
        throws
    {
        let increase: (Int64) -> [String: FormInput] = {
            ["quota": .number($0), "reason": .text("orders")]
        }
        // Nothing limits the firm yet, so that any number would be less.
        #expect(
            faults { try fixture.file("quota-increase", increase(300)) } == ["quota FIELD_BOUNDS"])
        _ = try fixture.office.setQuota(
            240, of: ApplicationFixture.firm, at: ApplicationFixture.site)
        for number in [200, 240] as [Int64] {
            #expect(
                faults { try fixture.file("quota-increase", increase(number)) }
                    == ["quota FIELD_BOUNDS"])
        }
        let lower = try fixture.file("quota-increase", increase(250))
        let higher = try fixture.file("quota-increase", increase(300))
        try fixture.approve(higher.number, 0, at: "park")
        #expect(
            faults { try fixture.approve(lower.number, 0, at: "park") } == ["quota FIELD_BOUNDS"])
        #expect(try fixture.office.quotas(of: ApplicationFixture.firm).map(\.limit) == [300])
    }

    @Test func `is refused by the last desk as well, once its time has passed`() throws {
        let filed = try fixture.file("vehicle", vehicle(from: 0, until: 3600))
        fixture.pass(3600)
        fixture.expectRefusal("PASSES_REFUSED") {
            try fixture.approve(filed.number, 0, at: "park")
        }
    }

    @Test func `for a vehicle is changed no more once its pass was revoked`() throws {
        let filed = try fixture.file("vehicle", fixture.vehicle())
        let approved = try fixture.approve(filed.number, 0, at: "park")
        let longer = FormInput.number(fixture.now + 2 * 86_400)
        _ = try fixture.hr.perform(
            .amend(["until": longer]), on: filed.number, as: .applicant)
        _ = try fixture.office.revoke(
            RevocationOrder(
                reach: .number(
                    try #require(approved.passes.first.flatMap { try? PassNumber(parsing: $0) })),
                beforeSeconds: nil,
                reason: "lost"))
        // The desk is told before it believes that a pass came of it, and so is who asks anew.
        fixture.expectRefusal("APPLICATION_WITHOUT_PASS") {
            try fixture.approve(filed.number, 1, at: "park")
        }
        _ = try fixture.hr.perform(.withdraw(reason: "no"), on: filed.number, as: .applicant)
        fixture.expectRefusal("APPLICATION_WITHOUT_PASS") {
            _ = try fixture.hr.perform(
                .amend(["until": longer]), on: filed.number, as: .applicant)
        }
    }

    @Test func `tells everybody who looks at it which year its clock's calendar lacks`() throws {
        let folder = fixture.folder.path + "/templates"
        let templates = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Templates")
        try FileManager.default.copyItem(atPath: templates.path(), toPath: folder)
        try FileManager.default.removeItem(atPath: folder + "/calendars/cn-2026.yaml")
        let kinds = readKinds(in: folder)
        #expect(kinds.missingYears(at: fixture.now) == ["cn 2026"])
        let filed = try fixture.file(
            "remote-work",
            [
                "count": .number(1), "first_day": .text("2026-06-01"),
                "last_day": .text("2026-06-05"), "contact": .text("19900001234"),
            ])
        let desk = ApplicationsOffice(
            fixture.office.acting(as: ApplicationFixture.clerk("town")), kinds: kinds)
        #expect(try desk.application(filed.number).calendarLacks == ["cn 2026"])
        #expect(try fixture.hr.application(filed.number).calendarLacks.isEmpty)
    }
}
