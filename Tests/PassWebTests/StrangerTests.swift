// Every endpoint, asked by every role for what is a foreign firm's.
import Authority
import Foundation
import HTTPTypes
import Issuance
import Registry
import Testing

@testable import PassWeb

@Suite struct `What is a foreign firm's` {
    private static let absent = [
        "organisation": "999999", "site": "60000", "number": "310117-9999-9999-1",
        "account": "4000000", "session": "888888", "token": "888888", "list": "888888",
        "gate": "60000", "correction": "888888", "application": "888888", "question": "0",
        "step": "0", "item": "0", "desk": "duty",
        "attachment": String(repeating: "0", count: 64), "job": "888888",
    ].mapValues { [$0] }

    /// Endpoints with a name in their address.
    ///
    /// Names of places are no secret among those who work with them.
    private func closed(_ served: ServedOffice) -> [Endpoint] {
        served.endpoints.filter {
            switch $0.access {
            case .anyone, .device, .signedIn, .permitted(.readPlaces, _): false
            case .permitted, .permittedOne: $0.path.contains("{")
            }
        }
    }

    /// Somebody for each role that can be had at the own firm, its site or its desks.
    private func strangers(_ served: ServedOffice) throws -> [(Grant, Entry)] {
        try ServedFirm.own.grants.enumerated().map { place, grant in
            (grant, .session(try served.member("own\(place)", [grant])))
        }
    }

    @Test func `is answered to every role at every endpoint as what is not there`() async throws {
        let served = try ServedOffice()
        let theirs = try await served.belongings(of: .foreign)
        var nowhere = theirs
        nowhere.names = Self.absent
        let closed = closed(served)
        #expect(closed.count > 60)
        for (grant, stranger) in try strangers(served) {
            for endpoint in closed {
                let unknown = try await served.ask(endpoint, of: nowhere, stranger)
                #expect([403, 404].contains(unknown.status), "\(grant) \(endpoint.operation)")
                for place in 0...1 {
                    let told = try await served.ask(endpoint, of: theirs, stranger, place: place)
                    let what: Comment = "\(grant) \(endpoint.operation) \(told.text)"
                    #expect(told.alike == unknown.alike, what)
                    #expect(!theirs.words.contains { told.text.contains($0) }, what)
                }
            }
        }
    }

    @Test func `is answered so beside what is one's own in the same address`() async throws {
        let served = try ServedOffice()
        let theirs = try await served.belongings(of: .foreign)
        let ours = try await served.belongings(of: .own)
        let isPlace: Set = ["step", "question", "item", "desk"]
        var count = 0
        for (grant, stranger) in try strangers(served) {
            for endpoint in closed(served) {
                let things = ours.names.keys.filter {
                    endpoint.path.contains("{\($0)}") && !isPlace.contains($0)
                }
                guard things.count > 1 else { continue }
                for name in things where !Self.open.contains("\(endpoint.operation) \(name)") {
                    var (there, nowhere) = (ours, ours)
                    there.names[name] = theirs.names[name]
                    nowhere.names[name] = Self.absent[name]
                    let told = try await served.ask(endpoint, of: there, stranger)
                    let unknown = try await served.ask(endpoint, of: nowhere, stranger)
                    let what: Comment = "\(grant) \(endpoint.operation) \(name) \(told.text)"
                    let isSeat = name == "account"
                    #expect(isSeat || [403, 404].contains(told.status), what)
                    #expect(told.alikeButNumbers == unknown.alikeButNumbers, what)
                    count += 1
                }
            }
        }
        #expect(count > 100)
    }

    /// A site gives any firm a quota by its number; and a seat to any account, there or not.
    private static let open: Set = ["setQuota organisation"]

    @Test func `is answered so where a body names it`() async throws {
        let served = try ServedOffice()
        let theirs = try await served.belongings(of: .foreign)
        let ours = try await served.belongings(of: .own)
        let member = Entry.session(ours.member)
        for (operation, name, content) in [
            ("amendApplication", "attachment", #"{"values":{"papers":["ID"]}}"#),
            ("handOnStep", "account", #"{"account":ID}"#),
            ("decideMany", "application", #"{"verdict":"approve","applications":[ID]}"#),
            ("sendMessages", "site", #"{"audience":"staff","template":"notice","site":ID}"#),
            ("addGrant", "organisation", #"{"role":"hr","organisation":ID}"#),
            ("addGrant", "site", #"{"role":"reviewer","site":ID,"desk":"park"}"#),
        ] {
            let endpoint = try #require(served.endpoints.first { $0.operation == operation })
            var answers: [String] = []
            for id in [theirs.names[name]?.last, Self.absent[name]?.last] {
                let id = try #require(id)
                let told = try await served.ask(
                    endpoint.method, ours.path(of: endpoint, 1), member,
                    json: content.replacing("ID", with: id))
                #expect(told.status != 201, "\(operation) \(told.text)")
                answers.append(told.alikeButNumbers)
            }
            #expect(answers.first == answers.last, "\(operation)")
        }
    }

    @Test func `is there for those whose it is, so that the refusals above mean something`()
        async throws
    {
        let served = try ServedOffice()
        let theirs = try await served.belongings(of: .foreign)
        let everywhere = try #require(Grant(.operator, .everywhere))
        let commissioner = try #require(Grant(.commissioner, .everywhere))
        let `operator` = try served.member("operator", [everywhere, commissioner])
        // What takes away comes last.
        let ending = ["endLink", "endSession", "revokeToken", "resetAccount", "removeGrant"]
        let closed = closed(served)
        for endpoint in closed.filter({ !ending.contains($0.operation) })
            + closed.filter({ ending.contains($0.operation) })
        {
            var statuses: [Int] = []
            for place in 0...1 {
                for member in [theirs.clerk, theirs.member, `operator`] {
                    let told = try await served.ask(
                        endpoint, of: theirs, .session(member), place: place)
                    statuses.append(told.status)
                }
            }
            #expect(
                statuses.contains { ![403, 404, 405, 500, 503].contains($0) },
                "\(endpoint.operation) \(statuses)")
        }
    }

    @Test func `stands in no list that a role reads`() async throws {
        let served = try ServedOffice()
        let theirs = try await served.belongings(of: .foreign)
        let lists = served.endpoints.filter {
            guard $0.method == .get, !$0.path.contains("{"), $0.path.hasPrefix("/api/v1/") else {
                return false
            }
            switch $0.access {
            case .anyone, .device: return false
            case .signedIn, .permitted, .permittedOne: return true
            }
        }
        #expect(lists.count >= 8)
        for (grant, stranger) in try strangers(served) {
            for endpoint in lists {
                let told = try await served.ask(.get, endpoint.path, stranger)
                let what: Comment = "\(grant) \(endpoint.operation) \(told.text)"
                #expect([200, 403, 404, 422].contains(told.status), what)
                #expect(!theirs.words.contains { told.text.contains($0) }, what)
                #expect(!told.text.contains("of.\(ServedFirm.foreign.site)\""), what)
            }
        }
    }

    @Test func `is not reached through a firm that is at the own site too`() async throws {
        let served = try ServedOffice()
        try served.importVehicles(of: .own, at: .foreign)
        let lead = try #require(Grant(.siteLead, .site(ServedFirm.own.site)))
        let member = Entry.session(try served.member("lead", [lead]))
        let park = Entry.session(
            try served.member("park", [try #require(Grant(.propertyLead, lead.scope))]))
        let auditor = Entry.session(
            try served.member("auditor", [try #require(Grant(.auditor, lead.scope))]))
        let elsewhere = try #require(Grant(.auditor, .site(ServedFirm.foreign.site)))
        let both = Entry.session(
            try served.member("both", [try #require(Grant(.auditor, lead.scope)), elsewhere]))
        let firm = "/api/v1/organisations/\(ServedFirm.own.organisation)"
        for part in [
            "/people", "/vehicles", "/passes", "/lists", "/applications", "/quotas", "/corrections",
            "/messages",
        ] {
            // Each role that reads it, and none of them for the other site.
            for entry in [member, park, auditor] {
                let told = try await served.ask(.get, firm + part, entry)
                #expect([403, 404].contains(told.status), "\(part) \(told.text)")
                let there = try await served.ask(.get, "\(firm)\(part)?site=2", entry)
                #expect([403, 404, 422].contains(there.status), "\(part) \(there.text)")
            }
            let all = try await served.ask(.get, firm + part, both)
            #expect(all.status == 200, "\(part) \(all.text)")
        }
        for part in ["/lists", "/applications", "/quotas", "/corrections", "/messages"] {
            let here = try await served.ask(.get, "\(firm)\(part)?site=1", auditor)
            #expect(here.status == 200, "\(part) \(here.text)")
        }
        for (part, body) in [
            ("/revocations", #"{"reason":"lost"}"#), ("/passes", "{}"),
            ("/codes", #"{"kind":"staff","key":"A1"}"#),
            ("/renewals", #"{"expiring_within_seconds":60}"#),
            ("/messages", #"{"audience":"drivers","template":"notice"}"#),
            ("/messages", #"{"audience":"drivers","template":"notice","site":2}"#),
        ] {
            let told = try await served.ask(.post, firm + part, member, json: body)
            #expect(told.status == 404, "\(part) \(told.text)")
        }
        #expect(try await served.ask(.get, firm, member).status == 200)
    }

    @Test func `staff's is none of a dispatcher's, at the own firm too`() async throws {
        let served = try ServedOffice()
        let role = try #require(Grant(.dispatcher, .organisation(ServedFirm.own.organisation)))
        let member = Entry.session(try served.member("dispatcher", [role]))
        let firm = "/api/v1/organisations/\(ServedFirm.own.organisation)"
        #expect(try await served.ask(.get, firm + "/passes", member).status == 404)
        #expect(try await served.ask(.get, firm + "/passes?kind=vehicle", member).status == 200)
        #expect(try await served.ask(.get, firm + "/people", member).status == 403)
        let revoke = try await served.ask(
            .post, firm + "/revocations", member, json: #"{"reason":"lost"}"#)
        #expect(revoke.status == 404)
    }

    @Test func `asks everybody to sign in first, whatever is asked for`() async throws {
        let served = try ServedOffice()
        let theirs = try await served.belongings(of: .foreign)
        for endpoint in served.endpoints {
            switch endpoint.access {
            case .anyone, .device: continue
            case .signedIn, .permitted, .permittedOne: break
            }
            let told = try await served.ask(endpoint, of: theirs, .nobody)
            #expect(told.status == 401, "\(endpoint.operation)")
            #expect(try told.object()["code"] as? String == "NOT_SIGNED_IN")
        }
    }
}
