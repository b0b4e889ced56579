// One error for all use cases: both languages, and whether the input or the machine is at fault.
import JournalFormat
import PassCheck
import PassCrypto
package import PassFormat
import PassIssue
import PrintSheet
import PrivateFiles
import QRCode
package import Registry
import RosterImport
import ZipArchive

/// Why a use case did nothing.
package struct OfficeError: Error, Sendable, Equatable {
    /// Of which kind a refusal is; each edge of the program has its own answer to each.
    package enum Fault: Sendable, Equatable {
        /// What was named is not there, or not for the one who asks.
        case unknown
        /// It stands against what is there already.
        case conflict
        /// The input or the state does not allow it.
        case refused
        /// Who asks may not do this.
        case forbidden
        /// Who asks is not known: no credentials, or wrong ones.
        case notSignedIn
        /// Too often, or too much at once; to be tried again after so many seconds.
        case tooMany(retryAfterSeconds: Int)
        /// The machine or the data folder is at fault.
        case machine
    }

    package var chinese: String
    package var english: String
    package var fault: Fault
    /// For programs: upper-case words with underscores, stable from release to release.
    package var code: String
    /// The member of the input that is at fault, where one is.
    package var field: String?
    /// The same for who asks over HTTP; nil where the text names no command.
    var textOverHTTP: BilingualText?
    /// When a conflict may be over by itself; nil where it is not.
    package internal(set) var retryAfterSeconds: Int?
    /// What is unknown, where that is it.
    package var named: Name?
    /// Faults of single members, where there are several.
    package var faults: [MemberFault] = []

    /// What is wrong with one member of the input.
    package struct MemberFault: Sendable, Equatable {
        package let field: String
        package let code: String
        package let text: BilingualText
    }

    /// A thing as a request named it.
    package struct Name: Sendable, Equatable {
        package let subject: RegistrySubject
        package let text: String
    }

    /// As it is told over HTTP.
    package var toldOverHTTP: BilingualText {
        textOverHTTP ?? BilingualText(chinese, english)
    }

    /// 2 where the input or the state does not allow it, 3 where the office cannot work.
    package var exitCode: Int32 { fault == .machine ? 3 : 2 }

    init(_ chinese: String, _ english: String, exitCode: Int32 = 2) {
        self.init(
            exitCode == 3 ? .machine : .refused, exitCode == 3 ? "CANNOT_WORK" : "REFUSED",
            chinese, english)
    }

    init(
        _ fault: Fault, _ code: String, field: String? = nil, _ chinese: String,
        _ english: String
    ) {
        self.fault = fault
        self.code = code
        self.field = field
        self.chinese = chinese
        self.english = english
    }

    init(_ error: any Error) {
        switch error {
        case let error as OfficeError: self = error
        case let error as RegistryError:
            self.init(
                error.fault, error.code, field: error.field, error.chinese, error.english)
            textOverHTTP = error.textOverHTTP
            if case .unknown(let subject, let text) = error {
                named = Name(subject: subject, text: text)
            }
        case let error as KeyRingError:
            self.init(error.chineseText, error.description, exitCode: error.isOfTheMachine ? 3 : 2)
        case let error as PrivateFileError:
            self.init(
                error.chineseText, error.description, exitCode: error.isOfTheMachine ? 3 : 2)
        case let error as SealError: self.init(error.chineseText, error.description)
        case let error as BundleError: self.init(error.chineseText, error.description)
        case let error as EnrolmentError: self.init(error.chineseText, error.description)
        case let error as JournalFileFault:
            self.init(
                error.text.chinese, error.text.english, exitCode: error.isOfTheMachine ? 3 : 2)
        case let error as MarkedSheetFault:
            self.init(error.text.zh, error.text.en, exitCode: error.isOfTheMachine ? 3 : 2)
        case let error as QRCodeError: self.init(error.chinese, error.english)
        case let error as PrintError:
            self.init(error.chinese, error.english, exitCode: error.isOfTheMachine ? 3 : 2)
        case let error as ZipArchiveError: self.init(error.chinese, error.english, exitCode: 3)
        case let error as CryptoError:
            self.init("密钥运算失败：\(error.description)", error.description, exitCode: 3)
        default:
            let name = String(describing: type(of: error))
            self.init("未曾料到的故障（\(name)），请报告", "unforeseen fault (\(name)); report it", exitCode: 3)
        }
    }
}

extension PrivateFileError {
    fileprivate var isOfTheMachine: Bool {
        switch self {
        case .notReplaceable: false
        case .noFolder, .symbolicLink, .wrongOwner, .wrongMode, .wrongType, .system, .tooLong: true
        }
    }
}

extension MarkedSheetFault {
    fileprivate var isOfTheMachine: Bool {
        switch self {
        case .noList, .unreadable: false
        case .unwritten: true
        }
    }
}

extension KeyRingError {
    fileprivate var isOfTheMachine: Bool {
        switch self {
        case .exists, .epochThere, .alreadySealed, .notSealed, .passphraseTooShort: false
        case .missing, .damaged, .sealed, .wrongPassphrase, .noPassphraseFile, .noCredential,
            .changedMeanwhile, .stray, .files, .crypto:
            true
        }
    }
}

/// Runs a use case's body and gives every error its two texts.
func office<Value>(_ body: () throws -> Value) throws(OfficeError) -> Value {
    do { return try body() } catch { throw OfficeError(error) }
}
