// Why a journal's file is not taken at all. Nothing in it was used then.
package import PassFormat
package import PrivateFiles

/// A refused file.
package enum JournalFileFault: Error, Sendable, Equatable {
    case files(PrivateFileError)
    /// It does not begin as one.
    case notAJournal
    case tooLong(foundBytes: Int, limitBytes: Int)
    case badHead
    /// It ends before all that its head says is there; `row` counts from 1 within the file.
    case torn(row: UInt64, of: UInt64)
    /// Something follows the signature.
    case leftOver(bytes: Int)
    /// A row of no bytes, or of more than a row can have; counts from 1 within the file.
    case badLength(row: UInt64, foundBytes: Int)
    case tooManyRows(found: UInt64, limit: UInt64)
    case badSignature
    /// It was written to while it was being read.
    case changedWhileRead

    /// Whether the machine is at fault, not the file.
    package var isOfTheMachine: Bool {
        if case .files = self { true } else { false }
    }

    /// What was found and what to do.
    package var text: BilingualText { BilingualText(chinese, english) }

    private static let again = BilingualText("请重新拷贝，或在该门重新导出", "copy it again, or export it anew")

    private var chinese: String {
        let again = Self.again.chinese
        switch self {
        case .files(let error): return error.chineseText
        case .notAJournal: return "这不是通行记录文件；请使用 `gate journal export` 生成的文件"
        case .tooLong(let found, let limit):
            return "文件有 \(found) 字节，超过上限 \(limit)；请用 `gate journal export --from N` 分段导出"
        case .badHead: return "文件开头无法读懂；\(again)，或更新本程序"
        case .torn(let row, let count):
            return "文件不完整：应有 \(count) 行，在第 \(row) 行处中断；\(again)"
        case .leftOver(let count): return "文件末尾多出 \(count) 字节；\(again)"
        case .badLength(let row, let found):
            return "文件中第 \(row) 行长度为 \(found) 字节，应为 1 到 "
                + "\(JournalFileForm.largestRowBytes)；\(again)"
        case .tooManyRows(let found, let limit):
            return "文件有 \(found) 行，超过上限 \(limit)；请用 `gate journal export --from N` 分段导出"
        case .badSignature:
            return "签名不对：文件被改动过，或出自另一台设备；\(again)，并核对来源"
        case .changedWhileRead: return "文件在读取时被改动；请拷贝到本机后再试"
        }
    }

    private var english: String {
        let again = Self.again.english
        switch self {
        case .files(let error): return error.description
        case .notAJournal:
            return "this is no journal's file; give one made by `gate journal export`"
        case .tooLong(let found, let limit):
            return "the file has \(found) bytes, over the limit of \(limit); "
                + "export it in parts with `gate journal export --from N`"
        case .badHead: return "the file's head cannot be read; \(again), or update this program"
        case .torn(let row, let count):
            return
                "the file is torn: \(count) rows expected, it ends at row \(row) of them; \(again)"
        case .leftOver(let count): return "\(count) bytes too many at the file's end; \(again)"
        case .badLength(let row, let found):
            return "row \(row) of the file has \(found) bytes, where 1 to "
                + "\(JournalFileForm.largestRowBytes) are expected; \(again)"
        case .tooManyRows(let found, let limit):
            return "the file has \(found) rows, over the limit of \(limit); "
                + "export it in parts with `gate journal export --from N`"
        case .badSignature:
            return "the signature is wrong: the file was changed, or another device wrote it; "
                + "\(again), and check where it came from"
        case .changedWhileRead:
            return "the file changed while it was read; copy it to this machine and try again"
        }
    }
}
