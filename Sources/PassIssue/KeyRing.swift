// The issuer's secrets on disk: a folder 0700 with one file 0600 for each key.
// Tests: Tests/PassIssueTests/KeyRingTests.swift.
package import PassCrypto
package import PassFormat
import PrivateFiles

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

    /// The seal of the ring's file; nil for a ring that is not sealed.
    let ringSeal: RingSeal?

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
            for name in KeyFile.firstNames + [RingSeal.fileName] where folder.has(name) {
                throw KeyRingError.exists(path: path)
            }
            for role in [KeyFile.Role.root, .signing, .agreement, .data] {
                let epoch: UInt8 = role == .root ? 1 : 0
                let key = HeldKey(role: role, epoch: epoch, secret: try random.secret())
                try KeyFile.write(key, to: folder)
            }
        } catch { throw KeyRingError(wrapping: error) }
        return try open(at: path, passphrase: nil)
    }

    /// Opens a key ring after its owner and modes were found right.
    ///
    /// Where a crash left plain files beside a sealed ring, these are wiped.
    ///
    /// - Parameter passphrase: asked where the ring is sealed, which then takes 0.4 s; nil where
    ///   none is known.
    /// - Throws: `KeyRingError`, and what `passphrase` throws.
    package static func open(
        at path: String, passphrase: (() throws(KeyRingError) -> Passphrase)?
    ) throws(KeyRingError) -> KeyRing {
        do {
            let folder = try PrivateFolder(opening: path)
            // Sealing and opening the seal change several files: never half of them is read.
            try folder.lock()
            guard let file = try folder.read(RingSeal.fileName, limitBytes: RingSeal.limitBytes)
            else { return try KeyRing(KeyFile.readAll(from: folder), seal: nil) }
            folder.unlock()
            guard let passphrase else { throw KeyRingError.sealed(path: path) }
            let seal = try RingSeal(passphrase(), of: file)
            let keys = try seal.keys(in: file)
            try RingSeal.wipePlain(keys, in: folder)
            return try KeyRing(keys, seal: seal)
        } catch { throw KeyRingError(wrapping: error) }
    }

    private init(_ keys: [HeldKey], seal: RingSeal?) throws {
        func only(_ role: KeyFile.Role) throws(KeyRingError) -> SecretBytes {
            guard let key = keys.first(where: { $0.role == role }) else {
                throw .missing(KeyFile.name(role, epoch: role == .root ? 1 : 0))
            }
            return key.secret
        }
        _ = try only(.root)
        var roots: [UInt8: RootKey] = [:]
        for key in keys where key.role == .root { roots[key.epoch] = try RootKey(key.secret) }
        self.roots = roots
        signing = try SigningKey(seed: only(.signing))
        agreement = try AgreementKey(secret: only(.agreement))
        dataKey = try only(.data)
        ringSeal = seal
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
