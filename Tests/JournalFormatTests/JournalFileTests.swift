// The signed file of a journal, and what happens to it on its way.
import Foundation
import PassCheck
import PassCrypto
import PassFormat
import PrivateFiles
import TestSupport
import Testing

@testable import JournalFormat

@Suite struct `Journal's file` {
    @Test func `gives back what was written, batch by batch`() throws {
        let journal = try WrittenJournal(rows: 5_000)
        let proved = try journal.file().proved(by: journal.key.verifyingKey)
        #expect(proved.head == journal.head)
        var rows = proved.rows
        var read: [JournalFileRow] = []
        var sizes: [Int] = []
        while true {
            let batch = try rows.next()
            guard !batch.isEmpty else { break }
            sizes.append(batch.count)
            read += batch
        }
        #expect(read == journal.rows)
        #expect(sizes == [4_096, 904])
    }

    @Test func `may have no rows, so that a gate can say that there is nothing new`() throws {
        let journal = try WrittenJournal(rows: 0)
        let proved = try journal.file().proved(by: journal.key.verifyingKey)
        var rows = proved.rows
        #expect(try rows.next().isEmpty)
    }

    @Test func `is refused wherever it ends too early`() throws {
        let journal = try WrittenJournal(rows: 3)
        let whole = try journal.bytes()
        for count in 0..<whole.count {
            try journal.put(Array(whole.prefix(count)))
            #expect(throws: JournalFileFault.self, "\(count) bytes") {
                try journal.file().proved(by: journal.key.verifyingKey)
            }
        }
    }

    @Test func `is refused where any bit is another`() throws {
        let journal = try WrittenJournal(rows: 1)
        let whole = try journal.bytes()
        for bit in 0..<whole.count * 8 {
            var changed = whole
            changed[bit / 8] ^= 1 << (bit % 8)
            try journal.put(changed)
            #expect(throws: JournalFileFault.self, "bit \(bit)") {
                try journal.file().proved(by: journal.key.verifyingKey)
            }
        }
    }

    @Test func `is refused with a byte too many`() throws {
        let journal = try WrittenJournal(rows: 2)
        try journal.put(try journal.bytes() + [0])
        #expect(throws: JournalFileFault.leftOver(bytes: 1)) {
            try journal.file().proved(by: journal.key.verifyingKey)
        }
    }

    @Test func `is refused under another device's key`() throws {
        let journal = try WrittenJournal(rows: 2)
        let other = try SigningKey(
            seed: SecretBytes(copying: [UInt8](repeating: 9, count: 32).span))
        #expect(throws: JournalFileFault.badSignature) {
            try journal.file().proved(by: other.verifyingKey)
        }
    }

    @Test func `is refused with the signature of another purpose`() throws {
        let journal = try WrittenJournal(rows: 1)
        let whole = try journal.bytes()
        let content = Array(whole.dropLast(64))
        let digest = SHA256.hash(content.span).array
        try journal.put(content + journal.key.sign("gatepass/1 bundle\0", digest))
        #expect(throws: JournalFileFault.badSignature) {
            try journal.file().proved(by: journal.key.verifyingKey)
        }
        try journal.put(content + journal.key.sign("gatepass/1 journal\0", digest))
        _ = try journal.file().proved(by: journal.key.verifyingKey)
    }

    @Test(arguments: [
        JournalFileForm.mostRows + 1, UInt64(Int64.max), .max,
    ])
    func `takes no memory for rows that a head only claims`(_ count: UInt64) throws {
        let journal = try WrittenJournal(rows: 0)
        var head = journal.head
        head.rowCount = count
        head.lastRow = JournalFileForm.highestRow
        let encoded = head.encoded
        try journal.put(
            JournalFileForm.magic + bigEndianBytes(UInt16(encoded.count)) + encoded
                + [UInt8](repeating: 0, count: 64))
        #expect(
            throws: JournalFileFault.tooManyRows(found: count, limit: JournalFileForm.mostRows)
        ) { try journal.file().proved(by: journal.key.verifyingKey) }
    }

    @Test func `is refused with numbers that no journal has`() throws {
        let journal = try WrittenJournal(rows: 0)
        var heads = [JournalFileHead](repeating: journal.head, count: 4)
        heads[0].firstRow = 0
        heads[1].lastRow = JournalFileForm.highestRow + 1
        heads[2].firstRow = 7
        heads[3].device.removeLast()
        for head in heads {
            let encoded = head.encoded
            try journal.put(
                JournalFileForm.magic + bigEndianBytes(UInt16(encoded.count)) + encoded)
            #expect(throws: JournalFileFault.badHead) { try journal.file() }
        }
    }

    @Test(arguments: [0, JournalFileForm.largestRowBytes + 1])
    func `is refused with a row of a length that none has`(_ count: Int) throws {
        let journal = try WrittenJournal(rows: 0)
        var head = journal.head
        head.rowCount = 1
        head.lastRow = 1
        let encoded = head.encoded
        try journal.put(
            JournalFileForm.magic + bigEndianBytes(UInt16(encoded.count)) + encoded
                + bigEndianBytes(UInt16(count)) + [UInt8](repeating: 0, count: count + 128))
        #expect(throws: JournalFileFault.badLength(row: 1, foundBytes: count)) {
            try journal.file().proved(by: journal.key.verifyingKey)
        }
    }

    @Test func `gives no row that was changed after its signature was found right`() throws {
        let journal = try WrittenJournal(rows: 3)
        let proved = try journal.file().proved(by: journal.key.verifyingKey)
        var changed = try journal.bytes()
        changed[changed.count - 100] ^= 1
        let file = try #require(FileHandle(forUpdatingAtPath: journal.path))
        try file.write(contentsOf: Data(changed))
        try file.close()
        var rows = proved.rows
        #expect(throws: JournalFileFault.changedWhileRead) { try rows.next() }
    }

    @Test func `is nothing but a plain file`() throws {
        let folder = try TestFolder()
        #expect(
            throws: JournalFileFault.files(.wrongType(folder.path, expected: .file))
        ) { try ArrivingJournal(opening: folder.path) }
        #expect(throws: JournalFileFault.self) { try ArrivingJournal(opening: "/dev/zero") }
    }
}

/// A file of invented rows.
struct WrittenJournal {
    static let gate: UInt16 = 7
    let folder: TestFolder
    let key: SigningKey
    let head: JournalFileHead
    let rows: [JournalFileRow]

    var path: String { "\(folder.path)/gate.journal" }

    init(rows count: UInt64) throws {
        folder = try TestFolder()
        key = try SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 8, count: 32).span))
        rows = try inventedRows(count)
        let signer = JournalSigner(gate: Self.gate, device: [UInt8](repeating: 3, count: 15))
        head = JournalFileHead(
            signer: signer, asOf: Timestamp(seconds: 1_780_000_000), rows: (1, count, count),
            hashBefore: JournalChain.start)
        let writer = try JournalFileWriter(path, head)
        for row in rows { try writer.add(row) }
        try writer.finish(signing: key)
    }

    func file() throws -> ArrivingJournal { try ArrivingJournal(opening: path) }

    func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    func put(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}

/// K(1) of the invented rows.
func firstKey() throws -> JournalKey {
    try JournalKey(SecretBytes(copying: [UInt8](repeating: 0x4B, count: 32).span))
}

/// Rows 1 to `count` of one journal.
func inventedRows(
    _ count: UInt64, gate: UInt16 = WrittenJournal.gate
) throws -> [JournalFileRow] {
    var key = try firstKey()
    var previous = JournalChain.start
    return (0..<count).map { place in
        let event = JournalEvent(
            kind: .check, at: Timestamp(seconds: 1_780_000_000 + place), gate: gate,
            bundleVersion: 3)
        let bytes = JournalRow(number: place + 1, event: event).bytes
        previous = JournalChain.hash(after: previous.span, bytes.span).array
        defer { key = key.next() }
        return JournalFileRow(bytes: bytes, hash: previous, code: key.code(of: previous))
    }
}
