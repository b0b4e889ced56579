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
            if case .noPassphraseFile = error { refusal.exitCode = 2 }
            throw refusal
        }
        guard let passphrase else {
            throw OfficeError(
                "请用 --passphrase-file 或 --systemd-credential 说明口令所在",
                "say where the passphrase is: --passphrase-file or --systemd-credential")
        }
        let office = try Office.open(folders, setting: setting)
        return try office.changing { act in
            let count = try KeyRing.seal(
                at: folders.keys, under: passphrase, cost: .keyRing, random: setting.random)
            try office.registry.record(.sealed, act: act)
            return KeySealReport(sealed: true, keys: count)
        }
    }

    /// Puts the plain key files back in place of the sealed one.
    ///
    /// - Throws: `OfficeError` where the ring is not sealed.
    package func unsealKeys() throws(OfficeError) -> KeySealReport {
        try changing { act in
            let count = try ring.unseal(at: folders.keys)
            try registry.record(.unsealed, act: act)
            return KeySealReport(sealed: false, keys: count)
        }
    }
}
