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
