// The issuer's keys on disk: made once, opened only as they were left.
import Foundation
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport
import Testing

@Suite struct `Key ring` {
    private let folder: TestFolder
    private let path: String

    init() throws {
        folder = try TestFolder()
        path = folder.path + "/keys"
    }

    private func opened(_ path: String) throws(KeyRingError) -> KeyRing {
        try KeyRing.open(at: path, passphrase: nil)
    }

    @Test func `opens with the keys it was made with`() throws {
        let made = try KeyRing.make(at: path, random: .fixed(seed: 1))
        let opened = try self.opened(path)
        #expect(opened.epochs == [1])
        #expect(opened.currentEpoch == 1)
        #expect(made.signing.verifyingKey == opened.signing.verifyingKey)
        #expect(made.agreement.publicKey == opened.agreement.publicKey)
        let keyID = KeyID(epoch: 1, group: 7)
        let same = made.groupKey(keyID)?.secret.withBytes { one in
            opened.groupKey(keyID)?.secret.withBytes { equalInConstantTime(one, $0) }
        }
        #expect(same == true)
        #expect(opened.groupKey(KeyID(epoch: 2, group: 7)) == nil)
    }

    @Test func `is never overwritten`() throws {
        let path = path
        _ = try KeyRing.make(at: path, random: .fixed(seed: 1))
        #expect(throws: KeyRingError.exists(path: path)) {
            _ = try KeyRing.make(at: path, random: .fixed(seed: 2))
        }
    }

    @Test func `lies in files that only the owner reads`() throws {
        _ = try KeyRing.make(at: path, random: .fixed(seed: 1))
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(
            names.sorted() == [
                "data.key", "epoch-1.key", "issuer-ed25519.key", "issuer-x25519.key",
            ])
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test(arguments: ["data.key", "epoch-1.key", "issuer-ed25519.key", "issuer-x25519.key"])
    func `refuses a file that others may read, one that is gone, and one that is damaged`(
        name: String
    ) throws {
        let ring = path
        _ = try KeyRing.make(at: ring, random: .fixed(seed: 1))
        let file = "\(ring)/\(name)"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let error = #expect(throws: KeyRingError.self) { _ = try opened(ring) }
        #expect(error == .files(.wrongMode(file, found: 0o644, expected: 0o600)))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[20] ^= 1
        try bytes.write(to: URL(filePath: file))
        #expect(throws: KeyRingError.damaged(name)) { _ = try opened(ring) }
        try FileManager.default.removeItem(atPath: file)
        #expect(throws: KeyRingError.missing(name)) { _ = try opened(ring) }
    }

    @Test func `refuses a key of another epoch or role under a name that is not its own`() throws {
        let ring = path
        _ = try KeyRing.make(at: ring, random: .fixed(seed: 1))
        let files = FileManager.default
        try files.copyItem(atPath: "\(ring)/epoch-1.key", toPath: "\(ring)/epoch-2.key")
        #expect(throws: KeyRingError.damaged("epoch-2.key")) { _ = try opened(ring) }
        try files.removeItem(atPath: "\(ring)/epoch-2.key")
        try files.removeItem(atPath: "\(ring)/data.key")
        try files.copyItem(atPath: "\(ring)/issuer-x25519.key", toPath: "\(ring)/data.key")
        #expect(throws: KeyRingError.damaged("data.key")) { _ = try opened(ring) }
    }

    @Test func `names no key in any text`() throws {
        _ = try KeyRing.make(at: path, random: .fixed(seed: 1))
        let errors: [KeyRingError] = [
            .exists(path: "p"), .missing("data.key"), .damaged("data.key"),
            .crypto(.noRandomness), .epochThere(2), .sealed(path: "p"), .alreadySealed(path: "p"),
            .notSealed(path: "p"), .wrongPassphrase, .passphraseTooShort(characters: 3),
            .noPassphraseFile("p"), .noCredential("c"), .changedMeanwhile, .stray("data.key"),
        ]
        for error in errors {
            #expect(error.description.count > 20)
            #expect(error.chineseText.count > 8)
        }
    }
}
