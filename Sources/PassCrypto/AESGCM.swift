// AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag behind the ciphertext.
internal import CLibcrypto
import Synchronization

/// Sealing and opening under one 32-byte key.
package struct AESGCM: Sendable {
    /// Bytes of a nonce.
    package static let nonceBytes = 12
    /// Bytes that sealing adds to a plaintext, without the nonce.
    package static let tagBytes = 16

    private let sealing: KeyedContexts
    private let opening: KeyedContexts

    /// - Throws: `CryptoError.wrongLength` unless the key has 32 bytes.
    package init(key: SecretBytes) throws(CryptoError) {
        guard key.count == 32 else {
            throw .wrongLength(of: "an AES-256 key", expectedBytes: 32, foundBytes: key.count)
        }
        sealing = KeyedContexts(key: key, direction: 1)
        opening = KeyedContexts(key: key, direction: 0)
    }

    /// Draws a nonce and seals.
    ///
    /// - Returns: as `seal(_:nonce:binding:)`.
    /// - Throws: `CryptoError` from the random source or libcrypto.
    package func seal(
        _ plaintext: Span<UInt8>, binding associated: Span<UInt8>, random: RandomSource
    ) throws(CryptoError) -> [UInt8] {
        try seal(plaintext, nonce: random.bytes(Self.nonceBytes), binding: associated)
    }

    /// Seals under a nonce that the caller never uses twice with this key.
    ///
    /// - Returns: nonce (12 bytes), ciphertext (as long as the plaintext), tag (16 bytes).
    /// - Throws: `CryptoError.wrongLength` for a nonce not of 12 bytes, `.library`.
    package func seal(
        _ plaintext: Span<UInt8>, nonce: [UInt8], binding associated: Span<UInt8>
    ) throws(CryptoError) -> [UInt8] {
        let context = try sealing.take()
        try context.begin(nonce: nonce.span)
        let end = nonce.count + plaintext.count
        var output: [UInt8] = []
        output.reserveCapacity(end + Self.tagBytes)
        output += nonce
        output += repeatElement(0, count: plaintext.count + Self.tagBytes)
        guard context.bind(associated),
            context.transform(plaintext, into: &output, at: nonce.count),
            context.readTag(into: &output, at: end)
        else { throw .library("EVP_EncryptUpdate") }
        sealing.giveBack(context)
        return output
    }

    /// Opens what `seal(_:binding:random:)` made.
    ///
    /// - Returns: the plaintext.
    /// - Throws: `CryptoError.notAuthentic` where the bytes, the key or `associated` differ.
    package func open(
        _ sealed: Span<UInt8>, binding associated: Span<UInt8>, naming what: String
    ) throws(CryptoError) -> [UInt8] {
        let overhead = Self.nonceBytes + Self.tagBytes
        guard sealed.count >= overhead else { throw .notAuthentic(what) }
        let nonce = sealed.extracting(first: Self.nonceBytes)
        let context = try opening.take()
        try context.begin(nonce: nonce)
        let count = sealed.count - overhead
        var output = [UInt8](repeating: 0, count: count)
        let tag = sealed.extracting(last: Self.tagBytes)
        let text = sealed.extracting(Self.nonceBytes..<Self.nonceBytes + count)
        guard context.bind(associated), context.transform(text, into: &output, at: 0),
            context.accepts(tag: tag)
        else {
            wipe(&output)
            throw .notAuthentic(what)
        }
        opening.giveBack(context)
        return output
    }
}

/// Looked up once, as libcrypto would do for each use otherwise; only read from then on.
nonisolated(unsafe) private let aes256GCM: OpaquePointer? = {
    startLibrary()
    return unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
}()

/// Contexts that have taken up one key for one direction, which takes longer than a short message.
private final class KeyedContexts: Sendable {
    private let key: SecretBytes
    private let direction: Int32
    /// Guards the contexts that nobody uses at the moment: as many as there were users at once.
    private let idle = Mutex<[CipherContext]>([])

    init(key: SecretBytes, direction: Int32) {
        self.key = key
        self.direction = direction
    }

    func take() throws(CryptoError) -> CipherContext {
        if let context = idle.withLock({ $0.popLast() }) { return context }
        return try CipherContext(key: key, direction: direction)
    }

    /// Only after a message that went well: nobody asks what state a failed one leaves.
    func giveBack(_ context: CipherContext) { idle.withLock { $0.append(context) } }
}

/// libcrypto's cipher object under one key; used by whoever took it, one message after another.
@safe private final class CipherContext: Sendable {
    // Never used by two at once: it is taken out of a guarded list for each message.
    nonisolated(unsafe) private let context: OpaquePointer

    init(key: SecretBytes, direction: Int32) throws(CryptoError) {
        guard let cipher = unsafe aes256GCM else { throw .library("EVP_CIPHER_fetch") }
        guard let created = unsafe EVP_CIPHER_CTX_new() else {
            throw .library("EVP_CIPHER_CTX_new")
        }
        unsafe context = created
        let started = unsafe key.withPointer { key in
            unsafe EVP_CipherInit_ex(
                created, cipher, nil, key.assumingMemoryBound(to: UInt8.self), nil, direction)
        }
        guard started == 1 else { throw .library("EVP_CipherInit_ex") }
    }

    /// Begins a message under the key that was taken up.
    func begin(nonce: Span<UInt8>) throws(CryptoError) {
        guard nonce.count == AESGCM.nonceBytes else {
            throw .wrongLength(
                of: "a nonce", expectedBytes: AESGCM.nonceBytes, foundBytes: nonce.count)
        }
        let begun = unsafe nonce.withUnsafeBufferPointer {
            // -1: the direction stays.
            unsafe EVP_CipherInit_ex(context, nil, nil, nil, $0.baseAddress, -1)
        }
        guard begun == 1 else { throw .library("EVP_CipherInit_ex") }
    }

    deinit { unsafe EVP_CIPHER_CTX_free(context) }

    func bind(_ associated: Span<UInt8>) -> Bool {
        guard !associated.isEmpty else { return true }
        var written: Int32 = 0
        return unsafe associated.withUnsafeBufferPointer {
            unsafe EVP_CipherUpdate(
                context, nil, &written, $0.baseAddress, Int32(clamping: $0.count))
        } == 1
    }

    func transform(_ input: Span<UInt8>, into output: inout [UInt8], at offset: Int) -> Bool {
        guard !input.isEmpty else { return true }
        var written: Int32 = 0
        return unsafe input.withUnsafeBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                unsafe EVP_CipherUpdate(
                    context, target.baseAddress.map { unsafe $0 + offset }, &written,
                    source.baseAddress, Int32(clamping: source.count))
            }
        } == 1
    }

    func readTag(into output: inout [UInt8], at offset: Int) -> Bool {
        var written: Int32 = 0
        return unsafe output.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            let end = unsafe (base + offset).assumingMemoryBound(to: UInt8.self)
            return unsafe EVP_CipherFinal_ex(context, end, &written) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(AESGCM.tagBytes), base + offset) == 1
        }
    }

    func accepts(tag: Span<UInt8>) -> Bool {
        var written: Int32 = 0
        // Nothing is left to be written, but the call wants a place.
        var nothing: UInt8 = 0
        return unsafe tag.withUnsafeBytes { expected in
            unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, Int32(clamping: expected.count),
                UnsafeMutableRawPointer(mutating: expected.baseAddress)) == 1
                && EVP_CipherFinal_ex(context, &nothing, &written) == 1
        }
    }
}
