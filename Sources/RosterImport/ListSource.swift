// Where the bytes of a list lie: in memory, or in an open file that is read in pieces, so that a
// list of twenty megabytes costs no twenty megabytes.
// `unsafe` here is reading a file into a buffer for the time of one call.
import Glibc

/// A list's bytes.
package struct ListSource: Sendable {
    private enum Place: Sendable {
        case memory([UInt8])
        case file(OpenListFile)
    }

    private let place: Place
    /// Bytes of the whole list.
    package let count: Int

    /// - Parameter bytes: the whole list.
    package init(_ bytes: [UInt8]) {
        place = .memory(bytes)
        count = bytes.count
    }

    /// - Parameters:
    ///   - descriptor: a plain file open for reading; it is closed when the source is let go.
    ///   - count: its bytes.
    package init(takingOver descriptor: Int32, count: Int) {
        place = .file(OpenListFile(descriptor: descriptor))
        self.count = count
    }

    /// Reads the bytes from a place on.
    ///
    /// - Parameters:
    ///   - start: the first byte, from 0.
    ///   - count: how many; fewer come where the list ends before.
    /// - Throws: FILE_DAMAGED where the file became shorter, or the disk does not give it.
    func piece(at start: Int, count: Int) throws(FileRefusal) -> ArraySlice<UInt8> {
        let wanted = max(0, min(count, self.count - start))
        switch place {
        case .memory(let bytes): return bytes[start..<start + wanted]
        case .file(let file): return try file.read(at: start, count: wanted)[...]
        }
    }

    /// Goes through the bytes in order, in pieces that begin at multiples of 64 KiB.
    ///
    /// - Parameter body: takes a piece and where it begins, and says whether it wants another.
    /// - Throws: as `piece(at:count:)`.
    func visit(
        _ body: (ArraySlice<UInt8>, Int) -> ReadingFlow
    ) throws(FileRefusal) {
        for start in stride(from: 0, to: count, by: Self.pieceBytes) {
            if body(try piece(at: start, count: Self.pieceBytes), start) == .stop { return }
        }
    }

    /// The whole list where it lies in memory; nil where it is a file.
    var bytes: [UInt8]? {
        if case .memory(let bytes) = place { bytes } else { nil }
    }

    /// A second descriptor of the file; nil where the list lies in memory.
    var duplicatedDescriptor: Int32? {
        if case .file(let file) = place { dup(file.descriptor) } else { nil }
    }

    static let pieceBytes = 64 * 1024
}

/// A file's descriptor, closed with its last user.
private final class OpenListFile: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func read(at start: Int, count: Int) throws(FileRefusal) -> [UInt8] {
        var isWhole = true
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let base = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.raw(from: filled))
                let got = unsafe pread(descriptor, base.baseAddress, base.count, start + filled)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { break }
                filled += got
            }
            isWhole = filled == count
        }
        guard isWhole else { throw FileRefusal(code: .fileDamaged) }
        return bytes
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    fileprivate func raw(from start: Int) -> Slice<UnsafeMutableRawBufferPointer> {
        unsafe UnsafeMutableRawBufferPointer(self)[start...]
    }
}
