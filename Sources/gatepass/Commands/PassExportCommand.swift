// `gatepass pass export`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import PrintSheet
import Registry

/// Writes the codes of a firm's valid passes.
struct PassExport: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "导出有效通行证的码。/ Writes the codes of a firm's valid passes.",
        discussion: """
            PDF：人员每张 A4 八个、带裁切线，车辆每张 A4 一证；--layout badge 为 A6 胸卡。
            A PDF has staff eight to an A4 sheet with cut marks and a page A4 for each vehicle; \
            --layout badge makes A6 badges.

            """
                + example(
                    "gatepass pass export --org 1042 --to codes.zip --format png --prove",
                    "gatepass pass export --org 1042 --to passes.pdf",
                    "gatepass pass export --org 1042 --to badges.pdf --layout badge --kind staff",
                    "gatepass pass export --org 1042 --to codes.csv --format text"))

    @Option(help: "单位。/ Firm.")
    var org: OrganisationNumber
    @Option(
        help: "目标文件或目录。/ A folder or .zip for pictures; a .pdf; a .csv for texts.",
        completion: .file())
    var to: String
    @Option(
        help: """
            图片、纸张或文字；默认按文件名。/ png, svg: a picture each; pdf: paper; text: one CSV; \
            else by the file's name.
            """)
    var format: FormatArgument?
    @Option(help: "PDF 版式。/ PDF: 8 to an A4 sheet, A6 badges, or vehicle permits.")
    var layout: PrintLayout?
    @Flag(inversion: .prefixedNo, help: "PDF 末尾附目录。/ PDF: a list of what is where, last.")
    var index = true
    @Option(help: "PNG 每模块像素数。/ PNG: pixels a module, 1 to 32.")
    var scale = 4
    @Flag(
        name: .customLong("prove"),
        help: "逐个复核所画的码。/ Decodes the modules of each code again.")
    var isProved = false
    @Option(help: "只导出人员或车辆。/ Only staff or vehicle.")
    var kind: KindArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...32).contains(scale) else {
            throw ValidationError("--scale 应为 1 到 32。/ --scale is 1 to 32, found \(scale).")
        }
        let format = try FormatArgument(format, for: to)
        guard layout == nil || format == .pdf else {
            throw ValidationError("--layout 只用于 PDF。/ --layout is for a PDF; name one by --to.")
        }
        guard layout != .permit || kind != .staff else {
            throw ValidationError(
                "permit 是车辆证，不能用于人员。/ A permit is a vehicle's; staff have sheet or badge.")
        }
    }

    func run() throws {
        let format = try FormatArgument(format, for: to)
        try withOffice { office in
            var order = ExportOrder(
                organisation: org, kind: layout == .permit ? .vehicles : PassKindFilter(kind),
                to: to, format: exported(format))
            order.scale = scale
            order.proof = isProved ? .decodeEach : .skip
            var bar = ProgressBar()
            defer { bar.clear() }
            let report = try office.export(order) { (done, total) in bar.show(done, of: total) }
            let proof = BilingualText(
                isProved ? "，复核 \(report.proved) 个" : "",
                isProved ? ", proved \(report.proved)" : "")
            let pages = BilingualText(
                report.pages.map { "，共 \($0) 页" } ?? "", report.pages.map { ", \($0) pages" } ?? "")
            let others = Self.warning(others: report.others ?? 0)
            return try Reply(
                report,
                BilingualText(
                    "已写 \(report.files) 个文件到 \(report.path)\(pages.chinese)\(proof.chinese)。"
                        + "码等同通行证，请妥善传送。" + others.chinese,
                    "Wrote files to \(report.path): \(report.files)\(pages.english)"
                        + "\(proof.english). A code is a pass: send it with care."
                        + others.english))
        }
    }

    private static func warning(others: Int) -> BilingualText {
        guard others > 0 else { return BilingualText("", "") }
        return BilingualText(
            "目录里另有 \(others) 个图片不是这次写的，可能是已作废的码，请移走。",
            " \(others) other pictures in the folder are not of this export and may be codes that"
                + " were withdrawn; move them away.")
    }

    private func exported(_ format: FormatArgument) -> ExportFormat {
        switch format {
        case .png: .png
        case .svg: .svg
        case .pdf: .pdf(layout, index ? .listed : .left)
        case .text: .text
        }
    }
}

/// `--format`.
enum FormatArgument: String, ExpressibleByArgument, CaseIterable {
    case png, svg, pdf, text

    /// What is written to a path.
    ///
    /// - Parameters:
    ///   - argument: what `--format` says.
    ///   - path: what `--to` says.
    /// - Throws: `ValidationError` where a file of that name would hold something else.
    init(_ argument: FormatArgument?, for path: String) throws {
        let name = path.split(separator: "/").last ?? ""
        let ending = name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
        let fitting = Self.fitting[ending]
        let chosen = argument ?? fitting?.first ?? .png
        guard fitting?.contains(chosen) ?? true else {
            throw ValidationError(
                "一个 \(ending) 文件装不下这些码：\(Self.advice.chinese) / "
                    + "A \(ending) cannot hold these codes: \(Self.advice.english)")
        }
        self = chosen
    }

    /// By what a name ends with, the formats that such a file may hold, the usual one first; a
    /// name that is not here is a folder's, or what the user means by it.
    private static let fitting: [String: [FormatArgument]] = {
        var fitting: [String: [FormatArgument]] = [
            ".zip": [.png, .svg], ".pdf": [.pdf], ".csv": [.text], ".txt": [.text],
        ]
        for other in [
            "png", "svg", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "html", "htm",
            "xml", "json", "xls", "xlsx", "ods", "doc", "docx", "odt", "ps", "eps", "rar", "7z",
            "tar", "gz",
        ] { fitting["." + other] = [] }
        return fitting
    }()

    private static let advice = BilingualText(
        "png 和 svg 写入目录或 .zip，pdf 写入 .pdf，text 写入 .csv。",
        "png and svg go into a folder or a .zip, pdf into a .pdf, text into a .csv.")
}

extension PrintLayout: ExpressibleByArgument {}
