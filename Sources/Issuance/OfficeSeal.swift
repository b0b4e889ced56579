// The key ring under a passphrase: where the passphrase is read, sealing, and opening the seal.
import PassCrypto
import PassIssue
import PrivateFiles
import Registry

/// Where the passphrase of a sealed key ring lies; it is read only when the ring is sealed.
package enum PassphrasePlace: Sendable, Equatable {
    /// A file of its own, which only the one who runs the program may read.
    case file(String)
    /// A credential of systemd, by its name, and the folder that it gave for them.
    case credential(name: String, folder: String?)

    func read() throws(KeyRingError) -> Passphrase {
        var bytes: [UInt8]
        switch self {
        case .file(let path):
            guard let found = try Self.bytes(path, .user) else { throw .noPassphraseFile(path) }
            bytes = found
        case .credential(let name, let folder):
            guard !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: "/")),
                let folder, let found = try Self.bytes("\(folder)/\(name)", .systemd)
            else { throw .noCredential(name) }
            bytes = found
        }
        return try Passphrase(wiping: &bytes)
    }

    private static func bytes(
        _ path: String, _ origin: SecretFileOrigin
    ) throws(KeyRingError) -> [UInt8]? {
        do throws(PrivateFileError) {
            return try readSecretFile(path, from: origin, limitBytes: Passphrase.mostBytes)
        } catch { throw .files(error) }
    }
}

/// What sealing, or opening the seal, left.
package struct KeySealReport: Sendable, Encodable {
    /// Whether the ring is sealed now.
    package let sealed: Bool
    package let keys: Int
}

extension OfficeFolders {
    /// The key ring, opened with its passphrase where it is sealed.
    func openRing() throws(KeyRingError) -> KeyRing {
        guard let passphrase else { return try KeyRing.open(at: keys, passphrase: nil) }
        return try KeyRing.open(at: keys) { () throws(KeyRingError) in try passphrase.read() }
    }
}

extension Office {
    /// Seals the key ring of an office under the passphrase that its folders name.
    ///
    /// - Throws: `OfficeError` where the ring is sealed already, or the passphrase is not to be had
    ///   or too short; nothing is changed then.
    package static func sealKeys(
        _ folders: OfficeFolders, setting: OfficeSetting
    ) throws(OfficeError) -> KeySealReport {
        let passphrase: Passphrase?
        do throws(KeyRingError) {
            guard try !KeyRing.isSealed(at: folders.keys) else {
                throw .alreadySealed(path: folders.keys)
            }
            passphrase = try folders.passphrase?.read()
        } catch {
            // Here the passphrase is what the person gives, not what the office lives on.
            var refusal = OfficeError(error)
            if case .noPassphraseFile = error { refusal.fault = .refused }
            throw refusal
        }
        guard let passphrase else {
            throw OfficeError(
                "请用 --passphrase-file 或 --systemd-credential 说明口令所在",
                "say where the passphrase is: --passphrase-file or --systemd-credential")
        }
        let office = try Office.open(folders, setting: setting)
        return try office.changing { act in
            try office.changeRing(.sealing, act) {
                let count = try KeyRing.seal(
                    at: folders.keys, under: passphrase, cost: .keyRing, random: setting.random)
                return KeySealReport(sealed: true, keys: count)
            } record: {
                try office.registry.record(.sealed, act: act)
            }
        }
    }

    /// Puts the plain key files back in place of the sealed one.
    ///
    /// - Throws: `OfficeError` where the ring is not sealed.
    package func unsealKeys() throws(OfficeError) -> KeySealReport {
        try changing { act in
            guard ring.isSealed else { throw KeyRingError.notSealed(path: folders.keys) }
            return try changeRing(.unsealing, act) {
                KeySealReport(sealed: false, keys: try ring.unseal(at: folders.keys))
            } record: {
                try registry.record(.unsealed, act: act)
            }
        }
    }

    /// Changes the key ring's files between two rows of the audit: that of the intention, without
    /// which nothing is touched, and that of the deed.
    ///
    /// - Throws: what `files` throws; an `OfficeError` that says that the ring did change where
    ///   `record` fails, whose own error would say that nothing was changed.
    func changeRing<Value>(
        _ intention: KeyRingChange, _ act: Act, files: () throws -> Value, record: () throws -> Void
    ) throws -> Value {
        try registry.record(intention, act: act)
        let value = try files()
        do { try record() } catch {
            let row = "keys.\(intention.rawValue)"
            throw OfficeError(
                "密钥环已经改动，但审计只记下了意图（\(row)），没有记下完成；请检查 \(folders.data) 的磁盘"
                    + "空间和权限，用 `gatepass key list` 看清现状，再决定是否重复此命令",
                "the key ring did change, but the audit has only the intention (\(row)), not that"
                    + " it is done; check the disk's space and the permissions of \(folders.data),"
                    + " and see how it stands by `gatepass key list` before you repeat this",
                exitCode: 3)
        }
        return value
    }
}
