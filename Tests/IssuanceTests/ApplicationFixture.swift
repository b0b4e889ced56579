// An office with desks, and the kinds that come with the program, for the tests of applications.
import ApplicationKinds
import Approvals
import Foundation
import Identifiers
import Issuance
import PassCrypto
import PassFormat
import Registry
import Synchronization
import TestSupport
import Testing

/// An office whose clock the test sets.
struct ApplicationFixture {
    /// Friday 2026-05-29 10:00 at UTC+8.
    static let start: Int64 = 1_780_020_000
    static let firm: OrganisationNumber = number(1042)
    static let site: SiteNumber = number(1)

    let folder: TestFolder
    let office: Office
    let kinds: KindReading
    private let clock: TestClock

    init() throws {
        folder = try TestFolder()
        let clock = TestClock()
        self.clock = clock
        office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"),
            area: 310_117,
            setting: OfficeSetting(
                who: "account:1", clock: OfficeClock { clock.now.withLock { $0 } },
                random: .fixed(seed: 5)))
        let templates = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Templates")
        kinds = readKinds(in: templates.path())
        _ = try office.addOrganisation(
            OrganisationDraft(
                number: Self.firm, name: "精密仪器厂", code: nil, level: .town, tags: [],
                labels: .none))
        _ = try office.addSite(Self.site, name: "东区")
        for zone in [1, 2] as [Int64] {
            _ = try office.addZone(
                Zone(number: Self.number(zone), site: Self.site, name: "厂区\(zone)"))
        }
        for (place, desk) in Self.desks.enumerated() {
            _ = try office.setDesk(Desk(site: Self.site, id: desk, name: desk))
            for seat in [0, 1] {
                _ = try office.setSeat(
                    SeatRow(
                        site: Self.site, desk: desk, who: Self.account(place, seat),
                        fromSeconds: 0))
            }
        }
    }

    private static let desks = [
        "duty", "duty-lead", "park", "park-lead", "town", "health", "safety", "inspection",
        "district",
    ]

    private static func account(_ desk: Int, _ seat: Int) -> String {
        "account:\(100 + desk * 10 + seat)"
    }

    static func number<Thing>(_ value: Int64) -> Number<Thing> {
        guard let number = Number<Thing>(rawValue: value) else {
            preconditionFailure("a number of the tests is out of range")
        }
        return number
    }

    /// Who sits at a desk.
    static func clerk(_ desk: String, _ seat: Int = 0) -> String {
        account(desks.firstIndex(of: desk) ?? 99, seat)
    }

    var now: Int64 { clock.now.withLock { $0 } }

    func pass(_ seconds: Int64) { clock.now.withLock { $0 += seconds } }

    /// The use cases as somebody.
    func acting(as who: String) -> ApplicationsOffice {
        ApplicationsOffice(office.acting(as: who), kinds: kinds)
    }

    var hr: ApplicationsOffice { acting(as: "account:7") }

    @discardableResult
    func file(_ kind: String, _ input: [String: FormInput], from filer: FilerKind = .firm) throws
        -> ApplicationView
    {
        var filing = ApplicationFiling(
            kind: kind, organisation: Self.firm, site: Self.site, input: input)
        filing.filer = filer
        return try hr.file(filing)
    }

    @discardableResult
    func approve(
        _ number: Int64, _ step: Int, at desk: String, _ approval: Approval = Approval()
    ) throws -> ApplicationView {
        try acting(as: Self.clerk(desk)).perform(
            .approve(step: step, approval), on: number, as: .desk)
    }

    static func person(_ place: Int) -> FormInput {
        .record([
            "name": .text("王五"), "identity": .text(identity(place)),
            "telephone": .text("1990000\(1000 + place)"),
            "employee_no": .text("A\(1000 + place)"),
        ])
    }

    /// An ID number of the area that nobody lives in.
    static func identity(_ place: Int) -> String {
        let digits = Array("9999991990010100\(place % 10)".utf8).map { Int($0) - 48 }
        let month = 1 + place / 10 % 12
        let day = 1 + place / 120 % 28
        var id = digits
        id[10] = month / 10
        id[11] = month % 10
        id[12] = day / 10
        id[13] = day % 10
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(id, weights).map { $0 * $1 }.reduce(0, +) % 11
        let check = Array("10X98765432")[sum]
        return id.map(String.init).joined() + String(check)
    }

    func vehicle(_ plate: String = "沪A12345") -> [String: FormInput] {
        [
            "plate": .text(plate), "drivers": .list([Self.person(1)]), "cargo": .text("pumps"),
            "cargo_class": .text("general"), "origin": .text("A"), "destination": .text("B"),
            "from": .number(now), "until": .number(now + 86_400), "trips": .text("return"),
        ]
    }

    /// The audit, a row a line.
    func auditText() throws -> String {
        let path = folder.path + "/audit.jsonl"
        _ = try office.exportAudit(to: path)
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    func expectRefusal(_ code: String, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("\(code) was expected")
        } catch let error as OfficeError {
            #expect(error.code == code, "\(error.english)")
            #expect(!error.chinese.isEmpty && error.chinese != error.english)
        } catch { Issue.record("\(error)") }
    }
}

/// Guards the time that the tests set.
final class TestClock: Sendable {
    let now = Mutex(ApplicationFixture.start)
}
