// A PDF as a printer sees it: rendered by poppler, asked what it holds, its codes measured.
package import Foundation

/// A PDF on the disk.
package struct PaperFile {
    private let path: String
    private let folder: URL

    /// - Parameters:
    ///   - path: of the PDF.
    ///   - folder: where rendered pages may lie until the test ends.
    package init(_ path: String, folder: URL) {
        self.path = path
        self.folder = folder
    }

    /// How many pages it has.
    package func pages() throws -> Int {
        let line = try poppler("pdfinfo", [path]).split(separator: "\n")
            .first { $0.hasPrefix("Pages:") }
        return line.flatMap { Int($0.dropFirst(6).trimmingCharacters(in: .whitespaces)) } ?? 0
    }

    /// Millimetres of a page, rounded.
    package func size(ofPage page: Int) throws -> [Int] {
        let told = try poppler("pdfinfo", ["-f", "\(page)", "-l", "\(page)", path])
        let line = told.split(separator: "\n").first { $0.contains("size:") && $0.contains("pts") }
        let numbers = (line ?? "").split(separator: " ").compactMap { Double($0) }
        return numbers.suffix(2).map { Int(($0 * 25.4 / 72).rounded()) }
    }

    /// What can be searched for and copied.
    package func text() throws -> String { try poppler("pdftotext", [path, "-"]) }

    /// Lines of the list of pictures in it, without their heading.
    package func pictures() throws -> [String] {
        try poppler("pdfimages", ["-list", path]).split(separator: "\n").dropFirst(2).map(
            String.init)
    }

    /// A page in grey at 300 dots an inch.
    package func rendered(page: Int) throws -> PaperPage {
        let stem = folder.appendingPathComponent("page-\(UUID().uuidString)").path
        _ = try poppler(
            "pdftoppm",
            ["-r", "300", "-gray", "-singlefile", "-f", "\(page)", "-l", "\(page)", path, stem])
        return try PaperPage(path: stem + ".pgm")
    }

    private func poppler(_ name: String, _ arguments: [String]) throws -> String {
        try InstalledProgram(name, aptPackage: "poppler-utils").output(arguments)
    }
}

/// A rendered page.
package struct PaperPage {
    private let path: String
    package let width: Int
    package let height: Int
    /// A byte a pixel, 0 black, rows from the top.
    package let luminance: [UInt8]

    fileprivate init(path: String) throws {
        self.path = path
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        // P5, width, height and 255, each ended by one blank (netpbm's pgm(5)).
        let head = bytes.prefix(40).split(maxSplits: 4) { $0 == 0x20 || $0 == 0x0A }
        let fields = head.prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 4, fields[0] == "P5", let width = Int(fields[1]),
            let height = Int(fields[2]), bytes.count > width * height
        else { throw PaperPageError.notGrey }
        self.width = width
        self.height = height
        luminance = Array(bytes.suffix(width * height))
    }

    /// Pixels of so many millimetres.
    package static func pixels(_ millimetres: Double) -> Int { Int(millimetres * 300 / 25.4) }

    /// Whether a pixel is more dark than light.
    package func isDark(_ x: Int, _ y: Int) -> Bool { luminance[y * width + x] < 128 }

    /// Whether nothing at all is printed in a box of pixels.
    package func isBlank(_ columns: Range<Int>, _ rows: Range<Int>) -> Bool {
        rows.allSatisfy { y in columns.allSatisfy { luminance[y * width + $0] > 250 } }
    }

    /// The codes on the page, row by row.
    ///
    /// What lies apart from all else by more than two millimetres, is about a square of 20 mm or
    /// more, and is dark in three corners.
    package func squares() -> [PixelSquare] {
        let cell = Self.pixels(1)
        let (across, down) = (width / cell, height / cell)
        var dark = [Bool](repeating: false, count: across * down)
        // Every third pixel: a module has seven and more.
        for y in stride(from: 0, to: down * cell, by: 3) {
            for x in stride(from: 0, to: across * cell, by: 3) where isDark(x, y) {
                dark[y / cell * across + x / cell] = true
            }
        }
        var found: [PixelSquare] = []
        for start in dark.indices where dark[start] {
            var waiting = [start]
            var box = PixelSquare(left: across, top: down, right: 0, bottom: 0)
            dark[start] = false
            while let place = waiting.popLast() {
                let (x, y) = (place % across, place / across)
                box.include(x, y)
                for near in max(0, y - 2)...min(down - 1, y + 2) {
                    for next in max(0, x - 2)...min(across - 1, x + 2)
                    where dark[near * across + next] {
                        dark[near * across + next] = false
                        waiting.append(near * across + next)
                    }
                }
            }
            guard box.width >= 20, abs(box.width - box.height) <= 2 else { continue }
            let exact = shrunk(box, cell)
            if isCode(exact) { found.append(exact) }
        }
        return found.sorted { ($0.top / 50, $0.left) < ($1.top / 50, $1.left) }
    }

    private func isCode(_ box: PixelSquare) -> Bool {
        isDark(box.left + 2, box.top + 2) && isDark(box.right - 3, box.top + 2)
            && isDark(box.left + 2, box.bottom - 3)
    }

    /// A part of the page.
    ///
    /// - Parameter rim: pixels around the square that belong to it.
    package func cropped(
        _ square: PixelSquare, rim: Int
    ) -> (luminance: [UInt8], width: Int, height: Int) {
        let (left, right) = (max(0, square.left - rim), min(width, square.right + rim))
        let (top, bottom) = (max(0, square.top - rim), min(height, square.bottom + rim))
        let rows = (top..<bottom).map { luminance[$0 * width + left..<$0 * width + right] }
        return (Array(rows.joined()), right - left, bottom - top)
    }

    /// What zbarimg reads, a code at a time as a scanner would, row by row.
    ///
    /// On a page of eight it overlooks about one code in three hundred.
    package func scannedTexts() throws -> [String] {
        let zbarimg = try InstalledProgram("zbarimg", aptPackage: "zbar-tools")
        return try squares().flatMap { square in
            let part = cropped(square, rim: square.width / 12)
            let file = "\(path)-\(square.left)-\(square.top).pgm"
            let head = Data("P5\n\(part.width) \(part.height)\n255\n".utf8)
            try (head + part.luminance).write(to: URL(fileURLWithPath: file))
            return try zbarimg.output(["--raw", "-q", "-Sdisable", "-Sqrcode.enable", file])
                .split(separator: "\n").map(String.init)
        }
    }

    /// The exact edges of what lies in a box of cells.
    private func shrunk(_ box: PixelSquare, _ cell: Int) -> PixelSquare {
        var exact = PixelSquare(left: width, top: height, right: 0, bottom: 0)
        // A cell more on each side, since not every pixel was looked at.
        for y in max(0, box.top - 1) * cell..<min(height, (box.bottom + 1) * cell) {
            for x in max(0, box.left - 1) * cell..<min(width, (box.right + 1) * cell)
            where isDark(x, y) { exact.include(x, y) }
        }
        return exact
    }
}

/// A part of a picture; right and bottom are just outside.
package struct PixelSquare {
    package private(set) var left: Int
    package private(set) var top: Int
    package private(set) var right: Int
    package private(set) var bottom: Int

    package var width: Int { right - left }
    package var height: Int { bottom - top }
    /// Millimetres at 300 dots an inch.
    package var side: Double { Double(min(width, height)) * 25.4 / 300 }

    fileprivate mutating func include(_ x: Int, _ y: Int) {
        left = min(left, x)
        top = min(top, y)
        right = max(right, x + 1)
        bottom = max(bottom, y + 1)
    }
}

/// Why a page could not be looked at.
private enum PaperPageError: Error { case notGrey }
