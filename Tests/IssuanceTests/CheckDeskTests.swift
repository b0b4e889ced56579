// Checks at the office: the verdict that a gate with the newest data gives, and no record of it.
import Foundation
import Identifiers
import Issuance
import PassFormat
import Registry
import Testing

@Suite struct `A check at the office` {
    private let test: `The office`

    init() throws {
        test = try `The office`()
        _ = try test.importStaff()
        _ = try test.issue(until: 20)
    }

    private func document(
        _ text: String, at office: Office
    ) throws -> [String: Any] {
        let report = try CheckDesk(office).verdict(on: ShownCode(text), at: `The office`.gate)
        let json = try JSONSerialization.jsonObject(with: Data(report.json))
        return try #require(json as? [String: Any])
    }

    @Test func `says what a gate would, with every key`() throws {
        let pass = try #require(try test.office.passes(PassFilter()).first)
        let code = try test.office.code(of: pass.number, as: .text)
        let found = try document(String(decoding: code, as: UTF8.self), at: test.office)
        #expect(found["verdict"] as? String == "ALLOW")
        #expect(found["code"] as? String == "OK")
        #expect(found["simulated"] as? Bool == true)
        #expect(
            Set(found.keys) == [
                "verdict", "code", "also", "title", "reason", "action", "pass", "display",
                "data_age_s", "bundle", "gate", "direction", "at", "simulated",
            ])
        let shown = try #require(found["display"] as? [String: Any])
        #expect(shown["number"] as? String == pass.number)
    }

    @Test func `knows a withdrawn pass at once, and an earlier issue`() throws {
        let passes = try test.office.passes(PassFilter())
        let numbers = try passes.prefix(2).map { try PassNumber(parsing: $0.number) }
        let texts = try numbers.map {
            String(decoding: try test.office.code(of: $0.text, as: .text), as: UTF8.self)
        }
        let desk = CheckDesk(test.office)
        func code(_ place: Int) throws -> String? {
            let report = try desk.verdict(on: ShownCode(texts[place]), at: `The office`.gate)
            let json = try JSONSerialization.jsonObject(with: Data(report.json))
            return (json as? [String: Any])?["code"] as? String
        }
        #expect(try code(0) == "OK")
        _ = try test.office.revoke(
            RevocationOrder(reach: .number(numbers[0]), beforeSeconds: nil, reason: "lost"))
        #expect(try code(0) == "REVOKED")
        #expect(try code(1) == "OK")
        _ = try test.later(5).reissue(number: numbers[1].text)
        #expect(try code(1) == "SUPERSEDED")
    }

    @Test func `answers noise, and shows nobody's name for it`() throws {
        for (text, code) in [
            ("hello", "NOT_OUR_CODE"), ("GP1", "BAD_ENCODING"), (" ", "UNREADABLE"),
        ] {
            let found = try document(text, at: test.office)
            #expect(found["code"] as? String == code)
            #expect(found["display"] is NSNull)
        }
        #expect(try test.office.passes(PassFilter()).count == 40)
    }
}
