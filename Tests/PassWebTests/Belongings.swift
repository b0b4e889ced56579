// What a firm has, of every kind that an address can name, for the tests of strangers.
import Authority
import Foundation
import HTTPTypes
import Issuance
import PassFormat
import Registry
import TestSupport
import Testing

@testable import PassWeb

/// Things that are there, and somebody whose they are.
struct Belongings {
    let firm: ServedFirm
    /// Has every role that can be had at the firm, at its site and at the desks there.
    let member: SignedIn
    /// Files the firm's applications, which nobody decides who filed them.
    let clerk: SignedIn
    /// What stands in the braces of addresses: of some kinds one for staff and one for vehicles.
    var names: [String: [String]] = [:]

    /// As far as an address has them; `place` chooses among several of a kind.
    ///
    /// Of applications the last carries a list.
    func path(of endpoint: Endpoint, _ place: Int = 0) -> String {
        let place = endpoint.path.contains("{application}/list") ? .max : place
        return names.reduce(endpoint.path) { path, name in
            path.replacing("{\(name.key)}", with: name.value[min(place, name.value.count - 1)])
        }
    }

    /// Words that stand in nothing but what is the firm's.
    var words: [String] {
        [firm.mark, firm.plate, firm.wantedPlate, firm.person] + (names["number"] ?? [])
    }

    /// What an operation is asked with, so that it would do its work.
    func content(of operation: String) -> String {
        switch operation {
        case "changeAccount": #"{"access":"disabled"}"#
        case "addGrant": #"{"role":"dispatcher","organisation":\#(firm.organisation)}"#
        case "changeOrganisation": #"{"level":"town"}"#
        case "changeSite", "setDesk": #"{"name":"东门"}"#
        case "addZone": #"{"number":77,"name":"东门"}"#
        case "addGate": #"{"number":77,"zone":\#(firm.site),"name":"东门"}"#
        case "uploadList": "姓名,身份证号\n王小明,999999199001010016\n"
        case "fileVehicles": "车牌号\n\(firm.wantedPlate)\n"
        case "issueCode": #"{"kind":"vehicle","key":"\#(firm.plate)"}"#
        case "checkCode": #"{"text":"GP1"}"#
        case "renewPasses": #"{"expiring_within_seconds":60}"#
        case "fileApplication": firm.entryForm
        case "amendApplication": #"{"values":{}}"#
        case "answerQuestion", "askApplicant": #"{"text":"哪一天？"}"#
        case "handOnStep": #"{"desk":"park"}"#
        case "decideMany": #"{"verdict":"leave"}"#
        case "setQuota": #"{"limit":500}"#
        case "readApplicationListSheet", "readWholeNumbers": #"{"reason":"核对"}"#
        case "searchNumber": #"{"number":"999999199001010016","reason":"核对"}"#
        case "sendMessages":
            #"{"audience":"staff","template":"notice","#
                + #""values":{"firm":"\#(firm.mark)","text":"明天停电"}}"#
        case "revokePasses", "revokePass", "withdrawApplication", "cancelApplication",
            "refuseStep", "returnStep", "revokeDevice", "acceptAlarms":
            #"{"reason":"lost"}"#
        default: "{}"
        }
    }

    /// The query that an operation does not do without.
    func query(of operation: String) -> String {
        switch operation {
        case "uploadList", "fileVehicles": "?site=\(firm.site)"
        case "removeGrant": "?role=dispatcher&organisation=\(firm.organisation)"
        default: ""
        }
    }
}

extension ServedFirm {
    /// Each role at each kind of place of the firm; none that reaches everywhere.
    var grants: [Grant] {
        let places: [Scope] = [
            .organisation(organisation), .site(site), .desk("duty", site: site),
            .desk("park", site: site),
        ]
        return Role.allCases.flatMap { role in places.compactMap { Grant(role, $0) } }
    }

    fileprivate var people: String {
        #"[{"name":"\#(person)","identity":"999999199001010016","telephone":"19900001234"}]"#
    }

    fileprivate func form(_ kind: String, _ values: String) -> String {
        #"{"kind":"\#(kind)","site":\#(site),"values":{"from":1780003600,"until":1780010800,"#
            + "\(values)}}"
    }

    /// Somebody who asks to come in, with something to be brought out.
    var entryForm: String {
        form(
            "temporary-entry",
            #""people":\#(people),"host":"李丽","reason":"repair","#
                + #""equipment":[{"name":"meter","count":2}]"#)
    }

    /// A request for a vehicle, with a paper.
    fileprivate func vehicleForm(paper: String) -> String {
        form(
            "vehicle",
            #""plate":"\#(wantedPlate)","drivers":\#(people),"cargo":"零件","cargo_class":"general","#
                + #""origin":"东站","destination":"东区","trips":"single","papers":["\#(paper)"]"#)
    }
}

extension ServedOffice {
    /// Asks for somebody's things with all that the operation needs.
    func ask(
        _ endpoint: Endpoint, of things: Belongings, _ entry: Entry, place: Int = 0
    ) async throws -> Told {
        let path = things.path(of: endpoint, place) + things.query(of: endpoint.operation)
        try #require(!path.contains("{"), "say in `names` what is in braces of \(path)")
        return try await ask(
            endpoint.method, path, entry, json: things.content(of: endpoint.operation))
    }

    /// Makes one of everything for a firm, as far as it can be by the firm's own people.
    func belongings(of firm: ServedFirm) async throws -> Belongings {
        let number = try #require(OrganisationNumber(rawValue: firm.organisation))
        let site = try #require(SiteNumber(rawValue: firm.site))
        let member = try member("all.of.\(firm.site)", firm.grants)
        let hr = try #require(Grant(.hr, .organisation(firm.organisation)))
        let clerk = try self.member("clerk.of.\(firm.site)", [hr])
        var things = Belongings(firm: firm, member: member, clerk: clerk)
        for desk in ["duty", "park"] {
            _ = try office.setDesk(Desk(site: site, id: desk, name: desk))
            for seated in [member, clerk] {
                _ = try office.setSeat(
                    SeatRow(
                        site: site, desk: desk, who: seated.caller.auditName, fromSeconds: 0))
            }
        }
        try importVehicles(of: firm, at: firm)
        _ = try office.issue(
            IssueOrder(organisation: number, kind: .all, fromSeconds: nil, untilSeconds: nil))
        let passes = try [PassKind.staff, .vehicle].map { kind in
            var filter = PassFilter()
            (filter.organisation, filter.kind) = (number, kind)
            return try #require(try office.passes(filter).first).number
        }
        let token = try office.makeToken(
            TokenDraft(name: "theirs", scopes: ["read"], expires: nil),
            for: try #require(AccountNumber(rawValue: member.caller.account)))
        let other = try office.signIn(
            PasswordAttempt(
                login: "all.of.\(firm.site)", password: Array(Self.password.utf8),
                address: "192.0.2.1"), agent: "other")
        things.names = [
            "organisation": ["\(firm.organisation)"], "site": ["\(firm.site)"],
            "gate": ["\(firm.site)"], "desk": ["duty"], "number": passes,
            "account": ["\(clerk.caller.account)"], "session": ["\(other.session.id)"],
            "job": ["\(try orderMessages(of: firm).number)"],
            "token": ["\(token.token.id)"], "step": ["0"], "question": ["0"], "item": ["0"],
            "list": try [ListKind.staff, .vehicles].map { kind in
                let sheet =
                    kind == .staff
                    ? "姓名,身份证号\n\(firm.person),999999199001010016\n" : "车牌号\n\(firm.plate)\n"
                let draft = ListJobDraft(organisation: number, site: site, kind: kind)
                return "\(try bring(sheet, draft))"
            },
            "attachment": [
                try office.keepAttachment(Self.paper + Array(firm.plate.utf8), of: number).sha256
            ],
        ]
        try await correct(passes[0], &things)
        try await apply(&things)
        return things
    }

    private static let paper: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// A list that was brought and not yet taken over.
    private func bring(_ sheet: String, _ draft: ListJobDraft) throws -> Int64 {
        let upload = try office.beginUpload()
        try upload.append(Array(sheet.utf8))
        let list = try office.receive(upload, draft)
        while try office.workOnLists() {}
        return list.id
    }

    /// A holder's link, what the holder says by it, and a message to all.
    private func correct(_ pass: String, _ things: inout Belongings) async throws {
        let secret = try office.makeHolderLink(number: pass)
        try office.fileCorrection(secret: secret, text: "部门写错了")
        let firm = "/api/v1/organisations/\(things.firm.organisation)"
        let told = try await ask(.get, "\(firm)/corrections", .session(things.member))
        let items = try #require(try told.object()["items"] as? [[String: Any]])
        things.names["correction"] = ["\(try #require(items.first?["id"] as? Int))"]
        let sent = try await ask(
            .post, "\(firm)/messages", .session(things.member),
            json: things.content(of: "sendMessages"))
        try #require(sent.status == 202, "\(sent.text)")
    }

    /// An application about people and one for a vehicle, with a paper; a desk asks about both.
    private func apply(_ things: inout Belongings) async throws {
        let paper = try #require(things.names["attachment"]?.first)
        for form in [things.firm.entryForm, things.firm.vehicleForm(paper: paper)] {
            let filed = try await ask(
                .post, "/api/v1/organisations/\(things.firm.organisation)/applications",
                .session(things.clerk), json: form)
            try #require(filed.status == 201, "\(filed.text)")
            let number = "\(try #require(try filed.object()["number"] as? Int))"
            things.names["application", default: []].append(number)
            let asked = try await ask(
                .post, "/api/v1/applications/\(number)/steps/0/ask", .session(things.member),
                json: things.content(of: "askApplicant"))
            try #require(asked.status == 200, "\(asked.text)")
        }
        try await carryList(&things)
    }

    /// An application that carries an uploaded list.
    private func carryList(_ things: inout Belongings) async throws {
        let list = try bring(
            "姓名,身份证号\n\(things.firm.person),999999199001010016\n",
            ListJobDraft(
                organisation: try #require(
                    OrganisationNumber(rawValue: things.firm.organisation)),
                site: try #require(SiteNumber(rawValue: things.firm.site)), kind: .staff))
        let filed = try await ask(
            .post, "/api/v1/lists/\(list)/submit", .session(things.clerk), json: "{}")
        try #require(filed.status == 202, "\(filed.text)")
        let number = try #require(try filed.object()["application"] as? Int)
        things.names["application", default: []].append("\(number)")
    }
}
