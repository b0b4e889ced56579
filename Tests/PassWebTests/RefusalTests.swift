// Refusals over HTTP: which member is wrong, and what to do, in words of HTTP.
import Authority
import Foundation
import HTTPTypes
import Registry
import Testing

@testable import Issuance
@testable import PassWeb

@Suite struct `A refusal over HTTP` {
    private let served: ServedOffice
    private let person: Entry

    init() throws {
        served = try ServedOffice()
        let role = try #require(Grant(.operator, .everywhere))
        person = .session(try served.member("operator", [role]))
    }

    private func hr() throws -> Entry {
        let role = try #require(Grant(.hr, .organisation(ServedFirm.own.organisation)))
        return .session(try served.member("hr", [role]))
    }

    @Test(arguments: [
        ("/api/v1/sites/1/gates", #"{"number":9,"zone":9,"name":"后门"}"#, "UNKNOWN_ZONE", "zone"),
        (
            "/api/v1/routes", #"{"number":3,"name":"北线","checkpoints":[1,3]}"#, "UNKNOWN_GATE",
            "checkpoints[1]"
        ),
        (
            "/api/v1/organisations/1042/passes", #"{"terms":{"gates":[1,7]}}"#, "UNKNOWN_GATE",
            "terms.gates[1]"
        ),
        (
            "/api/v1/accounts",
            #"{"login":"li","name":"李","grants":[{"role":"hr","organisation":2078}]}"#,
            "UNKNOWN_ORGANISATION", "grants[0].organisation"
        ),
        (
            "/api/v1/organisations/1042/applications", #"{"kind":"tea","site":1}"#, "UNKNOWN_KIND",
            "kind"
        ),
        (
            "/api/v1/organisations/1042/applications",
            #"{"kind":"temporary-entry","site":9}"#, "UNKNOWN_SITE", "site"
        ),
        ("/api/v1/organisations/1042/lists?site=9", "姓名\n", "UNKNOWN_SITE", "site"),
    ])
    func `names the member in which something unknown stands`(
        path: String, body: String, code: String, field: String
    ) async throws {
        let told = try await served.ask(
            .post, path, path.contains("1042") ? try hr() : person, json: body)
        #expect(told.status == 422, "\(told.text)")
        let problem = try told.object()
        #expect(problem["code"] as? String == code)
        #expect(problem["field"] as? String == field)
    }

    @Test func `names the paper and the mark that a form does not have`() async throws {
        let site = try #require(SiteNumber(rawValue: 1))
        _ = try served.office.setDesk(Desk(site: site, id: "duty", name: "值班"))
        let role = try #require(Grant(.reviewer, .desk("duty", site: 1)))
        let clerk = try served.member("clerk", [role])
        _ = try served.office.setSeat(
            SeatRow(site: site, desk: "duty", who: clerk.caller.auditName, fromSeconds: 0))
        let form = """
            {"kind":"temporary-entry","site":1,"values":{"people":[{"name":"王五",
            "identity":"999999199001010016","telephone":"19900001234"}],"host":"赵六",
            "from":1780020000,"until":1780027200,"papers":[],"reason":"repair"}}
            """
        let hr = try hr()
        let paper = String(repeating: "ab", count: 32)
        let path = "/api/v1/organisations/1042/applications"
        let absent = try await served.ask(
            .post, path, hr, json: form.replacing("[]", with: #"["\#(paper)"]"#))
        #expect(absent.status == 422, "\(absent.text)")
        #expect(try absent.object()["code"] as? String == "UNKNOWN_ATTACHMENT")
        #expect(try absent.object()["field"] as? String == "papers[0]")
        let filed = try await served.ask(
            .post, path, hr, json: form.replacing(#""papers":[],"#, with: ""))
        #expect(filed.status == 201, "\(filed.text)")
        let marked = try await served.ask(
            .post, "/api/v1/applications/1/steps/0/return", .session(clerk),
            json: #"{"reason":"look","marks":{"host":"who","colour":"what"}}"#)
        #expect(marked.status == 422, "\(marked.text)")
        #expect(try marked.object()["code"] as? String == "APPLICATION_MARKS")
        #expect(try marked.object()["field"] as? String == "marks.colour")
    }

    @Test func `is that nothing is there where the path names it`() async throws {
        let told = try await served.ask(
            .patch, "/api/v1/sites/9", person, json: #"{"name":"北区"}"#)
        #expect(told.status == 404, "\(told.text)")
        #expect(try told.object()["field"] == nil)
    }

    @Test func `speaks of members and addresses, and of no command`() throws {
        let errors: [RegistryError] =
            [.site, .gate, .person, .pass, .group].map { .unknown($0, "9") } + [
                .badName(.site, ""), .zoneOfAnotherSite(zone: 1, itsSite: 2, site: 1),
                .passClosed(number: "1"), .gateHasDevice(gate: 1), .personNeeded,
                .noGuard(gate: 1), .leaversUnconfirmed(4, of: 9), .batchOfAnotherKind(1, .staff),
                .batchUndone(1), .keyRevoked(.group, 1), .guardHasLeft, .quotaOutOfRange(7),
            ]
        for error in errors {
            let told = "\(Problem(OfficeError(error)).text)"
            #expect(!told.contains("gatepass ") && !told.contains("--"), "\(told)")
        }
        let leavers = Problem(OfficeError(RegistryError.leaversUnconfirmed(4, of: 9)))
        #expect(leavers.faults.map { $0.field } == ["confirmed_leavers"])
    }

    @Test func `says that the token lacks a deed which its account may do`() async throws {
        let hr = try hr()
        let made = try await served.ask(
            .post, "/api/v1/tokens", hr, json: #"{"name":"payroll","scopes":["rosters"]}"#)
        let token = Entry.token(try #require(try made.object()["secret"] as? String))
        for organisation in [ServedFirm.own, .foreign].map(\.organisation) {
            let told = try await served.ask(
                .post, "/api/v1/organisations/\(organisation)/passes", token, json: "{}")
            #expect(told.status == 403)
            #expect(try told.object()["code"] as? String == "TOKEN_SCOPE")
            #expect(try (told.object()["en"] as? String)?.contains("passes.issue") == true)
        }
        let firms = try await served.ask(.get, "/api/v1/organisations", token)
        #expect(try firms.object()["code"] as? String == "TOKEN_SCOPE")
        let closed = try await served.ask(
            .post, "/api/v1/tokens", token, json: #"{"name":"x","scopes":["read"]}"#)
        #expect(try closed.object()["code"] as? String == "TOKEN_SCOPE")
        let never = try await served.ask(
            .post, "/api/v1/sites", token, json: #"{"number":7,"name":"北区"}"#)
        #expect(try never.object()["code"] as? String == "FORBIDDEN")
    }

    @Test func `tells how large a body may be`() async throws {
        let told = try await served.ask(
            .post, "/api/v1/sites", person, json: String(repeating: " ", count: 65_537))
        #expect(told.status == 413)
        #expect(told.text.contains("65536"))
    }

    @Test(arguments: [
        ("office.example", "http://office.example/p#"), ("[::1]:8443", "http://[::1]:8443/p#"),
        ("evil.example/@office", "http://127.0.0.1:0/p#"), (#"a"b"#, "http://127.0.0.1:0/p#"),
    ])
    func `is not needed where a link is made, which leads to a host or to the service itself`(
        host: String, link: String
    ) async throws {
        let hr = try hr()
        let passes = try await served.ask(
            .get, "/api/v1/organisations/1042/passes?limit=1", hr
        ).object()["items"]
        let number = try #require((passes as? [[String: Any]])?.first?["number"] as? String)
        let told = try await served.ask(
            served.head(.post, "/api/v1/passes/\(number)/link", hr, host: host), json: "{}")
        #expect((try told.object()["url"] as? String)?.hasPrefix(link) == true, "\(told.text)")
    }

    @Test func `has an id of 32 digits`() async throws {
        for _ in 0..<40 {
            let told = try await served.ask(.get, "/api/v1/sites")
            #expect(told.headers[.requestID]?.utf8.count == 32)
        }
    }

    @Test func `says when a request under a key that is being done may come again`() throws {
        let problem = #expect(throws: OfficeError.self) {
            let request = KeptRequest(account: 1, key: "k", content: [1])
            _ = try served.office.once(request) {
                _ = try served.office.once(request) { throw Problem.notFound }
                throw Problem.notFound
            }
        }
        #expect(try Problem(#require(problem)).retryAfterSeconds == 2)
    }

    @Test(
        arguments: [
            (nil, false), ("en", true), ("zh-CN,en", false), ("en-GB,zh", true),
            ("zh;q=0.3, en;q=0.9", true), ("en;q=0.2,zh", false), ("de, en;q=0.5", true),
            ("en;q=0", false), ("fr", false), ("en;q=9", false), ("zh;q=0.70,en;q=0.7", false),
        ] as [(String?, Bool)])
    func `is in the language that is wanted most`(field: String?, isEnglish: Bool) {
        #expect((AnswerLanguage(field) == .english) == isEnglish)
    }
}
