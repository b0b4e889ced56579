// Reading a journal's file in two passes: the first proves the signature over the whole of it, the
// second gives the rows in batches, each only after its bytes were found to be those of the first.
// So nothing unproved is used, even where somebody writes to the stick in between.
package import PassCrypto
import PassFormat
import PrivateFiles

/// A file as it was brought, of which only the head was read, to know whose key proves it.
package final class ArrivingJournal {
    /// Who says to have written it.
    package let signer: JournalSigner
    private let file: OpenFile
    private let byteCount: Int

    /// Opens a file.
    ///
    /// - Throws: `JournalFileFault.files`, `.tooLong`, `.notAJournal`, `.badHead`, `.torn`.
    package init(opening path: String) throws(JournalFileFault) {
        let opened = try reading { () throws(PrivateFileError) in try OpenFile(reading: path) }
        let count = try reading { () throws(PrivateFileError) in try opened.byteCount }
        guard count <= JournalFileForm.largestBytes else {
            throw .tooLong(foundBytes: count, limitBytes: JournalFileForm.largestBytes)
        }
        file = opened
        byteCount = count
        var cursor = FileCursor()
        signer = try cursor.head(of: file).signer
    }

    /// Proves the whole file: lengths, number of rows, signature.
    ///
    /// - Parameter key: the Ed25519 key of the device that `signer` names.
    /// - Throws: `JournalFileFault`.
    package func proved(by key: VerifyingKey) throws(JournalFileFault) -> ProvedJournal {
        var cursor = FileCursor()
        let head = try cursor.head(of: file)
        guard head.signer == signer else { throw .changedWhileRead }
        guard head.rowCount <= JournalFileForm.mostRows else {
            throw .tooManyRows(found: head.rowCount, limit: JournalFileForm.mostRows)
        }
        var marks: [Digest] = []
        for number in 0..<head.rowCount {
            _ = try cursor.row(number + 1, of: head, in: file)
            if (number + 1).isMultiple(of: ProvedJournal.batchRows) { marks.append(cursor.digest) }
        }
        marks.append(cursor.digest)
        let signature = try cursor.take(VerifyingKey.signatureBytes, from: file)
        guard signature.count == VerifyingKey.signatureBytes else {
            throw .torn(row: head.rowCount, of: head.rowCount)
        }
        guard cursor.position == byteCount else {
            throw .leftOver(bytes: byteCount - cursor.position)
        }
        let signed = marks[marks.count - 1].array
        guard key.verifies(signature, of: JournalFileForm.purpose, signed) else {
            throw .badSignature
        }
        return ProvedJournal(head: head, file: self, marks: marks)
    }

    /// Lends every row without proof of the whole, so that it can be told where a file was changed.
    ///
    /// - Throws: `JournalFileFault` where the file ends or cannot be read, after the rows before.
    package func survey(
        _ body: (JournalFileHead, JournalFileRow) -> Void
    ) throws(JournalFileFault) {
        var cursor = FileCursor()
        let head = try cursor.head(of: file)
        for number in 0..<min(head.rowCount, JournalFileForm.mostRows) {
            body(head, try cursor.row(number + 1, of: head, in: file))
        }
    }

    fileprivate func rows(of head: JournalFileHead, marks: [Digest]) -> JournalFileRows {
        JournalFileRows(file: self, head: head, marks: marks)
    }

    fileprivate func read(
        _ count: UInt64, of head: JournalFileHead, from done: UInt64, _ cursor: inout FileCursor
    ) throws(JournalFileFault) -> [JournalFileRow] {
        if done == 0 { _ = try cursor.head(of: file) }
        var rows: [JournalFileRow] = []
        rows.reserveCapacity(Int(clamping: count))
        for number in done..<done + count {
            rows.append(try cursor.row(number + 1, of: head, in: file))
        }
        return rows
    }
}

/// A file whose signature is right.
package struct ProvedJournal {
    /// Rows that are read and given out together.
    package static let batchRows: UInt64 = 4_096

    package let head: JournalFileHead
    private let file: ArrivingJournal
    private let marks: [Digest]

    fileprivate init(head: JournalFileHead, file: ArrivingJournal, marks: [Digest]) {
        self.head = head
        self.file = file
        self.marks = marks
    }

    /// The rows from the first on; may be asked for again.
    package var rows: JournalFileRows { file.rows(of: head, marks: marks) }
}

/// The rows of a proved file, batch by batch.
package struct JournalFileRows {
    private let file: ArrivingJournal
    private let head: JournalFileHead
    private let marks: [Digest]
    private var cursor = FileCursor()
    private var done: UInt64 = 0
    private var batch = 0

    fileprivate init(file: ArrivingJournal, head: JournalFileHead, marks: [Digest]) {
        self.file = file
        self.head = head
        self.marks = marks
    }

    /// The next rows, at most `ProvedJournal.batchRows`; none at the end.
    ///
    /// - Throws: `JournalFileFault.changedWhileRead`, `.files`.
    package mutating func next() throws(JournalFileFault) -> [JournalFileRow] {
        let count = min(head.rowCount - done, ProvedJournal.batchRows)
        guard count > 0 else { return [] }
        let rows = try file.read(count, of: head, from: done, &cursor)
        guard cursor.digest.matches(marks[batch].bytes.span) else { throw .changedWhileRead }
        done += count
        batch += 1
        return rows
    }
}

/// A position in the file, with the hash of all before it.
private struct FileCursor {
    private static let pieceBytes = 1 << 16

    private var hash = SHA256()
    private var buffer: [UInt8] = []
    private var used = 0
    private(set) var position = 0

    /// SHA-256 of all that was read.
    var digest: Digest {
        var copy = hash
        return copy.finish()
    }

    /// The next bytes, fewer at the end of the file, without hashing them.
    mutating func take(
        _ count: Int, from file: borrowing OpenFile
    ) throws(JournalFileFault) -> [UInt8] {
        if buffer.count - used < count {
            buffer.removeFirst(used)
            used = 0
            let offset = position + buffer.count
            let wanted = max(Self.pieceBytes, count)
            do throws(PrivateFileError) {
                buffer += try file.read(wanted, at: offset)
            } catch { throw .files(error) }
        }
        let end = min(used + count, buffer.count)
        defer {
            position += end - used
            used = end
        }
        return Array(buffer[used..<end])
    }

    /// The next bytes, which belong to what is signed; nil where there are fewer.
    private mutating func signed(
        _ count: Int, from file: borrowing OpenFile
    ) throws(JournalFileFault) -> [UInt8]? {
        let bytes = try take(count, from: file)
        guard bytes.count == count else { return nil }
        hash.update(bytes.span)
        return bytes
    }

    mutating func head(of file: borrowing OpenFile) throws(JournalFileFault) -> JournalFileHead {
        guard try signed(JournalFileForm.magic.count, from: file) == JournalFileForm.magic else {
            throw .notAJournal
        }
        guard let length = try signed(2, from: file) else { throw .torn(row: 0, of: 0) }
        let count = Int(length[0]) << 8 | Int(length[1])
        guard count <= JournalFileForm.largestHeadBytes else { throw .badHead }
        guard let encoded = try signed(count, from: file) else { throw .torn(row: 0, of: 0) }
        do { return try JournalFileHead(decoding: encoded.span) } catch { throw .badHead }
    }

    /// - Parameter number: which row of the file, from 1.
    mutating func row(
        _ number: UInt64, of head: JournalFileHead, in file: borrowing OpenFile
    ) throws(JournalFileFault) -> JournalFileRow {
        let torn = JournalFileFault.torn(row: number, of: head.rowCount)
        guard let length = try signed(2, from: file) else { throw torn }
        let count = Int(length[0]) << 8 | Int(length[1])
        guard (1...JournalFileForm.largestRowBytes).contains(count) else {
            throw .badLength(row: number, foundBytes: count)
        }
        guard let bytes = try signed(count, from: file),
            let hash = try signed(JournalFileForm.hashBytes, from: file),
            let code = try signed(JournalFileForm.hashBytes, from: file)
        else { throw torn }
        return JournalFileRow(bytes: bytes, hash: hash, code: code)
    }
}
