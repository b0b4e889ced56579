// Work of several callers on one thread, with one commit: `Office.commitTogether`.
import Dispatch
import Foundation
import Identifiers
import Issuance
import PassFormat
import Registry
import Synchronization
import Testing

@Suite struct `Work of several callers in one commit` {
    private let test: `The office`

    init() throws { test = try `The office`() }

    private func draft(_ number: Int64) throws -> OrganisationDraft {
        OrganisationDraft(
            number: try #require(OrganisationNumber(rawValue: number)), name: "厂\(number)",
            code: nil, level: nil, tags: [], labels: .none)
    }

    @Test func `is all kept but for what is refused, and the audit ends with it`() throws {
        let office = test.office
        let drafts = try (0..<40).map { try draft(Int64(2_000 + $0 / 2)) }
        var refused: [String] = []
        try office.together {
            for draft in drafts {
                do throws(OfficeError) {
                    _ = try office.addOrganisation(draft)
                } catch {
                    refused.append(error.code)
                }
            }
        }
        #expect(refused == [String](repeating: "NUMBER_TAKEN", count: 20))
        #expect(try office.organisations().count == 21)
        #expect(try test.later(1).verifyAudit().fault == nil)
        // A head that was not kept would have the next change refused.
        _ = try office.addOrganisation(draft(3_000))
    }

    @Test func `reads what was changed before in it, which nobody else sees yet`() throws {
        let office = test.office
        let firm = try draft(2_000)
        let elsewhere = Mutex<Int?>(nil)
        var here: Int?
        try office.together {
            _ = try? office.addOrganisation(firm)
            here = try? office.atOneMoment { try office.organisations().count }
            let done = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                let count = try? office.organisations().count
                elsewhere.withLock { $0 = count }
                done.signal()
            }
            done.wait()
        }
        #expect(here == 2)
        #expect(elsewhere.withLock { $0 } == 1)
        #expect(try office.organisations().count == 2)
    }

    @Test func `gives one person one pass, and a request under one key one answer`() throws {
        _ = try test.importStaff()
        let office = test.office
        let order = IssueOrder(
            organisation: `The office`.firm, kind: .staff, fromSeconds: nil, untilSeconds: nil)
        let key = try #require(
            try office.people(organisation: `The office`.firm).compactMap(\.employeeNumber).first)
        let request = KeptRequest(account: 1, key: "once", content: [1])
        var outcomes: [String] = []
        try office.together {
            for _ in 0..<3 {
                do {
                    let done = try office.once(request) {
                        let issued = try office.issueOne(order, .staff, key, as: .text)
                        return KeptAnswer(
                            status: 201, location: nil, type: "text/plain", body: try issued.code())
                    }
                    outcomes.append("\(done.answer.status) \(done.isRepeated)")
                } catch { outcomes.append("\(error)") }
            }
            do throws(OfficeError) {
                _ = try office.issueOne(order, .staff, key, as: .text)
            } catch {
                outcomes.append(error.code)
            }
        }
        #expect(outcomes == ["201 false", "201 true", "201 true", "ALREADY_VALID"])
        #expect(try office.passes(PassFilter()).count { $0.key == key } == 1)
    }

    @Test func `is not begun where the audit does not end as it was left`() throws {
        let office = test.office
        _ = try office.addOrganisation(draft(2_000))
        let head = test.dataPath + "/keys/audit.head"
        var text = try String(contentsOfFile: head, encoding: .utf8)
        text = "99" + text.drop { $0.isNumber }
        try text.write(toFile: head, atomically: false, encoding: .utf8)
        var isBegun = false
        let error = #expect(throws: OfficeError.self) { try office.together { isBegun = true } }
        #expect(error?.exitCode == 3)
        #expect(!isBegun)
    }

    @Test func `has the head of the audit kept once that is settled, on any thread`() throws {
        let office = test.office
        let head = test.dataPath + "/keys/audit.head"
        let before = try String(contentsOfFile: head, encoding: .utf8)
        let firms = try [draft(2_000), draft(2_001)]
        let settle = try firms.map { firm in
            try office.commitTogether { _ = try? office.addOrganisation(firm) }
        }
        #expect(try office.organisations().count == 3)
        #expect(try String(contentsOfFile: head, encoding: .utf8) == before)
        try settle[0]()
        let after = try String(contentsOfFile: head, encoding: .utf8)
        #expect(after != before)
        // One keeping is for all that had ended.
        try settle[1]()
        #expect(try String(contentsOfFile: head, encoding: .utf8) == after)
        #expect(try test.later(1).verifyAudit().fault == nil)
    }
}

extension Office {
    /// Commits what several callers do, and keeps the audit's head at once.
    func together(_ work: () -> Void) throws { try commitTogether(work)() }
}
