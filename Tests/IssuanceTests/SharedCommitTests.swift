// Changes that come at the same time and share commits: each stands or falls alone.
import Dispatch
import Foundation
import Identifiers
import Issuance
import PassFormat
import Registry
import Synchronization
import Testing

@Suite struct `Changes at the same time` {
    private let test: `The office`

    init() throws { test = try `The office`() }

    /// Runs the body so many times at once and gives what each threw, by its place.
    private func race(
        _ count: Int, _ body: @escaping @Sendable (Int) throws -> Void
    ) -> [Int: OfficeError] {
        let faults = Mutex<[Int: OfficeError]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { place in
            do { try body(place) } catch {
                faults.withLock { $0[place] = error as? OfficeError }
            }
        }
        return faults.withLock { $0 }
    }

    private func draft(_ number: Int64) throws -> OrganisationDraft {
        OrganisationDraft(
            number: try #require(OrganisationNumber(rawValue: number)), name: "厂\(number)",
            code: nil, level: nil, tags: [], labels: .none)
    }

    @Test func `are all kept, and the audit stays whole`() throws {
        let office = test.office
        let drafts = try (0..<64).map { try draft(Int64(2_000 + $0)) }
        let faults = race(64) { _ = try office.addOrganisation(drafts[$0]) }
        #expect(faults.isEmpty)
        #expect(try office.organisations().count == 65)
        let audit = try test.later(1).verifyAudit()
        #expect(audit.fault == nil)
    }

    @Test func `do not fall with one that is refused`() throws {
        let office = test.office
        // Every second one asks for a number that its neighbour has.
        let drafts = try (0..<64).map { try draft(Int64(3_000 + $0 / 2)) }
        let faults = race(64) { _ = try office.addOrganisation(drafts[$0]) }
        #expect(faults.count == 32)
        #expect(Set(faults.values.map(\.code)) == ["NUMBER_TAKEN"])
        #expect(try office.organisations().count == 33)
        #expect(try test.later(1).verifyAudit().fault == nil)
    }

    @Test func `give one person one pass, however many ask`() throws {
        _ = try test.importStaff()
        let office = test.office
        let order = IssueOrder(
            organisation: `The office`.firm, kind: .all, fromSeconds: nil, untilSeconds: nil)
        let key = try #require(
            try office.people(organisation: `The office`.firm).compactMap(\.employeeNumber).first)
        let faults = race(24) { place in
            if place % 6 == 0 {
                _ = try office.issue(order)
            } else {
                _ = try office.issueOne(order, .staff, key, as: .text)
            }
        }
        #expect(Set(faults.values.map(\.code)).isSubset(of: ["ALREADY_VALID"]))
        let passes = try office.passes(PassFilter())
        #expect(passes.count == 40)
        #expect(passes.count { $0.key == key } == 1)
        #expect(Set(passes.map(\.number)).count == 40)
        #expect(try test.later(1).verifyAudit().fault == nil)
    }

    @Test func `stand beside what is only noted, as when a token was used last`() throws {
        let accounts = try AccountOffice()
        let office = accounts.office
        let number = try accounts.member("li.hr").number
        let secrets = try (0..<32).map {
            try office.makeToken(
                TokenDraft(name: "try \($0)", scopes: ["read"], expires: nil), for: number
            ).secret
        }
        let drafts = try (0..<64).map { try draft(Int64(2_100 + $0)) }
        let faults = race(96) { place in
            if place % 3 == 0 {
                _ = try office.caller(token: secrets[place / 3])
            } else {
                _ = try office.addOrganisation(drafts[place * 2 / 3])
            }
        }
        #expect(faults.isEmpty)
        #expect(try office.tokens(of: number).allSatisfy { $0.usedAt != nil })
        #expect(try office.organisations().count == 2 + 64)
    }

    @Test func `are not seen halfway by somebody who reads at one moment`() throws {
        let office = test.office
        let firm = try draft(5_000)
        let done = DispatchSemaphore(value: 0)
        let counts = try office.atOneMoment {
            let before = try office.organisations().count
            Thread.detachNewThread {
                _ = try? office.addOrganisation(firm)
                done.signal()
            }
            done.wait()
            return [before, try office.organisations().count]
        }
        #expect(counts == [1, 1])
        #expect(try office.organisations().count == 2)
    }

    @Test func `of a token's use wait for the reader to be given back`() throws {
        let accounts = try AccountOffice()
        let office = accounts.office
        let number = try accounts.member("li.hr").number
        let secret = try office.makeToken(
            TokenDraft(name: "try", scopes: ["read"], expires: nil), for: number
        ).secret
        let seen = Mutex<[Int64?]>([])
        let done = DispatchSemaphore(value: 0)
        try office.atOneMoment {
            _ = try office.caller(token: secret)
            // Who needs a reader and the writer at the same time keeps both from everybody.
            Thread.detachNewThread {
                let tokens = try? office.tokens(of: number)
                seen.withLock { $0 = tokens?.map(\.usedAt) ?? [] }
                done.signal()
            }
            done.wait()
        }
        #expect(seen.withLock { $0 } == [nil])
        #expect(try office.tokens(of: number).map { $0.usedAt != nil } == [true])
    }

    @Test func `of one request under one key are one change`() throws {
        let office = test.office
        let request = KeptRequest(account: 1, key: "once", content: [1, 2, 3])
        let given = Mutex<[KeptAnswer]>([])
        let firm = try draft(4_000)
        let faults = race(16) { _ in
            let done = try office.once(request) {
                _ = try office.addOrganisation(firm)
                return KeptAnswer(status: 201, location: nil, type: "text/plain", body: [7])
            }
            given.withLock { $0.append(done.answer) }
        }
        #expect(Set(faults.values.map(\.code)).isSubset(of: ["REQUEST_UNANSWERED"]))
        #expect(given.withLock { $0 }.allSatisfy { $0.body == [7] })
        #expect(try office.organisations().count == 2)
        let again = try office.once(request) {
            KeptAnswer(status: 500, location: nil, type: "", body: [])
        }
        #expect(again.isRepeated && again.answer.status == 201)
        let other = KeptRequest(account: 1, key: "once", content: [4])
        let error = #expect(throws: OfficeError.self) {
            try office.once(other) {
                KeptAnswer(status: 200, location: nil, type: "", body: [])
            }
        }
        #expect(error?.code == "IDEMPOTENCY_KEY_USED")
    }
}
