// How long the disk takes to keep a few kilobytes for good: what every verdict waits for.
import Glibc

/// Writes a little and waits for the disk, several times, in a file that has no name by then.
///
/// A program that is ended in the middle leaves nothing behind.
///
/// - Parameters:
///   - folder: a folder on the disk in question.
///   - times: how often, at least 1.
///   - microseconds: a clock that only goes forward.
/// - Returns: how long each took, in microseconds.
/// - Throws: `PrivateFileError.system`, for instance where the disk is full or read-only.
package func syncTimes(
    in folder: String, times: Int, microseconds: () -> UInt64
) throws(PrivateFileError) -> [UInt64] {
    let path = "\(folder)/.speed.\(getpid())"
    let file = try OpenFile(
        unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600),
        path: path, operation: "create")
    guard unsafe unlink(path) == 0 else {
        throw .system(operation: "remove", path: path, number: errno)
    }
    let block = [UInt8](repeating: 0x47, count: 4_096)
    var taken: [UInt64] = []
    for turn in 0..<times {
        let start = microseconds()
        try file.write(block.span, at: turn * block.count)
        try file.synchronize()
        taken.append(microseconds() - start)
    }
    return taken
}
