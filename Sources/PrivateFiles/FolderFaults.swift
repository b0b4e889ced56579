// What of a folder is open to others, all of it at once: who mends it wants the whole list.
import Glibc

/// Looks at a folder and what is in it, as `PrivateFolder` would, but goes on after a fault.
///
/// Folders in it are looked at, what is in them is not.
///
/// - Parameters:
///   - path: the folder.
///   - concerns: whether a file of that name matters; others are left alone.
/// - Returns: the faults, the folder's own first, then by name; none where all is well.
package func privateFolderFaults(
    _ path: String, concerns: (String) -> Bool
) -> [PrivateFileError] {
    var faults: [PrivateFileError] = []
    do throws(PrivateFileError) {
        try checkEntry(path, as: .folder, mode: 0o700)
    } catch {
        if case .noFolder = error { return [error] }
        faults.append(error)
    }
    guard let names = entryNames(of: path) else {
        return faults + [.system(operation: "open", path: path, number: errno)]
    }
    for name in names.sorted() where concerns(name) {
        do throws(PrivateFileError) {
            var found = stat()
            let inner = "\(path)/\(name)"
            // Gone since the listing: the files beside a database come and go.
            guard unsafe lstat(inner, &found) == 0 else { continue }
            let isFolder = found.st_mode & S_IFMT == S_IFDIR
            try checkEntry(inner, as: isFolder ? .folder : .file, mode: isFolder ? 0o700 : 0o600)
        } catch { faults.append(error) }
    }
    return faults
}

private func checkEntry(
    _ path: String, as type: FileType, mode: UInt32
) throws(PrivateFileError) {
    var found = stat()
    guard unsafe lstat(path, &found) == 0 else {
        throw errno == ENOENT
            ? .noFolder(path) : .system(operation: "open", path: path, number: errno)
    }
    if found.st_mode & S_IFMT == S_IFLNK { throw .symbolicLink(path) }
    try checkOwn(type, mode: mode, path: path, found)
}

/// The names in a folder; nil where it cannot be read.
private func entryNames(of path: String) -> [String]? {
    guard let folder = unsafe opendir(path) else { return nil }
    defer { _ = unsafe closedir(folder) }
    var names: [String] = []
    // An entry is the system's until the next call; its name is copied at once.
    while let entry = unsafe readdir(folder) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
            unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) {
                unsafe String(cString: $0)
            }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}
