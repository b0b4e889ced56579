// Figures of an office, narrowed to whoever asks.
import Authority
import Foundation
import Issuance
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

@Suite struct `Figures of the office` {
    private let folder: TestFolder
    private let office: Office
    private static let start: Int64 = 1_780_000_000

    init() throws {
        folder = try TestFolder()
        office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"), area: 310_117,
            setting: OfficeSetting(
                who: "tester", clock: OfficeClock { Self.start }, random: .fixed(seed: 3)))
        for (place, level) in [OrganisationLevel.city, .district].enumerated() {
            _ = try office.addOrganisation(
                OrganisationDraft(
                    number: Self.number(Int64(1042 + place)), name: "单位\(place)", code: nil,
                    level: level, tags: ["规上"], labels: .none))
            let site: SiteNumber = Self.number(Int64(1 + place))
            _ = try office.addSite(site, name: "场所\(place)")
            _ = try office.addZone(
                Zone(number: Self.number(Int64(1 + place)), site: site, name: "厂区"))
        }
        let vectors = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")
        let list = [UInt8](try Data(contentsOf: vectors.appending(path: "rosters/clean.xlsx")))
        _ = try office.importStaff(
            list, ImportOptions(organisation: Self.number(1042), site: Self.number(1)))
        _ = try office.issue(
            IssueOrder(
                organisation: Self.number(1042), kind: .all, fromSeconds: nil,
                untilSeconds: Self.start + 86_400))
    }

    private static func number<Thing>(_ value: Int64) -> Number<Thing> {
        guard let number = Number<Thing>(rawValue: value) else {
            preconditionFailure("a number of the tests is out of range")
        }
        return number
    }

    private func reach(_ role: Role, _ scope: Scope) throws -> FigureReach {
        .within(Reach(of: .readFigures, heldBy: [try #require(Grant(role, scope))]))
    }

    @Test func `count firms, staff and passes, and how much is at work again`() throws {
        let figures = try office.figures(.all)
        #expect(figures.firms == .init(registered: 2, using: 1))
        #expect(figures.staff == .init(listed: 40, withPass: 40, onPost: 0))
        #expect(
            figures.passes.filter { $0.passes > 0 }
                == [PassFigure(kind: "staff", state: .valid, passes: 40)])
        let levels = Dictionary(
            uniqueKeysWithValues: figures.resumption.levels.map { ($0.group, $0.share) })
        #expect(levels["city"]?.resumed == 1)
        #expect(levels["district"]?.resumed == 0)
        #expect(levels["town"]?.firms == 0)
        #expect(figures.resumption.tags.map(\.share.firms) == [2])
        #expect(figures.resumption.areas.map(\.group) == ["1"])
        let text = try OfficeJSON.text(figures)
        #expect(text.contains("\"rate\":0.5"))
        #expect(text.contains("\"rate\":null"))
    }

    @Test func `show nobody more than the own firm, site or desk`() throws {
        let whole = try office.figures(.all)
        let own = try office.figures(reach(.hr, .organisation(1042)))
        #expect(own.staff == whole.staff)
        #expect(own.firms == .init(registered: 1, using: 1))
        #expect(own.inside.map(\.site.rawValue) == [1])
        let foreign = try office.figures(reach(.hr, .organisation(1043)))
        #expect(foreign.staff == .init())
        #expect(foreign.firms == .init(registered: 1, using: 0))
        #expect(foreign.passes.allSatisfy { $0.passes == 0 })
        #expect(foreign.inside.isEmpty && foreign.resumption.areas.isEmpty)
        #expect(try office.figures(reach(.siteLead, .site(1))).staff == whole.staff)
        #expect(try office.figures(reach(.siteLead, .site(2))).staff == .init())
        // Staff is no affair of a dispatcher's.
        #expect(try office.figures(reach(.dispatcher, .organisation(1042))).staff == .init())
        let desk = try office.figures(reach(.reviewer, .desk("park", site: 1)))
        #expect(desk.staff == .init() && desk.firms == .init(registered: 0, using: 0))
    }

    @Test func `name every zone of a site, also where nobody is`() throws {
        let inside = try office.inside(site: Self.number(2))
        #expect(inside.zones.map(\.name) == ["厂区"])
        #expect(inside.inside == InsideTotals())
        #expect(throws: OfficeError.self) { try office.inside(site: Self.number(9)) }
    }
}
