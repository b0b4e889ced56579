// Many vehicles by one sheet.
import Approvals
import Foundation
import Issuance
import PassFormat
import Registry
import RosterImport
import Testing

@Suite struct `A sheet of vehicles that is filed` {
    private let fixture: ApplicationFixture

    init() throws { fixture = try ApplicationFixture() }

    private static let common: [String: FormInput] = [
        "origin": .text("A"), "destination": .text("B"), "cargo_class": .text("general"),
        "trips": .text("single"),
    ]

    private func sheet(_ count: Int) -> ListSource {
        var text = "车牌号,车型,驾驶员,身份证号码,联系电话,货物,起,止\n"
        for row in 0..<count {
            let plate = row == 3 ? "沪" : "沪D\(10_000 + row)"
            let cargo = row == 5 ? "" : "pumps"
            text += "\(plate),重型货车,王五,\(ApplicationFixture.identity(row)),"
            text += "1990000\(1000 + row),\(cargo),2026-05-29,2026-05-30\n"
        }
        return ListSource(Array(text.utf8))
    }

    @Test func `becomes one application a row, all of them together; bad rows are told`() throws {
        var filing = VehicleSheetFiling(
            organisation: ApplicationFixture.firm, site: ApplicationFixture.site,
            common: Self.common)
        filing.mode = .dryRun
        let looked = try fixture.hr.fileVehicles(sheet(40), filing)
        #expect(looked.wouldFile == 38)
        #expect(looked.filed.isEmpty)
        #expect(try fixture.hr.applications(ApplicationFilter(limit: 100)).isEmpty)
        filing.mode = .apply
        let report = try fixture.hr.fileVehicles(sheet(40), filing)
        #expect(report.rows == 40)
        #expect(report.filed.count == 38)
        // The header is row 1.
        #expect(report.refused.map(\.row.value) == [5, 7])
        #expect(report.refused.map(\.code) == ["PLATE_FORMAT", "FIELD_MISSING"])
        let one = try fixture.hr.application(report.filed[20])
        #expect(one.filedTogether.value == report.filed[0])
        let batch = BatchDecision(
            site: ApplicationFixture.site, desk: "park", verdict: .approve(note: nil))
        var misspelt = batch
        misspelt.kind = "vehicles"
        fixture.expectRefusal("UNKNOWN_KIND") {
            _ = try fixture.acting(as: ApplicationFixture.clerk("park")).decide(misspelt)
        }
        var absent = batch
        absent.applications = [99]
        let told = try fixture.acting(as: ApplicationFixture.clerk("park")).decide(absent)
        #expect(told.refused.map(\.code) == ["APPLICATION_STEP"])
        #expect(told.refused.first?.en.contains("application 99") == true)
        let decided = try fixture.acting(as: ApplicationFixture.clerk("park")).decide(batch)
        #expect(decided.decided.count == 38)
        var filter = PassFilter()
        filter.kind = .vehicle
        #expect(try fixture.office.passes(filter).count == 38)
    }
}
