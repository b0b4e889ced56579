// The rows of an uploaded list for desks to look through: by page, numbers masked. They are put
// into a file of lines when somebody first asks, so that no page reads the whole list again.
// Tests: Tests/IssuanceTests/ListDeskTests.swift.
import CommandSupport
import Identifiers
import PassFormat
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
        let uploads = ListUploads(self)
        guard try uploads.holds(job) else { throw OfficeError.listNotRead(job.number) }
        let rows = ListUploads.name(.rows, of: job.file)
        if try !uploads.folder.holds(rows) {
            try uploads.folder.alone {
                if try !uploads.folder.holds(rows) { try makeRows(of: job, uploads) }
            }
        }
        return try uploads.reading(.rows, of: job) { file in
            let start = page.after.map { Int($0) ?? -1 } ?? 0
            let isLineStart =
                try start == 0 || (start > 0 && file.read(1, at: start - 1) == [0x0A])
            guard isLineStart else {
                throw OfficeError(
                    .refused, "CURSOR_INVALID", field: "cursor", "不是此列表的 next；请从头取",
                    "this is no `next` of this list; start anew")
            }
            return try ListRowPage(file, from: start, limit: page.limit)
        }
    }

    private func makeRows(of job: ListJob, _ uploads: ListUploads) throws {
        let place = try listPlace(
            ImportOptions(organisation: job.draft.organisation, site: job.draft.site))
        let reading = readList(
            ListSource(try uploads.whole(.list, of: job)),
            kind: job.draft.kind == .staff ? .staff : .vehicles,
            options: place.listOptions(job.draft.sheet))
        let file = try uploads.begin(.rows, of: job.file)
        switch reading.accepted {
        case .staff(let rows): for row in rows { try file.append(row.masked.bytesOfLine) }
        case .vehicles(let rows): for row in rows { try file.append(row.masked.bytesOfLine) }
        }
        try file.finish()
    }
}

extension JSONText {
    fileprivate var bytesOfLine: [UInt8] { Array(line.utf8) + [0x0A] }
}

extension ListRowPage {
    private static let blockBytes = 1 << 16

    /// - Parameter limit: one more than is given out says that there is a next page.
    fileprivate init(_ file: SealedFile, from start: Int, limit: Int) throws {
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
