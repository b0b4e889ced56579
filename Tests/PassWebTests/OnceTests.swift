// Requests that come twice under an Idempotency-Key.
import Authority
import Foundation
import HTTPTypes
import Testing

@testable import PassWeb

@Suite struct `An Idempotency-Key` {
    private func operating(_ served: ServedOffice) throws -> Entry {
        let role = try #require(Grant(.operator, .everywhere))
        return .session(try served.member("operator", [role]))
    }

    @Test func `gives the first answer again, and is for no other request`() async throws {
        let served = try ServedOffice()
        let member = try operating(served)
        func add(_ site: Int) async throws -> Told {
            try await served.ask(
                .post, "/api/v1/sites", member, json: #"{"number":\#(site),"name":"北区"}"#,
                key: "first!~")
        }
        let first = try await add(7)
        let again = try await add(7)
        #expect(first.status == 201 && again.status == 201 && first.body == again.body)
        #expect(again.headers[.idempotencyReplayed] == "true")
        #expect(first.headers[.idempotencyReplayed] == nil)
        #expect(try await add(8).status == 422)
    }

    @Test func `is looked at where a list, a paper, an account or a token is made`() async throws {
        let served = try ServedOffice()
        let firm = "/api/v1/organisations/\(ServedFirm.own.organisation)"
        let role = try #require(Grant(.hr, .organisation(ServedFirm.own.organisation)))
        let hr = Entry.session(try served.member("hr", [role]))
        let person = try operating(served)
        let requests: [(Entry, String, String, String)] = [
            (
                hr, "\(firm)/lists?site=\(ServedFirm.own.site)",
                "姓名,证件号码\n王小明,999999199001010016\n", "姓名,证件号码\n"
            ),
            (hr, "\(firm)/attachments", "%PDF-1.4 a", "%PDF-1.4 b"),
            (
                person, "/api/v1/accounts",
                #"{"login":"li","name":"a","grants":[{"role":"operator"}]}"#,
                #"{"login":"wu","name":"a","grants":[{"role":"operator"}]}"#
            ),
            (
                person, "/api/v1/tokens", #"{"name":"a","scopes":["read"]}"#,
                #"{"name":"b","scopes":["read"]}"#
            ),
        ]
        for (entry, path, body, other) in requests {
            func send(_ body: String) async throws -> Told {
                try await served.ask(.post, path, entry, json: body, key: "K-\(path)")
            }
            let first = try await send(body)
            #expect(first.status == 201 || first.status == 202, "\(path) \(first.text)")
            let again = try await send(body)
            #expect(again.body == first.body && again.status == first.status, "\(path)")
            #expect(again.headers[.idempotencyReplayed] == "true", "\(path)")
            #expect(try await send(other).status == 422, "\(path)")
        }
    }

    @Test(arguments: ["", "two words", "é", "钥匙", String(repeating: "k", count: 201)])
    func `is refused with anything but 1 to 200 signs of ASCII that are seen`(
        key: String
    ) async throws {
        let served = try ServedOffice()
        let member = try operating(served)
        for path in ["/api/v1/sites", "/api/v1/gates/1/enrolment-codes"] {
            let told = try await served.ask(
                .post, path, member, json: #"{"number":7,"name":"北区"}"#, key: key)
            #expect(told.status == 422, "\(told.text)")
            #expect(try told.object()["field"] as? String == "Idempotency-Key")
        }
    }
}
