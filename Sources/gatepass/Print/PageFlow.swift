// Blocks below and beside each other on one page, measured first and then drawn by the same steps.
import PrintSheet
import QRCode

/// Where the next block of a page goes.
struct PageFlow {
    /// Whether blocks are drawn, or only their heights added up.
    enum Purpose { case measure, draw }
    /// A step that sets some blocks.
    typealias Step = (inout PageFlow) -> Void

    private let file: PDFFile
    private let left: Double
    private let width: Double
    private let purpose: Purpose
    /// Points of plain text.
    let size: Double
    /// The next block's upper edge, millimetres from the top.
    private(set) var y: Double

    init(file: PDFFile, page: Box, size: Double, purpose: Purpose) {
        self.file = file
        left = page.x
        width = page.width
        y = page.y
        self.size = size
        self.purpose = purpose
    }

    private init(of flow: PageFlow, left: Double, width: Double, purpose: Purpose? = nil) {
        file = flow.file
        size = flow.size
        y = flow.y
        self.left = left
        self.width = width
        self.purpose = purpose ?? flow.purpose
    }

    /// Sets a paragraph.
    ///
    /// - Parameter gap: millimetres below it.
    mutating func text(
        _ runs: [TextRun], alignment: Paragraph.Alignment = .left, gap: Double = 0
    ) {
        let paragraph = Paragraph(runs, alignment: alignment, lineSpacing: 0.82)
        let height = file.height(of: paragraph, width: width)
        if purpose == .draw {
            file.draw(paragraph, in: Box(x: left, y: y, width: width, height: height))
        }
        y += height + gap
    }

    /// Leaves millimetres free.
    mutating func gap(_ height: Double) { y += height }

    /// Draws a line over the whole width.
    mutating func rule(_ thick: Double) {
        if purpose == .draw {
            file.line(from: (left, y), to: (left + width, y), width: thick)
        }
        y += thick
    }

    /// Sets a title above a line.
    mutating func heading(_ runs: [TextRun]) {
        gap(1)
        text(runs)
        rule(0.35)
        gap(0.8)
    }

    /// Sets columns of one width beside each other; goes on below the longest.
    ///
    /// - Parameter gap: millimetres between them.
    mutating func row(_ columns: [Step], gap: Double) {
        let count = Double(columns.count)
        let part = (width - gap * (count - 1)) / count
        var lowest = y
        for (index, column) in columns.enumerated() {
            var flow = PageFlow(of: self, left: left + Double(index) * (part + gap), width: part)
            column(&flow)
            lowest = max(lowest, flow.y)
        }
        y = lowest
    }

    /// Sets steps into two columns of about one length, the first of them first.
    mutating func halves(_ steps: [Step], gap: Double) {
        let width = (width - gap) / 2
        let heights = steps.map { height(of: $0, width: width) }
        let total = heights.reduce(0, +)
        var (count, first) = (0, 0.0)
        while count < steps.count, first + heights[count] / 2 < total / 2 {
            first += heights[count]
            count += 1
        }
        row(
            [steps.prefix(count), steps.dropFirst(count)].map { part in
                { flow in for step in part { step(&flow) } }
            }, gap: gap)
    }

    /// Sets frames of one size on coloured paper beside each other.
    mutating func boxes(_ boxes: [(paper: Ink, content: Step)], gap: Double) {
        let rim = 1.5
        let count = Double(boxes.count)
        let part = (width - gap * (count - 1)) / count
        let heights = boxes.map { height(of: $0.content, width: part - 2 * rim) }
        let tallest = (heights.max() ?? 0) + 2 * rim
        for (index, box) in boxes.enumerated() where purpose == .draw {
            let frame = Box(
                x: left + Double(index) * (part + gap), y: y, width: part, height: tallest)
            file.fill(frame, box.paper)
            file.frame(frame, width: 0.35)
            let inside = frame.inset(rim)
            var flow = PageFlow(of: self, left: inside.x, width: inside.width)
            flow.y = inside.y
            box.content(&flow)
        }
        y += tallest
    }

    private func height(of step: Step, width: Double) -> Double {
        var flow = PageFlow(of: self, left: left, width: width, purpose: .measure)
        step(&flow)
        return flow.y - y
    }

    /// Sets blocks beside a small framed sign on coloured paper.
    mutating func marked(_ paper: Ink, _ sign: TextRun, _ content: Step) {
        let (height, side) = (size * 0.52, size * 0.66)
        let box = Box(x: left, y: y + 0.2, width: side, height: height)
        if purpose == .draw {
            file.fill(box, paper)
            file.frame(box, width: 0.25)
            file.draw(Paragraph([sign], alignment: .centre), in: box, at: .middle)
        }
        beside(side + 1.2, content)
        y = max(y, box.bottom + 0.6)
    }

    /// Sets blocks right of a strip that is left free.
    mutating func beside(_ side: Double, _ content: Step) {
        var flow = PageFlow(of: self, left: left + side, width: width - side)
        content(&flow)
        y = flow.y
    }

    /// Sets blocks beside a code.
    ///
    /// - Parameter side: of the code with its quiet zone, millimetres.
    mutating func beside(_ code: QRMatrix, side: Double, _ content: Step) {
        let box = Box(x: left, y: y, width: side, height: side)
        if purpose == .draw { file.draw(code, in: box) }
        beside(side, content)
        y = max(y, box.bottom)
    }
}
