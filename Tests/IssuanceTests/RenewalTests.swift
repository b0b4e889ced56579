// Renewing in bulk with real keys: new ends, and who gets none.
import Foundation
import Identifiers
import Issuance
import PassFormat
import Registry
import Testing

@Suite struct `Renewing passes` {
    private let test: `The office`
    private static let day: Int64 = 86_400

    init() throws {
        test = try `The office`()
        _ = try test.importStaff()
    }

    private func order(within days: Int64, until: Int64? = nil) -> RenewalOrder {
        var order = RenewalOrder(
            organisation: `The office`.firm, kind: .all, withinSeconds: days * Self.day)
        order.untilSeconds = until.map { `The office`.start + $0 * Self.day }
        return order
    }

    private func ends(_ office: Office) throws -> Set<Int64> {
        Set(try office.passes(PassFilter()).map { ($0.exp - `The office`.start) / Self.day })
    }

    @Test func `gives each for as long as it was good for, and shows it first`() throws {
        _ = try test.issue(until: 20)
        let later = try test.later(10 * Self.day)
        #expect(try later.previewRenewal(order(within: 9)).passes.isEmpty)
        let preview = try later.previewRenewal(order(within: 14))
        #expect(preview.passes.count == 40)
        #expect(preview.renewed == nil)
        #expect(try ends(later) == [20])
        let report = try later.renew(order(within: 14))
        #expect(report.exitCode == 0)
        #expect(report.renewed == 40)
        #expect(report.passes.map(\.newEnd) == preview.passes.map(\.newEnd))
        #expect(report.passes.map(\.sequence) == preview.passes.map(\.sequence))
        #expect(Set(report.passes.map(\.sequence)) == [2])
        #expect(try ends(later) == [30])
        #expect(try later.renew(order(within: 14)).passes.isEmpty)
        #expect(try later.verifyAudit().fault == nil)
    }

    @Test func `remembers the length that a reissue has cut short`() throws {
        _ = try test.issue(until: 20)
        let first = try #require(try test.office.passes(PassFilter()).first?.number)
        _ = try test.later(18 * Self.day).reissue(number: first)
        let later = try test.later(19 * Self.day)
        _ = try later.renew(order(within: 2))
        #expect(try ends(later) == [39])
    }

    @Test func `goes no further than the site allows, and tells who asked for more`() throws {
        _ = try test.issue(until: 90)
        let later = try test.later(80 * Self.day)
        let refused = try later.renew(order(within: 14, until: 171))
        #expect(refused.exitCode == 2)
        #expect(refused.refused.count == 40)
        #expect(refused.refused.first?.en.contains("90 d") == true)
        let sooner = try later.renew(order(within: 14, until: 85))
        #expect(sooner.refused.first?.en.contains("not end later") == true)
        #expect(try ends(later) == [90])
        #expect(try later.renew(order(within: 14)).renewed == 40)
        #expect(try ends(later) == [170])
    }

    @Test func `gives none to who is held, and lists them`() throws {
        _ = try test.issue(until: 20)
        let pass = try #require(try test.office.passes(PassFilter()).first)
        let number = try PassNumber(parsing: pass.number)
        _ = try test.office.set(.hold, of: .pass(number), why: "contact")
        let later = try test.later(10 * Self.day)
        let report = try later.renew(order(within: 14))
        #expect(report.exitCode == 1)
        #expect(report.passes.count == 39)
        #expect(report.refused.map(\.number) == [pass.number])
        #expect(report.refused.first?.en.contains("held") == true)
        #expect(try later.pass(number: pass.number).history.map(\.sequence) == [1])
    }

    @Test func `ends with the date in the list, beyond which nothing is gained`() throws {
        let row = try #require(
            try test.list("rosters/utf8.csv").split(separator: 10).prefix(2).last)
        let text = String(decoding: row, as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines)
        let cells = text.split(separator: ",", omittingEmptySubsequences: false)
        let office = test.office
        let date = "2026-06-20"
        let csv = "姓名,身份证号,工号,有效期至\n\(cells[1]),\(cells[2]),Z1,\(date)\n"
        let options = ImportOptions(organisation: `The office`.firm, site: `The office`.site)
        let imported = try office.importStaff(Array(csv.utf8), options)
        #expect(imported.accepted == 1, "\(csv)")
        var one = IssueOrder(
            organisation: `The office`.firm, kind: .staff, fromSeconds: nil, untilSeconds: nil)
        one.key = "Z1"
        #expect(try office.issue(one).issued == 1)
        let end = try #require(try office.passes(PassFilter()).first?.exp)
        let later = try test.later(2 * Self.day)
        let report = try later.renew(order(within: 60))
        #expect(report.exitCode == 2)
        #expect(report.refused.map(\.key) == ["Z1"])
        #expect(try later.passes(PassFilter()).map(\.exp) == [end])
    }
}
