// What happened to applications, and the numbers in them that are read for a reason.
import Approvals
import Issuance
import Registry
import Testing

@Suite struct `The history of an application` {
    private let fixture: ApplicationFixture

    init() throws { fixture = try ApplicationFixture() }

    private func staff(_ people: [Int]) throws -> Int64 {
        try fixture.file(
            "staff-list",
            [
                "people": .list(people.map(ApplicationFixture.person)),
                "closed_loop": .yesNo(false),
            ]
        ).number
    }

    private func history(
        _ number: Int64, after: String? = nil, limit: Int = 100
    ) throws -> [HistoryEntry] {
        try fixture.hr.history(of: number, PagePlace(after: after, limit: limit)) {
            $0.rawValue == 7 ? "李小红" : nil
        }
    }

    @Test func `says who did what at which desk and why, in order and by page`() throws {
        let number = try staff([1])
        let first = ApplicationFixture.clerk("park")
        let second = ApplicationFixture.clerk("park", 1)
        let desk = fixture.acting(as: first)
        _ = try desk.perform(.ask(step: 0, text: "住在哪里？"), on: number, as: .desk)
        _ = try fixture.hr.perform(.answer(question: 0, text: "宿舍"), on: number, as: .applicant)
        _ = try desk.perform(.handOn(step: 0, to: .person(second)), on: number, as: .desk)
        _ = try fixture.acting(as: second).perform(
            .giveBack(step: 0, reason: "少一人", marks: [:]), on: number, as: .desk)
        let all = try history(number)
        #expect(all.map(\.what) == ["file", "ask", "answer", "hand-on", "return"])
        #expect(all.map(\.who) == ["account:7", first, "account:7", first, second])
        #expect(all.map(\.desk.value) == [nil, "park", "park", "park", "park"])
        #expect(all.map(\.reason.value) == [nil, "住在哪里？", "宿舍", nil, "少一人"])
        #expect(all[3].to.value == second)
        // Names are told where the reader may see them.
        #expect(all.map(\.name.value) == ["李小红", nil, "李小红", nil, nil])
        let page = try history(number, after: "2", limit: 2)
        #expect(page.map(\.number) == [3, 4])
    }

    @Test func `keeps the desk that was in charge when it was handed on later`() throws {
        let filed = try fixture.file("vehicle", fixture.vehicle())
        let park = fixture.acting(as: ApplicationFixture.clerk("park"))
        _ = try park.perform(.take(step: 0), on: filed.number, as: .desk)
        _ = try park.perform(.handOn(step: 0, to: .desk("town")), on: filed.number, as: .desk)
        try fixture.approve(filed.number, 0, at: "town")
        let all = try history(filed.number)
        #expect(all.map(\.what) == ["file", "take", "hand-on", "approve"])
        #expect(all.map(\.desk.value) == [nil, "park", "park", "town"])
    }

    @Test func `holds no number of a person, which are read whole for a reason alone`() throws {
        let number = try staff([1, 2])
        let desk = fixture.acting(as: ApplicationFixture.clerk("park"))
        let whole = try desk.wholeNumbers(of: number, why: "核对证件")
        guard case .list(let people)? = whole.values["people"],
            case .record(let person)? = people.last
        else {
            Issue.record("people are missing")
            return
        }
        #expect(person["identity"] == .text(ApplicationFixture.identity(2)))
        #expect(whole.values["closed_loop"] == nil)
        let audit = try fixture.auditText()
        #expect(audit.contains("numbers.read") && audit.contains("核对证件"))
        #expect(!audit.contains(ApplicationFixture.identity(2)))
    }

    @Test func `is found by a whole number at the desks that it has come to`() throws {
        let found = try staff([3])
        _ = try staff([4])
        let desk = fixture.acting(as: ApplicationFixture.clerk("park"))
        let search: (String, String, PagePlace) throws -> NumberMatches = { number, at, page in
            try desk.search(number, at: at, of: ApplicationFixture.site, page, why: "核对")
        }
        let page = PagePlace(after: nil, limit: 101)
        let identity = ApplicationFixture.identity(3)
        #expect(
            try search(identity.lowercased(), "park", page).matches.map(\.application) == [found])
        #expect(try search("+86 199 0000 1003", "park", page).matches.map(\.application) == [found])
        #expect(try search(identity, "town", page).matches.isEmpty)
        #expect(try search(String(identity.prefix(10)), "park", page).matches.isEmpty)
        let again = try staff([3])
        let first = try search(identity, "park", PagePlace(after: nil, limit: 2))
        #expect(first.matches.map(\.application) == [found])
        let rest = try search(identity, "park", PagePlace(after: first.next, limit: 2))
        #expect(rest.matches.map(\.application) == [again])
        #expect(rest.next == nil)
        let audit = try fixture.auditText()
        #expect(audit.contains("numbers.search") && audit.contains("found=1"))
        #expect(!audit.contains(identity))
    }
}
