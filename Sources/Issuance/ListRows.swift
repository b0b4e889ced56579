// The rows of an uploaded list for desks to look through: by page, numbers masked. They are put
// into a file of lines when somebody first asks, so that no page reads the whole list again.
// Tests: Tests/IssuanceTests/ListDeskTests.swift.
import CommandSupport
import Identifiers
import PassFormat
import PrivateFiles
import Registry
import RosterImport

/// A page of a list's rows.
package struct ListRowPage: Sendable {
    /// Each an object of JSON.
    package let rows: [String]
    /// The key of the next page; nil at the end.
    package let next: String?

    /// The page as JSON.
    ///
    /// - Parameter cursor: what callers name the next page by.
    package func document(_ cursor: (String) -> String) -> [UInt8] {
        let next = JSONText(next.map(cursor)).line
        return Array("{\"items\":[\(rows.joined(separator: ","))],\"next\":\(next)}".utf8)
    }
}

extension Office {
    /// A page of the rows of a list that would be written, in the order of its sheet.
    ///
    /// - Parameter page: its key is where the file of rows goes on.
    /// - Throws: `OfficeError` where the list's file is gone, or the key is none.
    func listRows(of job: ListJob, _ page: PagePlace) throws -> ListRowPage {
        let uploads = try ListUploads(folders)
        guard uploads.holds(job.file) else { throw OfficeError.listNotRead(job.number) }
        let path = uploads.rows(job.file)
        if (try? OpenFile(reading: path).byteCount) == nil {
            try uploads.alone {
                if (try? OpenFile(reading: path).byteCount) == nil {
                    try makeRows(of: job, uploads)
                }
            }
        }
        let file = try OpenFile(reading: path)
        let start = page.after.map { Int($0) ?? -1 } ?? 0
        let isLineStart = try start == 0 || (start > 0 && file.read(1, at: start - 1) == [0x0A])
        guard isLineStart else {
            throw OfficeError(
                .refused, "CURSOR_INVALID", field: "cursor", "不是此列表的 next；请从头取",
                "this is no `next` of this list; start anew")
        }
        return try ListRowPage(file, from: start, limit: page.limit)
    }

    private func makeRows(of job: ListJob, _ uploads: ListUploads) throws {
        let place = try listPlace(
            ImportOptions(organisation: job.draft.organisation, site: job.draft.site))
        let reading = readList(
            try uploads.source(job.file), kind: job.draft.kind == .staff ? .staff : .vehicles,
            options: place.listOptions(job.draft.sheet))
        let file = try NewFile(uploads.rows(job.file), mode: 0o600)
        var lines = LineBlock(file)
        switch reading.accepted {
        case .staff(let rows): for row in rows { try lines.add(row.masked) }
        case .vehicles(let rows): for row in rows { try lines.add(row.masked) }
        }
        try lines.write()
        try file.finish()
    }
}

/// Gathers lines, so that few calls write many.
private struct LineBlock {
    private static let mostBytes = 1 << 20

    private let file: NewFile
    private var bytes: [UInt8] = []

    init(_ file: NewFile) { self.file = file }

    mutating func add(_ line: JSONText) throws {
        bytes += line.line.utf8
        bytes.append(0x0A)
        if bytes.count >= Self.mostBytes { try write() }
    }

    mutating func write() throws {
        let gathered = bytes
        try file.append(gathered.span)
        bytes.removeAll(keepingCapacity: true)
    }
}

extension ListRowPage {
    private static let blockBytes = 1 << 16

    /// - Parameter limit: one more than is given out says that there is a next page.
    fileprivate init(_ file: borrowing OpenFile, from start: Int, limit: Int) throws {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        while ends.count < limit {
            let block = try file.read(Self.blockBytes, at: start + bytes.count)
            guard !block.isEmpty else { break }
            for (place, byte) in block.enumerated() where byte == 0x0A {
                ends.append(bytes.count + place)
            }
            bytes += block
        }
        let told = ends.prefix(limit - 1)
        let starts = [0] + told.map { $0 + 1 }
        rows = zip(starts, told).map { String(decoding: bytes[$0..<$1], as: UTF8.self) }
        next = ends.count > told.count ? starts.last.map { String(start + $0) } : nil
    }
}

extension StaffRow {
    fileprivate var masked: JSONText {
        .object([
            "row": JSONText(row), "employee_no": JSONText(employeeNumber?.text),
            "name": .string(name.text), "identity": .string(identity.masked),
            "telephone": JSONText(phone?.masked), "department": JSONText(department),
            "post": JSONText(post), "zone": JSONText(zone),
        ])
    }
}

extension VehicleRow {
    fileprivate var masked: JSONText {
        .object([
            "row": JSONText(row), "plate": .string(plate.text), "type": JSONText(type),
            "drivers": .string(drivers.map(\.text).joined(separator: "、")),
            "identity": JSONText(driverID?.masked), "telephone": JSONText(phone?.masked),
            "cargo": JSONText(cargo), "route": JSONText(route),
        ])
    }
}
