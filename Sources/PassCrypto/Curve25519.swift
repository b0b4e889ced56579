// Ed25519 signatures (RFC 8032) and X25519 agreement (RFC 7748) over libcrypto's EVP_PKEY.
internal import CLibcrypto

/// An Ed25519 private key.
package final class SigningKey: Sendable {
    private let pair: RawKeyPair

    /// - Throws: `CryptoError.wrongLength` unless the seed has 32 bytes.
    package init(seed: SecretBytes) throws(CryptoError) {
        pair = try RawKeyPair(kind: EVP_PKEY_ED25519, secret: seed)
    }

    /// The key that others verify with.
    package var verifyingKey: VerifyingKey { VerifyingKey(checked: pair.publicBytes) }

    /// Signs a purpose string followed by a message.
    ///
    /// - Returns: 64 bytes.
    /// - Throws: `CryptoError.library`.
    package func sign(_ purpose: StaticString, _ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        let signed = bytes(of: purpose) + message
        guard let context = unsafe EVP_MD_CTX_new() else { throw .library("EVP_MD_CTX_new") }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureBytes)
        var count = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, pair.key) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, signed, signed.count) == 1
        else { throw .library("EVP_DigestSign") }
        return signature
    }
}

/// An Ed25519 public key: 32 bytes.
package struct VerifyingKey: Sendable, Hashable {
    /// Bytes of a signature.
    package static let signatureBytes = 64

    package let bytes: [UInt8]

    fileprivate init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// - Throws: `CryptoError.wrongLength` unless there are 32 bytes.
    package init(_ bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count == 32 else {
            throw .wrongLength(of: "an Ed25519 key", expectedBytes: 32, foundBytes: bytes.count)
        }
        self.bytes = bytes
    }

    /// Whether `signature` is this key's over the purpose string followed by the message.
    package func verifies(
        _ signature: [UInt8], of purpose: StaticString, _ message: [UInt8]
    ) -> Bool {
        startLibrary()
        guard signature.count == Self.signatureBytes,
            let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { return false }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        let signed = PassCrypto.bytes(of: purpose) + message
        return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, signed, signed.count) == 1
    }
}

/// An X25519 private key.
package final class AgreementKey: Sendable {
    private let pair: RawKeyPair

    /// - Throws: `CryptoError.wrongLength` unless there are 32 bytes.
    package init(secret: SecretBytes) throws(CryptoError) {
        pair = try RawKeyPair(kind: EVP_PKEY_X25519, secret: secret)
    }

    /// The key that others agree with: 32 bytes.
    package var publicKey: [UInt8] { pair.publicBytes }

    /// The secret shared with the owner of `peer`.
    ///
    /// - Throws: `CryptoError.weakPeerKey` for a key that leads to zeros; `.wrongLength`.
    package func sharedSecret(with peer: [UInt8]) throws(CryptoError) -> SecretBytes {
        guard peer.count == 32 else {
            throw .wrongLength(of: "an X25519 key", expectedBytes: 32, foundBytes: peer.count)
        }
        guard let other = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, peer, 32) else {
            throw .weakPeerKey
        }
        defer { unsafe EVP_PKEY_free(other) }
        guard let context = unsafe EVP_PKEY_CTX_new(pair.key, nil) else {
            throw .library("EVP_PKEY_CTX_new")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var shared = [UInt8](repeating: 0, count: 32)
        defer { wipe(&shared) }
        var count = shared.count
        // libcrypto refuses the all-zero result itself; the second look holds if it ever does not.
        guard unsafe EVP_PKEY_derive_init(context) == 1,
            unsafe EVP_PKEY_derive_set_peer(context, other) == 1,
            unsafe EVP_PKEY_derive(context, &shared, &count) == 1,
            shared.reduce(0, |) != 0
        else { throw .weakPeerKey }
        return SecretBytes(copying: shared.span)
    }
}

/// Owner of one EVP_PKEY made from raw bytes; freed, and wiped by libcrypto, with the object.
@safe private final class RawKeyPair: Sendable {
    // Set once in the initialiser; libcrypto only reads it afterwards.
    nonisolated(unsafe) let key: OpaquePointer
    let publicBytes: [UInt8]

    init(kind: Int32, secret: SecretBytes) throws(CryptoError) {
        guard secret.count == 32 else {
            throw .wrongLength(
                of: "a Curve25519 private key", expectedBytes: 32, foundBytes: secret.count)
        }
        startLibrary()
        let created = unsafe secret.withPointer { pointer in
            unsafe EVP_PKEY_new_raw_private_key(
                kind, nil, pointer.assumingMemoryBound(to: UInt8.self), 32)
        }
        guard let created = unsafe created else { throw .library("EVP_PKEY_new_raw_private_key") }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(created, &bytes, &count) == 1 else {
            unsafe EVP_PKEY_free(created)
            throw .library("EVP_PKEY_get_raw_public_key")
        }
        unsafe key = created
        publicBytes = bytes
    }

    deinit { unsafe EVP_PKEY_free(key) }
}
