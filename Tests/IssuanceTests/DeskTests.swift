// Queues, batches, stand-ins, quotas under a rush, and papers.
import Approvals
import Foundation
import Issuance
import Registry
import Synchronization
import TestSupport
import Testing

@Suite struct `A desk of the office` {
    private let fixture: ApplicationFixture

    init() throws { fixture = try ApplicationFixture() }

    private func remote() throws -> Int64 {
        try fixture.file(
            "remote-work",
            [
                "count": .number(1), "first_day": .text("2026-06-01"),
                "last_day": .text("2026-06-05"), "contact": .text("19900001234"),
            ]
        ).number
    }

    @Test func `sees its queue by due time, what is overdue at the front`() throws {
        let first = try remote()
        fixture.pass(8 * 3600)
        let second = try remote()
        let town = fixture.acting(as: ApplicationFixture.clerk("town"))
        let all = QueuePlace(after: nil, limit: 10)
        let queue = try town.queue(of: "town", at: ApplicationFixture.site, all)
        #expect(queue.map(\.application) == [first, second])
        #expect(queue.map(\.overdue) == [true, false])
        let next = QueuePlace(after: (queue[0].dueAt, first), limit: 10)
        #expect(
            try town.queue(of: "town", at: ApplicationFixture.site, next).map(\.application)
                == [second])
    }

    @Test func `decides many at once with exceptions, and one that cannot leaves the rest`() throws
    {
        let numbers = try (0..<60).map { _ in try remote() }
        var batch = BatchDecision(
            site: ApplicationFixture.site, desk: "town", verdict: .approve(note: nil))
        batch.exceptions = [numbers[3]: .refuse(reason: "no"), numbers[4]: .leave]
        let other = fixture.acting(as: ApplicationFixture.clerk("town", 1))
        _ = try other.perform(.take(step: 0), on: numbers[5], as: .desk)
        let report = try fixture.acting(as: ApplicationFixture.clerk("town")).decide(batch)
        #expect(report.decided.count == 58)
        #expect(report.left == [numbers[4]])
        #expect(report.refused.map(\.application) == [numbers[5]])
        #expect(report.refused.map(\.code) == ["APPLICATION_TAKEN"])
        #expect(try fixture.hr.application(numbers[3]).status == .refused)
        #expect(try fixture.hr.application(numbers[0]).status == .approved)
    }

    @Test func `decides exceptions that stand in no list as well, or says why not`() throws {
        let numbers = try (0..<3).map { _ in try remote() }
        var batch = BatchDecision(
            site: ApplicationFixture.site, desk: "town", verdict: .approve(note: nil))
        batch.applications = [numbers[0]]
        batch.exceptions = [numbers[1]: .refuse(reason: "no"), 99_999: .leave]
        let report = try fixture.acting(as: ApplicationFixture.clerk("town")).decide(batch)
        #expect(report.decided == [numbers[0], numbers[1]])
        #expect(report.refused.map(\.application) == [99_999])
        #expect(try fixture.hr.application(numbers[1]).status == .refused)
        #expect(try fixture.hr.application(numbers[2]).status == .open)
    }

    @Test func `is kept by a stand-in for a time, in somebody's place`() throws {
        let number = try remote()
        var seat = SeatRow(
            site: ApplicationFixture.site, desk: "town", who: "account:9",
            fromSeconds: fixture.now + 10, untilSeconds: fixture.now + 20)
        seat.standingInFor = ApplicationFixture.clerk("town")
        _ = try fixture.office.setSeat(seat)
        let standIn = fixture.acting(as: "account:9")
        fixture.expectRefusal("APPLICATION_NOT_YOURS") {
            _ = try standIn.perform(.take(step: 0), on: number, as: .desk)
        }
        fixture.pass(10)
        let view = try standIn.perform(.approve(step: 0, Approval()), on: number, as: .desk)
        #expect(view.status == .approved)
        fixture.pass(10)
        let late = try remote()
        fixture.expectRefusal("APPLICATION_NOT_YOURS") {
            _ = try standIn.perform(.take(step: 0), on: late, as: .desk)
        }
    }

    @Test func `cannot exceed a quota, whoever approves at the same moment`() throws {
        _ = try fixture.office.setQuota(
            10, of: ApplicationFixture.firm, at: ApplicationFixture.site)
        let numbers = try (0..<100).map { place in
            try fixture.file(
                "staff-list",
                [
                    "people": .list([ApplicationFixture.person(place)]),
                    "closed_loop": .yesNo(false),
                ]
            ).number
        }
        let approved = Mutex(0)
        let codes = Mutex(Set<String>())
        let shared = fixture
        DispatchQueue.concurrentPerform(iterations: numbers.count) { place in
            do {
                _ = try shared.approve(numbers[place], 0, at: "park")
                approved.withLock { $0 += 1 }
            } catch let error as OfficeError {
                codes.withLock { _ = $0.insert(error.code) }
            } catch { codes.withLock { _ = $0.insert("\(error)") } }
        }
        #expect(approved.withLock { $0 } == 10)
        #expect(codes.withLock { $0 } == ["PASSES_REFUSED"])
        let quota = try fixture.office.quotas(of: ApplicationFixture.firm)
        #expect(quota.map(\.used) == [10])
        // The commands go the same way.
        let report = try fixture.office.issue(
            IssueOrder(
                organisation: ApplicationFixture.firm, kind: .staff, fromSeconds: nil,
                untilSeconds: nil))
        #expect(report.issued == 0)
        // A pass that is withdrawn frees its place.
        let pass = try #require(try fixture.office.passes(PassFilter()).first)
        _ = try fixture.office.revoke(
            RevocationOrder(
                reach: .organisation(ApplicationFixture.firm), beforeSeconds: nil, reason: "left"))
        #expect(try fixture.office.quotas(of: ApplicationFixture.firm).map(\.used) == [0])
        #expect(!pass.number.isEmpty)
    }

    @Test func `takes papers by their content, and a form only those that the firm gave in`() throws
    {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
        let kept = try fixture.office.keepAttachment(png, of: ApplicationFixture.firm)
        #expect(kept.type == .png)
        #expect(
            try fixture.office.attachment(kept.sha256, of: ApplicationFixture.firm).bytes == png)
        var form = fixture.vehicle()
        form["papers"] = .list([.text(kept.sha256)])
        try fixture.file("vehicle", form)
        form["plate"] = .text("沪C12345")
        form["papers"] = .list([.text(String(repeating: "a", count: 64))])
        fixture.expectRefusal("UNKNOWN_ATTACHMENT") { try fixture.file("vehicle", form) }
        fixture.expectRefusal("ATTACHMENT_TYPE") {
            _ = try fixture.office.keepAttachment(
                Array("<html>".utf8), of: ApplicationFixture.firm)
        }
        let large = png + [UInt8](repeating: 0, count: Office.attachmentBytes)
        fixture.expectRefusal("ATTACHMENT_TOO_BIG") {
            _ = try fixture.office.keepAttachment(large, of: ApplicationFixture.firm)
        }
        let path = "\(fixture.folder.path)/d/attachments/\(kept.sha256)"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }
}

func fileBytes(_ path: String) throws -> [UInt8] {
    FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? []
}

func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    Data(bytes).range(of: Data(part)) != nil
}
