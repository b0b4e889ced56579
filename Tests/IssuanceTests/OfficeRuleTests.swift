// Rules, guards and conditions as the office's use cases take them.
import Foundation
import Identifiers
import Issuance
import PassCheck
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

extension `The office` {
    private static func employee(_ number: String) throws -> HolderName {
        .employee(try EmployeeNumber(parsing: number), firm)
    }

    private func enrol() throws {
        let random = RandomSource.fixed(seed: 9)
        let request = try EnrolmentRequest.make(
            signing: SigningKey(seed: random.secret()),
            agreement: AgreementKey(secret: random.secret()),
            journal: AgreementKey(secret: random.secret()))
        _ = try office.enrolDevice(
            gate: Self.gate, request: request.json, expectedFingerprint: nil)
    }

    @Test(arguments: [
        ("24680", false), ("246801", true), ("口令口令口令", true), ("12345\u{7}", false),
        (String(repeating: "x", count: 128), true), (String(repeating: "x", count: 129), false),
    ])
    func `takes a guard's code of six characters to 128 bytes`(
        _ code: String, _ isTaken: Bool
    ) throws {
        _ = try importStaff()
        let someone = try #require(
            try office.people(organisation: Self.firm).compactMap(\.employeeNumber).first)
        let name = try Self.employee(someone)
        if isTaken {
            let added = try office.addGuard(name, gate: Self.gate, code: Array(code.utf8))
            #expect(added.employeeNumber == someone)
        } else {
            let refused = #expect(throws: OfficeError.self) {
                try office.addGuard(name, gate: Self.gate, code: Array(code.utf8))
            }
            #expect(refused.map { !"\($0)".contains(code) } == true)
            #expect(try office.guards(of: nil).isEmpty)
        }
    }

    @Test func `takes no test or stay that is over, and no firm's person it does not know`() throws
    {
        _ = try importStaff()
        let someone = try #require(
            try office.people(organisation: Self.firm).compactMap(\.employeeNumber).first)
        let name = try Self.employee(someone)
        for change in [
            ConditionChange.evidence(untilSeconds: Self.start), .stay(untilSeconds: Self.start),
        ] {
            #expect(throws: OfficeError.self) { try office.set(change, of: name, why: "") }
        }
        #expect(throws: OfficeError.self) {
            try office.set(.hold, of: try Self.employee("E99999"), why: "fever")
        }
        #expect(try office.conditions().isEmpty)
        #expect(
            try office.set(.evidence(untilSeconds: Self.start + 1), of: name, why: "")
                == .changed)
    }

    @Test func `keeps what a change of rules does not name, and lengthens no pass's life`() throws {
        var change = SiteChange(name: nil)
        change.rules.driver = .asked
        change.rules.temperature = .within(seconds: 60)
        _ = try office.changeSite(Self.site, change)
        var other = SiteChange(name: nil)
        other.rules.temperature = .off
        other.rules.lifetimes = [.staff: 10 * 86_400]
        let changed = try office.changeSite(Self.site, other)
        #expect(changed.rules.driver == .asked)
        #expect(changed.rules.temperatureWithinSeconds == nil)
        #expect(changed.staffLifetimeSeconds == 10 * 86_400)
        other.rules.lifetimes = [.staff: 90 * 86_400 + 1]
        #expect(throws: OfficeError.self) { try office.changeSite(Self.site, other) }
    }

    @Test func `makes a bundle with more drivers than a screen can show, under the longest name`()
        throws
    {
        try enrol()
        let names = (0..<40).map { "张" + String(UnicodeScalar(0x4E00 + $0) ?? "一") + "、" }
        let cell = String(names.joined().dropLast())
        #expect(cell.count < 200)
        let sheet = "车牌号,驾驶员\n沪A12345,\(cell)\n"
        _ = try office.changeOrganisation(
            Self.firm,
            OrganisationChange(
                name: String(repeating: "精", count: 60), code: nil, level: nil, tags: nil,
                labels: nil))
        let report = try office.importVehicles(
            Array(sheet.utf8), ImportOptions(organisation: Self.firm, site: Self.site))
        #expect(report.accepted == 1)
        _ = try issue(until: 5)
        #expect(try office.makeBundle(gate: Self.gate, expiresSeconds: nil).entries == 1)
    }
}
