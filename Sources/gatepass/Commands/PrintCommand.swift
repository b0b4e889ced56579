// `gatepass print guard-card`: the page that hangs at a gate.
import ArgumentParser
import CommandSupport
import FoundationEssentials
import Issuance
import PassFormat
import PrintSheet
import Registry

/// Pages to be printed.
struct PrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "打印用的页面。/ Pages to be printed.",
        discussion: example("gatepass print guard-card --to guard.html"),
        subcommands: [GuardSheetCommand.self])
}

/// The forms of a page.
enum SheetFormat: String, CaseIterable, ExpressibleByArgument, Encodable {
    case text, html, pdf
}

/// Makes the guard's page.
struct GuardSheetCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard-card",
        abstract: "门岗值班卡：颜色、原因、按键、应急。/ The guard's page: colours, reasons, keys, troubles.",
        discussion: """
            PDF 为 A4 一页；HTML 用浏览器打开，按 A4 打印一页。
            The PDF is one page A4; so is the HTML, printed by a browser.

            """
                + example(
                    "gatepass print guard-card",
                    "gatepass print guard-card --gate 1 --to guard.pdf",
                    "gatepass print guard-card --format html --lang en > guard.html"))

    @Option(help: "写上该门和场所的名字。/ Names this gate and its site.")
    var gate: GateNumber?
    @Option(help: "文件；不给则输出到屏幕。/ File; else standard output.", completion: .file())
    var to: String?
    @Option(help: "格式；默认按文件名，否则 text。/ Form; else by the file's name, or text.")
    var format: SheetFormat?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard chosen != .pdf || to != nil else {
            throw ValidationError("PDF 须用 --to 指定文件。/ A PDF goes into a file: name it by --to.")
        }
        guard let form = named, form != chosen, form == .pdf || chosen == .pdf else { return }
        throw ValidationError(
            "--to 的文件名不合 --format \(chosen.rawValue)。/ "
                + "The name of --to is not that of --format \(chosen.rawValue).")
    }

    func run() throws {
        try withSettings { settings in
            let console = Console(flag: settings.language, environment: .system)
            let sheet = GuardSheet(
                place: try gate.map { try place(of: $0, settings) }, language: console.language)
            let page =
                switch chosen {
                case .text: sheet.text
                case .html: sheet.html(code: try testCodeDrawing())
                case .pdf: ""
                }
            guard let to else {
                return try Reply(
                    MadeSheet(format: chosen, path: nil, text: page), BilingualText(page, page))
            }
            try settings.folders.requireForeign(to)
            let bytes = chosen == .pdf ? try pdf(of: sheet) : Array((page + "\n").utf8)
            try replaceFile(to, with: bytes, mode: 0o644)
            return try Reply(
                MadeSheet(format: chosen, path: to, text: nil),
                BilingualText("已写出值班卡 \(to)。", "Wrote the guard's page to \(to)."))
        }
    }

    private var chosen: SheetFormat { format ?? named ?? .text }

    /// The form that the file's name says.
    private var named: SheetFormat? {
        let name = to?.lowercased() ?? ""
        if name.hasSuffix(".html") || name.hasSuffix(".htm") { return .html }
        if name.hasSuffix(".pdf") { return .pdf }
        return name.hasSuffix(".txt") ? .text : nil
    }

    private func pdf(of sheet: GuardSheet) throws -> [UInt8] {
        let code = try Office.modules(of: ScannerTest.text)
        let now = Int64(clamping: SystemClock.now().seconds)
        do throws(PrintError) {
            return try sheet.pdf(code: code, createdSeconds: now)
        } catch {
            throw CommandFailure(
                error.isOfTheMachine ? .cannotWork : .nothingDone,
                BilingualText(error.chinese, error.english))
        }
    }

    private func place(of number: GateNumber, _ settings: Settings) throws -> String {
        let office = try Office.open(settings.folders, setting: .own)
        guard let gate = try office.gates().first(where: { $0.number == number }) else {
            throw CommandFailure(
                .nothingDone,
                BilingualText(
                    "没有 \(number) 号门；看 `gatepass gate list`",
                    "there is no gate \(number); see `gatepass gate list`"))
        }
        let site = try office.sites().first { $0.number == gate.site }
        return [site?.name, gate.name].compactMap(\.self).joined(separator: "  ")
    }
}

/// What the command tells programs.
private struct MadeSheet: Encodable {
    let format: SheetFormat
    let path: String?
    /// The page, where no file was named.
    let text: String?

    private enum CodingKeys: String, CodingKey {
        case format, path, text
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encode(path, forKey: .path)
        try container.encode(text, forKey: .text)
    }
}
