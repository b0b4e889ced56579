// Kinds of applications as programs read them.
import Authority
import Foundation
import HTTPTypes
import Testing

@testable import PassWeb

@Suite struct `A kind of application over HTTP` {
    @Test func `says of which members the entries of people and of things are`() async throws {
        let served = try ServedOffice()
        let role = try #require(Grant(.hr, .organisation(ServedFirm.own.organisation)))
        let told = try await served.ask(
            .get, "/api/v1/application-kinds", .session(served.member("hr", [role])))
        let kinds = try #require(try told.object()["items"] as? [[String: Any]])
        let kind = kinds.first { $0["id"] as? String == "temporary-entry" }
        let fields = try #require(kind?["fields"] as? [[String: Any]])
        var found: [String: [String]] = [:]
        for field in fields {
            let members = try #require(field["members"] as? [[String: Any]])
            found[try #require(field["id"] as? String)] = try members.map { member in
                try ["name", "type", "required"].map { try #require(member[$0] as? String) }
                    .joined(separator: " ")
            }
        }
        #expect(
            found["people"] == [
                "name text always", "identity identity always", "telephone telephone always",
                "employee_no text optional",
            ])
        #expect(found["equipment"] == ["name text always", "count number optional"])
        #expect(found["host"] == [])
    }
}
