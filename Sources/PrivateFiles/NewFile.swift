// A file that stands whole under its name, or not at all: written beside its place, renamed over
// what was there after its bytes are on the disk.
import Glibc

/// A file being written; `finish` puts it in its place, letting it go before that takes it away.
package final class NewFile {
    private let path: String
    /// Where it stands until it is finished, for a library that writes files by their names.
    package let partial: String
    private let file: OpenFile
    private var written = 0
    private var isFinished = false

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - path: where it will stand; its folder is there.
    ///   - mode: permission bits, such as `0o600` for what only its owner may read.
    /// - Throws: `PrivateFileError.notReplaceable` where something else than a plain file stands
    ///   there; `.system`.
    package init(_ path: String, mode: UInt32) throws(PrivateFileError) {
        try requireReplaceable(path)
        let (folder, name) = Self.split(path)
        self.path = path
        partial = "\(folder)/.\(name).\(getpid()).new"
        _ = unsafe unlink(partial)
        file = try OpenFile(
            unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode),
            path: path, operation: "create")
    }

    deinit {
        if !isFinished { _ = unsafe unlink(partial) }
    }

    /// Adds bytes to the end.
    ///
    /// - Throws: `PrivateFileError.system`, for instance where the disk is full.
    package func append(_ bytes: Span<UInt8>) throws(PrivateFileError) {
        try file.write(bytes, at: written)
        written += bytes.count
    }

    /// Waits until all is on the disk, then puts the file in its place.
    ///
    /// - Throws: `PrivateFileError.system`; what stood there is then still there.
    package func finish() throws(PrivateFileError) {
        try file.synchronize()
        try requireReplaceable(path)
        guard unsafe rename(partial, path) == 0 else {
            throw .system(operation: "rename", path: path, number: errno)
        }
        isFinished = true
        let folder = Self.split(path).folder
        let opened = try OpenFile(
            unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path: folder,
            operation: "open")
        try opened.synchronize()
    }

    /// The folder of a path and the name in it.
    package static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }
}

/// Refuses a path where a folder, a device or a link stands; for files that are put in their place
/// by rename.
///
/// - Throws: `PrivateFileError.notReplaceable`.
package func requireReplaceable(_ path: String) throws(PrivateFileError) {
    var found = stat()
    guard unsafe lstat(path, &found) == 0 else { return }
    guard found.st_mode & S_IFMT == S_IFREG else { throw .notReplaceable(path) }
}
