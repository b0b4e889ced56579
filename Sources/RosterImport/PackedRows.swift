// Rows and problems of a list as bytes in blocks: a hundred thousand of them cost a few megabytes,
// and growing never copies what is there. Each is made anew where it is looked at.

/// What is kept as bytes.
package protocol PackedRow: Sendable {
    /// Writes all fields.
    func write(to record: inout RecordWriter)
    /// Reads what `write` wrote.
    init(from record: inout RecordReader)
}

/// Rows in the order in which they came.
package struct PackedRows<Row: PackedRow>: Collection, Sendable {
    /// Where a row's bytes begin.
    package struct Index: Comparable, Sendable {
        fileprivate var block: Int
        fileprivate var offset: Int

        package static func < (left: Index, right: Index) -> Bool {
            (left.block, left.offset) < (right.block, right.offset)
        }
    }

    private var blocks: [[UInt8]] = []
    private var writer = RecordWriter()
    /// How many rows.
    package private(set) var count = 0

    /// Bytes of all rows.
    var byteCount: Int { blocks.count * PackedBlock.bytes }

    init() {}

    init(_ rows: [Row]) {
        for row in rows { append(row) }
    }

    mutating func append(_ row: Row) {
        writer.begin()
        row.write(to: &writer)
        PackedBlock.append(writer.bytes, to: &blocks)
        count += 1
    }

    /// The same by rising numbers, those of one number in the order in which they came.
    func sorted(by number: (Row) -> Int) -> PackedRows {
        let order = indices.map { (number(self[$0]), $0) }.sorted { $0 < $1 }
        var sorted = PackedRows()
        for (_, place) in order { sorted.append(self[place]) }
        return sorted
    }

    package var startIndex: Index { Index(block: 0, offset: 0) }

    package var endIndex: Index { Index(block: blocks.count, offset: 0) }

    package func index(after index: Index) -> Index {
        let block = blocks[index.block]
        let next = index.offset + PackedBlock.wholeLength(of: block, at: index.offset)
        return next < block.count
            ? Index(block: index.block, offset: next) : Index(block: index.block + 1, offset: 0)
    }

    package subscript(index: Index) -> Row {
        var record = RecordReader(
            blocks[index.block], from: index.offset + PackedBlock.headBytes, words: writer.words)
        return Row(from: &record)
    }
}

/// Blocks of bytes that records are put into, each whole.
enum PackedBlock {
    /// With the array's own head just under what the allocator gives out in one piece.
    static let bytes = 65_536 - 64

    /// Before each record stands its length, the low byte first.
    static let headBytes = 3

    static func append(_ record: [UInt8], to blocks: inout [[UInt8]]) {
        let needed = headBytes + record.count
        if blocks.last.map({ $0.count + needed > bytes }) ?? true {
            var block: [UInt8] = []
            block.reserveCapacity(max(bytes, needed))
            blocks.append(block)
        }
        let place = blocks.count - 1
        for byte in 0..<headBytes {
            blocks[place].append(UInt8(truncatingIfNeeded: record.count >> (8 * byte)))
        }
        blocks[place] += record
    }

    static func wholeLength(of block: [UInt8], at place: Int) -> Int {
        headBytes + (Int(block[place]) | Int(block[place + 1]) << 8 | Int(block[place + 2]) << 16)
    }
}

/// Takes the fields of one record.
package struct RecordWriter {
    private(set) var bytes: [UInt8] = []
    /// Texts that many records share.
    private(set) var words: [String] = []
    /// The bytes of each.
    private var spellings: [[UInt8]] = []

    fileprivate mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// A number, the smaller the shorter (LEB128).
    mutating func put(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func put(_ text: String?) {
        guard let text else { return put(0) }
        put(UInt64(text.utf8.count) + 1)
        bytes.append(contentsOf: text.utf8)
    }

    /// A text of which a list has few different ones: the first of them are kept once.
    mutating func put(word: String?) {
        guard let word else { return put(0) }
        if let place = place(of: word.utf8.span) {
            put(UInt64(place) + 2)
        } else if words.count < Self.mostWords {
            words.append(word)
            spellings.append(Array(word.utf8))
            put(UInt64(words.count) + 1)
        } else {
            put(1)
            put(word)
        }
    }

    private func place(of word: Span<UInt8>) -> Int? {
        spellings.firstIndex { known in
            guard known.count == word.count else { return false }
            for byte in word.indices where known[byte] != word[byte] { return false }
            return true
        }
    }

    private static let mostWords = 24
}

/// Gives the fields of one record back, in the order in which they were written.
package struct RecordReader {
    private let bytes: [UInt8]
    private let words: [String]
    private var place: Int

    fileprivate init(_ bytes: [UInt8], from place: Int, words: [String]) {
        self.bytes = bytes
        self.place = place
        self.words = words
    }

    mutating func number() -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[place]
            place += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }

    mutating func text() -> String? {
        let length = Int(number()) - 1
        guard length >= 0 else { return nil }
        defer { place += length }
        return String(decoding: bytes[place..<place + length], as: UTF8.self)
    }

    mutating func word() -> String? {
        switch number() {
        case 0: return nil
        case 1: return text()
        case let place: return words[Int(place) - 2]
        }
    }
}
