// A ZIP archive written front to back: entries are stored as they are, nothing is read back, and
// only the directory stays in memory until the end. Format: PKWARE APPNOTE 6.3.10.
import CDeflate

/// How large an archive's parts may be.
package enum ZipLimit {
    /// Bytes of a name in UTF-8; the longest file name of common file systems, four folders deep.
    package static let nameBytes = 1020
    /// Bytes of an entry: what its 32-bit fields hold, with the escape value left free.
    package static let entryBytes = 0xffff_fffe
    /// Bytes gathered before they are written.
    package static let bufferBytes = 256 * 1024
}

/// Writes an archive through a closure.
///
/// One thread uses one writer.
package struct ZipWriter: ~Copyable {
    /// Takes the archive's next bytes, all of them or throws ``ZipArchiveError/write(errno:)``.
    package typealias Sink = ([UInt8]) throws(ZipArchiveError) -> Void

    private let modified: DOSTimestamp
    private let write: Sink
    private var isOpen = true
    private var pending = LittleEndianBytes()
    private var directory = LittleEndianBytes()
    private var names: Set<String> = []
    /// Bytes handed to the closure; with `pending`, where the next byte will stand.
    private var writtenBytes = 0
    private var offset: Int { writtenBytes + pending.bytes.count }

    /// Starts an archive.
    /// - Parameters:
    ///   - modified: the time shown for every entry.
    ///   - write: takes the bytes in order, up to ``ZipLimit/bufferBytes`` and an entry at a time.
    package init(modified: DOSTimestamp, write: @escaping Sink) {
        self.modified = modified
        self.write = write
    }

    /// Adds a file, readable by its owner alone (Unix mode 0600).
    /// - Parameters:
    ///   - name: a relative path with `/`; see ``ZipArchiveError/unsafeName(_:)``.
    ///   - content: its bytes, stored without compression.
    /// - Throws: ``ZipArchiveError``: a name or size that is refused leaves the archive as it was;
    ///   after a failed write it is closed.
    package mutating func add(
        name: String, content: [UInt8]
    ) throws(ZipArchiveError) {
        guard isOpen else { throw .closed }
        try Self.check(name: name)
        guard content.count <= ZipLimit.entryBytes else {
            throw .largeEntry(name, byteCount: content.count)
        }
        guard names.insert(name).inserted else { throw .duplicateName(name) }
        // libdeflate reads the content only.
        let crc = unsafe content.withUnsafeBytes {
            unsafe libdeflate_crc32(0, $0.baseAddress, $0.count)
        }
        let entry = ZipEntry(
            name: Array(name.utf8), crc: crc, byteCount: content.count, offset: offset,
            modified: modified)
        entry.appendLocalHeader(to: &pending)
        pending.append(content)
        entry.appendDirectoryRecord(to: &directory)
        if pending.bytes.count >= ZipLimit.bufferBytes { try flush() }
    }

    /// Writes the directory.
    ///
    /// The archive is whole only after this.
    /// - Throws: ``ZipArchiveError``: the write failed, or the archive was closed before.
    package mutating func finish() throws(ZipArchiveError) {
        guard isOpen else { throw .closed }
        let end = ZipEnd(
            entries: names.count, directoryOffset: offset, directoryBytes: directory.bytes.count)
        try flush()
        swap(&pending, &directory)
        end.append(to: &pending)
        try flush()
        isOpen = false
    }

    private mutating func flush() throws(ZipArchiveError) {
        isOpen = false
        try write(pending.bytes)
        isOpen = true
        writtenBytes += pending.bytes.count
        pending.removeAll()
    }

    private static func check(name: String) throws(ZipArchiveError) {
        let byteCount = name.utf8.count
        guard byteCount <= ZipLimit.nameBytes else {
            throw .longName(name, byteCount: byteCount)
        }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        // An empty part is a leading, trailing or doubled slash; a colon is a drive or a stream.
        let isUnsafe =
            parts.contains {
                $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
            }
            || name.unicodeScalars.contains { $0 == "\\" || $0 == ":" || $0.isUnfitForNames }
        if isUnsafe { throw .unsafeName(name) }
    }
}
