// Modules as SVG, and as grey pixels for whoever reads the code back.

extension QRMatrix {
    /// The code as one SVG file, a module a unit: a light square and one dark path of runs.
    /// - Parameter quietZoneModules: light modules on each side, within
    ///   ``QRLimit/quietZoneModules``.
    /// - Returns: ASCII text without a size of its own: it fills what it is put in.
    /// - Throws: ``QRCodeError/quietZone(modules:)``.
    package func svg(quietZoneModules: Int) throws(QRCodeError) -> String {
        try QRLimit.check(quietZoneModules: quietZoneModules)
        let side = size + 2 * quietZoneModules
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                let start = column
                while column < size, modules[row * size + column] == 1 { column += 1 }
                if column > start {
                    let length = column - start
                    path += "M\(start + quietZoneModules) \(row + quietZoneModules)"
                    path += "h\(length)v1h-\(length)z"
                }
                column += 1
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" \
            shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(side)v\(side)h-\(side)z"/>\
            <path d="\(path)"/></svg>

            """
    }

    /// The code as grey pixels, to be read back as proof.
    /// - Parameters:
    ///   - scalePixels: pixels on a module's side, within ``QRLimit/scalePixels``.
    ///   - quietZoneModules: light modules on each side, within ``QRLimit/quietZoneModules``.
    /// - Returns: a byte a pixel, 0 dark and 255 light, rows from the top, and the square's side.
    /// - Throws: ``QRCodeError``: a figure out of range.
    package func luminance(
        scalePixels: Int, quietZoneModules: Int
    ) throws(QRCodeError) -> (bytes: [UInt8], sidePixels: Int) {
        guard QRLimit.scalePixels.contains(scalePixels) else {
            throw .scale(pixels: scalePixels)
        }
        try QRLimit.check(quietZoneModules: quietZoneModules)
        let side = (size + 2 * quietZoneModules) * scalePixels
        let margin = quietZoneModules * scalePixels
        var bytes = [UInt8](repeating: 255, count: side * margin)
        bytes.reserveCapacity(side * side)
        var line: [UInt8] = []
        line.reserveCapacity(side)
        for row in 0..<size {
            line.removeAll(keepingCapacity: true)
            line.append(contentsOf: repeatElement(255, count: margin))
            for module in modules[row * size..<(row + 1) * size] {
                let pixel: UInt8 = module == 1 ? 0 : 255
                for _ in 0..<scalePixels { line.append(pixel) }
            }
            line.append(contentsOf: repeatElement(255, count: margin))
            for _ in 0..<scalePixels { bytes.append(contentsOf: line) }
        }
        bytes.append(contentsOf: repeatElement(255, count: side * margin))
        return (bytes, side)
    }
}
