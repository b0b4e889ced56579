// Writing a journal's file row by row, in memory that does not grow with it.
package import PassCrypto
import PrivateFiles

/// A journal's file being written; it stands under its name once `finish` has signed it.
package final class JournalFileWriter {
    private static let pieceBytes = 1 << 16

    private let file: NewFile
    private let head: JournalFileHead
    private var digest = SHA256()
    private var waiting: [UInt8] = []
    private var rowCount: UInt64 = 0

    /// Begins a file, for its owner alone.
    ///
    /// - Parameters:
    ///   - path: where it will stand.
    ///   - head: what it says of itself; as many rows follow.
    /// - Throws: `JournalFileFault.files`, `.tooManyRows`.
    package init(_ path: String, _ head: JournalFileHead) throws(JournalFileFault) {
        guard head.rowCount <= JournalFileForm.mostRows else {
            throw .tooManyRows(found: head.rowCount, limit: JournalFileForm.mostRows)
        }
        self.head = head
        file = try reading { () throws(PrivateFileError) in try NewFile(path, mode: 0o600) }
        let encoded = head.encoded
        waiting = JournalFileForm.magic + bigEndianBytes(UInt16(clamping: encoded.count)) + encoded
    }

    /// Adds the next row.
    ///
    /// - Throws: `JournalFileFault.badLength`, `.files`.
    package func add(_ row: JournalFileRow) throws(JournalFileFault) {
        rowCount += 1
        guard (1...JournalFileForm.largestRowBytes).contains(row.bytes.count) else {
            throw .badLength(row: rowCount, foundBytes: row.bytes.count)
        }
        waiting += bigEndianBytes(UInt16(clamping: row.bytes.count))
        waiting += row.bytes
        waiting += row.hash
        waiting += row.code
        if waiting.count >= Self.pieceBytes { try flush() }
    }

    /// Signs the file and puts it in its place.
    ///
    /// - Throws: `JournalFileFault.files`; `.torn` where rows are missing, `.badSignature` where
    ///   libcrypto does not sign. What stood there is then still there.
    package func finish(signing key: SigningKey) throws(JournalFileFault) {
        guard rowCount == head.rowCount else { throw .torn(row: rowCount, of: head.rowCount) }
        try flush()
        let signed = digest.finish().array
        guard let signature = try? key.sign(JournalFileForm.purpose, signed) else {
            throw .badSignature
        }
        try reading { () throws(PrivateFileError) in
            try file.append(signature.span)
            try file.finish()
        }
    }

    private func flush() throws(JournalFileFault) {
        let piece = waiting
        digest.update(piece.span)
        try reading { () throws(PrivateFileError) in try file.append(piece.span) }
        waiting.removeAll(keepingCapacity: true)
    }
}

/// Calls on files, with their errors as the format's own.
func reading<Value: ~Copyable>(
    _ body: () throws(PrivateFileError) -> Value
) throws(JournalFileFault) -> Value {
    do throws(PrivateFileError) { return try body() } catch { throw .files(error) }
}
