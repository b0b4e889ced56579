// A key ring under a passphrase: what opens it, what does not, and what a crash on the way leaves.
import Foundation
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport
import Testing

@Suite struct `A sealed key ring` {
    private let folder: TestFolder
    private let path: String
    private let file: String
    /// Quick, but for the costs that a file may name.
    private let cost: ScryptCost
    private static let typed = "correct horse battery"
    private static let plainNames = [
        "data.key", "epoch-1.key", "issuer-ed25519.key", "issuer-x25519.key",
    ]

    init() throws {
        folder = try TestFolder()
        path = folder.path + "/keys"
        file = path + "/sealed.ring"
        cost = try ScryptCost(log2N: 4, r: 8, p: 1)
        _ = try KeyRing.make(at: path, random: .fixed(seed: 1))
    }

    private static func passphrase(_ text: String = typed) throws(KeyRingError) -> Passphrase {
        var bytes = Array(text.utf8)
        return try Passphrase(wiping: &bytes)
    }

    private func seal() throws {
        #expect(
            try KeyRing.seal(
                at: path, under: Self.passphrase(), cost: cost, random: .fixed(seed: 2)) == 4)
    }

    private func open(_ text: String = typed) throws(KeyRingError) -> KeyRing {
        try KeyRing.open(at: path) { () throws(KeyRingError) in try Self.passphrase(text) }
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Whether both derive the same key of an epoch.
    private func agree(_ one: KeyRing, _ other: KeyRing, epoch: UInt8 = 1) -> Bool {
        let keyID = KeyID(epoch: epoch, group: 7)
        return one.groupKey(keyID)?.secret.withBytes { bytes in
            other.groupKey(keyID)?.secret.withBytes { equalInConstantTime(bytes, $0) }
        } == true
    }

    @Test func `opens with its passphrase as the ring it was, in one file of its owner alone`()
        throws
    {
        let plain = try KeyRing.open(at: path, passphrase: nil)
        #expect(!plain.isSealed)
        try seal()
        #expect(try KeyRing.isSealed(at: path))
        #expect(try names() == ["sealed.ring"])
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let opened = try open(Self.typed + "\r\n")
        #expect(opened.isSealed)
        #expect(agree(plain, opened))
        #expect(plain.signing.verifyingKey == opened.signing.verifyingKey)
        #expect(plain.agreement.publicKey == opened.agreement.publicKey)
        let sameData = plain.dataKey.withBytes { one in
            opened.dataKey.withBytes { equalInConstantTime(one, $0) }
        }
        #expect(sameData)
    }

    @Test func `shows nothing of its keys`() throws {
        let secrets = try Self.plainNames.map { name in
            try Data(contentsOf: URL(filePath: "\(path)/\(name)"))[16..<48]
        }
        try seal()
        let sealed = try Data(contentsOf: URL(filePath: file))
        #expect(sealed.count == 48 + 12 + 4 * 64 + 16)
        for secret in secrets { #expect(sealed.range(of: secret) == nil) }
        #expect(sealed.range(of: Data(Self.typed.utf8)) == nil)
    }

    @Test func `does not open with another passphrase, without one, or with a short one`() throws {
        try seal()
        let ring = path
        #expect(throws: KeyRingError.wrongPassphrase) { _ = try open("wrong horse battery") }
        #expect(throws: KeyRingError.wrongPassphrase) { _ = try open(Self.typed + " ") }
        #expect(throws: KeyRingError.sealed(path: ring)) {
            _ = try KeyRing.open(at: ring, passphrase: nil)
        }
        #expect(throws: KeyRingError.passphraseTooShort(characters: 11)) {
            _ = try open("elevenchars\n")
        }
        #expect(throws: KeyRingError.passphraseTooShort(characters: 11)) {
            _ = try Self.passphrase("十一个汉字不足以成口令")
        }
        _ = try Self.passphrase("十二个汉字已经可以成口令")
        var random: [UInt8] = Array(repeating: 0xFF, count: 12)
        _ = try Passphrase(wiping: &random)
        #expect(random.allSatisfy { $0 == 0 })
    }

    @Test func `does not open with any byte of it changed, cut or added`() throws {
        try seal()
        let whole = try Data(contentsOf: URL(filePath: file))
        for place in whole.indices {
            var bytes = whole
            bytes[place] ^= 0x40
            try bytes.write(to: URL(filePath: file))
            let error = #expect(throws: KeyRingError.self, "byte \(place)") { _ = try open() }
            let expected: [KeyRingError] = [.wrongPassphrase, .damaged("sealed.ring")]
            #expect(error.map(expected.contains) == true, "byte \(place)")
        }
        for bytes in [
            Data(), whole.prefix(47), whole.prefix(48), whole.prefix(75), whole.dropLast(),
            whole + [0],
        ] {
            try bytes.write(to: URL(filePath: file))
            #expect(throws: KeyRingError.self, "\(bytes.count) bytes") { _ = try open() }
        }
        try Data(repeating: 1, count: 20_000).write(to: URL(filePath: file))
        let error = #expect(throws: KeyRingError.self) { _ = try open() }
        guard case .files(.tooLong) = error else {
            Issue.record("a long file was read: \(String(describing: error))")
            return
        }
    }

    @Test func `is sealed once, and its seal opened once`() throws {
        let ring = path
        let plain = try KeyRing.open(at: path, passphrase: nil)
        #expect(throws: KeyRingError.notSealed(path: ring)) { _ = try plain.unseal(at: ring) }
        try seal()
        #expect(throws: KeyRingError.alreadySealed(path: ring)) { try seal() }
        #expect(throws: KeyRingError.exists(path: ring)) {
            _ = try KeyRing.make(at: ring, random: .fixed(seed: 3))
        }
        let sealed = try open()
        #expect(try sealed.unseal(at: path) == 4)
        #expect(try names() == Self.plainNames)
        #expect(agree(plain, try KeyRing.open(at: path, passphrase: nil)))
        #expect(throws: KeyRingError.changedMeanwhile) { _ = try sealed.unseal(at: ring) }
    }

    @Test func `takes further epochs under the same seal with another nonce`() throws {
        try seal()
        let before = try Data(contentsOf: URL(filePath: file))
        let ring = try open()
        try ring.add(epoch: 2, at: path, random: .fixed(seed: 4))
        let after = try Data(contentsOf: URL(filePath: file))
        #expect(after.prefix(48) == before.prefix(48))
        #expect(after[48..<60] != before[48..<60])
        #expect(after.count == before.count + 64)
        #expect(try names() == ["sealed.ring"])
        let opened = try open()
        #expect(opened.epochs == [1, 2])
        #expect(opened.currentEpoch == 2)
        #expect(agree(ring, opened))
        #expect(throws: KeyRingError.epochThere(2)) {
            try ring.add(epoch: 2, at: path, random: .fixed(seed: 5))
        }
        #expect(agree(opened, try open(), epoch: 2))
    }

    @Test func `sealed or opened by another program meanwhile takes no epoch of this one`() throws {
        let plain = try KeyRing.open(at: path, passphrase: nil)
        try seal()
        #expect(throws: KeyRingError.changedMeanwhile) {
            try plain.add(epoch: 2, at: path, random: .fixed(seed: 4))
        }
        let sealed = try open()
        _ = try sealed.unseal(at: path)
        #expect(throws: KeyRingError.changedMeanwhile) {
            try sealed.add(epoch: 2, at: path, random: .fixed(seed: 4))
        }
        _ = try KeyRing.seal(
            at: path, under: Self.passphrase(), cost: cost, random: .fixed(seed: 6))
        #expect(throws: KeyRingError.changedMeanwhile) {
            try sealed.add(epoch: 2, at: path, random: .fixed(seed: 4))
        }
        #expect(try open().epochs == [1])
    }
}

extension `A sealed key ring` {
    /// What a power cut leaves at each step of sealing, and of opening the seal.
    @Test(arguments: 0...4)
    func `wipes what a crash has left in the clear, as soon as it is opened`(left: Int) throws {
        let files = FileManager.default
        let aside = folder.path + "/aside"
        let plain = try KeyRing.open(at: path, passphrase: nil)
        try files.copyItem(atPath: path, toPath: aside)
        try seal()
        for name in Self.plainNames.prefix(left) {
            try files.copyItem(atPath: "\(aside)/\(name)", toPath: "\(path)/\(name)")
        }
        if left > 0 {
            // The last one was being wiped.
            try Data(repeating: 0, count: 64).write(
                to: URL(filePath: "\(path)/\(Self.plainNames[left - 1])"))
        }
        #expect(throws: KeyRingError.self) {
            _ = try KeyRing.open(at: path, passphrase: nil)
        }
        #expect(agree(plain, try open()))
        #expect(try names() == ["sealed.ring"])
    }

    @Test(arguments: [0, 30, 64])
    func `wipes a key that a crash has left half written while the seal was opened`(
        bytes: Int
    ) throws {
        let plain = try KeyRing.open(at: path, passphrase: nil)
        let key = try Data(contentsOf: URL(filePath: "\(path)/epoch-1.key"))
        try seal()
        let half = "\(path)/epoch-1.key.part"
        try key.prefix(bytes).write(to: URL(filePath: half))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: half)
        #expect(agree(plain, try open()))
        #expect(try names() == ["sealed.ring"])
    }

    @Test func `half written beside the plain files leaves these as they were`() throws {
        let plain = try KeyRing.open(at: path, passphrase: nil)
        try Data("GPRING1\n".utf8).write(to: URL(filePath: file + ".part"))
        #expect(agree(plain, try KeyRing.open(at: path, passphrase: nil)))
        try seal()
        #expect(agree(plain, try open()))
        #expect(try names() == ["sealed.ring"])
    }

    @Test func `wipes no plain key that it does not hold, which may be the only copy`() throws {
        try seal()
        let other = folder.path + "/other"
        _ = try KeyRing.make(at: other, random: .fixed(seed: 9))
        let stray = "\(path)/epoch-1.key"
        try FileManager.default.copyItem(atPath: "\(other)/epoch-1.key", toPath: stray)
        #expect(throws: KeyRingError.stray("epoch-1.key")) { _ = try open() }
        #expect(FileManager.default.fileExists(atPath: stray))
        try FileManager.default.removeItem(atPath: stray)
        _ = try open()
    }
}

extension `Key ring` {
    @Test func `takes a further epoch once, and opens also where an earlier one is gone`() throws {
        let folder = try TestFolder()
        let path = folder.path + "/keys"
        let ring = try KeyRing.make(at: path, random: .fixed(seed: 1))
        try ring.add(epoch: 2, at: path, random: .fixed(seed: 2))
        try ring.add(epoch: 4, at: path, random: .fixed(seed: 3))
        #expect(throws: KeyRingError.epochThere(2)) {
            try ring.add(epoch: 2, at: path, random: .fixed(seed: 4))
        }
        let opened = try KeyRing.open(at: path, passphrase: nil)
        #expect(opened.epochs == [1, 2, 4])
        #expect(opened.currentEpoch == 4)
        try FileManager.default.removeItem(atPath: path + "/epoch-1.key")
        #expect(try KeyRing.open(at: path, passphrase: nil).epochs == [2, 4])
    }
}
