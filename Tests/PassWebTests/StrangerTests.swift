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
        "gate": "60000", "correction": "888888", "application": "888888", "question": "888888",
        "step": "888888", "item": "888888", "desk": "nowhere", "attachment": "888888",
        "job": "888888",
    ]

    /// Each role at each kind of place, all of them on one side.
    private static func grants(_ firm: ServedFirm) -> [Grant] {
        let places: [Scope] = [
            .organisation(firm.organisation), .site(firm.site), .desk("park", site: firm.site),
        ]
        return Role.allCases.flatMap { role in places.compactMap { Grant(role, $0) } }
    }

    /// Addresses of things that are there, but the firm's.
    private func foreignNames(_ served: ServedOffice) throws -> [String: String] {
        let firm = ServedFirm.foreign
        let hr = try #require(Grant(.hr, .organisation(firm.organisation)))
        let theirs = try served.member("foreign", [hr])
        var filter = PassFilter()
        filter.organisation = OrganisationNumber(rawValue: firm.organisation)
        let pass = try #require(try served.office.passes(filter).first)
        let token = try served.office.makeToken(
            TokenDraft(name: "theirs", scopes: ["read"], expires: nil),
            for: try #require(AccountNumber(rawValue: theirs.caller.account)))
        return [
            "organisation": "\(firm.organisation)", "site": "\(firm.site)",
            "number": pass.number, "account": "\(theirs.caller.account)",
            "session": "\(theirs.session.id)", "token": "\(token.token.id)", "list": "1",
            "gate": "\(firm.site)", "correction": "1", "application": "1",
            "question": "1", "step": "1", "item": "1", "desk": "park", "attachment": "1",
            "job": "\(try served.orderMessages(of: firm).number)",
        ]
    }

    private func path(_ endpoint: Endpoint, _ names: [String: String]) -> String {
        names.reduce(endpoint.path) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    @Test func `is answered to every role at every endpoint as what is not there`() async throws {
        let served = try ServedOffice()
        let names = try foreignNames(served)
        // Names of places are no secret among those who work with them.
        let closed = served.endpoints.filter {
            guard case .permitted(let action, _) = $0.access, action != .readPlaces else {
                return false
            }
            return $0.path.contains("{")
        }
        #expect(closed.count > 20)
        for (place, grant) in Self.grants(.own).enumerated() {
            let member = Entry.session(try served.member("own\(place)", [grant]))
            for endpoint in closed {
                let theirs = path(endpoint, names)
                try #require(!theirs.contains("{"), "say in `names` what is in braces of \(theirs)")
                let there = try await served.ask(endpoint.method, theirs, member, json: "{}")
                let nowhere = try await served.ask(
                    endpoint.method, path(endpoint, Self.absent), member, json: "{}")
                let what: Comment = "\(grant) \(endpoint.operation) \(there.text)"
                #expect([403, 404].contains(there.status), what)
                #expect(there.status == nowhere.status, what)
                #expect(there.withoutID() == nowhere.withoutID(), what)
                #expect(!there.text.contains(ServedFirm.foreign.mark), what)
            }
        }
    }

    @Test func `stands in no list that a role reads`() async throws {
        let served = try ServedOffice()
        let names = try foreignNames(served)
        let number = try #require(names["number"])
        let lists = served.endpoints.filter {
            guard $0.method == .get, !$0.path.contains("{"), $0.path.hasPrefix("/api/v1/") else {
                return false
            }
            switch $0.access {
            case .anyone, .device: return false
            case .signedIn, .permitted: return true
            }
        }
        #expect(lists.count >= 8)
        for (place, grant) in Self.grants(.own).enumerated() {
            let member = Entry.session(try served.member("own\(place)", [grant]))
            for endpoint in lists {
                let told = try await served.ask(.get, endpoint.path, member)
                #expect(
                    [200, 403, 404, 422].contains(told.status), "\(endpoint.operation) \(told.text)"
                )
                #expect(!told.text.contains(ServedFirm.foreign.mark), "\(grant) \(endpoint.path)")
                #expect(!told.text.contains(number) && !told.text.contains("\"foreign\""))
            }
        }
    }

    @Test func `is there for those whose it is, so that the refusals above mean something`()
        async throws
    {
        let served = try ServedOffice()
        let names = try foreignNames(served)
        for grant in Self.grants(.foreign) where grant.role == .hr || grant.role == .siteLead {
            let member = Entry.session(try served.member("their.\(grant.role)", [grant]))
            for (operation, expected) in [
                ("showOrganisation", 200), ("listPeople", 200), ("listPasses", 200),
                ("showPass", 200),
            ] {
                let endpoint = try #require(
                    served.endpoints.first { $0.operation == operation })
                let told = try await served.ask(.get, path(endpoint, names), member)
                #expect(told.status == expected, "\(grant) \(operation) \(told.text)")
            }
        }
    }

    @Test func `is not reached through a firm that is at the own site too`() async throws {
        let served = try ServedOffice()
        try served.importVehicles(of: .own, at: .foreign)
        let lead = try #require(Grant(.siteLead, .site(ServedFirm.own.site)))
        let member = Entry.session(try served.member("lead", [lead]))
        let firm = "/api/v1/organisations/\(ServedFirm.own.organisation)"
        for part in ["/people", "/passes"] {
            #expect(try await served.ask(.get, firm + part, member).status == 404, "\(part)")
        }
        let revoke = try await served.ask(
            .post, firm + "/revocations", member, json: #"{"reason":"lost"}"#)
        #expect(revoke.status == 404)
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
        let names = try foreignNames(served)
        for endpoint in served.endpoints {
            switch endpoint.access {
            case .anyone, .device: continue
            case .signedIn, .permitted: break
            }
            let told = try await served.ask(
                endpoint.method, path(endpoint, names), json: "{}")
            #expect(told.status == 401, "\(endpoint.operation)")
            #expect(try told.object()["code"] as? String == "NOT_SIGNED_IN")
        }
    }
}
