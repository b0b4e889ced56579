// Why an archive could not be written.

/// Trouble with an entry, or with the file the archive goes to.
package enum ZipArchiveError: Error, Equatable, CustomStringConvertible {
    /// A name that could leave the folder it is unpacked in, or cannot be a file's.
    case unsafeName(String)
    /// A name over ``ZipLimit/nameBytes``.
    case longName(String, byteCount: Int)
    /// A name the archive already holds.
    case duplicateName(String)
    /// An entry over ``ZipLimit/entryBytes``.
    case largeEntry(String, byteCount: Int)
    /// A time ZIP cannot hold.
    case timestamp(secondsSince1970: Int64)
    /// The closure could not write; it throws this itself, with the errno it met.
    case write(errno: Int32)
    /// The archive was finished, or a write failed: nothing more can follow.
    case closed

    package var description: String { english }

    /// Found, expected, and what to do, in English.
    package var english: String {
        switch self {
        case .unsafeName(let name):
            """
            '\(name.visible)' cannot name a file in an archive; use a relative path with '/', \
            without '..', '\\', a drive or control characters
            """
        case .longName(let name, let byteCount):
            """
            the name '\(name.visible)' has \(byteCount) bytes; an archive takes \
            \(ZipLimit.nameBytes); shorten it
            """
        case .duplicateName(let name):
            "'\(name.visible)' is in the archive already; give each file its own name"
        case .largeEntry(let name, let byteCount):
            """
            '\(name.visible)' has \(byteCount) bytes; one file may have \(ZipLimit.entryBytes); \
            split it
            """
        case .timestamp(let seconds):
            """
            the time \(seconds) cannot be kept in a ZIP, which knows 1980 to 2107; check this \
            machine's clock
            """
        case .write(let errno):
            "the archive could not be written (error \(errno)); check the disk and its free space"
        case .closed:
            "the archive is closed; write it anew"
        }
    }

    /// Found, expected, and what to do, in Chinese.
    package var chinese: String {
        switch self {
        case .unsafeName(let name):
            "“\(name.visible)”不能作为压缩包内的文件名;请用以“/”分隔的相对路径,不含“..”、“\\”、盘符或控制字符"
        case .longName(let name, let byteCount):
            "文件名“\(name.visible)”有 \(byteCount) 字节,最多 \(ZipLimit.nameBytes);请缩短"
        case .duplicateName(let name):
            "压缩包中已有“\(name.visible)”;请为每个文件使用不同的名称"
        case .largeEntry(let name, let byteCount):
            "“\(name.visible)”有 \(byteCount) 字节,单个文件最多 \(ZipLimit.entryBytes);请拆分"
        case .timestamp(let seconds):
            "ZIP 只能保存 1980 到 2107 年的时间,收到 \(seconds);请检查本机时钟"
        case .write(let errno):
            "无法写入压缩包(错误 \(errno));请检查磁盘及剩余空间"
        case .closed:
            "压缩包已关闭;请重新生成"
        }
    }
}

extension String {
    /// Short enough for a line and without characters that would upset a terminal.
    fileprivate var visible: String {
        String(String.UnicodeScalarView(prefix(80).unicodeScalars.map(\.orQuestionMark)))
    }
}

extension Unicode.Scalar {
    fileprivate var orQuestionMark: Unicode.Scalar { isUnfitForNames ? "?" : self }

    /// Controls, and characters that change how their neighbours show.
    var isUnfitForNames: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}
