// A registry in a folder of its own, with invented people, for the tests of this folder.
import Foundation
import Identifiers
import PassCrypto
import PassFormat
import Registry
import TestSupport

/// Owns a temporary folder and removes it.
final class TestRegistry {
    let folder: URL
    let registry: Registry
    let seal: RegistrySeal

    static let start: Int64 = 1_780_000_000
    static let today = CalendarDate(daysSince1970: 20_600)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        seal = try RegistrySeal(
            dataKey: SecretBytes(copying: [UInt8](repeating: 7, count: 32).span),
            random: .fixed(seed: 1))
        registry = try Registry.create(
            path: folder.appending(path: Registry.fileName).path(), seal: seal,
            revocations: RevocationLog(path: folder.appending(path: "revocations.log").path()),
            areaCode: 310_117, act: Self.act(0))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func act(_ seconds: Int64, why: String = "") -> Act {
        Act(who: "tester", atSeconds: start + seconds, why: why)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path() }

    /// Firm 1042, site 1, zone 1, gate 1.
    func furnish() throws {
        try registry.add(Organisation(number: number(1042), name: "精密仪器厂"), act: Self.act(1))
        try registry.add(Site(number: number(1), name: "东区"), act: Self.act(2))
        try registry.add(Zone(number: number(1), site: number(1), name: "厂区"), act: Self.act(3))
        try registry.add(
            Gate(
                number: number(1), site: number(1), zone: number(1), name: "一号门",
                direction: .inward), act: Self.act(4))
    }

    func target(_ scope: ListScope = .addAndChange) -> ListTarget {
        ListTarget(organisation: number(1042), site: number(1), scope: scope)
    }

    /// Issues a pass to everyone of firm 1042 who has none.
    func issueAll(_ kind: PassKind = .staff, at seconds: Int64 = 10) throws -> IssuedPasses {
        let lacking = try registry.withoutPass(
            kind, of: number(1042), at: Self.start + seconds)
        let random = RandomSource.fixed(seed: UInt64(seconds))
        let passes = try lacking.map { try newPass(for: $0, random) }
        return try registry.store(passes, of: number(1042), act: Self.act(seconds))
    }

    /// A pass of 20 days under the site's current group, its token recognisable.
    func newPass(
        for candidate: PassCandidate, _ random: RandomSource,
        _ span: Range<Int64> = start..<start + 20 * 86_400
    ) throws -> NewPass {
        let group = try registry.currentGroup(of: candidate.site)
        let passID = try random.bytes(10)
        return NewPass(
            holder: candidate.holder, kind: candidate.kind, site: candidate.site,
            identity: (passID, try random.bytes(8)),
            issue: NewIssue(
                token: Array("TOKEN-IN-CLEAR-".utf8) + passID, digest: try random.bytes(16),
                keyID: KeyID(epoch: 1, group: UInt16(group.rawValue)), sequence: 1,
                validSeconds: span))
    }
}

/// Passes as a test stored them.
struct IssuedPasses: Equatable {
    let batch: Int64?
    /// In the order of the passes.
    let numbers: [PassNumber]
}

extension Registry {
    /// A copy of an office without papers.
    func backup(to destination: String, act: Act) throws(RegistryError) {
        try backup(to: destination, files: { _, _ in }, act: act)
    }

    /// Stores passes that are there already, as one batch.
    func store(
        _ passes: [NewPass], of organisation: OrganisationNumber, act: Act
    ) throws -> IssuedPasses {
        var numbers: [PassNumber] = []
        let stored = try issue(for: organisation, act: act) { writer in
            for pass in passes { numbers.append(try writer.add(pass)) }
        }
        return IssuedPasses(batch: stored.batch, numbers: numbers)
    }

    func withoutPass(
        _ kind: PassKind, of organisation: OrganisationNumber, at seconds: Int64
    ) throws -> [PassCandidate] {
        var found: [PassCandidate] = []
        try forEachWithoutPass(kind, of: organisation, at: seconds) { found.append($0) }
        return found
    }
}

func number<Thing>(_ value: Int64) -> Number<Thing> {
    guard let number = Number<Thing>(rawValue: value) else { fatalError("test number \(value)") }
    return number
}

/// Person `place` of an invented list: employee number E00001 and so on, area code 999999.
func person(_ place: Int, name: String = "张平杰", post: String = "班长") throws -> PersonRecord {
    let body = "999999" + "19850101" + String(1000 + place).suffix(3)
    guard let today = TestRegistry.today else { fatalError("test date") }
    var record = PersonRecord(
        name: try PersonName(parsing: name),
        identity: try IdentityNumber(
            parsing: body + checkCharacter(body), today: today, declared: .residentID))
    record.employeeNumber = try EmployeeNumber(
        parsing: "E" + String(repeating: "0", count: 5 - String(place).count) + String(place))
    record.phone = try MobileNumber(parsing: "1990000" + String(1000 + place))
    record.department = "行政"
    record.post = post
    return record
}

/// GB 11643.
func checkCharacter(_ body: String) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11]
}
