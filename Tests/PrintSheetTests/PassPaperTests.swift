// Pages of passes, rendered at 300 dots an inch as a printer would.
import Foundation
import QRCode
import TestSupport
import Testing

@testable import PrintSheet

/// Each layout with the shortest and the longest text of a pass.
private let kinds = PrintLayout.allCases.flatMap { layout in
    [147, 221].map { (layout, $0) }
}

@Suite struct `Passes on paper` {
    private func passes(
        _ count: Int, for layout: PrintLayout, characters: Int = 147
    ) throws -> [PrintedPass] {
        try (0..<count).map { number in
            layout == .permit
                ? try Paper.vehicle(number, characters: characters)
                : try Paper.person(number, characters: characters)
        }
    }

    @Test(arguments: kinds)
    func `are read by two decoders, 30 mm wide and more, light for four modules around`(
        layout: PrintLayout, characters: Int
    ) throws {
        let count = layout == .sheet ? 8 : 1
        let passes = try passes(count, for: layout, characters: characters)
        try Paper.printing(passes, as: layout) { (paper) throws in
            #expect(try paper.pages() == 1)
            #expect(try paper.size(ofPage: 1) == (layout == .badge ? [105, 148] : [210, 297]))
            let page = try paper.rendered(page: 1)
            let expected = (0..<count).map { Paper.token($0, characters: characters) }.sorted()
            let read = try page.texts()
            #expect(read.zxing == expected)
            #expect(read.zbar == expected)
            let squares = page.squares()
            #expect(squares.count == count)
            for square in squares {
                #expect(square.side >= 30)
                let quiet = square.width * 4 / passes[0].code.size - 1
                let isQuiet = isLight(quiet, around: square, on: page)
                #expect(isQuiet)
            }
        }
    }

    private func isLight(_ pixels: Int, around square: PixelSquare, on page: PaperPage) -> Bool {
        let columns = square.left - pixels..<square.right + pixels
        let rows = square.top - pixels..<square.bottom + pixels
        return page.isBlank(columns, rows.lowerBound..<square.top - 1)
            && page.isBlank(columns, square.bottom + 1..<rows.upperBound)
            && page.isBlank(columns.lowerBound..<square.left - 1, rows)
            && page.isBlank(square.right + 1..<columns.upperBound, rows)
    }

    @Test(arguments: PrintLayout.allCases)
    func `have no picture in the file, since only lines stay sharp at every size`(
        layout: PrintLayout
    ) throws {
        try Paper.printing(try passes(2, for: layout), as: layout, index: .listed) {
            (paper) throws in
            #expect(try paper.pictures() == [])
        }
    }

    @Test(arguments: [(1, 1), (8, 1), (9, 2), (17, 3)])
    func `go eight to a sheet`(count: Int, pages: Int) throws {
        try Paper.printing(try passes(count, for: .sheet), as: .sheet) { (paper) throws in
            #expect(try paper.pages() == pages)
        }
    }

    @Test(arguments: PrintLayout.allCases)
    func `say number, name, firm and dates in Chinese and English`(layout: PrintLayout) throws {
        try Paper.printing(try passes(1, for: layout), as: layout) { (paper) throws in
            let text = try paper.text()
            for said in ["310117-0000-1000-1", "精密仪器厂", "东区", "有效期", "Valid", "2026-12-11 08:00"] {
                #expect(text.contains(said), "\(said)")
            }
            for said in layout == .permit
                ? [
                    "沪A12345", "张伟、李娜", "冷链干线", "南门", "06:00–22:00", "撤销后作废", "扫码",
                    "Void once revoked",
                ]
                : ["张伟", "装配车间", "人员通行证", "Staff pass"]
            {
                #expect(text.contains(said), "\(said)")
            }
        }
    }

    @Test(arguments: Paper.rareNames)
    func `keep a rare character in a name`(name: String) throws {
        for layout in [PrintLayout.sheet, .badge] {
            try Paper.printing([try Paper.person(1, name: name)], as: layout) { (paper) throws in
                let text = try paper.text().replacingOccurrences(of: "\n", with: "")
                #expect(text.contains(name))
            }
        }
    }

    @Test(arguments: [PrintLayout.sheet, .badge])
    func `show the longest name whole, on lines that no dot begins`(layout: PrintLayout) throws {
        let pass = try Paper.person(1, name: Paper.longName)
        try Paper.printing([pass], as: layout) { (paper) throws in
            let lines = try paper.text().split(separator: "\n")
            #expect(lines.joined().contains(Paper.longName))
            #expect(!lines.contains { $0.hasPrefix("·") })
        }
    }

    @Test(arguments: [PrintLayout.sheet, .badge])
    func `put no hyphen into a name, however it is broken`(layout: PrintLayout) throws {
        let name = "Wolfeschlegelsteinhausenbergerdorff Venkatanarasimharajuvaripeta"
        try Paper.printing([try Paper.person(1, name: name)], as: layout) { (paper) throws in
            let words = try paper.text().split(whereSeparator: \.isWhitespace).joined()
            #expect(words.contains(name.filter { $0 != " " }))
        }
    }

    @Test func `set Latin names so far apart that accents stay free of the line above`() throws {
        let latin = try Paper.person(1, name: "Jpqyg Ăgqjpy")
        #expect(latin.headingSpacing == 1)
        #expect(try Paper.person(2, name: "阿卜杜拉·买买提").headingSpacing < 1)
    }

    @Test func `stay inside their cuts however long their texts are`() throws {
        let long = String(repeating: "长三角国际高端精密仪器制造技术研究开发股份有限公司", count: 8)
        let passes = try (0..<8).map { number in
            try Paper.person(
                number, name: Paper.longName, firm: long, department: long)
        }
        try Paper.printing(passes, as: .sheet) { (paper) throws in
            let page = try paper.rendered(page: 1)
            var isBlank = true
            let column = PaperPage.pixels(105)
            let top = PaperPage.pixels(16)
            // Between the marks nothing may touch the line along which the sheet is cut.
            for row in 0..<4 {
                let start = top + PaperPage.pixels(Double(row) * 67 + 2)
                isBlank = page.isBlank(
                    column - 35..<column + 35, start..<start + PaperPage.pixels(62))
                #expect(isBlank)
            }
            isBlank = page.isBlank(0..<PaperPage.pixels(5), 0..<page.height)
            #expect(isBlank)
            isBlank = page.isBlank(page.width - PaperPage.pixels(5)..<page.width, 0..<page.height)
            #expect(isBlank)
            #expect(try page.texts().zxing.count == 8)
        }
        for layout in [PrintLayout.badge, .permit] {
            let pass =
                layout == .permit
                ? try Paper.vehicle(0, route: long + long, firm: long, drivers: long) : passes[0]
            try Paper.printing([pass], as: layout) { (paper) throws in
                let page = try paper.rendered(page: 1)
                var isBlank = true
                let rim = PaperPage.pixels(5)
                isBlank = page.isBlank(0..<rim, 0..<page.height)
                #expect(isBlank)
                isBlank = page.isBlank(page.width - rim..<page.width, 0..<page.height)
                #expect(isBlank)
                isBlank = page.isBlank(0..<page.width, page.height - rim..<page.height)
                #expect(isBlank)
                #expect(try page.texts().zxing == [Paper.token(0)])
            }
        }
    }

    @Test func `have cut marks in the margins at each end of each cut`() throws {
        try Paper.printing(try passes(1, for: .sheet), as: .sheet) { (paper) throws in
            let page = try paper.rendered(page: 1)
            let marks = { (x: Double, y: Double) -> Bool in
                let (left, top) = (PaperPage.pixels(x) - 2, PaperPage.pixels(y) - 2)
                return !page.isBlank(left..<left + 5, top..<top + 5)
            }
            for x in [12.0, 105, 198] {
                let isMarked = marks(x, 10) && marks(x, 287)
                #expect(isMarked)
            }
            for y in [14.5, 81.5, 148.5, 215.5, 282.5] {
                let isMarked = marks(7, y) && marks(203, y)
                #expect(isMarked)
            }
        }
    }
}
