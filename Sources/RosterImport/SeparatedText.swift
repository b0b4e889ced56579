// Comma-, semicolon- or tab-separated text as RFC 4180 has it, read in pieces.

/// Reads records and gives their cells to a list builder, or to whatever else takes cells.
struct SeparatedText<Taker: CellTaker> {
    private enum Place {
        case cellStart, bare, quoted, quoteInQuoted
    }

    private let separator: UInt8
    private(set) var builder: Taker
    private var place = Place.cellStart
    private var cell: [UInt8] = []
    private var column = 0
    private var row = 0
    private var isRowOpen = false
    private var isAfterReturn = false
    private var flow = ReadingFlow.goOn

    /// - Parameters:
    ///   - separator: the byte between cells.
    ///   - builder: takes the rows.
    init(separator: UInt8, builder: Taker) {
        self.separator = separator
        self.builder = builder
        cell.reserveCapacity(Taker.cellBytes)
    }

    /// Takes the next piece of the text.
    ///
    /// - Throws: what the builder throws, and FILE_TOO_BIG beyond `ListLimits.sheetRows`.
    mutating func take(_ piece: ArraySlice<UInt8>) throws(FileRefusal) -> ReadingFlow {
        var index = piece.startIndex
        while index < piece.endIndex, flow == .goOn {
            let byte = piece[index]
            if isAfterReturn {
                isAfterReturn = false
                if byte == UInt8(ascii: "\n") {
                    index += 1
                    continue
                }
            }
            let isBare = place == .bare || place == .cellStart && byte != UInt8(ascii: "\"")
            let isRun = isBare && byte != separator && byte > UInt8(ascii: "\r")
            let end = isRun ? Self.endOfRun(in: piece, from: index, separator) : index
            if end > index {
                try openRow()
                take(run: piece[index..<end], of: piece)
                index = end
            } else if byte == 0 {
                // For many programs a zero ends a text: it is left out.
                index += 1
            } else {
                try take(byte)
                index += 1
            }
        }
        return flow
    }

    /// Ends the text.
    ///
    /// - Throws: FILE_DAMAGED where a quote was never closed: all that follows it would be lost
    ///   in one cell.
    mutating func finish() throws(FileRefusal) {
        guard flow == .goOn else { return }
        guard place != .quoted else { throw FileRefusal(code: .fileDamaged) }
        if isRowOpen { try endRow() }
    }

    /// Where the bytes of a cell without quotes end, or a zero stands among them.
    private static func endOfRun(
        in piece: ArraySlice<UInt8>, from start: Int, _ separator: UInt8
    ) -> Int {
        let bytes = piece.span
        var place = start - piece.startIndex
        while place < bytes.count {
            let byte = bytes[place]
            if byte == separator || byte <= UInt8(ascii: "\r") && endsCell(byte) { break }
            place &+= 1
        }
        return piece.startIndex + place
    }

    private static func endsCell(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == 0
    }

    /// Takes bytes of a cell without quotes; a whole cell goes on without being copied first.
    private mutating func take(run: ArraySlice<UInt8>, of piece: ArraySlice<UInt8>) {
        place = .bare
        guard flow == .goOn else { return }
        let isWhole = run.endIndex < piece.endIndex && piece[run.endIndex] != 0
        if isWhole, cell.isEmpty {
            give(run.prefix(Taker.cellBytes + 1))
        } else {
            cell += run.prefix(Taker.cellBytes + 1 - cell.count)
        }
    }

    private mutating func take(_ byte: UInt8) throws(FileRefusal) {
        if place == .quoted {
            if byte == UInt8(ascii: "\"") { place = .quoteInQuoted } else { keep(byte) }
            return
        }
        switch byte {
        case separator:
            try openRow()
            endCell()
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            isAfterReturn = byte == UInt8(ascii: "\r")
            try openRow()
            try endRow()
        case UInt8(ascii: "\"") where place == .cellStart:
            try openRow()
            place = .quoted
        case UInt8(ascii: "\"") where place == .quoteInQuoted:
            keep(byte)
            place = .quoted
        default:
            try openRow()
            place = .bare
            keep(byte)
        }
    }

    private mutating func keep(_ byte: UInt8) {
        if cell.count <= Taker.cellBytes { cell.append(byte) }
    }

    private mutating func openRow() throws(FileRefusal) {
        guard !isRowOpen, flow == .goOn else { return }
        isRowOpen = true
        column = 0
        row += 1
        guard row <= ListLimits.sheetRows else { throw FileRefusal(code: .fileTooBig) }
        flow = try builder.beginRow(row)
    }

    private mutating func give(_ text: ArraySlice<UInt8>) {
        guard column < ListLimits.sheetColumns else { return }
        builder.add(utf8: text, column: column)
    }

    private mutating func endCell() {
        if !cell.isEmpty {
            give(cell[...])
            cell.removeAll(keepingCapacity: true)
        }
        column += 1
        place = .cellStart
    }

    private mutating func endRow() throws(FileRefusal) {
        endCell()
        isRowOpen = false
        if flow == .goOn { try builder.endRow() }
    }
}
