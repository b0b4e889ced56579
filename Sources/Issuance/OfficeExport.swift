// Codes out of the house: pictures in a folder or a ZIP archive, a CSV of texts, or paper. Codes
// are secrets of their holders, so all files are for the owner only.
import PassFormat
package import PrintSheet
package import Registry
import Workers

/// What an export writes.
package enum ExportFormat: Sendable {
    /// A picture for each code.
    case png, svg
    /// One CSV.
    case text
    /// One PDF; no layout means staff on sheets and vehicles as permits.
    case pdf(PrintLayout?, ExportIndex)
}

/// Whether a PDF ends with a list of what is on which page.
package enum ExportIndex: Sendable { case listed, left }

/// Whether the modules of each code are read again before it leaves the house.
package enum ExportProof: Sendable { case skip, decodeEach }

/// What to export, and where to.
package struct ExportOrder: Sendable {
    let organisation: OrganisationNumber
    let kind: PassKindFilter
    let path: String
    let format: ExportFormat
    /// Pixels of one module of a PNG.
    package var scale = 4
    package var proof = ExportProof.skip

    /// - Parameter path: a `.zip` file or a folder for pictures; a file for texts or paper.
    package init(
        organisation: OrganisationNumber, kind: PassKindFilter, to path: String,
        format: ExportFormat
    ) {
        self.organisation = organisation
        self.kind = kind
        self.path = path
        self.format = format
    }

    fileprivate var isProved: Bool {
        if case .text = format { false } else { proof == .decodeEach }
    }
}

/// What was exported.
package struct ExportReport: Sendable, Encodable {
    package let files: Int
    package let proved: Int
    package let path: String
    /// Pages of a PDF.
    package let pages: Int?
    /// Pictures in the folder that are not of this export, such as of passes withdrawn since the
    /// last; nil where the target is no folder.
    package let others: Int?

    private enum CodingKeys: String, CodingKey { case files, proved, path, pages, others }

    /// Every key, also where its value is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(files, forKey: .files)
        try container.encode(proved, forKey: .proved)
        try container.encode(path, forKey: .path)
        try container.encode(pages, forKey: .pages)
        try container.encode(others, forKey: .others)
    }
}

extension PassKindFilter {
    /// What is said where there is nothing to export.
    fileprivate func nothing(of firm: OrganisationNumber) -> OfficeError {
        switch self {
        case .all:
            OfficeError(
                "单位 \(firm) 没有有效的通行证；请先 `gatepass pass issue`",
                "firm \(firm) has no valid pass; run `gatepass pass issue`")
        case .staff:
            OfficeError(
                "单位 \(firm) 没有有效的人员通行证；请先 `gatepass pass issue`",
                "firm \(firm) has no valid staff pass; run `gatepass pass issue`")
        case .vehicles:
            OfficeError(
                "单位 \(firm) 没有有效的车辆通行证；请先 `gatepass pass issue`",
                "firm \(firm) has no valid vehicle pass; run `gatepass pass issue`")
        }
    }
}

extension Office {
    /// Passes sealed or drawn at a time, so that memory does not grow with their number.
    static let batchPasses = 256

    /// Exports the valid passes of a firm, staff then vehicles, by key.
    ///
    /// - Parameter progress: told how many are done, and how many there are where that is known.
    /// - Throws: `OfficeError`; what stood at the path is then still there.
    package func export(
        _ order: ExportOrder, progress: (Int, Int) -> Void
    ) throws(OfficeError) -> ExportReport {
        try changing { act in
            try requireForeign(order.path)
            let target = try order.target(registry, act: act)
            let count = try export(order, to: target, act: act, progress: progress)
            guard count > 0 else {
                throw order.kind.nothing(of: order.organisation)
            }
            try target.finish()
            return ExportReport(
                files: target.isOneFile ? 1 : count, proved: order.isProved ? count : 0,
                path: order.path, pages: target.pages, others: try target.others)
        }
    }

    /// Reads and writes while the other cores draw.
    ///
    /// - Returns: how many passes there were.
    private func export<Target: ExportTarget>(
        _ order: ExportOrder, to target: Target, act: Act, progress: (Int, Int) -> Void
    ) throws -> Int {
        var done = 0
        func write(_ batch: [(ExportedPass, Target.Drawn)], of total: Int) throws {
            try target.write(batch)
            done += batch.count
            progress(done, total)
        }
        let draw = target.draw
        var drawing = WorkAhead(batchItems: Self.batchPasses) { passes in
            Array(zip(passes, try draw(passes)))
        }
        let count = try registry.exportTokens(
            of: order.organisation, kinds: order.kind.kinds, act: act
        ) { pass, total in try drawing.add(pass) { try write($0, of: total) } }
        try drawing.finish { try write($0, of: count) }
        return count
    }
}
