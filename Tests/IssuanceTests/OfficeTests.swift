// The office from a list to a bundle, on a real database and a real key ring.
import Foundation
import Identifiers
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

@testable import Issuance

@Suite struct `The office` {
    private let folder: TestFolder
    let office: Office
    static let start: Int64 = 1_780_000_000

    init() throws {
        folder = try TestFolder()
        let folders = OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys")
        office = try Office.initialise(folders, area: 310_117, setting: Self.setting(at: 0))
        _ = try office.addOrganisation(
            OrganisationDraft(
                number: Self.firm, name: "精密仪器厂", code: nil, level: nil, tags: [], labels: .none))
        _ = try office.addSite(Self.site, name: "东区")
        _ = try office.addZone(Zone(number: Self.zone, site: Self.site, name: "厂区"))
        _ = try office.addGate(
            Gate(
                number: Self.gate, site: Self.site, zone: Self.zone, name: "一号门",
                direction: .inward))
    }

    /// The folder of the database.
    var dataPath: String { folder.path + "/d" }

    private static func setting(at seconds: Int64, random: RandomSource? = nil) -> OfficeSetting {
        OfficeSetting(
            who: "tester", clock: OfficeClock { start + seconds },
            random: random ?? .fixed(seed: UInt64(seconds) + 1))
    }

    private static func number<Thing>(_ value: Int64) -> Number<Thing> {
        guard let number = Number<Thing>(rawValue: value) else {
            preconditionFailure("a number of the tests is out of range")
        }
        return number
    }

    static let firm: OrganisationNumber = number(1042)
    static let site: SiteNumber = number(1)
    private static let zone: ZoneNumber = number(1)
    static let gate: GateNumber = number(1)

    func later(_ seconds: Int64, random: RandomSource? = nil) throws -> Office {
        try Office.open(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"),
            setting: Self.setting(at: seconds, random: random))
    }

    func list(_ name: String) throws -> [UInt8] {
        let vectors = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")
        return [UInt8](try Data(contentsOf: vectors.appending(path: name)))
    }

    func importStaff(_ change: (inout ImportOptions) -> Void = { _ in }) throws
        -> ImportReport
    {
        var options = ImportOptions(organisation: Self.firm, site: Self.site)
        change(&options)
        return try office.importStaff(try list("rosters/clean.xlsx"), options)
    }

    func issue(until days: Int64?) throws -> IssueReport {
        try office.issue(
            IssueOrder(
                organisation: Self.firm, kind: .all, fromSeconds: nil,
                untilSeconds: days.map { Self.start + $0 * 86_400 }))
    }

    @Test func `asks the disk now and then whether it is ready`() throws {
        try office.requireWorking()
        var attempts = 0
        let readiness = Readiness()
        for seconds in [100, 101, 104, 105, 90] as [Int64] {
            try? readiness.outcome(at: seconds) { () throws(OfficeError) in
                attempts += 1
                throw OfficeError("满", "full", exitCode: 3)
            }
        }
        #expect(attempts == 3)
    }

    @Test func `takes a list once: a dry run writes nothing, the same list again changes nothing`()
        throws
    {
        let dry = try importStaff { $0.mode = .dryRun }
        #expect(dry.difference.new == 40)
        #expect(!dry.applied)
        #expect(try office.people(organisation: Self.firm).isEmpty)
        let first = try importStaff()
        #expect(first.applied)
        #expect(first.batch != nil)
        let second = try importStaff()
        #expect(second.difference.unchanged == 40)
        #expect(second.difference.new + second.difference.changed == 0)
        #expect(try office.people(organisation: nil).count == 40)
    }

    @Test func `tells all problems of a list and takes the sound rows, or none where asked`() throws
    {
        let bytes = try list("rosters/errors.xlsx")
        var options = ImportOptions(organisation: Self.firm, site: Self.site)
        options.refusal = .allOrNothing
        let refused = try office.importStaff(bytes, options)
        #expect(refused.exitCode == 2)
        #expect(!refused.applied)
        #expect(refused.problems.count == 9)
        options.refusal = .rowsOnly
        let taken = try office.importStaff(bytes, options)
        #expect(taken.exitCode == 1)
        #expect(taken.applied)
        #expect(try office.people(organisation: Self.firm).count == 12)
        let broken = try office.importStaff(try list("rosters/not_a_list.xlsx"), options)
        #expect(broken.exitCode == 2)
        #expect(broken.problems.map(\.code) == ["FILE_TYPE"])
    }

    @Test func `does not guess who left from a list with refused rows`() throws {
        _ = try importStaff()
        var options = ImportOptions(organisation: Self.firm, site: Self.site)
        options.scope = .replaceWholeFirm
        options.mode = .dryRun
        let bytes = try list("rosters/errors.xlsx")
        options.confirmedLeavers = try office.importStaff(bytes, options).difference.leavers
        options.mode = .apply
        let report = try office.importStaff(bytes, options)
        #expect(report.exitCode == 2)
        #expect(!report.applied)
    }

    @Test func `withdraws leavers' passes only where their number was confirmed`() throws {
        _ = try importStaff()
        _ = try issue(until: 20)
        var options = ImportOptions(organisation: Self.firm, site: Self.site)
        options.scope = .replaceWholeFirm
        let other = try list("rosters/utf8.csv")
        let asked = try office.importStaff(other, options)
        #expect(asked.exitCode == 2)
        #expect(!asked.applied)
        let leavers = try #require(asked.difference.leavers)
        options.confirmedLeavers = leavers
        #expect(try office.importStaff(other, options).applied)
        var filter = PassFilter()
        filter.state = .revoked
        #expect(try office.passes(filter).count == leavers)
    }

    @Test func `issues to everyone without a valid pass, and only to them`() throws {
        _ = try importStaff()
        let first = try issue(until: 20)
        #expect(first.issued == 40)
        #expect(first.exitCode == 0)
        let again = try issue(until: 20)
        #expect(again.issued == 0)
        #expect(again.alreadyValid == 40)
        let number = try #require(try office.passes(PassFilter()).first?.number)
        #expect(number.hasPrefix("310117-0000-0001-"))
    }

    @Test func `refuses a time beyond the site's limit, and says how long it may be`() throws {
        _ = try importStaff()
        let report = try issue(until: 91)
        #expect(report.issued == 0)
        #expect(report.refused.count == 40)
        #expect(report.exitCode == 2)
        #expect(report.refused.first?.en.contains("90 d") == true)
        #expect(try issue(until: 90).issued == 40)
    }

    @Test func `reissues with the next sequence and revokes, each once`() throws {
        _ = try importStaff()
        _ = try issue(until: 20)
        let number = try #require(try office.passes(PassFilter()).first?.number)
        #expect(try office.reissue(number: number).sequence == 2)
        let history = try office.pass(number: number).history
        #expect(history.map(\.state) == [.valid, .superseded])
        let order = RevocationOrder(
            reach: .number(try #require(try? .init(parsing: number))), beforeSeconds: nil,
            reason: "lost")
        #expect(try office.previewRevocation(order).wouldRevoke == 1)
        #expect(try office.revoke(order).revoked == 1)
        #expect(try office.revoke(order).revoked == 0)
        #expect(throws: OfficeError.self) { try office.reissue(number: number) }
        let path = folder.path + "/d/keys/revocations.log"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let log = lines.filter { !$0.hasPrefix("since ") }
        #expect(log.count == 1)
    }

    @Test func `keeps an audit whose end is known beside the keys`() throws {
        _ = try importStaff()
        let whole = try office.verifyAudit()
        #expect(whole.fault == nil)
        #expect(whole.rows >= 6)
        let head = folder.path + "/d/keys/audit.head"
        let line = try String(contentsOfFile: head, encoding: .utf8)
        let later = line.replacingOccurrences(of: "\(whole.rows) ", with: "\(whole.rows + 1) ")
        try later.write(toFile: head, atomically: false, encoding: .utf8)
        #expect(try office.verifyAudit().fault != nil)
    }

    @Test func `changes nothing where the audit's end is gone, which the next head would hide`()
        throws
    {
        _ = try importStaff()
        let head = folder.path + "/d/keys/audit.head"
        let line = try String(contentsOfFile: head, encoding: .utf8)
        let rows = try office.verifyAudit().rows
        for number in [rows + 1, rows - 1] {
            let other = line.replacingOccurrences(of: "\(rows) ", with: "\(number) ")
            try other.write(toFile: head, atomically: false, encoding: .utf8)
            let error = #expect(throws: OfficeError.self) { _ = try issue(until: 20) }
            #expect(error?.exitCode == 3)
            #expect(try office.passes(PassFilter()).isEmpty)
        }
        try line.write(toFile: head, atomically: false, encoding: .utf8)
        #expect(try issue(until: 20).issued == 40)
    }

    @Test func `does not take a file of no bytes for an empty office`() throws {
        let path = folder.path + "/d/registry.sqlite"
        try Data().write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: OfficeError.self) { _ = try later(1) }
        #expect(error?.exitCode == 3)
        #expect(error?.english.contains("damaged") == true)
    }

    @Test func `refuses a registry that others may read, and says the command that mends it`()
        throws
    {
        let file = folder.path + "/d/" + Registry.fileName
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let error = #expect(throws: OfficeError.self) { _ = try later(1) }
        #expect(error?.exitCode == 3)
        #expect(error?.english.contains("chmod 0600") == true)
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        #expect(try later(1).sites().count == 1)
    }

    @Test func `opens again with the same keys, and refuses a second start`() throws {
        #expect(try later(5).organisations().count == 1)
        let folders = OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys")
        let error = #expect(throws: OfficeError.self) {
            _ = try Office.initialise(folders, area: 310_117, setting: Self.setting(at: 1))
        }
        #expect(error?.exitCode == 2)
        let missing = OfficeFolders(data: folder.path + "/x", keys: folder.path + "/x/keys")
        let none = #expect(throws: OfficeError.self) {
            _ = try Office.open(missing, setting: Self.setting(at: 1))
        }
        #expect(none?.exitCode == 3)
    }
}
