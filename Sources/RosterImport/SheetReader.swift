// One sheet of a workbook, cell by cell, as expat meets it.
// `unsafe` here is text and attributes that are lent for the length of a callback.
import CExpat

/// What a sheet's cells refer to elsewhere in the workbook.
struct SheetSurroundings {
    let strings: SharedStrings
    /// By the style index of a cell.
    let formats: [NumberFormat]
    let epoch: DateEpoch
}

/// Reads a sheet's rows into a list builder, or into whatever else takes cells.
final class SheetReader<Taker: CellTaker>: PartVisitor {
    /// How the value of a cell is to be read (ECMA-376 part 1, 18.18.11).
    private enum CellType {
        case number, shared, text, date, boolean, error
    }

    private(set) var builder: Taker
    private let surroundings: SheetSurroundings
    /// The cells that are merged over several rows; known when the sheet has been read.
    private(set) var spans: [MergedSpan] = []
    /// The prefix of the sheet's own elements; nil before the first.
    private var prefix: UInt64?
    /// How deep within an element of some other vocabulary.
    private var foreignDepth = 0
    private var isSheetData = false
    private var row = 0
    private var column = -1
    private var cellCount = 0
    /// The last row that had a cell in a column, by index from 0.
    private var lastRows: [Int32] = []
    private var type = CellType.number
    private var style = 0
    private var isCell = false
    private var isCaptured = false
    private var hasFormula = false
    private var phoneticDepth = 0
    private var value: [UInt8] = []

    init(builder: Taker, surroundings: SheetSurroundings) {
        self.builder = builder
        self.surroundings = surroundings
        value.reserveCapacity(Taker.cellBytes + 1)
    }

    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws(FileRefusal) -> ReadingFlow {
        if foreignDepth > 0 || name.prefix != prefix ?? name.prefix {
            foreignDepth += 1
            return .goOn
        }
        prefix = name.prefix
        if name == .sheetData {
            isSheetData = true
        } else if !isSheetData {
            if name == .col { unsafe try hideColumns(attributes) }
            if name == .mergeCell { unsafe try keepSpan(attributes) }
        } else if name == .cell {
            unsafe try beginCell(attributes)
        } else if name == .value || name == .text {
            isCaptured = isCell && phoneticDepth == 0
        } else if name == .row {
            return unsafe try beginRow(attributes)
        } else if name == .formula {
            hasFormula = true
        } else if name == .rPh {
            phoneticDepth += 1
        }
        return .goOn
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard isCaptured, foreignDepth == 0 else { return }
        unsafe value.append(contentsOf: bytes.prefix(Taker.cellBytes + 1 - value.count))
    }

    func end(_ name: XMLName) throws(FileRefusal) -> ReadingFlow {
        if foreignDepth > 0 {
            foreignDepth -= 1
            return .goOn
        }
        guard isSheetData else { return .goOn }
        if name == .value || name == .text {
            isCaptured = false
        } else if name == .cell {
            try endCell()
        } else if name == .row {
            try builder.endRow()
        } else if name == .rPh {
            phoneticDepth -= 1
        } else if name == .sheetData {
            isSheetData = false
        }
        return .goOn
    }

    private func beginRow(_ attributes: XMLAttributes) throws(FileRefusal) -> ReadingFlow {
        var number = row + 1
        unsafe attributes.visit { name, value in
            if name.prefix == 0, name == .reference { unsafe number = Self.decimal(value) ?? 0 }
        }
        guard number > 0, number <= ListLimits.sheetRows else {
            throw FileRefusal(code: .fileDamaged)
        }
        row = number
        column = -1
        return try builder.beginRow(number)
    }

    private func hideColumns(_ attributes: XMLAttributes) throws(FileRefusal) {
        guard let flag = unsafe try attributes.value(of: "hidden"), flag == "1" || flag == "true",
            let first = unsafe try attributes.value(of: "min").flatMap({ Int($0) }),
            let last = unsafe try attributes.value(of: "max").flatMap({ Int($0) }),
            1 <= first, first <= last
        else { return }
        builder.hide(columns: first - 1...last - 1)
    }

    private func keepSpan(_ attributes: XMLAttributes) throws(FileRefusal) {
        guard let reference = unsafe try attributes.value(of: "ref"),
            let span = MergedSpan(reference)
        else { return }
        guard spans.count < ListLimits.mergedSpans else { throw FileRefusal(code: .fileTooBig) }
        spans.append(span)
    }

    private func beginCell(_ attributes: XMLAttributes) throws(FileRefusal) {
        column += 1
        type = .number
        style = 0
        hasFormula = false
        var isKnown = true
        unsafe attributes.visit { name, value in
            if name.prefix != 0 {
                return
            } else if name == .reference {
                guard let index = unsafe Self.column(value) else {
                    isKnown = false
                    return
                }
                column = index
            } else if name == .text {
                type = unsafe Self.type(value)
            } else if name == .style {
                style = unsafe Self.decimal(value) ?? 0
            }
        }
        cellCount += 1
        guard isKnown, column < ListLimits.sheetColumns, isFirstHere() else {
            throw FileRefusal(code: .fileDamaged)
        }
        guard cellCount <= ListLimits.cells else {
            throw FileRefusal(code: .fileTooBig, cause: .beyond(.cells))
        }
        isCell = builder.needsCell(column: column)
        value.removeAll(keepingCapacity: true)
    }

    /// Whether the row has had no cell of this reference; readers would differ in which they take.
    private func isFirstHere() -> Bool {
        while lastRows.count <= column { lastRows.append(0) }
        defer { lastRows[column] = Int32(row) }
        return lastRows[column] != row
    }

    private func endCell() throws(FileRefusal) {
        guard isCell else { return }
        isCell = false
        guard !value.isEmpty else {
            // An empty text is a value; none at all means that nobody has worked the formula out.
            if hasFormula, type == .number { builder.add(.uncalculated, column: column) }
            return
        }
        switch type {
        case .date:
            // A sheet knows no zones: what an ISO 8601 date says of one (18.17.4.1) is dropped.
            let end = value.last == UInt8(ascii: "Z") ? value.count - 1 : value.count
            builder.add(CellContent(utf8: value[..<end]), column: column)
        case .text: builder.add(CellContent(workbookText: value), column: column)
        case .shared:
            guard let index = sharedIndex(),
                let content = surroundings.strings.content(at: index)
            else { throw FileRefusal(code: .fileDamaged) }
            builder.add(content, column: column)
        case .number: builder.add(number(), column: column)
        case .boolean:
            builder.note(.truth)
            let written = String(decoding: value, as: UTF8.self).trimmingBlanks()
            let isTrue = written == "1" || written == "true"
            builder.add(.text(isTrue ? "TRUE" : "FALSE"), column: column)
        case .error:
            builder.add(.error(String(decoding: value.prefix(20), as: UTF8.self)), column: column)
        }
    }

    /// The number of a shared string, blanks and ends of lines around it left out.
    private func sharedIndex() -> Int? {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        guard let first = value.firstIndex(where: isDigit),
            let last = value.lastIndex(where: isDigit),
            value[..<first].allSatisfy(\.isBlank), value[(last + 1)...].allSatisfy(\.isBlank)
        else { return nil }
        var index = 0
        for byte in value[first...last] {
            guard isDigit(byte), index <= ListLimits.sharedStrings else { return nil }
            index = index * 10 + Int(byte) - 0x30
        }
        return index
    }

    private func number() -> CellContent {
        let stored = String(decoding: value, as: UTF8.self).trimmingBlanks()
        guard value.count <= 64 else { return CellContent(utf8: value) }
        let formats = surroundings.formats
        let text = DecimalText.expand(stored)
        switch formats.indices.contains(style) ? formats[style] : .usual {
        case .usual: return .number(text, date: nil)
        case .padded(let digits): return .number(DecimalText.padded(text, to: digits), date: nil)
        case .date:
            builder.note(.time)
            let date = Double(stored).flatMap { WallTime(serial: $0, epoch: surroundings.epoch) }
            return .number(text, date: date)
        }
    }

    /// The column of a reference such as `AB12`, by index from 0.
    private static func column(_ reference: UnsafePointer<XML_Char>) -> Int? {
        var index = 0
        var next = unsafe reference
        while case let letter = unsafe UInt8(bitPattern: next.pointee) & 0xDF,
            (0x41...0x5A).contains(letter)
        {
            index = index * 26 + Int(letter) - 0x40
            guard index <= ListLimits.sheetColumns else { return nil }
            unsafe next += 1
        }
        return index > 0 ? index - 1 : nil
    }

    /// A whole number of at most nine digits.
    private static func decimal(_ text: UnsafePointer<XML_Char>) -> Int? {
        var number = 0
        var count = 0
        while case let byte = unsafe UInt8(bitPattern: text[count]), byte != 0 {
            guard (0x30...0x39).contains(byte), count < 9 else { return nil }
            number = number * 10 + Int(byte) - 0x30
            count += 1
        }
        return count > 0 ? number : nil
    }

    private static func type(_ name: UnsafePointer<XML_Char>) -> CellType {
        switch unsafe UInt8(bitPattern: name[0]) {
        case UInt8(ascii: "s"): unsafe name[1] == 0 ? .shared : .text
        case UInt8(ascii: "i"): .text
        case UInt8(ascii: "d"): .date
        case UInt8(ascii: "b"): .boolean
        case UInt8(ascii: "e"): .error
        default: .number
        }
    }
}

extension UInt8 {
    /// Whether XML may have it where nothing is meant.
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension XMLName {
    fileprivate static let sheetData: XMLName = "sheetData"
    fileprivate static let col: XMLName = "col"
    fileprivate static let mergeCell: XMLName = "mergeCell"
    fileprivate static let row: XMLName = "row"
    fileprivate static let cell: XMLName = "c"
    fileprivate static let value: XMLName = "v"
    fileprivate static let formula: XMLName = "f"
    /// The element of an inline text, and the attribute of a cell's type.
    fileprivate static let text: XMLName = "t"
    fileprivate static let rPh: XMLName = "rPh"
    fileprivate static let reference: XMLName = "r"
    fileprivate static let style: XMLName = "s"
}
