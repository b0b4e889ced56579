// A folder for secrets: 0700, all in it 0600, owned by who runs the program, no links followed.
// Files are replaced by rename after fsync, so that a power cut leaves the old one or the new one.
import Glibc

/// An open folder that nobody else can read.
package struct PrivateFolder: ~Copyable, Sendable {
    /// The path as given, without slashes at its end.
    package let path: String
    private let folder: OpenFile

    /// Opens a folder that exists.
    ///
    /// - Throws: `PrivateFileError.noFolder`, `.symbolicLink`, `.wrongOwner`, `.wrongMode`,
    ///   `.wrongType`, `.system`.
    package init(opening path: String) throws(PrivateFileError) {
        // A slash at the end would make the system follow a link in the last place.
        var trimmed = Substring(path)
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        let path = String(trimmed)
        var found = stat()
        if unsafe lstat(path, &found) == 0 {
            if found.st_mode & S_IFMT == S_IFLNK { throw .symbolicLink(path) }
            if found.st_mode & S_IFMT != S_IFDIR { throw .wrongType(path, expected: .folder) }
        } else if errno == ENOENT {
            throw .noFolder(path)
        }
        let opened = try OpenFile(
            unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
            path: path, operation: "open")
        try opened.requireOwn(.folder, mode: 0o700)
        self.path = path
        folder = opened
    }

    /// Makes the folder where there is none, then opens it.
    ///
    /// - Throws: as `init(opening:)`.
    package init(making path: String) throws(PrivateFileError) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
            throw .system(operation: "mkdir", path: path, number: errno)
        }
        try self.init(opening: path)
    }

    /// The path of a file in it.
    package func path(of name: String) -> String { "\(path)/\(name)" }

    /// Whether something of that name is there, whatever it is.
    package func has(_ name: String) -> Bool {
        var found = stat()
        return unsafe fstatat(folder.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Waits until no other program is changing several of the folder's files together.
    ///
    /// Given back by `unlock` or with the folder.
    package func lock() throws(PrivateFileError) {
        while flock(folder.number, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw .system(operation: "flock", path: path, number: errno)
            }
        }
    }

    package func unlock() { _ = flock(folder.number, LOCK_UN) }

    /// Which file stands under a name just now; nil where there is none.
    package func standing(_ name: String) -> StandingFile? {
        var found = stat()
        guard unsafe fstatat(folder.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
            return nil
        }
        return StandingFile(found)
    }

    /// Opens a file after its owner and mode were found right.
    ///
    /// - Returns: nil where there is none.
    package func open(_ name: String, _ flags: Int32) throws(PrivateFileError) -> OpenFile? {
        let number = unsafe openat(
            folder.number, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        if number < 0, errno == ENOENT { return nil }
        let file = try OpenFile(number, path: path(of: name), operation: "open")
        try file.requireOwn(.file, mode: 0o600)
        return file
    }

    /// Checks a file that another library opens by its path; nothing where there is none.
    ///
    /// It is looked at without being opened: closing a second descriptor of a file would take away
    /// the locks that SQLite holds on it in this program (fcntl's rule).
    package func requireOwnFile(_ name: String) throws(PrivateFileError) {
        var found = stat()
        guard unsafe fstatat(folder.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        if found.st_mode & S_IFMT == S_IFLNK { throw .symbolicLink(path(of: name)) }
        try checkOwn(.file, mode: 0o600, path: path(of: name), found)
    }

    /// Makes an empty file, which must not exist.
    package func make(_ name: String) throws(PrivateFileError) -> OpenFile {
        try OpenFile(
            unsafe openat(
                folder.number, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600),
            path: path(of: name), operation: "create")
    }

    /// Reads a whole file.
    ///
    /// - Returns: nil where there is none.
    /// - Throws: `PrivateFileError.tooLong` above the limit, and as `open`.
    package func read(_ name: String, limitBytes: Int) throws(PrivateFileError) -> [UInt8]? {
        guard let file = try open(name, O_RDONLY) else { return nil }
        let length = Int(try file.attributes().st_size)
        guard length <= limitBytes else {
            throw .tooLong(path(of: name), limitBytes: limitBytes)
        }
        return try file.read(length, at: 0)
    }

    /// Writes a file whole: beside its place first, then renamed over what was there.
    package func replace(_ name: String, with bytes: Span<UInt8>) throws(PrivateFileError) {
        let partial = name + ".part"
        if has(partial) { try unlink(partial) }
        do {
            let file = try make(partial)
            try file.write(bytes, at: 0)
            try file.synchronize()
        } catch {
            try? unlink(partial)
            throw error
        }
        try rename(partial, to: name)
    }

    /// Waits until a file's bytes are on the disk, whoever wrote them; nothing where there is none.
    package func synchronize(_ name: String) throws(PrivateFileError) {
        guard let file = try open(name, O_RDONLY) else { return }
        try file.synchronize()
    }

    /// Renames within the folder and waits until that is on the disk.
    package func rename(_ name: String, to other: String) throws(PrivateFileError) {
        guard unsafe renameat(folder.number, name, folder.number, other) == 0 else {
            throw .system(operation: "rename", path: path(of: name), number: errno)
        }
        try folder.synchronize()
    }

    /// Overwrites a file with zeros and takes it away; nothing where there is none.
    package func wipe(_ name: String) throws(PrivateFileError) {
        guard let file = try open(name, O_RDWR) else { return }
        let zeros = [UInt8](repeating: 0, count: Int(try file.attributes().st_size))
        try file.write(zeros.span, at: 0)
        try file.synchronize()
        try unlink(name)
        try folder.synchronize()
    }

    /// Takes a file away; nothing where there is none.
    package func remove(_ name: String) throws(PrivateFileError) {
        guard has(name) else { return }
        try unlink(name)
        try folder.synchronize()
    }

    /// Takes a file away without waiting for the disk: after a power cut it may be there again.
    package func discard(_ name: String) throws(PrivateFileError) {
        guard has(name) else { return }
        try unlink(name)
    }

    private func unlink(_ name: String) throws(PrivateFileError) {
        guard unsafe unlinkat(folder.number, name, 0) == 0 else {
            throw .system(operation: "remove", path: path(of: name), number: errno)
        }
    }
}

/// What tells one file from another that was renamed over it.
package struct StandingFile: Equatable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let changedSeconds: Int
    private let changedNanoseconds: Int

    fileprivate init(_ found: stat) {
        device = UInt64(found.st_dev)
        inode = UInt64(found.st_ino)
        changedSeconds = found.st_ctim.tv_sec
        changedNanoseconds = found.st_ctim.tv_nsec
    }
}
