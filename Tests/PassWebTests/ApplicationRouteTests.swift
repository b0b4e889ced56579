// Applications over their endpoints: filed, decided, brought to a pass; and who may not see them.
import ApplicationKinds
import Authority
import Foundation
import HTTPTypes
import Issuance
import Logging
import Registry
import TestSupport
import Testing

@testable import PassWeb

@Suite struct `Applications over HTTP` {
    private static let start: Int64 = 1_780_020_000
    private let folder: TestFolder
    private let office: Office
    private let endpoints: [Endpoint]

    init() throws {
        folder = try TestFolder()
        office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"), area: 310_117,
            setting: OfficeSetting(
                who: "tester", clock: OfficeClock { Self.start }, random: .fixed(seed: 3)))
        let templates = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Templates")
        let kinds = readKinds(in: templates.path())
        let settings = ServiceSettings(host: "127.0.0.1", port: 0, resources: "")
        let reception = Reception(
            office: office, load: WorkLoad(together: settled), entrance: Entrance(),
            logger: Logger(label: "test"), addresses: PeerAddresses(settings),
            figures: ServiceFigures())
        endpoints = applicationEndpoints(kinds) + listEndpoints(reception, kinds)
        for (number, name) in [(1042, "甲"), (1043, "乙")] as [(Int64, String)] {
            _ = try office.addOrganisation(
                OrganisationDraft(
                    number: try #require(OrganisationNumber(rawValue: number)), name: name,
                    code: nil, level: nil, tags: [], labels: .none))
        }
        let site = try #require(SiteNumber(rawValue: 1))
        _ = try office.addSite(site, name: "东区")
        for (place, desk) in ["duty", "park"].enumerated() {
            _ = try office.setDesk(Desk(site: site, id: desk, name: desk))
            _ = try office.setSeat(
                SeatRow(
                    site: site, desk: desk, who: "account:\(20 + place)", fromSeconds: 0))
        }
    }

    private func caller(_ account: Int64, _ role: Role, _ scope: Scope) throws -> Caller {
        Caller(
            account: account, login: "a\(account)", name: "a",
            grants: [try #require(Grant(role, scope))], entrance: .session(1))
    }

    private func hr(_ firm: Int64 = 1042) throws -> Caller {
        try caller(firm, .hr, .organisation(firm))
    }

    private func clerk(_ desk: String) throws -> Caller {
        try caller(desk == "duty" ? 20 : 21, .reviewer, .desk(desk, site: 1))
    }

    /// What an endpoint answers to a caller, asked for its permission first.
    private func ask(
        _ operation: String, as caller: Caller, _ path: [String: String],
        _ body: some SentBody = "{}", query: [String: String] = [:]
    ) throws -> (answer: Answer, json: [String: Any]) {
        let endpoint = try #require(endpoints.first { $0.operation == operation })
        let call = Call(
            office: office.acting(as: caller.auditName), caller: caller, language: .english,
            requestID: "1", path: path, queryMembers: query, headers: HTTPFields(),
            host: "", method: endpoint.method, target: endpoint.path, address: "-",
            body: body.sent)
        switch endpoint.access {
        case .anyone, .device, .signedIn: break
        case .permitted(let action, let target): try call.require(action, on: target(call))
        case .permittedOne(_, let deed):
            let (action, target) = try deed(call)
            try call.require(action, on: target)
        }
        guard case .work(let work) = endpoint.way else {
            Issue.record("\(operation) is no plain work")
            throw Problem.notFound
        }
        let answer = try work(call)
        guard case .bytes(let content, "application/json") = answer.content else {
            return (answer, [:])
        }
        let json = try JSONSerialization.jsonObject(with: Data(content))
        return (answer, json as? [String: Any] ?? [:])
    }

    private let form = """
        {"kind":"temporary-entry","site":1,"values":{"people":[{"name":"王五",
        "identity":"999999199001010016","telephone":"19900001234"}],"host":"赵六","reason":"repair",
        "from":1780020000,"until":1780027200,"equipment":[{"name":"meter","count":2}]}}
        """

    @Test func `go from a firm's form by the desk's queue to a pass`() throws {
        let made = try ask("fileApplication", as: hr(), ["organisation": "1042"], form)
        #expect(made.answer.status == .created)
        #expect(made.answer.headers[.location] == "/api/v1/applications/1")
        let queue = try ask("showQueue", as: clerk("duty"), ["site": "1", "desk": "duty"])
        #expect((queue.json["items"] as? [[String: Any]])?.first?["application"] as? Int == 1)
        let done = try ask(
            "approveStep", as: clerk("duty"), ["application": "1", "step": "0"],
            #"{"note":"come in"}"#)
        #expect(done.json["status"] as? String == "approved")
        #expect((done.json["passes"] as? [String])?.count == 1)
        let text = "\(done.json)"
        #expect(!text.contains("999999199001010016"))
        #expect(!text.contains("19900001234"))
    }

    @Test func `are not there for another firm, and not for a desk that they have not come to`()
        throws
    {
        _ = try ask("fileApplication", as: hr(), ["organisation": "1042"], form)
        for (operation, body) in [
            ("showApplication", "{}"), ("withdrawApplication", #"{"reason":"x"}"#),
            ("amendApplication", #"{"values":{}}"#),
        ] {
            for number in ["1", "99"] {
                let found = #expect(throws: Problem.self) {
                    _ = try ask(operation, as: hr(1043), ["application": number], body)
                }
                #expect(found?.code == "NOT_FOUND")
            }
        }
        let other = #expect(throws: Problem.self) {
            _ = try ask("showApplication", as: clerk("park"), ["application": "1"])
        }
        #expect(other?.code == "NOT_FOUND")
        let firm = #expect(throws: Problem.self) {
            _ = try ask("approveStep", as: hr(), ["application": "1", "step": "0"])
        }
        #expect(firm?.code == "FORBIDDEN")
        let dispatcher = try caller(9, .dispatcher, .organisation(1042))
        let staff = #expect(throws: Problem.self) {
            _ = try ask("showApplication", as: dispatcher, ["application": "1"])
        }
        #expect(staff?.code == "NOT_FOUND")
        let list = try ask("listApplications", as: dispatcher, ["organisation": "1042"])
        #expect((list.json["items"] as? [Any])?.isEmpty == true)
    }

    @Test func `are there for who stands in at the desk, for as long as that is so`() throws {
        _ = try ask("fileApplication", as: hr(), ["organisation": "1042"], form)
        let other = try clerk("park")
        let step = ["application": "1", "step": "0"]
        let before = #expect(throws: Problem.self) { _ = try ask("takeStep", as: other, step) }
        #expect(before?.code == "NOT_FOUND")
        let lead = try caller(5, .siteLead, .site(1))
        // Seats are for accounts that are there, and for nobody of a firm.
        for number in 1...22 {
            let grant =
                number == 22
                ? Grant(.hr, .organisation(1042)) : Grant(.reviewer, .desk("park", site: 1))
            _ = try office.invite(
                AccountDraft(login: "clerk\(number)", name: "a", grants: [try #require(grant)]),
                by: .machine)
        }
        let until = #"{"standing_in_for":20,"until":1780020060}"#
        for (account, body) in [
            ("22", until), ("23", until), ("22", "{}"),
            ("21", #"{"standing_in_for":22,"until":1780020060}"#),
        ] {
            let refused = #expect(throws: OfficeError.self) {
                _ = try ask(
                    "setSeat", as: lead, ["site": "1", "desk": "duty", "account": account], body)
            }
            #expect(refused?.code == "SEAT_NOT_FOR_THEM")
        }
        _ = try ask(
            "setSeat", as: lead, ["site": "1", "desk": "duty", "account": "21"], until)
        let done = try ask("approveStep", as: other, step)
        let steps = done.json["steps"] as? [[String: Any]]
        #expect(steps?.first?["standing_in_for"] as? String == "account:20")
    }

    @Test func `carry an uploaded list to the desks, who read its numbers for a reason alone`()
        throws
    {
        let upload = try office.acting(as: "account:1042").beginUpload()
        try upload.append(Array("姓名,证件号码,工号\n王五,999999199001010016,A1\n".utf8))
        let draft = ListJobDraft(
            organisation: try #require(OrganisationNumber(rawValue: 1042)),
            site: try #require(SiteNumber(rawValue: 1)), kind: .staff)
        _ = try office.acting(as: "account:1042").receive(upload, draft)
        while try office.workOnLists() {}
        let filed = try ask("submitList", as: hr(), ["list": "1"])
        #expect(filed.answer.status == .accepted)
        #expect(filed.json["state"] as? String == "filed")
        let path = ["application": "1"]
        let desk = try clerk("park")
        for operation in [
            "showApplication", "showApplicationList", "showApplicationListReport",
            "listApplicationListRows",
        ] {
            let told = try ask(operation, as: desk, path)
            #expect(!"\(told.json)".contains("999999199001010016"), "\(operation)")
            for stranger in [try hr(1043), try clerk("duty")] {
                let refusal = #expect(throws: Problem.self) {
                    _ = try ask(operation, as: stranger, path)
                }
                #expect(refusal?.code == "NOT_FOUND")
            }
        }
        let rows = try ask("listApplicationListRows", as: desk, path)
        #expect((rows.json["items"] as? [[String: Any]])?.first?["name"] as? String == "王五")
        let silent = #expect(throws: Problem.self) {
            _ = try ask("readApplicationListSheet", as: desk, path)
        }
        #expect(silent?.faults.map(\.field) == ["reason"])
        let sheet = try ask(
            "readApplicationListSheet", as: desk, path, #"{"reason":"核对"}"#)
        #expect(sheet.answer.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
        let auditor = try caller(8, .auditor, .site(1))
        let forbidden = #expect(throws: Problem.self) {
            _ = try ask("readApplicationListSheet", as: auditor, path, #"{"reason":"核对"}"#)
        }
        #expect(forbidden?.code == "FORBIDDEN")
        _ = try ask("approveStep", as: desk, ["application": "1", "step": "0"])
        while try office.workOnLists() {}
        #expect(try ask("showList", as: hr(), ["list": "1"]).json["state"] as? String == "applied")
    }

    @Test func `tell every fault of a form by its field`() throws {
        let body = #"{"kind":"temporary-entry","site":1,"values":{"plate":"QQ","colour":"red"}}"#
        let fault = #expect(throws: OfficeError.self) {
            _ = try ask("fileApplication", as: hr(), ["organisation": "1042"], body)
        }
        let problem = Problem(try #require(fault))
        #expect(problem.status == .unprocessableContent)
        let fields = Set(problem.faults.map(\.field))
        #expect(fields.isSuperset(of: ["people", "host", "reason", "plate", "colour"]))
    }

    @Test func `give papers only as files to be kept`() throws {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]
        let kept = try ask(
            "keepAttachment", as: hr(), ["organisation": "1042"], png)
        let name = try #require(kept.json["sha256"] as? String)
        let path = ["organisation": "1042", "attachment": name]
        let file = try ask("showAttachment", as: hr(), path)
        #expect(file.answer.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
        guard case .bytes(let bytes, let type) = file.answer.content else { return }
        #expect(bytes == png)
        #expect(type == "image/png")
        let other = #expect(throws: Problem.self) {
            _ = try ask("showAttachment", as: hr(1043), path)
        }
        #expect(other?.code == "NOT_FOUND")
    }

    @Test func `let a desk decide many at once, and a site set a quota`() throws {
        for _ in 0..<3 {
            _ = try ask("fileApplication", as: hr(), ["organisation": "1042"], form)
        }
        let body = #"{"verdict":"approve","exceptions":[{"application":2,"verdict":"leave"}]}"#
        let done = try ask(
            "decideMany", as: clerk("duty"), ["site": "1", "desk": "duty"], body)
        #expect(done.json["decided"] as? [Int] == [1, 3])
        #expect(done.json["left"] as? [Int] == [2])
        let lead = try caller(5, .siteLead, .site(1))
        let quota = try ask(
            "setQuota", as: lead, ["organisation": "1042", "site": "1"], #"{"limit":240}"#)
        #expect((quota.json["items"] as? [[String: Any]])?.first?["limit"] as? Int == 240)
        let own = #expect(throws: Problem.self) {
            _ = try ask(
                "setQuota", as: hr(), ["organisation": "1042", "site": "1"], #"{"limit":1}"#)
        }
        #expect(own?.code == "FORBIDDEN")
    }
}

/// A body, as a text or as bytes.
private protocol SentBody {
    var sent: [UInt8] { get }
}

extension String: SentBody {
    fileprivate var sent: [UInt8] { Array(utf8) }
}

extension [UInt8]: SentBody {
    fileprivate var sent: [UInt8] { self }
}
