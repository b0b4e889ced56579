// Every sample list gives what the file beside it says.
import Foundation
import Identifiers
import RosterImport
import Testing

/// What a `.expect.json` says of a list.
struct Expectation: Decodable {
    var rows: Int?
    var accepted: Int?
    var problems: [[Entry]]?
    var fileError: String?
    var headerRow: Int?

    enum CodingKeys: String, CodingKey {
        case rows, accepted, problems
        case fileError = "file_error"
        case headerRow = "header_row"
    }

    /// A row number or a code.
    enum Entry: Decodable {
        case row(Int)
        case code(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let row = try? container.decode(Int.self) {
                self = .row(row)
            } else {
                self = .code(try container.decode(String.self))
            }
        }

        var text: String {
            switch self {
            case .row(let row): String(row)
            case .code(let code): code
            }
        }
    }
}

/// The sample lists in `Tests/Vectors`.
enum Samples {
    private static let vectors = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Vectors")

    static func paths() throws -> [String] {
        try ["rosters", "vehicles"].flatMap { folder in
            try FileManager.default
                .contentsOfDirectory(atPath: vectors.appendingPathComponent(folder).path)
                .filter { !$0.hasSuffix(".expect.json") }.sorted().map { folder + "/" + $0 }
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: vectors.appendingPathComponent(path)))
    }

    static func expectation(_ path: String) throws -> Expectation {
        let file = vectors.appendingPathComponent(path + ".expect.json")
        return try JSONDecoder().decode(Expectation.self, from: Data(contentsOf: file))
    }

    static func kind(_ path: String) -> ListKind {
        path.hasPrefix("vehicles") ? .vehicles : .staff
    }
}

/// Reads on 1 June 2022 with nothing known about zones and routes.
func options(
    sheet: SheetChoice = .firstWithHeader, zones: Set<String>? = nil, routes: Set<String>? = nil
) throws -> ListOptions {
    ListOptions(
        sheet: sheet, today: try #require(CalendarDate(year: 2022, month: 6, day: 1)),
        secondOfToday: 10 * 3600, knownZones: zones, knownRoutes: routes)
}

@Suite struct `Sample lists` {
    @Test(arguments: try Samples.paths())
    func `give what is expected of them`(_ path: String) throws {
        let expected = try Samples.expectation(path)
        let reading = readList(
            try Samples.bytes(path), kind: Samples.kind(path), options: try options())
        if let error = expected.fileError {
            #expect(reading.fileProblem?.code.rawValue == error)
            #expect(reading.rowCount == 0)
            #expect(reading.problems.count == 1)
            return
        }
        #expect(reading.fileProblem == nil)
        #expect(reading.rowCount == expected.rows)
        #expect(reading.accepted.count == expected.accepted)
        let errors = reading.problems.filter { $0.severity == .error }
            .map { ["\($0.row ?? 0)", $0.code.rawValue] }
        #expect(errors == expected.problems?.map { $0.map(\.text) })
        if let headerRow = expected.headerRow { #expect(reading.file.headerRow == headerRow) }
    }

    @Test func `are all there`() throws {
        #expect(try Samples.paths().count >= 15)
    }

    @Test func `warn of what was mended in a staff list`() throws {
        let reading = readList(
            try Samples.bytes("rosters/mended.csv"), kind: .staff, options: try options())
        #expect(
            reading.problems.map { "\($0.row ?? 0) \($0.code.rawValue) \($0.value ?? "")" } == [
                "3 MENDED_SPACE 9999**********3244", "4 MENDED_WIDTH 199****7289",
                "5 MENDED_PREFIX 199****8275",
            ])
    }

    @Test func `warn of what was mended in a vehicle list`() throws {
        let reading = readList(
            try Samples.bytes("vehicles/mended.csv"), kind: .vehicles, options: try options())
        #expect(
            reading.problems.map { "\($0.row ?? 0) \($0.code.rawValue)" } == [
                "2 MENDED_CASE", "3 MENDED_WIDTH", "4 MENDED_SPACE",
            ])
        #expect(reading.vehicles.map(\.plate.text) == ["沪A12345", "沪A88888", "苏E12D45", "皖GH4923"])
    }

    @Test func `name their encoding`() throws {
        let encoding = { (path: String) in
            readList(try Samples.bytes(path), kind: .staff, options: try options()).file.encoding
        }
        #expect(try encoding("rosters/utf8.csv") == .utf8)
        #expect(try encoding("rosters/bom.csv") == .utf8)
        #expect(try encoding("rosters/gb18030.csv") == .gb18030)
        #expect(try encoding("rosters/clean.xlsx") == nil)
    }
}
