// What can go wrong in a gate's folder. A refused code is no error: it is a verdict.
// Tests: Tests/GateStateTests.
package import PassCheck
package import PassCrypto

/// The gate's own trouble, or a document that it does not take.
package enum GateStateError: Error, Equatable, Sendable {
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
    /// A file is longer than anything of ours.
    case tooLong(String, limitBytes: Int)
    /// The gate's file does not hold what it should.
    case damaged(String)
    /// The folder belongs to no gate yet.
    case notEnrolled
    /// The folder belongs to a gate already.
    case alreadyEnrolled(gate: UInt16)
    /// There is no open request that an answer could be for.
    case noRequest
    /// An enrolment document is refused.
    case enrolment(EnrolmentError)
    /// No record could be written or read, so nothing is admitted; says why.
    case journalFailed(String)
    /// A row of the journal is not one of ours.
    case rowUnreadable(UInt64)
    /// Another program of this gate held the journal for too long.
    case journalBusy(waitedSeconds: Int)
    /// A cryptographic operation failed.
    case crypto(CryptoError)
}

/// What a path should be.
package enum FileType: String, Sendable {
    case folder, file
}

extension GateStateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noFolder(let path):
            "there is no gate folder at \(path); make one with `gate enrol --request FILE`"
        case .symbolicLink(let path):
            "\(path) is a symbolic link, which could lead anywhere; put the real one there"
        case .wrongOwner(let path, let found, let expected):
            "\(path) belongs to user \(found), not to user \(expected) who runs this; "
                + "run as that user, or `chown \(expected) \(path)`"
        case .wrongMode(let path, let found, let expected):
            "\(path) has mode \(octal(found)), others could use it; `chmod \(octal(expected)) \(path)`"
        case .wrongType(let path, let expected):
            "\(path) is no \(expected.rawValue); move it away"
        case .system(let operation, let path, let number):
            "\(operation) \(path): \(systemText(number)); check the disk and its space"
        case .tooLong(let path, let limit):
            "\(path) is over \(limit) bytes, more than any file of this kind; give the right file"
        case .damaged(let name):
            "\(name) is damaged; enrol the gate again with `gate enrol --request FILE`"
        case .notEnrolled:
            "this folder is enrolled at no gate; "
                + "`gate enrol --request FILE`, then `gate enrol --accept FILE`"
        case .alreadyEnrolled(let gate):
            "this folder is enrolled as gate \(gate) already; "
                + "--replace starts anew and keeps the old journal"
        case .noRequest:
            "no request is open here; make one with `gate enrol --request FILE`"
        case .enrolment(let error): error.description
        case .journalFailed(let reason):
            "no record could be written (\(reason)), so nothing is admitted; "
                + "check the disk with `gate doctor`"
        case .rowUnreadable(let number):
            "row \(number) of the journal does not read; run `gate journal verify`"
        case .journalBusy(let seconds):
            "another program held the journal for \(seconds) s; end it, then try again"
        case .crypto(let error): error.description
        }
    }

    /// The same in Chinese.
    package var chineseText: String {
        switch self {
        case .noFolder(let path):
            "\(path) 没有门岗数据目录；请先运行 `gate enrol --request 文件`"
        case .symbolicLink(let path): "\(path) 是符号链接，可能指向别处；请放置真实的文件或目录"
        case .wrongOwner(let path, let found, let expected):
            "\(path) 属于用户 \(found)，而运行者是用户 \(expected)；"
                + "请换用户运行，或执行 `chown \(expected) \(path)`"
        case .wrongMode(let path, let found, let expected):
            "\(path) 的权限为 \(octal(found))，他人可用；请执行 `chmod \(octal(expected)) \(path)`"
        case .wrongType(let path, let expected):
            switch expected {
            case .folder: "\(path) 不是目录；请把它移走"
            case .file: "\(path) 不是普通文件；请把它移走"
            }
        case .system(let operation, let path, let number):
            "\(operation) \(path) 失败：\(systemText(number))；请检查磁盘及其剩余空间"
        case .tooLong(let path, let limit):
            "\(path) 超过 \(limit) 字节，不是这类文件；请使用正确的文件"
        case .damaged(let name): "\(name) 已损坏；请用 `gate enrol --request 文件` 重新登记"
        case .notEnrolled:
            "该目录尚未登记为门岗；请先 `gate enrol --request 文件`，再 `gate enrol --accept 文件`"
        case .alreadyEnrolled(let gate):
            "该目录已登记为 \(gate) 号门；加 --replace 可重新登记，旧记录会保留"
        case .noRequest: "没有待答复的申请；请先运行 `gate enrol --request 文件`"
        case .enrolment(let error): error.chineseText
        case .journalFailed(let reason):
            "无法写入通行记录（\(reason)），因此不予放行；请用 `gate doctor` 检查磁盘"
        case .rowUnreadable(let number):
            "通行记录第 \(number) 行无法读取；请运行 `gate journal verify`"
        case .journalBusy(let seconds):
            "另一程序占用通行记录已 \(seconds) 秒；请结束它后重试"
        case .crypto(let error): "密钥运算失败：\(error.description)"
        }
    }

    private func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
