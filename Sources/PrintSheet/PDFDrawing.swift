// Lines, areas and codes on a page.
import CPango
package import QRCode

extension PDFFile {
    /// Fills a box.
    package func fill(_ box: Box, _ ink: Ink) {
        choose(ink)
        unsafe cairo_rectangle(
            pen, box.x.points, box.y.points, box.width.points, box.height.points)
        unsafe cairo_fill(pen)
    }

    /// Draws a box's rim.
    ///
    /// - Parameter width: of the line, millimetres; it lies half inside, half outside.
    package func frame(_ box: Box, width: Double, _ ink: Ink = .black) {
        choose(ink)
        unsafe cairo_set_line_width(pen, width.points)
        unsafe cairo_rectangle(
            pen, box.x.points, box.y.points, box.width.points, box.height.points)
        unsafe cairo_stroke(pen)
    }

    /// Draws a straight line.
    ///
    /// - Parameters:
    ///   - start: millimetres from the sheet's top left.
    ///   - end: likewise.
    ///   - width: millimetres.
    package func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), width: Double,
        _ ink: Ink = .black
    ) {
        choose(ink)
        unsafe cairo_set_line_width(pen, width.points)
        unsafe cairo_move_to(pen, start.x.points, start.y.points)
        unsafe cairo_line_to(pen, end.x.points, end.y.points)
        unsafe cairo_stroke(pen)
    }

    /// Draws a code with its quiet zone in the middle of a box, as large as fits.
    ///
    /// Its modules are quarters of a point wide and its corner lies on such a quarter, so that
    /// cairo's numbers, kept in parts of 256, are exact.
    /// - Parameter box: millimetres; all of it stays light but the modules.
    /// - Returns: the dark part's side without the quiet zone, millimetres.
    @discardableResult
    package func draw(_ code: QRMatrix, in box: Box) -> Double {
        let count = code.size + 2 * QRLimit.quietZoneModules.lowerBound
        let room = min(box.width, box.height).points
        let module = (room / Double(count) * 4).rounded(.down) / 4
        let side = module * Double(code.size)
        let left = ((box.x + box.width / 2).points * 4 - side * 2).rounded() / 4
        let top = ((box.y + box.height / 2).points * 4 - side * 2).rounded() / 4
        choose(.black)
        for row in 0..<code.size {
            let modules = code.modules[row * code.size..<(row + 1) * code.size]
            var column = 0
            while column < code.size {
                let run = modules.dropFirst(column).prefix { $0 == 1 }.count
                if run > 0 {
                    unsafe cairo_rectangle(
                        pen, left + Double(column) * module, top + Double(row) * module,
                        Double(run) * module, module)
                }
                column += max(run, 1)
            }
        }
        unsafe cairo_fill(pen)
        return side.millimetres
    }

    private func choose(_ ink: Ink) {
        unsafe cairo_set_source_rgb(pen, ink.red, ink.green, ink.blue)
    }
}
