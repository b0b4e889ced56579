// Places on paper. Layouts count in millimetres from the top left; only the file knows points.

/// A sheet of paper.
package enum PaperSize: Sendable {
    /// 210 x 297 mm.
    case a4
    /// 105 x 148 mm.
    case a6

    /// Millimetres.
    package var width: Double { self == .a4 ? 210 : 105 }
    /// Millimetres.
    package var height: Double { self == .a4 ? 297 : 148 }

    /// The whole sheet.
    package var box: Box { Box(x: 0, y: 0, width: width, height: height) }
}

/// A rectangle on a sheet, in millimetres.
package struct Box: Sendable, Equatable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The right edge.
    package var right: Double { x + width }
    /// The lower edge.
    package var bottom: Double { y + height }

    /// The box without a rim.
    ///
    /// - Parameter rim: millimetres on each side.
    package func inset(_ rim: Double) -> Box {
        Box(x: x + rim, y: y + rim, width: width - 2 * rim, height: height - 2 * rim)
    }

    /// Cuts a strip off the top.
    ///
    /// - Parameters:
    ///   - height: of the strip, millimetres.
    ///   - gap: left free below it, millimetres.
    package mutating func takeTop(_ height: Double, gap: Double = 0) -> Box {
        let strip = Box(x: x, y: y, width: width, height: height)
        y += height + gap
        self.height -= height + gap
        return strip
    }

    /// Cuts a strip off the bottom; see ``takeTop(_:gap:)``.
    package mutating func takeBottom(_ height: Double, gap: Double = 0) -> Box {
        self.height -= height + gap
        return Box(x: x, y: bottom + gap, width: width, height: height)
    }

    /// Cuts a strip off the left; see ``takeTop(_:gap:)``.
    package mutating func takeLeft(_ width: Double, gap: Double = 0) -> Box {
        let strip = Box(x: x, y: y, width: width, height: height)
        x += width + gap
        self.width -= width + gap
        return strip
    }

    /// Cuts a strip off the right; see ``takeTop(_:gap:)``.
    package mutating func takeRight(_ width: Double, gap: Double = 0) -> Box {
        self.width -= width + gap
        return Box(x: right + gap, y: y, width: width, height: height)
    }
}

extension Double {
    /// Millimetres as points of 1/72 inch.
    var points: Double { self * 72 / 25.4 }
    /// Points as millimetres.
    var millimetres: Double { self * 25.4 / 72 }
}
