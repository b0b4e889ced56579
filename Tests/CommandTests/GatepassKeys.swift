// Keys that are rotated and revoked at the office, and what becomes of passes at a real gate.
import Foundation
import PassFormat
import TestSupport
import Testing

@Suite struct `Keys of gatepass` {

    /// A second pass under the newest keys for the first of the people only.
    private func reissue(_ code: ExportedCode, at place: OfficeAndGate) throws -> ExportedCode {
        try place.office.must("pass", "reissue", "--number", code.number)
        return try #require(try place.codes().first { $0.number == code.number })
    }

    @Test(arguments: ["review", "deny"])
    func `a rotated epoch verifies on until it is revoked, whatever the gate does with unknowns`(
        policy: String
    ) throws {
        let place = try OfficeAndGate()
        try place.office.must("site", "set", "--number", "1", "--unknown", policy)
        let old = try place.codes()
        #expect(try old[0].keyID() == KeyID(epoch: 1, group: 1))
        let rotated = try place.office.must("key", "rotate", "--json").object()
        #expect(rotated["epoch"] as? Int == 2)
        let new = try reissue(old[0], at: place)
        #expect(try new.keyID() == KeyID(epoch: 2, group: 1))
        try place.loadBundle()
        #expect(try place.verdict(on: old[1]) == "OK")
        #expect(try place.verdict(on: new) == "OK")

        let preview = try place.office.must("key", "revoke", "--epoch", "1", "--preview", "--json")
        #expect(try preview.object()["would_revoke"] as? Int == 11)
        let revoked = try place.office.must(
            "key", "revoke", "--epoch", "1", "--reason", "leaked", "--json"
        ).object()
        #expect(revoked["passes"] as? Int == 11)
        #expect(revoked["new_epoch"] is NSNull)
        try place.loadBundle()
        #expect(try place.verdict(on: old[0]) == "KEY_REVOKED")
        #expect(try place.verdict(on: old[1]) == "KEY_REVOKED")
        #expect(try place.verdict(on: new) == "OK")

        let issued = try place.office.must("pass", "issue", "--org", "1042", "--json").object()
        #expect(issued["issued"] as? Int == 11)
        let newest = try #require(try place.codes().first { $0.number != new.number })
        #expect(try newest.keyID() == KeyID(epoch: 2, group: 1))
        try place.loadBundle()
        #expect(try place.verdict(on: newest) == "OK")
        try place.office.must("audit", "verify")
    }

    @Test(arguments: ["review", "deny"])
    func `a rotated group verifies on until it is revoked, in every epoch`(policy: String) throws {
        let place = try OfficeAndGate()
        try place.office.must("site", "set", "--number", "1", "--unknown", policy)
        let first = try place.codes()
        try place.office.must("key", "rotate")
        let second = try reissue(first[0], at: place)
        try place.office.must("key", "rotate", "--site", "1")
        let third = try reissue(first[1], at: place)
        #expect(try second.keyID() == KeyID(epoch: 2, group: 1))
        #expect(try third.keyID() == KeyID(epoch: 2, group: 2))
        try place.loadBundle()
        for code in [first[2], second, third] { #expect(try place.verdict(on: code) == "OK") }

        let revoked = try place.office.must(
            "key", "revoke", "--site", "1", "--reason", "gate stolen", "--json"
        ).object()
        #expect(revoked["groups"] as? [Int] == [1])
        #expect(revoked["passes"] as? Int == 11)
        try place.loadBundle()
        for code in [first[0], first[2], second] {
            #expect(try place.verdict(on: code) == "KEY_REVOKED")
        }
        #expect(try place.verdict(on: third) == "OK")
        // Typed, where no key is seen, the withdrawn pass is known as such.
        let typed = try place.gate.run(
            "check", "--no-code", "--number", first[2].number, "--json")
        #expect(try typed.object()["code"] as? String == "REVOKED")
    }

    @Test func `revoking what is current puts new keys in its place first`() throws {
        let place = try OfficeAndGate()
        let first = try place.codes()
        let preview = try place.office.must(
            "key", "revoke", "--site", "1", "--group", "1", "--preview", "--json"
        ).object()
        #expect(preview["rotates_first"] as? Bool == true)
        let group = try place.office.must(
            "key", "revoke", "--site", "1", "--group", "1", "--reason", "leaked", "--json"
        ).object()
        #expect(group["new_group"] as? Int == 2)
        #expect(group["passes"] as? Int == 12)
        try place.office.must("pass", "issue", "--org", "1042", "--until", "+20d")
        let second = try place.codes()
        let epoch = try place.office.must(
            "key", "revoke", "--epoch", "1", "--reason", "leaked", "--lang", "en")
        #expect(epoch.output.contains("Epoch 2 was made current first"))
        try place.office.must("pass", "issue", "--org", "1042", "--until", "+20d")
        let third = try place.codes()
        #expect(try third.map { try $0.keyID() }.allSatisfy { $0 == KeyID(epoch: 2, group: 2) })
        try place.loadBundle()
        #expect(try place.verdict(on: first[0]) == "KEY_REVOKED")
        #expect(try place.verdict(on: second[0]) == "KEY_REVOKED")
        #expect(try place.verdict(on: third[0]) == "OK")
    }
}
