// Forms read by their checks.
import Approvals
import Identifiers
import Testing

@Suite struct `A form` {
    private func problems(_ input: [String: FormInput]) throws -> [String: String] {
        let result = Sample.kind().file(
            input, by: "hr", from: .firm, Sample.firm, in: try Sample.setting())
        guard case .refused(.form(let problems)) = result else { return [:] }
        return Dictionary(uniqueKeysWithValues: problems.map { ($0.field, $0.code) })
    }

    @Test func `tells all its problems together, each with its field`() throws {
        let found = try problems([
            "cargo": .number(1), "plate": .text("QQ"), "from": .number(20), "until": .number(10),
            "granted": .number(1), "else": .text("x"), "things": .list([.record([:])]),
        ])
        #expect(
            found == [
                "count": "FIELD_MISSING", "cargo": "FIELD_TYPE", "plate": "FIELD_FORMAT",
                "until": "FIELD_ORDER", "granted": "FIELD_UNKNOWN", "else": "FIELD_UNKNOWN",
                "things": "FIELD_FORMAT",
            ])
    }

    @Test func `needs a field where another asks for it`() throws {
        #expect(try problems(["count": .number(99)]).isEmpty)
        #expect(try problems(["count": .number(100)]) == ["why": "FIELD_MISSING"])
        #expect(
            try problems(["count": .number(100), "why": .text(" ")]) == ["why": "FIELD_MISSING"])
    }

    @Test func `lists numbers of places, none of which is larger than one can be`() {
        #expect(FieldPattern.numbers(in: "2，65535, 1") == [2, 65_535, 1])
        for text in ["65536", "2,70000", "99999999999999999999", "0", "-1", "1,,2", ""] {
            #expect(FieldPattern.numbers(in: text) == nil, "\(text)")
        }
    }

    @Test func `holds canonical values, shown with numbers of people masked`() throws {
        let filed = try Sample.filed(["count": .number(1), "phone": .text("+86 199 0000 1234")])
        let value = try #require(filed.values["phone"])
        #expect(value == .text("19900001234"))
        guard case .text(let shown) = value.shown(as: .telephone) else {
            Issue.record("no text")
            return
        }
        #expect(!shown.contains("0000"))
        let person = FormValue.people([
            NamedPerson(name: "王五", identity: "999999199001011239", telephone: "19900001234")
        ])
        let text = "\(person.shown(as: .people))"
        #expect(!text.contains("999999199001011239"))
        #expect(!text.contains("19900001234"))
    }

    @Test func `bounds what it takes: lengths, counts, digests, control characters`() throws {
        let long = String(repeating: "字", count: 200)
        #expect(try problems(["count": .number(1), "cargo": .text(long)]).isEmpty)
        #expect(
            try problems(["count": .number(1), "cargo": .text(long + "字")])
                == ["cargo": "FIELD_BOUNDS"])
        #expect(
            try problems(["count": .number(1), "cargo": .text("a\u{202E}b")])
                == ["cargo": "FIELD_TYPE"])
        #expect(
            try problems(["count": .number(.max)]) == ["count": "FIELD_BOUNDS"])
    }

    @Test func `reads dates that are there, and no others`() {
        #expect(CalendarDate(iso: "2026-05-28")?.text == "2026-05-28")
        for text in ["2026-02-30", "2026-5-28", "2026-05-2x", "+026-05-28", ""] {
            #expect(CalendarDate(iso: text) == nil)
        }
    }
}
