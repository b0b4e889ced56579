// The issuer's secrets on disk: a folder 0700 with one file 0600 for each key.
// Tests: Tests/PassIssueTests/KeyRingTests.swift.
package import PassCrypto
package import PassFormat
package import PrivateFiles

/// The issuer's keys.
package struct KeyRing: Sendable {
    /// Roots by epoch, the current one the highest.
    private let roots: [UInt8: RootKey]
    /// Ed25519: signs bundles and enrolments.
    package let signing: SigningKey
    /// X25519: agrees on journal keys.
    package let agreement: AgreementKey
    /// What the registry's seals and look-up hashes are derived from.
    package let dataKey: SecretBytes

    /// Makes a key ring with epoch 1.
    ///
    /// - Parameters:
    ///   - path: a folder that does not exist, or holds no key ring.
    ///   - random: where the keys come from.
    /// - Throws: `KeyRingError.exists`, `.files`, `.crypto`.
    package static func make(at path: String, random: RandomSource) throws(KeyRingError) -> KeyRing
    {
        do {
            let folder = try PrivateFolder(making: path)
            for name in KeyFile.allNames where folder.has(name) {
                throw KeyRingError.exists(path: path)
            }
            for role in [KeyFile.Role.root, .signing, .agreement, .data] {
                let secret = try random.secret()
                try KeyFile.write(secret, role: role, epoch: role == .root ? 1 : 0, to: folder)
            }
        } catch { throw KeyRingError(wrapping: error) }
        return try open(at: path)
    }

    /// Opens a key ring after its owner and modes were found right.
    ///
    /// - Throws: `KeyRingError`.
    package static func open(at path: String) throws(KeyRingError) -> KeyRing {
        do {
            let folder = try PrivateFolder(opening: path)
            var roots: [UInt8: RootKey] = [:]
            for epoch in UInt8(1)...255 where folder.has(KeyFile.name(.root, epoch: epoch)) {
                let secret = try KeyFile.read(.root, epoch: epoch, from: folder)
                roots[epoch] = try RootKey(secret)
            }
            guard !roots.isEmpty else { throw KeyRingError.missing(KeyFile.name(.root, epoch: 1)) }
            return KeyRing(
                roots: roots,
                signing: try SigningKey(seed: KeyFile.read(.signing, epoch: 0, from: folder)),
                agreement: try AgreementKey(
                    secret: KeyFile.read(.agreement, epoch: 0, from: folder)),
                dataKey: try KeyFile.read(.data, epoch: 0, from: folder))
        } catch { throw KeyRingError(wrapping: error) }
    }

    /// Adds the root of a further epoch; it counts from the next opening of the ring.
    ///
    /// It stands whole or not at all, and takes the place of nothing.
    ///
    /// - Parameters:
    ///   - epoch: a number that no epoch ever had.
    ///   - path: this ring's folder.
    /// - Throws: `KeyRingError.epochThere` where another program has just made it.
    package func add(
        epoch: UInt8, at path: String, random: RandomSource
    ) throws(KeyRingError) {
        do {
            let folder = try PrivateFolder(opening: path)
            try folder.lock()
            defer { folder.unlock() }
            guard !folder.has(KeyFile.name(.root, epoch: epoch)) else {
                throw KeyRingError.epochThere(epoch)
            }
            try KeyFile.write(try random.secret(), role: .root, epoch: epoch, to: folder)
        } catch { throw KeyRingError(wrapping: error) }
    }

    private init(
        roots: [UInt8: RootKey], signing: SigningKey, agreement: AgreementKey, dataKey: SecretBytes
    ) {
        self.roots = roots
        self.signing = signing
        self.agreement = agreement
        self.dataKey = dataKey
    }

    /// The epochs there are, ascending.
    package var epochs: [UInt8] { roots.keys.sorted() }

    /// The epoch that new passes are sealed in.
    package var currentEpoch: UInt8 { roots.keys.max() ?? 0 }

    /// The MAC key of an epoch and group; nil for an epoch that is not here.
    package func groupKey(_ keyID: KeyID) -> GroupKey? {
        roots[keyID.epoch]?.groupKey(keyID: keyID.bytes)
    }

    /// The live key of an epoch and group; nil for an epoch that is not here.
    package func liveKey(_ keyID: KeyID) -> LiveKey? {
        roots[keyID.epoch]?.liveKey(keyID: keyID.bytes)
    }

    /// The key that one gate's look-up records are hashed under.
    ///
    /// - Throws: `CryptoError`.
    package func lookupKey(gate: UInt16) throws(CryptoError) -> LookupKey {
        try LookupKey(
            deriveKey(
                from: dataKey, purpose: "gatepass/1 look-up", context: bigEndianBytes(gate)))
    }
}

/// Why a key ring cannot be used.
///
/// No text holds a key.
package enum KeyRingError: Error, Equatable, Sendable {
    case exists(path: String)
    case missing(String)
    case damaged(String)
    /// A root of this number was made since the ring was opened.
    case epochThere(UInt8)
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
        case .files(let error): error.chineseText
        case .crypto(let error): "密钥运算失败：\(error.description)"
        }
    }
}
