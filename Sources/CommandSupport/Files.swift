// Reading whole files up to a limit, and replacing them so that a crash leaves the old or the new
// one. The pointers are those of arrays, for the time of one system call.
import Glibc
package import PassFormat
import PrivateFiles

/// Why a file was not read or written.
package enum FileError: Error, Equatable, Sendable {
    case notFound(path: String)
    case tooLarge(path: String, limitBytes: Int)
    /// A folder where a file is to be read.
    case isFolder(path: String)
    /// A pipe, device or socket where a file is to be read.
    case notPlain(path: String)
    /// Something else than a plain file stands where a file is to be put.
    case notReplaceable(path: String)
    /// The system refused; `number` is errno.
    case system(operation: String, path: String, number: Int32)

    /// What happened and what to do.
    package var text: BilingualText {
        switch self {
        case .notFound(let path):
            BilingualText("找不到文件 \(path)，请核对路径。", "There is no file \(path); check the path.")
        case .tooLarge(let path, let limit):
            BilingualText(
                "\(path) 超过 \(limit) 字节，不是这类文件。请给出正确的文件。",
                "\(path) is over \(limit) bytes, more than a file of this kind has. "
                    + "Give the right file.")
        case .isFolder(let path):
            BilingualText(
                "\(path) 是目录，不是文件，请给出文件。", "\(path) is a folder, not a file; give a file.")
        case .notPlain(let path):
            BilingualText(
                "\(path) 是管道或设备，不是普通文件，请给出文件。",
                "\(path) is a pipe or device, not a plain file; give a file.")
        case .notReplaceable(let path):
            BilingualText(
                "\(path) 已存在且不是普通文件，不予替换。请另给路径。",
                "\(path) is there and is no plain file, so it is not replaced; give another path.")
        case .system(let operation, let path, let number):
            BilingualText(
                "\(path)：\(operation) 失败（\(systemText(number))）。请检查权限和磁盘空间。",
                "\(path): \(operation) failed (\(systemText(number))). "
                    + "Check permissions and disk space.")
        }
    }

    /// The same as the end of a command: what the path given leads to is the input's fault (2),
    /// anything else the system's (3).
    package var failure: CommandFailure {
        switch self {
        case .notFound, .tooLarge, .isFolder, .notPlain, .notReplaceable:
            CommandFailure(.nothingDone, text)
        case .system: CommandFailure(.cannotWork, text)
        }
    }
}

/// Reads a file.
///
/// - Parameter limitBytes: the most that is taken into memory.
/// - Throws: `FileError`.
package func readWholeFile(_ path: String, limitBytes: Int) throws(FileError) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
        switch errno {
        case ENOENT, ENOTDIR: throw .notFound(path: path)
        default: throw .system(operation: "open", path: path, number: errno)
        }
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(max(limitBytes, 0), 0xFFFF) + 1)
    while bytes.count <= limitBytes {
        let count = unsafe read(file, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else {
            throw errno == EISDIR
                ? .isFolder(path: path) : .system(operation: "read", path: path, number: errno)
        }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
    throw .tooLarge(path: path, limitBytes: limitBytes)
}

/// Opens a plain file for reading, without waiting for whoever fills a pipe.
///
/// - Returns: its descriptor, which the caller closes, and its size.
/// - Throws: `FileError.notFound`, `.isFolder`, `.notPlain` or `.system`.
package func openPlainFile(
    _ path: String
) throws(FileError) -> (descriptor: Int32, bytes: Int) {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else {
        switch errno {
        case ENOENT, ENOTDIR: throw .notFound(path: path)
        case ENXIO, ENODEV: throw .notPlain(path: path)
        default: throw .system(operation: "open", path: path, number: errno)
        }
    }
    var facts = stat()
    guard unsafe fstat(file, &facts) == 0 else {
        let number = errno
        close(file)
        throw .system(operation: "fstat", path: path, number: number)
    }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return (file, Int(facts.st_size))
    case S_IFDIR:
        close(file)
        throw .isFolder(path: path)
    default:
        close(file)
        throw .notPlain(path: path)
    }
}

/// Replaces a file by rename, after its bytes are on the disk.
///
/// - Parameters:
///   - mode: permission bits of the new file, such as `0o600` for what only its owner may read.
/// - Throws: `FileError.system` or `.notReplaceable`; what was there is then still there.
package func replaceFile(
    _ path: String, with bytes: [UInt8], mode: UInt32
) throws(FileError) {
    do throws(PrivateFileError) {
        let file = try NewFile(path, mode: mode)
        try file.append(bytes.span)
        try file.finish()
    } catch {
        switch error {
        case .system(let operation, let path, let number):
            throw .system(operation: operation, path: path, number: number)
        case .notReplaceable, .noFolder, .symbolicLink, .wrongOwner, .wrongMode, .wrongType,
            .tooLong:
            throw .notReplaceable(path: path)
        }
    }
}

/// The system would not take all bytes; `number` is errno.
struct WriteError: Error {
    let number: Int32
}

/// Writes all bytes to an open file.
func writeWhole(_ bytes: [UInt8], to file: Int32) throws(WriteError) {
    var written = 0
    while written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(
                file, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw WriteError(number: errno) }
        written += count
    }
}
