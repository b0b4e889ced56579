// Faults of kinds' files: where, what, all together; and files that mean harm.
import ApplicationKinds
import Approvals
import Foundation
import TestSupport
import Testing

@Suite struct `A file of a kind` {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        for name in ["applications", "calendars"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
    }

    private func faults(_ text: String, as name: String = "applications/a.yaml") throws -> [String]
    {
        try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/\(name)"))
        return readKinds(in: folder.path).faults.map(\.english)
    }

    private static let sound = """
        id: a
        title: {zh: 甲, en: A}
        fields:
          - id: n
            title: {zh: 数, en: N}
            type: number
        stages:
          - id: s
            title: {zh: 段, en: S}
            desks:
              - desk: d
                clock: {minutes: 5}
        """

    @Test func `that is sound is read`() throws {
        #expect(try faults(Self.sound) == [])
        #expect(readKinds(in: folder.path).kinds["a"]?.stages.count == 1)
    }

    @Test func `is in a folder that is told by its path where it is not there`() throws {
        let absent = folder.path + "/none"
        let faults = readKinds(in: absent).faults
        #expect(faults.allSatisfy { $0.line == nil })
        #expect(
            faults.map { $0.english.prefix { $0 != ":" } } == [
                "\(absent)/calendars", "\(absent)/applications",
            ])
    }

    @Test func `is told all its faults together, each with its line and what to do`() throws {
        let found = try faults(
            """
            id: Big Id
            title: {zh: 甲}
            colour: red
            fields:
              - id: n
                title: {zh: 数, en: N}
                type: nummer
            stages:
              - id: s
                title: {zh: 段, en: S}
                desks:
                  - desk: d
                    clock: {hours: 5}
            """)
        #expect(found.contains { $0.hasPrefix("a.yaml:1: Big Id has to be of small letters") })
        #expect(found.contains { $0.hasPrefix("a.yaml:2: en is missing") })
        #expect(found.contains { $0.hasPrefix("a.yaml:3: a.yaml has no key colour") })
        #expect(found.contains { $0.hasPrefix("a.yaml:7: no type nummer") })
        #expect(found.contains { $0.hasPrefix("a.yaml:13: clock has no key hours") })
        #expect(found.count == 6)
    }

    @Test func `is refused where its parts do not go together`() throws {
        let found = try faults(
            """
            id: a
            title: {zh: 甲, en: A}
            outcomes: [vehicle_pass]
            ticked_off: n
            fields:
              - id: n
                title: {zh: 数, en: N}
                type: number
                required: {field: nowhere, is: 1}
                filled_by: nobody
              - id: m
                title: {zh: 量, en: M}
                type: number
                at_most: nothing
            stages:
              - id: s
                title: {zh: 段, en: S}
                when: {field: n, above: 3}
                desks:
                  - desk: d
                    clock: {same_day: mars}
            """)
        #expect(
            found.contains {
                $0.hasPrefix("a.yaml:3: the outcome vehicle_pass needs a field plate")
            })
        #expect(found.contains { $0.hasPrefix("a.yaml:4: ticked_off names n") })
        #expect(found.contains { $0.hasPrefix("a.yaml:6: a condition asks for the field nowhere") })
        #expect(found.contains { $0.hasPrefix("a.yaml:6: filled_by names the desk nobody") })
        #expect(found.contains { $0.hasPrefix("a.yaml:11: at_most names nothing") })
        #expect(found.contains { $0.contains("nobody might decide") })
    }

    @Test func `that names a calendar which is not there is refused`() throws {
        let found = try faults(
            Self.sound.replacing("{minutes: 5}", with: "{same_day: mars}"))
        #expect(found == ["a.yaml:8: there is no calendar mars; add it to calendars"])
        #expect(readKinds(in: folder.path).kinds.isEmpty)
    }

    @Test func `cannot bring aliases that stand for more than is written`() throws {
        let found = try faults(
            """
            a: &a [x, x]
            b: &b [*a, *a]
            """)
        #expect(
            found == ["a.yaml:1: anchors (&) and aliases (*) are not taken; write the content out"])
        // An ampersand in words is no anchor.
        #expect(try faults(Self.sound.replacing("en: A}", with: "en: A & B}")) == [])
    }

    @Test(arguments: [
        String(repeating: "[", count: 5000), String(repeating: "- ", count: 5000) + "x",
        String(repeating: "{a: ", count: 100), "id: \"", "id: a\nid: b", "", "\u{0}",
        String(repeating: "? ", count: 5000), "[1, 2]", "just words", "id: *a",
        String(repeating: "#", count: 300_000),
    ])
    func `that means harm, or is none, is a fault and nothing else`(text: String) throws {
        #expect(try !faults(text).isEmpty)
        #expect(readKinds(in: folder.path).kinds.isEmpty)
    }

    @Test func `of another encoding, and a folder that is not there, are faults`() throws {
        try Data([0xFF, 0xFE, 0x41]).write(to: URL(filePath: "\(folder.path)/applications/b.yaml"))
        let found = readKinds(in: folder.path).faults.map(\.english)
        #expect(found == ["b.yaml:1: the file is not UTF-8; save it as such"])
        #expect(readKinds(in: folder.path + "/none").faults.count == 2)
    }

    @Test func `of a calendar says what is wrong with hours and days`() throws {
        let week = "id: cn\nutc_offset: \"+08:00\"\nhours: [\"9-12\"]\nweekdays: [1]\n"
        #expect(
            try faults(week, as: "calendars/cn.yaml")
                == ["cn.yaml:3: hours are written \"09:00-12:00\"; mend it"])
        let year = "calendar: cn\nyear: 2026\nholidays: [\"2026-02-30\", \"2027-01-01\"]\n"
        let found = try faults(year, as: "calendars/cn-2026.yaml")
        #expect(found.filter { $0.hasPrefix("cn-2026.yaml:3:") }.count == 2)
    }
}
