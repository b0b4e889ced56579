// A list marked as a person would have it marked, and the parts of the workbook that came of it.
import Foundation
import Identifiers
import RosterImport
import TestSupport
import Testing

/// A workbook taken apart with unzip.
struct UnpackedBook {
    let bytes: [UInt8]
    private let parts: [String: String]

    init(_ path: String) throws {
        bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        var parts: [String: String] = [:]
        for name in ["worksheets/sheet1.xml", "worksheets/sheet2.xml", "comments1.xml"]
            + ["styles.xml", "workbook.xml", "drawings/vmlDrawing1.vml"]
        {
            parts[name] = try Self.unzip(path, "xl/" + name)
        }
        self.parts = parts
    }

    func part(_ name: String) -> String { parts[name] ?? "" }

    /// The cells of a sheet by their references: what stands between their tags, and their style.
    func cells(ofSheet number: Int) -> [String: (content: String, style: Int)] {
        var cells: [String: (content: String, style: Int)] = [:]
        let pattern = /<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="(\w+)")?(?:\/>|>(.*?)<\/c>)/
            .dotMatchesNewlines()
        for match in part("worksheets/sheet\(number).xml").matches(of: pattern) {
            let type = match.3.map { "\($0):" } ?? ""
            let content = (match.4 ?? "").replacing(/<[^>]*>/, with: "")
            cells[String(match.1)] = (type + content, match.2.flatMap { Int($0) } ?? 0)
        }
        return cells
    }

    /// The colour behind a cell, as the styles have it.
    func fill(_ style: Int) -> String? {
        let styles = part("styles.xml")
        let fills = styles.matches(of: /<fill>.*?<\/fill>/).map(\.output)
        let formats = styles.split(separator: "<cellXfs").last ?? ""
        let entries = formats.matches(of: /<xf [^>]*fillId="([0-9]+)"/)
        guard entries.indices.contains(style), let index = Int(entries[style].1) else {
            return nil
        }
        return fills[index].firstMatch(of: /fgColor rgb="FF([0-9A-F]+)"/).map { String($0.1) }
    }

    /// The comments by the cells they are on.
    var comments: [String: String] {
        var comments: [String: String] = [:]
        for match in part("comments1.xml").matches(
            of: /<comment ref="([A-Z]+[0-9]+)".*?<t[^>]*>(.*?)<\/t>/.dotMatchesNewlines())
        {
            comments[String(match.1)] = String(match.2)
        }
        return comments
    }

    private static func unzip(_ path: String, _ part: String) throws -> String {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        run.arguments = ["unzip", "-p", path, part]
        let pipe = Pipe()
        run.standardOutput = pipe
        run.standardError = FileHandle.nullDevice
        try run.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        run.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

/// Reads a list, gives it back marked, proves it, and takes it apart.
func mark(
    _ bytes: [UInt8], _ kind: ListKind = .staff, options given: ListOptions? = nil
) throws -> (reading: ListReading, book: UnpackedBook) {
    let options = try given ?? RosterImportTests.options()
    let reading = readList(bytes, kind: kind, options: options)
    return try withTemporaryFolder { folder in
        let path = folder.appendingPathComponent("marked.xlsx").path
        let order = MarkedSheetOrder(
            path: path, folder: folder.path, listName: "staff.xlsx",
            madeAt: WallTime(date: options.today, secondOfDay: options.secondOfToday))
        let sheet = try writeMarkedSheet(
            of: ListSource(bytes), reading, options: options, to: order)
        let book = try UnpackedBook(path)
        try sheet.prove(ListSource(book.bytes), options: options)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["marked.xlsx"])
        return (reading, book)
    }
}

/// A text in the encoding of a list, UTF-16 with its mark.
func encode(_ text: String, as encoding: String) throws -> [UInt8] {
    let run = Process()
    run.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    run.arguments = ["iconv", "-f", "UTF-8", "-t", encoding]
    let (input, output) = (Pipe(), Pipe())
    run.standardInput = input
    run.standardOutput = output
    try run.run()
    let mark = encoding.hasPrefix("UTF-16") ? "\u{FEFF}" : ""
    try input.fileHandleForWriting.write(contentsOf: Data((mark + text).utf8))
    try input.fileHandleForWriting.close()
    let encoded = try output.fileHandleForReading.readToEnd() ?? Data()
    run.waitUntilExit()
    try #require(run.terminationStatus == 0)
    return [UInt8](encoded)
}
