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

    /// What the table costs.
    var keptBytes: Int { blocks.count * PackedBlock.bytes + 4 * count }

    /// The text of an entry; nil where there is none of this number.
    func content(at index: Int) -> CellContent? {
        guard (0..<count).contains(index) else { return nil }
        let start = starts[index / Self.group][index % Self.group]
        let block = blocks[Int(start >> 16)]
        let place = Int(start & 0xFFFF)
        let length = Int(block[place]) << 8 | Int(block[place + 1])
        return CellContent(workbookText: block[place + 2..<place + 2 + length])
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
            contentsOf: piece.prefix(ListLimits.cellBytes + 1 - current.count))
    }

    func end(_ name: XMLName) throws(FileRefusal) -> ReadingFlow {
        if name == "t" {
            isText = false
        } else if name == "rPh" {
            phoneticDepth -= 1
        } else if name == "si" {
            keep()
            guard keptBytes <= ListLimits.sharedStringBytes, count <= ListLimits.sharedStrings
            else { throw FileRefusal(code: .fileTooBig) }
        }
        return .goOn
    }

    private func keep() {
        if blocks.last.map({ $0.count + current.count + 2 > PackedBlock.bytes }) ?? true {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(PackedBlock.bytes)
        }
        if count % Self.group == 0 {
            starts.append([])
            starts[starts.count - 1].reserveCapacity(Self.group)
        }
        let last = blocks.count - 1
        let start = UInt32(last) << 16 | UInt32(blocks[last].count)
        blocks[last].append(UInt8(current.count >> 8))
        blocks[last].append(UInt8(current.count & 0xFF))
        blocks[last] += current
        starts[starts.count - 1].append(start)
        count += 1
        current.removeAll(keepingCapacity: true)
    }

    private static let group = 16_000
}
