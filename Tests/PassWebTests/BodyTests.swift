// Bodies and queries that readers take differently, or that only somebody with ill will sends.
import Foundation
import Hummingbird
import NIOCore
import Testing

@testable import PassWeb

@Suite struct `A body` {
    private func value(_ text: String) throws(Problem) -> JSONValue {
        try JSONValue(Array(text.utf8))
    }

    private func refusal(_ bytes: [UInt8]) -> String? {
        #expect(throws: Problem.self) { _ = try JSONValue(bytes) }.map { $0.code }
    }

    @Test func `that breaks off is its sender's matter, and no fault of the service`() async {
        struct GoneAway: Error {}
        let pieces = AsyncThrowingStream<ByteBuffer, any Error> { stream in
            stream.yield(ByteBuffer(string: "姓名"))
            stream.finish(throwing: GoneAway())
        }
        var came: [UInt8] = []
        let problem = await #expect(throws: Problem.self) {
            try await RequestBody(asyncSequence: pieces).visit { came += $0 }
        }
        #expect(problem == .brokenOff)
        #expect(came == Array("姓名".utf8))
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"x":[{"b":{},"c":"}","b":[]}]}"#,
        #"{"é":1,"e\#u{301}":2}"#,
    ])
    func `is refused where a member stands twice, however it is written`(_ text: String) {
        #expect(refusal(Array(text.utf8)) == "MEMBER_TWICE")
    }

    @Test func `may have one name in several objects, and quotes and braces in texts`() throws {
        let text = #"{"a":{"a":"\"}]","b":[{"a":1},{"a":2}]},"b":"\\"}"#
        guard case .object(let members) = try value(text) else {
            Issue.record("no object")
            return
        }
        #expect(members["b"] == .text("\\"))
    }

    @Test func `is refused where it is nested without end, cut off, or no Unicode`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 60_000)
        #expect(refusal(deep) == "TOO_DEEP")
        #expect(refusal(Array((String(repeating: #"{"a":"#, count: 10_000)).utf8)) == "TOO_DEEP")
        for text in [#"{"a":"#, #""\ud800""#, #"{"a":"\udc00\ud800"}"#, "{'a':1}", "", "nul", "]"] {
            #expect(refusal(Array(text.utf8)) == "NOT_JSON", "\(text)")
        }
        #expect(refusal([0x22, 0xFF, 0x22]) == "NOT_JSON")
        #expect(refusal(Array(#""\"#.utf8)) == "NOT_JSON")
    }

    @Test func `may write an integer as 1.0, and no other fraction as one`() throws {
        for (text, isInteger) in [
            ("1.0", true), ("1e2", true), ("1.5", false), ("1e400", nil),
            ("99999999999999999999", false),
        ] as [(String, Bool?)] {
            guard let isInteger else {
                #expect(refusal(Array(#"{"n":\#(text)}"#.utf8)) == "NOT_JSON")
                continue
            }
            guard case .object(let members) = try value(#"{"n":\#(text)}"#) else { continue }
            var fields = Fields(members, from: .body)
            _ = fields.optionalInteger("n", 0...1_000)
            #expect(fields.faults.isEmpty == isInteger, "\(text)")
        }
    }

    @Test(arguments: ["a\0b", "a\nb", "\u{200B}", "a\u{202E}b", "\u{2028}x", " ", "\t"])
    func `holds no text that rewrites lines, turns their direction or hides`(_ text: String) {
        var fields = Fields(["name": .text(text)], from: .body)
        _ = fields.text("name")
        #expect(fields.faults.map(\.code) == ["FIELD_CHARACTERS"])
    }

    @Test(arguments: ["+5", "05", "5.0", "٥", " 5", "0x5", "5_0", "", "-0"])
    func `and a query write a number in one way`(_ text: String) {
        var query = Fields(["limit": .text(text)], from: .query)
        _ = query.optionalInteger("limit", -10...500)
        #expect(query.faults.map(\.code) == ["FIELD_TYPE"])
        #expect(Int64(canonical: text) == nil)
        #expect(Int64(canonical: "-5") == -5)
    }
}
