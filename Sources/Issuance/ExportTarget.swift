// Where exported codes go: a CSV, a folder, an archive, or paper.
import FoundationEssentials
import PassFormat
import PrintSheet
import PrivateFiles
import QRCode
import Registry
import ZipArchive

/// Takes passes in order; what stood at its path stays there until it is finished.
protocol ExportTarget<Drawn> {
    /// What is made of a pass.
    associatedtype Drawn: Sendable

    /// Files that were written, but for a CSV and a PDF one for each pass.
    var isOneFile: Bool { get }
    /// Pages, where it is paper.
    var pages: Int? { get }
    /// Pictures that are not of this export, where it is a folder.
    var others: Int? { get throws }

    /// What takes long and is done beside the writing, of several batches at once: something for
    /// each pass, in order.
    var draw: @Sendable ([ExportedPass]) throws -> [Drawn] { get }

    func write(_ batch: [(ExportedPass, Drawn)]) throws
    func finish() throws
}

extension ExportTarget {
    var others: Int? { nil }
}

extension ExportOrder {
    /// Opens the target of an order.
    func target(_ registry: Registry, act: Act) throws -> any ExportTarget {
        switch format {
        case .text: try TextTarget(self)
        case .png, .svg: try PictureTarget(self, act: act)
        case .pdf(let layout, let index):
            try PaperTarget(self, layout, index, texts: PaperTexts(registry, self), act: act)
        }
    }
}

/// One CSV.
private struct TextTarget: ExportTarget {
    let isOneFile = true
    let pages: Int? = nil
    private let file: NewFile

    init(_ order: ExportOrder) throws {
        file = try NewFile(order.path, mode: 0o600)
        let head = CSVText.mark + CSVText.line(["kind", "key", "number", "text"])
        try file.append(head.span)
    }

    let draw: @Sendable ([ExportedPass]) throws -> [[UInt8]] = { passes in
        passes.map {
            let text = TokenWriter.text(of: $0.token)
            return CSVText.line([$0.kind.name, $0.key, $0.number, text])
        }
    }

    func write(_ batch: [(ExportedPass, [UInt8])]) throws {
        let lines = batch.flatMap { $0.1 }
        try file.append(lines.span)
    }

    func finish() throws { try file.finish() }
}

/// A picture for each pass.
private final class PictureTarget: ExportTarget {
    private enum Place {
        case archive(NewFile)
        case folder(String)
    }

    let isOneFile = false
    let pages: Int? = nil
    private let order: ExportOrder
    private let place: Place
    private var archive: ZipWriter?
    private var names: FileNamer
    private var written = 0

    init(_ order: ExportOrder, act: Act) throws {
        self.order = order
        names = FileNamer(pathExtension: order.pictureExtension)
        if order.path.lowercased().hasSuffix(".zip") {
            let file = try NewFile(order.path, mode: 0o600)
            place = .archive(file)
            archive = ZipWriter(
                modified: try DOSTimestamp(
                    secondsSince1970: act.atSeconds, utcOffsetSeconds: 0)
            ) { (bytes) throws(ZipArchiveError) in
                do throws(PrivateFileError) { try file.append(bytes.span) } catch {
                    throw .write(errno: error.systemNumber)
                }
            }
        } else {
            let isThere = FileManager.default.fileExists(atPath: order.path)
            if !isThere { _ = try PrivateFolder(making: order.path) }
            place = .folder(order.path)
        }
    }

    var draw: @Sendable ([ExportedPass]) throws -> [[UInt8]] {
        { [order] passes in try order.pictures(of: passes) }
    }

    func write(_ batch: [(ExportedPass, [UInt8])]) throws {
        written += batch.count
        for (pass, picture) in batch {
            switch place {
            case .archive:
                try archive?.add(name: names.name(for: pass.key), content: picture)
            case .folder(let path):
                let file = try NewFile("\(path)/\(names.name(for: pass.key))", mode: 0o600)
                try file.append(picture.span)
                try file.finish()
            }
        }
    }

    var others: Int? {
        get throws {
            guard case .folder(let path) = place else { return nil }
            let suffix = ".\(order.pictureExtension)"
            let pictures = try FileManager.default.contentsOfDirectory(atPath: path).count {
                $0.hasSuffix(suffix)
            }
            return pictures - written
        }
    }

    func finish() throws {
        guard case .archive(let file) = place else { return }
        try archive?.finish()
        try file.finish()
    }
}

/// One PDF.
private final class PaperTarget: ExportTarget {
    let isOneFile = true
    var pages: Int? { printer.pages }
    private let order: ExportOrder
    private let layout: PrintLayout?
    private let index: ExportIndex
    private let texts: PaperTexts
    private let file: NewFile
    private let printer: PassPrinter

    init(
        _ order: ExportOrder, _ layout: PrintLayout?, _ index: ExportIndex, texts: PaperTexts,
        act: Act
    ) throws {
        self.order = order
        self.layout = layout
        self.index = index
        self.texts = texts
        let file = try NewFile(order.path, mode: 0o600)
        self.file = file
        printer = try PassPrinter(
            heading: texts.heading(at: act.atSeconds), createdSeconds: act.atSeconds
        ) { (bytes) throws(PrintError) in
            do throws(PrivateFileError) { try file.append(bytes.span) } catch {
                throw .write(errno: error.systemNumber)
            }
        }
    }

    var draw: @Sendable ([ExportedPass]) throws -> [QRMatrix] {
        { [order] passes in try order.codes(of: passes) }
    }

    func write(_ batch: [(ExportedPass, QRMatrix)]) throws {
        for (pass, code) in batch {
            let usual = pass.kind == .vehicle ? PrintLayout.permit : .sheet
            try printer.add(try texts.printed(pass, code), as: layout ?? usual)
        }
    }

    func finish() throws {
        try printer.finish(index == .listed ? .listed : .left)
        try file.finish()
    }
}

extension PrivateFileError {
    /// The system's error number; 0 where the trouble is another.
    fileprivate var systemNumber: Int32 {
        guard case .system(_, _, let number) = self else { return 0 }
        return number
    }
}
