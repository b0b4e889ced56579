// The table of texts that most workbooks keep apart from their cells.
// `unsafe` here is the text that is lent for the length of a callback.

/// Reads the table and keeps it as one run of bytes.
final class SharedStrings: PartVisitor {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var current: [UInt8] = []
    private var isText = false
    private var phoneticDepth = 0
    /// Bytes kept of a text.
    private let cellBytes: Int

    init(cellBytes: Int) {
        self.cellBytes = cellBytes
    }

    /// The text of an entry; nil where there is none of this number.
    func content(at index: Int) -> CellContent? {
        guard ends.indices.contains(index) else { return nil }
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return CellContent(workbookText: bytes[start..<Int(ends[index])])
    }

    func begin(_ name: XMLName, _ attributes: XMLAttributes) -> ReadingFlow {
        if name == "t" {
            isText = phoneticDepth == 0
        } else if name == "rPh" {
            phoneticDepth += 1
        }
        return .goOn
    }

    func text(_ piece: UnsafeBufferPointer<UInt8>) {
        guard isText else { return }
        unsafe current.append(
            contentsOf: piece.prefix(cellBytes + 1 - current.count))
    }

    func end(_ name: XMLName) throws(FileRefusal) -> ReadingFlow {
        if name == "t" {
            isText = false
        } else if name == "rPh" {
            phoneticDepth -= 1
        } else if name == "si" {
            bytes += current
            ends.append(UInt32(bytes.count))
            current.removeAll(keepingCapacity: true)
            guard bytes.count <= ListLimits.sharedStringBytes,
                ends.count <= ListLimits.sharedStrings
            else { throw FileRefusal(code: .fileTooBig) }
        }
        return .goOn
    }
}
