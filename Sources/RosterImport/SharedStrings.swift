// The table of texts that most workbooks keep apart from their cells.
// `unsafe` here is the text that is lent for the length of a callback.

/// Reads the table and keeps its texts in blocks, so that growing never copies them.
final class SharedStrings: PartVisitor {
    private var blocks: [[UInt8]] = []
    /// Where each text begins: its block, and in the lower half its place there.
    private var starts: [[UInt32]] = []
    private var count = 0
    private var current: [UInt8] = []
    private var isText = false
    private var phoneticDepth = 0
    /// Bytes kept of a text.
    private let cellBytes: Int
    private var blockBytes = 0

    init(cellBytes: Int) {
        self.cellBytes = cellBytes
    }

    /// What the table costs.
    var keptBytes: Int { blockBytes + 4 * count }

    /// The text of an entry; nil where there is none of this number.
    func content(at index: Int) -> CellContent? {
        guard (0..<count).contains(index) else { return nil }
        let start = starts[index / Self.group][index % Self.group]
        let block = blocks[Int(start >> 16)]
        let place = Int(start & 0xFFFF)
        let text = place + PackedBlock.headBytes
        let end = place + PackedBlock.wholeLength(of: block, at: place)
        return CellContent(workbookText: block[text..<end])
    }

    func begin(_ name: XMLName, _ attributes: XMLAttributes) -> ReadingFlow {
        if name == .text {
            isText = phoneticDepth == 0
        } else if name == .phonetic {
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
        if name == .text {
            isText = false
        } else if name == .phonetic {
            phoneticDepth -= 1
        } else if name == .item {
            keep()
            guard keptBytes <= ListLimits.sharedStringBytes, count <= ListLimits.sharedStrings
            else { throw FileRefusal(code: .fileTooBig, cause: .beyond(.sharedTexts)) }
        }
        return .goOn
    }

    private func keep() {
        let blockCount = blocks.count
        PackedBlock.append(current, to: &blocks)
        let length = PackedBlock.headBytes + current.count
        if blocks.count > blockCount { blockBytes += max(PackedBlock.bytes, length) }
        if count % Self.group == 0 {
            starts.append([])
            starts[starts.count - 1].reserveCapacity(Self.group)
        }
        let last = blocks.count - 1
        let start = UInt32(last) << 16 | UInt32(blocks[last].count - length)
        starts[starts.count - 1].append(start)
        count += 1
        current.removeAll(keepingCapacity: true)
    }

    private static let group = 16_000
}

extension XMLName {
    fileprivate static let item: XMLName = "si"
    fileprivate static let text: XMLName = "t"
    fileprivate static let phonetic: XMLName = "rPh"
}
