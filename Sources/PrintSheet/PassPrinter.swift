// Passes in, pages out.

/// How passes are laid out.
package enum PrintLayout: String, Sendable, CaseIterable {
    /// Eight to an A4 sheet, with cut marks.
    case sheet
    /// One to an A6 page.
    case badge
    /// One vehicle to an A4 page.
    case permit
}

/// Whether a list of what is on which page comes last.
package enum PrintIndex: Sendable { case listed, left }

/// Prints passes into one PDF.
package final class PassPrinter {
    private let file: PDFFile
    private let heading: String
    private var unprintable: [UnprintableText] = []
    private var index: [IndexLine] = []
    private var last: PrintLayout?
    /// Passes on the sheet that is open.
    private var placed = 0

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - heading: whose passes they are and when they were printed, for the index.
    ///   - createdSeconds: that moment, since 1970.
    ///   - write: takes the bytes in order.
    /// - Throws: ``PrintError``.
    package init(
        heading: String, createdSeconds: Int64, write: @escaping PDFFile.Sink
    ) throws(PrintError) {
        file = try PDFFile(title: "通行证 Passes", createdSeconds: createdSeconds, write: write)
        self.heading = heading
    }

    /// Pages so far.
    package var pages: Int { file.pages }

    /// Adds a pass after those before it.
    ///
    /// - Throws: ``PrintError``; a character that no font has is told by ``finish(_:)``.
    package func add(_ pass: PrintedPass, as layout: PrintLayout) throws(PrintError) {
        var place = ""
        switch layout {
        case .badge:
            try file.beginPage(.a6)
            file.drawBadge(pass)
        case .permit:
            try file.beginPage(.a4)
            file.drawPermit(pass)
        case .sheet:
            if last != .sheet || placed == SheetGrid.passes {
                try file.beginPage(.a4)
                file.drawCutMarks()
                placed = 0
            }
            file.drawSheetPass(pass, at: placed)
            placed += 1
            place = "-\(placed)"
        }
        last = layout
        index.append(
            IndexLine(
                place: "\(file.pages)\(place)", key: pass.key, name: pass.indexName,
                number: pass.number))
        note(file.takeUnprintable(), of: pass)
    }

    /// Writes the rest.
    ///
    /// - Parameter index: a single pass has none.
    /// - Throws: ``PrintError/unprintable(_:)`` with all that could not be printed; what was
    ///   written is then of no use.
    package func finish(_ index: PrintIndex) throws(PrintError) {
        guard unprintable.isEmpty else { throw .unprintable(unprintable) }
        if index == .listed, self.index.count > 1 {
            try file.drawIndex(self.index, title: heading, on: last == .badge ? .a6 : .a4)
        }
        try file.finish()
    }

    private func note(_ scalars: [Unicode.Scalar], of pass: PrintedPass) {
        var found: [(field: PrintedField, scalars: [Unicode.Scalar])] = []
        for scalar in scalars {
            for field in pass.fields(with: scalar) {
                if let place = found.firstIndex(where: { $0.field == field }) {
                    found[place].scalars.append(scalar)
                } else {
                    found.append((field, [scalar]))
                }
            }
        }
        for (field, scalars) in found {
            let text = UnprintableText(
                whose: field.isShared ? nil : "\(pass.number) \(pass.mask)", field: field,
                scalars: scalars)
            if !field.isShared || !unprintable.contains(text) { unprintable.append(text) }
        }
    }
}
