// What can go wrong in a gate's folder. A refused code is no error: it is a verdict.
// Tests: Tests/GateStateTests.
package import JournalFormat
package import PassCheck
package import PassCrypto
package import PassFormat
package import PrivateFiles

/// The gate's own trouble, or a document that it does not take.
package enum GateStateError: Error, Equatable, Sendable {
    /// There is no folder at the path.
    case noFolder(String)
    /// A file or the folder is not safe to use, or the system refused.
    case files(PrivateFileError)
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
    /// A bundle is refused; the one in force stays.
    case bundle(BundleFault)
    /// No record could be written or read, so nothing is admitted; says why.
    case journalFailed(BilingualText)
    /// A row of the journal is not one of ours.
    case rowUnreadable(UInt64)
    /// Another program of this gate held the journal for too long.
    case journalBusy(waitedSeconds: Int)
    /// A journal's file cannot be read or written.
    case journalFile(JournalFileFault)
    /// Another gate's journal is not taken.
    case notHeard(HearingRefusal)
    /// A cryptographic operation failed.
    case crypto(CryptoError)
}

extension GateStateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noFolder(let path):
            "there is no gate folder at \(path); make one with `gate enrol --request FILE`"
        case .files(let error): error.description
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
        case .bundle(let fault): fault.english
        case .journalFailed(let reason):
            "no record could be written (\(reason.english)), so nothing is admitted; "
                + "check the disk's space and the folder's permissions"
        case .rowUnreadable(let number):
            "row \(number) of the journal does not read; run `gate journal verify`"
        case .journalBusy(let seconds):
            "another program held the journal for \(seconds) s; end it, then try again"
        case .journalFile(let fault): fault.text.english
        case .notHeard(let refusal): refusal.text.english
        case .crypto(let error): error.description
        }
    }

    /// The same in Chinese.
    package var chineseText: String {
        switch self {
        case .noFolder(let path):
            "\(path) 没有门岗数据目录；请先运行 `gate enrol --request 文件`"
        case .files(let error): error.chineseText
        case .damaged(let name): "\(name) 已损坏；请用 `gate enrol --request 文件` 重新登记"
        case .notEnrolled:
            "该目录尚未登记为门岗；请先 `gate enrol --request 文件`，再 `gate enrol --accept 文件`"
        case .alreadyEnrolled(let gate):
            "该目录已登记为 \(gate) 号门；加 --replace 可重新登记，旧记录会保留"
        case .noRequest: "没有待答复的申请；请先运行 `gate enrol --request 文件`"
        case .enrolment(let error): error.chineseText
        case .bundle(let fault): fault.chinese
        case .journalFailed(let reason):
            "无法写入通行记录（\(reason.chinese)），因此不予放行；请检查磁盘空间和目录权限"
        case .rowUnreadable(let number):
            "通行记录第 \(number) 行无法读取；请运行 `gate journal verify`"
        case .journalBusy(let seconds):
            "另一程序占用通行记录已 \(seconds) 秒；请结束它后重试"
        case .journalFile(let fault): fault.text.chinese
        case .notHeard(let refusal): refusal.text.chinese
        case .crypto(let error): "密钥运算失败：\(error.description)"
        }
    }
}

/// Calls on files, with their errors as the gate's own.
func files<Value: ~Copyable>(
    _ body: () throws(PrivateFileError) -> Value
) throws(GateStateError) -> Value {
    do throws(PrivateFileError) {
        return try body()
    } catch {
        if case .noFolder(let path) = error { throw .noFolder(path) }
        throw .files(error)
    }
}
