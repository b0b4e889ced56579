// An office with accounts and a clock that tests move, for the tests of accounts.
import Authority
import Foundation
import Issuance
import PassCrypto
import Registry
import Synchronization
import TestSupport
import Testing

/// Firms 1042 and 2077, site 1; an operator of account 1.
final class AccountOffice: Sendable {
    /// Guards the clock, which every use case of the office reads.
    private final class Clock: Sendable {
        let seconds = Mutex<Int64>(1_780_000_000)
    }

    static let password = "horse-battery-9"

    private let folder: TestFolder
    private let clock = Clock()
    let office: Office
    let hr: Grant
    let everywhere: Grant

    init() throws {
        folder = try TestFolder()
        let clock = clock
        office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"),
            area: 310_117,
            setting: OfficeSetting(
                who: "tester", clock: OfficeClock { clock.seconds.withLock { $0 } },
                random: .fixed(seed: 7)))
        for (number, name) in [(Int64(1042), "精密仪器厂"), (2077, "物流公司")] {
            _ = try office.addOrganisation(
                OrganisationDraft(
                    number: try #require(OrganisationNumber(rawValue: number)), name: name,
                    code: nil, level: nil, tags: [], labels: .none))
        }
        _ = try office.addSite(try #require(SiteNumber(rawValue: 1)), name: "东区")
        hr = try #require(Grant(.hr, .organisation(1042)))
        everywhere = try #require(Grant(.operator, .everywhere))
    }

    var data: String { folder.path + "/d" }

    func pass(_ seconds: Int64) { clock.seconds.withLock { $0 += seconds } }

    var now: Int64 { clock.seconds.withLock { $0 } }

    func invite(_ login: String, _ grant: Grant? = nil) throws -> InvitedAccount {
        try office.invite(
            AccountDraft(login: login, name: "王小明", grants: [grant ?? hr]), by: .machine)
    }

    /// An account that can sign in.
    func member(_ login: String, _ grant: Grant? = nil) throws -> Account {
        try office.accept(
            invitation: try invite(login, grant).secret, password: Array(Self.password.utf8))
    }

    func signIn(_ login: String, _ password: String = password) throws -> SignedIn {
        try office.signIn(attempt(login, password), agent: "Browser/1 \u{7}的")
    }

    func attempt(_ login: String, _ password: String) -> PasswordAttempt {
        PasswordAttempt(login: login, password: Array(password.utf8), address: "192.0.2.1")
    }

    /// What the audit says so far.
    func audit() throws -> [Audited] {
        let path = folder.path + "/audit.jsonl"
        _ = try office.exportAudit(to: path)
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Audited.self, from: Data($0.utf8))
        }
    }

    struct Audited: Decodable {
        let who: String
        let what: String
        let subject: String
        let details: String
    }

    /// The code of what a body refuses; nil where it refuses nothing.
    func refusal(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as OfficeError { return error.code } catch {
            return "\(error)"
        }
        return nil
    }
}
