// What can be wrong with a secret file or its folder. Tests: Tests/PrivateFilesTests.
import Glibc

/// A file or folder that is not safe to use, or that the system refused.
package enum PrivateFileError: Error, Equatable, Sendable {
    /// There is no folder at the path.
    case noFolder(String)
    /// The folder's path, or that of something in it, is a symbolic link.
    case symbolicLink(String)
    /// It belongs to another user; both are user numbers.
    case wrongOwner(String, found: UInt32, expected: UInt32)
    /// Others may read or write it; modes are the permission bits.
    case wrongMode(String, found: UInt32, expected: UInt32)
    /// It is something else than a folder or a plain file.
    case wrongType(String, expected: FileType)
    /// The operating system refused; `number` is errno.
    case system(operation: String, path: String, number: Int32)
    /// A folder, a device or a link is where a file is to be put: renaming over it would take it
    /// away, and with `/dev/null` the whole system's.
    case notReplaceable(String)
    /// A file is longer than anything of ours.
    case tooLong(String, limitBytes: Int)
}

/// What a path should be.
package enum FileType: String, Sendable {
    case folder, file
}

extension PrivateFileError: CustomStringConvertible {
    package var description: String { "\(found); \(remedy)" }

    /// The same in Chinese.
    package var chineseText: String { "\(chineseFound)；\(chineseRemedy)" }

    /// What was found and what was expected.
    package var found: String {
        switch self {
        case .noFolder(let path): "there is no folder at \(path)"
        case .symbolicLink(let path): "\(path) is a symbolic link, which could lead anywhere"
        case .wrongOwner(let path, let found, let expected):
            "\(path) belongs to user \(found), not to user \(expected) who runs this"
        case .wrongMode(let path, let found, _):
            "\(path) has mode \(octal(found)), open to others"
        case .wrongType(let path, let expected): "\(path) is no \(expected.rawValue)"
        case .system(let operation, let path, let number):
            "\(operation) \(path): \(systemText(number))"
        case .notReplaceable(let path):
            "\(path) is there and is no plain file, so it is not replaced"
        case .tooLong(let path, let limit):
            "\(path) is over \(limit) bytes, more than any file of this kind"
        }
    }

    /// What to do.
    package var remedy: String {
        switch self {
        case .noFolder: "give the right path, or make one"
        case .symbolicLink: "put the real one there"
        case .wrongOwner(let path, _, let expected):
            "run as that user, or `chown \(expected) \(path)`"
        case .wrongMode(let path, _, let expected): "`chmod \(octal(expected)) \(path)`"
        case .wrongType: "move it away"
        case .system(_, let path, let number):
            switch number {
            case ENOENT, ENOTDIR: "make the folder it is to be in, or give another path"
            case EACCES, EPERM, EROFS: "see who may write there, or give another path"
            case EISDIR: "\(path) is a folder; give the name of a file"
            default: "check the disk and its space"
            }
        case .notReplaceable: "give another path"
        case .tooLong: "give the right file"
        }
    }

    /// `found` in Chinese.
    package var chineseFound: String {
        switch self {
        case .noFolder(let path): "\(path) 没有这个目录"
        case .symbolicLink(let path): "\(path) 是符号链接，可能指向别处"
        case .wrongOwner(let path, let found, let expected):
            "\(path) 属于用户 \(found)，而运行者是用户 \(expected)"
        case .wrongMode(let path, let found, _): "\(path) 的权限为 \(octal(found))，他人可用"
        case .wrongType(let path, let expected):
            switch expected {
            case .folder: "\(path) 不是目录"
            case .file: "\(path) 不是普通文件"
            }
        case .system(let operation, let path, let number):
            "\(operation) \(path) 失败：\(systemText(number))"
        case .notReplaceable(let path): "\(path) 已存在且不是普通文件，不予替换"
        case .tooLong(let path, let limit): "\(path) 超过 \(limit) 字节，不是这类文件"
        }
    }

    /// `remedy` in Chinese.
    package var chineseRemedy: String {
        switch self {
        case .noFolder: "请核对路径，或先建立"
        case .symbolicLink: "请放置真实的文件或目录"
        case .wrongOwner(let path, _, let expected):
            "请换用户运行，或执行 `chown \(expected) \(path)`"
        case .wrongMode(let path, _, let expected): "请执行 `chmod \(octal(expected)) \(path)`"
        case .wrongType: "请把它移走"
        case .system(_, let path, let number):
            switch number {
            case ENOENT, ENOTDIR: "请先建立文件所在的目录，或另给路径"
            case EACCES, EPERM, EROFS: "请查看目录权限，或另给路径"
            case EISDIR: "\(path) 是目录；请给出文件名"
            default: "请检查磁盘及其剩余空间"
            }
        case .notReplaceable: "请另给路径"
        case .tooLong: "请使用正确的文件"
        }
    }

    private func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
