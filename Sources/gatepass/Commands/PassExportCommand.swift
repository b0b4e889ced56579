// `gatepass pass export`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Writes the codes of a firm's valid passes.
struct PassExport: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "导出有效通行证的码。/ Writes the codes of a firm's valid passes.",
        discussion: example(
            "gatepass pass export --org 1042 --to codes.zip --format png --prove",
            "gatepass pass export --org 1042 --to codes.csv --format text"))

    @Option(help: "单位。/ Firm.")
    var org: OrganisationNumber
    @Option(
        help: "目标文件或目录。/ A .zip, a folder, or a .csv with --format text.", completion: .file())
    var to: String
    @Option(help: "图片或文字。/ png: a picture each; text: one CSV.")
    var format = FormatArgument.png
    @Option(help: "每模块像素数。/ Pixels a module, 1 to 32.")
    var scale = 4
    @Flag(name: .customLong("prove"), help: "逐张复核解码。/ Decodes each picture again.")
    var isProved = false
    @Option(help: "只导出人员或车辆。/ Only staff or vehicle.")
    var kind: KindArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...32).contains(scale) else {
            throw ValidationError("--scale 应为 1 到 32。/ --scale is 1 to 32, found \(scale).")
        }
    }

    func run() throws {
        try withOffice { office in
            var order = ExportOrder(
                organisation: org, kind: PassKindFilter(kind), to: to,
                format: ExportFormat(format))
            order.scale = scale
            order.proof = isProved ? .decodeEach : .skip
            var bar = ProgressBar()
            defer { bar.clear() }
            let report = try office.export(order) { (done, total) in bar.show(done, of: total) }
            let proof = BilingualText(
                isProved ? "，复核 \(report.proved) 个" : "",
                isProved ? ", proved \(report.proved)" : "")
            return try Reply(
                report,
                BilingualText(
                    "已写 \(report.files) 个文件到 \(report.path)\(proof.chinese)。"
                        + "码等同通行证，请妥善传送。",
                    "Wrote files to \(report.path): \(report.files)\(proof.english). "
                        + "A code is a pass: send it with care."))
        }
    }
}

/// `--format`.
enum FormatArgument: String, ExpressibleByArgument, CaseIterable {
    case png, text
}

extension ExportFormat {
    /// What `--format` asks for.
    fileprivate init(_ argument: FormatArgument) {
        switch argument {
        case .png: self = .png
        case .text: self = .text
        }
    }
}
