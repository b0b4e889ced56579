// What can be wrong with a key ring, in both languages.
package import PassCrypto
package import PrivateFiles

/// Why a key ring cannot be used.
///
/// No text holds a key.
package enum KeyRingError: Error, Equatable, Sendable {
    case exists(path: String)
    case missing(String)
    case damaged(String)
    /// A root of this number was made since the ring was opened.
    case epochThere(UInt8)
    /// The ring is sealed, and nobody said where its passphrase is.
    case sealed(path: String)
    case alreadySealed(path: String)
    case notSealed(path: String)
    /// The seal does not open; also where a byte of the file was changed.
    case wrongPassphrase
    case passphraseTooShort(characters: Int)
    case noPassphraseFile(String)
    /// A credential that the service manager did not pass on.
    case noCredential(String)
    /// Another program sealed the ring, or opened its seal, since it was opened here.
    case changedMeanwhile
    /// A plain key beside a sealed ring that does not hold it.
    case stray(String)
    case files(PrivateFileError)
    case crypto(CryptoError)

    init(wrapping error: any Error) {
        self =
            switch error {
            case let error as KeyRingError: error
            case let error as PrivateFileError: .files(error)
            case let error as CryptoError: .crypto(error)
            default: .damaged(String(describing: type(of: error)))
            }
    }
}

extension KeyRingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exists(let path):
            "there is a key ring in \(path) already; it is never overwritten, give another folder"
        case .missing(let name):
            "the key ring has no \(name); restore the folder from its copy, or check `keys.path`"
        case .damaged(let name): "\(name) is damaged; restore the key ring from its copy"
        case .epochThere(let epoch):
            "another program has just made epoch \(epoch); see `gatepass key list`, and repeat the"
                + " command if one more is wanted"
        case .sealed(let path):
            "the key ring in \(path) is sealed; say where its passphrase is: passphrase_file or"
                + " credential under [keys] in gatepass.toml, GATEPASS_KEYS_PASSPHRASE_FILE, or"
                + " --passphrase-file"
        case .alreadySealed(let path):
            "the key ring in \(path) is sealed already; for another passphrase, first"
                + " `gatepass key unseal`"
        case .notSealed(let path):
            "the key ring in \(path) is not sealed; `gatepass key seal` seals it"
        case .wrongPassphrase:
            "the passphrase does not open sealed.ring: it is another one, or the file was changed;"
                + " check the passphrase, else restore the key ring from its copy"
        case .passphraseTooShort(let count):
            "the passphrase has \(count) characters; at least \(Passphrase.fewestCharacters) are"
                + " needed, for instance five random words"
        case .noPassphraseFile(let path):
            "there is no passphrase file at \(path); check the path, or put the file there"
        case .noCredential(let name):
            "systemd has passed on no credential \(name); start gatepass from a unit, or with"
                + " `systemd-run --pipe --wait`, that has LoadCredential=\(name):FILE"
        case .changedMeanwhile:
            "another program has just sealed the key ring or opened its seal; repeat the command"
        case .stray(let name):
            "\(name) lies beside the sealed ring, which does not hold it; if it is wanted, put it"
                + " back into the copy it came from, and take it away from here"
        case .files(let error): error.description
        case .crypto(let error): error.description
        }
    }

    /// The same in Chinese.
    package var chineseText: String {
        switch self {
        case .exists(let path): "\(path) 里已有密钥环，绝不覆盖；请换一个目录"
        case .missing(let name): "密钥环里没有 \(name)；请用备份恢复，或核对 `keys.path`"
        case .damaged(let name): "\(name) 已损坏；请用备份恢复密钥环"
        case .epochThere(let epoch):
            "另一程序刚刚生成了第 \(epoch) 期密钥；请用 `gatepass key list` 查看，仍需再换一期时重复此命令"
        case .sealed(let path):
            "\(path) 的密钥环已加密封存；请说明口令所在：gatepass.toml 的 [keys] 中 passphrase_file 或"
                + " credential，或 GATEPASS_KEYS_PASSPHRASE_FILE，或 --passphrase-file"
        case .alreadySealed(let path):
            "\(path) 的密钥环早已封存；要换口令，请先 `gatepass key unseal`"
        case .notSealed(let path): "\(path) 的密钥环没有封存；可用 `gatepass key seal` 封存"
        case .wrongPassphrase:
            "口令打不开 sealed.ring：口令不对，或文件已被改动；请核对口令，否则用备份恢复密钥环"
        case .passphraseTooShort(let count):
            "口令只有 \(count) 个字符，至少应有 \(Passphrase.fewestCharacters) 个，例如五个随机词语"
        case .noPassphraseFile(let path): "\(path) 没有口令文件；请核对路径，或放好文件"
        case .noCredential(let name):
            "systemd 没有传来凭据 \(name)；请由写有 LoadCredential=\(name):文件 的服务单元"
                + "或 `systemd-run --pipe --wait` 启动 gatepass"
        case .changedMeanwhile: "另一程序刚刚封存或解封了密钥环；请重复此命令"
        case .stray(let name):
            "\(name) 与已封存的密钥环并存而不在其中；若仍需要，请放回它原来的副本，并从这里移走"
        case .files(let error): error.chineseText
        case .crypto(let error): "密钥运算失败：\(error.description)"
        }
    }
}
