// Lists that LibreOffice, openpyxl and xlsxwriter wrote: `Tests/Lists`, made by the script there.
import Foundation
import Identifiers
import RosterImport
import Testing

/// What stands beside a list beyond what every sample says.
private struct RealExpectation: Decodable {
    var kind: String?
    var sheet: String?
    var encoding: String?
    var names: [String]?
    var departments: [String]?
    var ends: [String]?
}

/// The lists in `Tests/Lists`.
enum RealLists {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Lists")

    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { !$0.hasSuffix(".json") && !$0.hasSuffix(".py") }.sorted()
    }

    static func data(_ file: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(file))
    }

    static func kind(_ file: String) throws -> ListKind {
        let beside = try data(file + ".expect.json")
        let more = try JSONDecoder().decode(RealExpectation.self, from: beside)
        return more.kind == nil ? .staff : .vehicles
    }
}

@Suite struct `Real list` {
    @Test(arguments: try RealLists.files())
    func `gives what is expected of it`(_ file: String) throws {
        let beside = try RealLists.data(file + ".expect.json")
        let expected = try JSONDecoder().decode(Expectation.self, from: beside)
        let more = try JSONDecoder().decode(RealExpectation.self, from: beside)
        let reading = readList(
            [UInt8](try RealLists.data(file)), kind: more.kind == nil ? .staff : .vehicles,
            options: try options())
        #expect(reading.fileProblem?.code.rawValue == expected.fileError)
        guard expected.fileError == nil else { return }
        #expect(reading.rowCount == expected.rows)
        #expect(reading.accepted.count == expected.accepted)
        let errors = reading.problems.filter { $0.severity == .error }
            .map { ["\($0.row ?? 0)", $0.code.rawValue] }
        #expect(errors == expected.problems?.map { $0.map(\.text) })
        #expect(reading.people.map(\.name.text) + reading.vehicles.map(\.plate.text) == more.names)
        if let row = expected.headerRow { #expect(reading.file.headerRow == row) }
        if let sheet = more.sheet { #expect(reading.file.sheet == sheet) }
        if let encoding = more.encoding { #expect(reading.file.encoding?.rawValue == encoding) }
        if let departments = more.departments {
            #expect(reading.people.map(\.department) == departments)
        }
        if let ends = more.ends {
            let found = reading.people.map(\.validUntil) + reading.vehicles.map(\.until)
            #expect(found.map { $0?.text } == ends)
        }
    }

    @Test func `comes from each of the three programs`() throws {
        let files = try RealLists.files()
        for program in ["libreoffice", "openpyxl", "xlsxwriter"] {
            #expect(files.filter { $0.hasPrefix(program) }.count >= 3)
        }
    }

    @Test func `says which of its sheets were looked at, and what was found`() throws {
        let reading = readList(
            [UInt8](try RealLists.data("libreoffice_office.xlsx")), kind: .staff,
            options: try options())
        #expect(
            reading.file.sheets.map { "\($0.name) \($0.standing.rawValue) \($0.headerRow ?? 0)" }
                == ["旧名单 hidden 0", "填写说明 no_header 0", "名单 taken 4", "二部 candidate 1"])
    }
}
