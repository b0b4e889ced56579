// Codes out of the house: PNGs in a folder or a ZIP archive, or a CSV of texts. Codes are secrets
// of their holders, so all files are for the owner only.
import Dispatch
import FoundationEssentials
import ImageReader
import PassFormat
import PrivateFiles
import QRCode
package import Registry
import Synchronization
import ZipArchive

/// What an export writes.
package enum ExportFormat: Sendable { case png, text }

/// Whether each drawn code is read again before it leaves the house.
package enum ExportProof: Sendable { case skip, decodeEach }

/// What to export, and where to.
package struct ExportOrder: Sendable {
    let organisation: OrganisationNumber
    let kind: PassKindFilter
    let path: String
    let format: ExportFormat
    /// Pixels of one module.
    package var scale = 4
    package var proof = ExportProof.skip

    /// - Parameter path: a `.zip` file or a folder for PNGs; a file for texts.
    package init(
        organisation: OrganisationNumber, kind: PassKindFilter, to path: String,
        format: ExportFormat
    ) {
        self.organisation = organisation
        self.kind = kind
        self.path = path
        self.format = format
    }
}

/// What was exported.
package struct ExportReport: Sendable, Encodable {
    package let files: Int
    package let proved: Int
    package let path: String
}

extension Office {
    /// Passes drawn at a time, so that memory does not grow with their number.
    private static let chunkPasses = 2_048

    /// Exports the valid passes of a firm, staff then vehicles, by key.
    ///
    /// - Parameter progress: told how many are done, and how many there are where that is known.
    /// - Throws: `OfficeError`; what stood at the path is then still there.
    package func export(
        _ order: ExportOrder, progress: (Int, Int) -> Void
    ) throws(OfficeError) -> ExportReport {
        try changing { act in
            try requireForeign(order.path)
            let target = try ExportTarget(order, act: act)
            var filter = PassFilter()
            filter.organisation = order.organisation
            filter.state = .valid
            var total = 0
            try registry.forEachPass(filter, at: act.atSeconds) { _ in total += 1 }
            var waiting: [ExportedPass] = []
            var done = 0
            func flush() throws {
                try target.write(waiting)
                done += waiting.count
                waiting.removeAll(keepingCapacity: true)
                progress(done, max(done, total))
            }
            let count = try registry.exportTokens(
                of: order.organisation, kinds: order.kind.kinds, act: act
            ) { pass in
                waiting.append(pass)
                if waiting.count == Self.chunkPasses { try flush() }
            }
            try flush()
            guard count > 0 else {
                throw OfficeError(
                    "单位 \(order.organisation) 没有有效的通行证；请先 `gatepass pass issue`",
                    "firm \(order.organisation) has no valid pass; run `gatepass pass issue`"
                )
            }
            try target.finish()
            return ExportReport(
                files: order.format == .png ? count : 1,
                proved: order.proof == .decodeEach && order.format == .png ? count : 0,
                path: order.path)
        }
    }
}

/// Where codes go; one for each kind of place.
private final class ExportTarget {
    private enum Place {
        case archive(NewFile)
        case folder(String)
        case texts(NewFile)
    }

    private let order: ExportOrder
    private let place: Place
    private var archive: ZipWriter?
    private var names = FileNamer(pathExtension: "png")

    init(_ order: ExportOrder, act: Act) throws {
        self.order = order
        switch order.format {
        case .text:
            let file = try NewFile(order.path, mode: 0o600)
            try file.append(CSVText.mark.span)
            try file.append(CSVText.line(["kind", "key", "number", "text"]).span)
            place = .texts(file)
        case .png where order.path.lowercased().hasSuffix(".zip"):
            let file = try NewFile(order.path, mode: 0o600)
            place = .archive(file)
            archive = ZipWriter(
                modified: try DOSTimestamp(
                    secondsSince1970: act.atSeconds, utcOffsetSeconds: 0)
            ) { (bytes) throws(ZipArchiveError) in
                do throws(PrivateFileError) { try file.append(bytes.span) } catch {
                    guard case .system(_, _, let number) = error else { throw .write(errno: 0) }
                    throw .write(errno: number)
                }
            }
        case .png:
            let isThere = FileManager.default.fileExists(atPath: order.path)
            if !isThere { _ = try PrivateFolder(making: order.path) }
            place = .folder(order.path)
        }
    }

    func write(_ passes: [ExportedPass]) throws {
        switch place {
        case .texts(let file):
            var bytes: [UInt8] = []
            for pass in passes {
                let text = TokenWriter.text(of: pass.token)
                bytes += CSVText.line([pass.kind.name, pass.key, pass.number, text])
            }
            try file.append(bytes.span)
        case .archive:
            for (pass, png) in zip(passes, try draw(passes)) {
                try archive?.add(name: names.name(for: pass.key), content: png)
            }
        case .folder(let path):
            for (pass, png) in zip(passes, try draw(passes)) {
                let file = try NewFile("\(path)/\(names.name(for: pass.key))", mode: 0o600)
                try file.append(png.span)
                try file.finish()
            }
        }
    }

    func finish() throws {
        switch place {
        case .texts(let file): try file.finish()
        case .archive(let file):
            try archive?.finish()
            try file.finish()
        case .folder: break
        }
    }

    /// Draws codes on all cores, in order; each core has a renderer of its own.
    private func draw(_ passes: [ExportedPass]) throws -> [[UInt8]] {
        let workers = max(1, min(passes.count, ProcessInfo.processInfo.activeProcessorCount))
        let slice = (passes.count + workers - 1) / max(workers, 1)
        let drawn = Mutex<[Int: Result<[[UInt8]], OfficeError>]>([:])
        let order = order
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            let part = passes.dropFirst(worker * slice).prefix(slice)
            let result = Result { () throws(OfficeError) in
                try office { try Self.draw(Array(part), order) }
            }
            drawn.withLock { $0[worker] = result }
        }
        let parts = drawn.withLock { $0 }
        return try (0..<workers).flatMap { try parts[$0]?.get() ?? [] }
    }

    private static func draw(
        _ passes: [ExportedPass], _ order: ExportOrder
    ) throws -> [[UInt8]] {
        let margin = QRLimit.quietZoneModules.lowerBound
        var renderer = try PNGRenderer(scalePixels: order.scale, quietZoneModules: margin)
        return try passes.map { pass in
            let text = TokenWriter.text(of: pass.token)
            let matrix = try QRMatrix.encode(text, maximumVersion: 8)
            if order.proof == .decodeEach {
                try prove(matrix, says: text, of: pass.number, scale: order.scale)
            }
            return try renderer.render(matrix)
        }
    }
}

/// Reads a drawn code with another library than drew it.
///
/// - Parameters:
///   - text: what it must say.
///   - number: the pass's number, for the message.
///   - scale: pixels of one module.
/// - Throws: `OfficeError` where it does not read back; `QRCodeError`, `ImageReaderError`.
func prove(_ matrix: QRMatrix, says text: String, of number: String, scale: Int) throws {
    let picture = try matrix.luminance(
        scalePixels: scale, quietZoneModules: QRLimit.quietZoneModules.lowerBound)
    let read = try readCodes(
        luminance: picture.bytes, width: picture.sidePixels, height: picture.sidePixels,
        kind: .drawing)
    guard read == [text] else {
        throw OfficeError(
            "\(number) 的二维码画好后读不出原文，未导出；请报告此事",
            "the code of \(number) does not read back; nothing was exported, report this",
            exitCode: 3)
    }
}

/// CSV as RFC 4180 has it, for spreadsheets.
enum CSVText {
    /// The byte order mark by which Excel knows UTF-8.
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// One line; a cell that a spreadsheet would take for a formula gets an apostrophe in front.
    static func line(_ cells: [String]) -> [UInt8] {
        let written = cells.map { cell in
            let isFormula = cell.first.map { "=+-@\t\r".contains($0) } ?? false
            let safe = isFormula ? "'" + cell : cell
            let needsQuotes = safe.contains { "\",\r\n".contains($0) || $0 == "\r\n" }
            return needsQuotes
                ? "\""
                    + safe.split(separator: "\"", omittingEmptySubsequences: false)
                    .joined(separator: "\"\"") + "\"" : safe
        }
        return Array((written.joined(separator: ",") + "\r\n").utf8)
    }
}
