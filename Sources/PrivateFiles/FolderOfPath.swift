// Whether an output would land among a program's own secrets or on its input, by whatever path it
// is named.
import Glibc

/// Whether a path's file stands, or would stand, directly in a folder.
///
/// - Parameters:
///   - path: a file, which need not exist.
///   - folder: compared by device and inode, so that links and `..` do not matter.
/// - Returns: false where either folder is not there.
package func stands(_ path: String, in folder: String) -> Bool {
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    var left = stat()
    var right = stat()
    guard unsafe stat("\(parent)/.", &left) == 0, unsafe stat("\(folder)/.", &right) == 0 else {
        return false
    }
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino
}

/// Whether two paths name one file that is there, by device and inode.
package func isSameFile(_ one: String, _ other: String) -> Bool {
    var left = stat()
    var right = stat()
    guard unsafe stat(one, &left) == 0, unsafe stat(other, &right) == 0 else { return false }
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino
}
