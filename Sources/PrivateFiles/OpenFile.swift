// One file descriptor and the few calls that are made on it. The raw pointers are those of read,
// write and fstat, each used within its one call.
import CLinux
import Glibc

/// Owner of a file descriptor; closed when it goes.
package struct OpenFile: ~Copyable, Sendable {
    package let number: Int32
    package let path: String

    /// Takes over `number`.
    ///
    /// - Throws: `PrivateFileError` after the errno of the call that gave it, where it is negative.
    init(_ number: Int32, path: String, operation: String) throws(PrivateFileError) {
        guard number >= 0 else {
            let cause = errno
            if cause == ELOOP { throw .symbolicLink(path) }
            throw .system(operation: operation, path: path, number: cause)
        }
        self.number = number
        self.path = path
    }

    /// Opens a plain file that somebody brought, for reading; whose it is does not matter.
    ///
    /// - Throws: `PrivateFileError.wrongType`, `.system`.
    package init(reading path: String) throws(PrivateFileError) {
        // Without O_NONBLOCK a FIFO would be waited for.
        let opened = try OpenFile(
            unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path: path, operation: "open")
        guard try opened.attributes().st_mode & S_IFMT == S_IFREG else {
            throw .wrongType(path, expected: .file)
        }
        self = opened
    }

    /// Makes an empty file that lies in memory and goes with this value.
    ///
    /// - Parameter name: for whoever looks at the program's open files.
    /// - Throws: `PrivateFileError.system`.
    package init(inMemory name: String) throws(PrivateFileError) {
        let number = unsafe clinux_memory_file(name)
        try self.init(number, path: "/proc/self/fd/\(number)", operation: "memfd_create")
    }

    deinit { _ = close(number) }

    /// Owner, type and mode of what is open, and its length.
    func attributes() throws(PrivateFileError) -> stat {
        var found = stat()
        guard unsafe fstat(number, &found) == 0 else { throw failure("fstat") }
        return found
    }

    /// Refuses what others could have written or could read.
    func requireOwn(_ type: FileType, mode: UInt32) throws(PrivateFileError) {
        try checkOwn(type, mode: mode, path: path, try attributes())
    }

    /// How many bytes the file has.
    package var byteCount: Int {
        get throws(PrivateFileError) { Int(try attributes().st_size) }
    }

    /// Reads `count` bytes, fewer at the end of the file.
    package func read(_ count: Int, at offset: Int) throws(PrivateFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let step = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(
                    number, $0.baseAddress.map { unsafe $0 + done }, count - done, offset + done)
            }
            if step < 0, errno == EINTR { continue }
            guard step >= 0 else { throw failure("read") }
            if step == 0 { break }
            done += step
        }
        bytes.removeLast(count - done)
        return bytes
    }

    /// Writes all of `bytes` at `offset`.
    package func write(_ bytes: Span<UInt8>, at offset: Int) throws(PrivateFileError) {
        var done = 0
        while done < bytes.count {
            let step = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(
                    number, $0.baseAddress.map { unsafe $0 + done }, $0.count - done, offset + done)
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure("write") }
            done += step
        }
    }

    /// Waits until what was written is on the disk.
    package func synchronize() throws(PrivateFileError) {
        guard fsync(number) == 0 else { throw failure("fsync") }
    }

    private func failure(_ operation: String) -> PrivateFileError {
        .system(operation: operation, path: path, number: errno)
    }
}

/// Refuses what others could have written or could read.
///
/// - Parameters:
///   - type: what it must be.
///   - mode: the permission bits that it may have at most, as 0o600.
func checkOwn(
    _ type: FileType, mode: UInt32, path: String, _ found: stat
) throws(PrivateFileError) {
    let kind: mode_t =
        switch type {
        case .folder: S_IFDIR
        case .file: S_IFREG
        }
    guard found.st_mode & S_IFMT == kind else { throw .wrongType(path, expected: type) }
    guard found.st_uid == geteuid() else {
        throw .wrongOwner(path, found: found.st_uid, expected: geteuid())
    }
    guard found.st_mode & 0o7777 & ~mode == 0 else {
        throw .wrongMode(path, found: found.st_mode & 0o7777, expected: mode)
    }
}

/// The system's words for an errno.
package func systemText(_ number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}
