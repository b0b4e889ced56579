// Text on a page: set by pango, made smaller until it fits its box, and never an empty box in place
// of a character.
import CPango

extension PDFFile {
    /// Points to which text shrinks before it is cut; smaller is read by nobody.
    private static let smallestSize = 5.0
    private static let shrinkStep = 0.94
    /// The part of its size to which text shrinks rather than be broken.
    private static let smallestPartOfLine = 0.6

    /// Sets a paragraph in a box; text too long for it is set smaller, at last cut with an
    /// ellipsis.
    ///
    /// - Parameters:
    ///   - box: millimetres.
    ///   - place: where it stands in a higher box.
    package func draw(
        _ paragraph: Paragraph, in box: Box, at place: VerticalPlace = .top
    ) {
        if paragraph.breaking == .atOnce || !shrinkToLine(paragraph, in: box) {
            shrink(paragraph, into: box)
        }
        if !fits(box) {
            unsafe pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
            unsafe pango_layout_set_height(layout, pangoUnits(box.height))
        }
        let free = box.height - setSize.height
        let down =
            switch place {
            case .top: 0.0
            case .middle: free / 2
            case .bottom: free
            }
        unsafe cairo_move_to(pen, box.x.points, (box.y + down).points)
        unsafe pango_cairo_show_layout(pen, layout)
        if unsafe pango_layout_get_unknown_glyphs_count(layout) > 0 {
            noteUnprintable(missing(in: paragraph))
        }
    }

    /// Sets a paragraph as large as the box allows.
    private func shrink(_ paragraph: Paragraph, into box: Box) {
        let largest = paragraph.runs.map(\.size).max() ?? Self.smallestSize
        let smallestPart = Self.smallestSize / largest
        var part = 1.0
        set(paragraph, width: box.width, part: part)
        while !fits(box), part > smallestPart {
            part = max(part * Self.shrinkStep, smallestPart)
            set(paragraph, width: box.width, part: part)
        }
    }

    /// Sets a paragraph on one line, somewhat smaller where it must be.
    ///
    /// - Returns: whether it went there.
    private func shrinkToLine(_ paragraph: Paragraph, in box: Box) -> Bool {
        for part in stride(from: 1, to: Self.smallestPartOfLine, by: -0.05) {
            set(paragraph, width: box.width, part: part)
            if unsafe pango_layout_get_line_count(layout) == 1, fits(box) { return true }
        }
        return false
    }

    /// The height that a paragraph takes, in millimetres.
    ///
    /// - Parameter width: millimetres.
    package func height(of paragraph: Paragraph, width: Double) -> Double {
        set(paragraph, width: width, part: 1)
        return setSize.height
    }

    private func set(_ paragraph: Paragraph, width: Double, part: Double) {
        unsafe pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE)
        unsafe pango_layout_set_height(layout, -1)
        unsafe pango_layout_set_width(layout, pangoUnits(width))
        unsafe pango_layout_set_line_spacing(layout, Float(paragraph.lineSpacing))
        let alignment =
            switch paragraph.alignment {
            case .left: PANGO_ALIGN_LEFT
            case .centre: PANGO_ALIGN_CENTER
            case .right: PANGO_ALIGN_RIGHT
            }
        unsafe pango_layout_set_alignment(layout, alignment)
        var bytes: [CChar] = []
        guard let looks = unsafe pango_attr_list_new() else { return }
        // A name that is broken is compared with a document: it gets no hyphen of ours.
        unsafe pango_attr_list_insert(looks, pango_attr_insert_hyphens_new(0))
        for run in paragraph.runs {
            let start = UInt32(clamping: bytes.count)
            bytes += run.text.utf8.map(CChar.init(bitPattern:))
            unsafe addLooks(of: run, part, from: start, to: UInt32(clamping: bytes.count), looks)
        }
        // pango copies the text and keeps the list by counting.
        unsafe bytes.withUnsafeBufferPointer {
            unsafe pango_layout_set_text(layout, $0.baseAddress, Int32(clamping: $0.count))
        }
        unsafe pango_layout_set_attributes(layout, looks)
        unsafe pango_attr_list_unref(looks)
    }

    /// Of what is set, in millimetres.
    private var setSize: (width: Double, height: Double) {
        var (width, height) = (Int32(0), Int32(0))
        unsafe pango_layout_get_size(layout, &width, &height)
        let unit = Double(PANGO_SCALE)
        return (
            (Double(width) / unit).millimetres, (Double(height) / unit).millimetres
        )
    }

    private func fits(_ box: Box) -> Bool {
        let size = setSize
        // A hair more than the box: sums of millimetres are not exact.
        return size.height <= box.height + 0.01 && size.width <= box.width + 0.01
    }

    /// The characters that no font has, found by setting each alone.
    private func missing(in paragraph: Paragraph) -> [Unicode.Scalar] {
        let scalars = paragraph.runs.flatMap { Array($0.text.unicodeScalars) }
        return scalars.filter { scalar in
            unsafe pango_layout_set_text(layout, String(scalar), -1)
            return unsafe pango_layout_get_unknown_glyphs_count(layout) > 0
        }
    }
}

/// Adds size, weight and colour for a stretch of bytes; the list owns what is put into it.
private func addLooks(
    of run: TextRun, _ part: Double, from start: UInt32, to end: UInt32, _ looks: OpaquePointer
) {
    func add(_ look: UnsafeMutablePointer<PangoAttribute>?) {
        guard let look = unsafe look else { return }
        unsafe look.pointee.start_index = start
        unsafe look.pointee.end_index = end
        unsafe pango_attr_list_insert(looks, look)
    }
    let level = { (value: Double) in UInt16(clamping: Int(value * 65_535)) }
    unsafe add(pango_attr_size_new_absolute(Int32(run.size * part * Double(PANGO_SCALE))))
    unsafe add(
        pango_attr_weight_new(run.weight == .bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL))
    unsafe add(
        pango_attr_foreground_new(
            level(run.ink.red), level(run.ink.green), level(run.ink.blue)))
}

private func pangoUnits(_ millimetres: Double) -> Int32 {
    Int32(millimetres.points * Double(PANGO_SCALE))
}
