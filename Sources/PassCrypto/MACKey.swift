// HMAC-SHA256 (RFC 2104, FIPS 198-1), the mid-state of the padded key kept, and HKDF (RFC 5869).
internal import CLibcrypto

/// An HMAC-SHA256 key, held as the two hash states after the inner and the outer pad.
///
/// Keeping the states saves two of the four compressions of a short message.
package struct MACKey: Sendable {
    /// Two `SHA256_CTX`, inner then outer: secret like the key itself.
    private let states: SecretBytes

    /// Keys an HMAC with any number of bytes.
    package init(_ key: Span<UInt8>) {
        states = unsafe SecretBytes(count: 2 * MemoryLayout<SHA256_CTX>.stride) { storage in
            let contexts = unsafe storage.bindMemory(to: SHA256_CTX.self, capacity: 2)
            unsafe padKey(key, into: contexts)
        }
    }

    /// Starts a message.
    package func begin() -> MAC { MAC(inner: state(0), outer: state(1)) }

    /// The code of one message.
    package func code(_ message: Span<UInt8>) -> Digest {
        var mac = begin()
        mac.update(message)
        return mac.finish()
    }

    /// The code of one message in two parts, each state taken up only when its turn comes.
    func code(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Digest {
        var inner = state(0)
        inner.update(first)
        inner.update(second)
        let digest = inner.finish()
        var outer = state(1)
        outer.update(digest.bytes.span)
        return outer.finish()
    }

    private func state(_ index: Int) -> SHA256 {
        SHA256(
            resuming: unsafe states.withPointer {
                unsafe $0.load(
                    fromByteOffset: index * MemoryLayout<SHA256_CTX>.stride, as: SHA256_CTX.self)
            })
    }
}

/// Takes up an HMAC key of any length: the inner state, then the outer one.
private func padKey(_ key: Span<UInt8>, into contexts: UnsafeMutablePointer<SHA256_CTX>) {
    var padded = InlineArray<64, UInt8>(repeating: 0)
    if key.count > padded.count {
        let digest = SHA256.hash(key)
        for index in 0..<32 { padded[index] = digest.bytes[index] }
    } else {
        for index in key.indices { padded[index] = key[index] }
    }
    var pad: UInt8 = 0x36
    for index in 0..<2 {
        for position in padded.indices { padded[position] ^= pad }
        pad = 0x36 ^ 0x5c
        unsafe SHA256_Init(contexts + index)
        let block = padded.span
        unsafe block.withUnsafeBytes { bytes in
            _ = unsafe SHA256_Update(contexts + index, bytes.baseAddress, bytes.count)
        }
    }
    var span = padded.mutableSpan
    unsafe span.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
}

/// A running HMAC-SHA256.
package struct MAC {
    private var inner: SHA256
    private var outer: SHA256

    /// Starts a message under a key that is used for no other: nothing is kept or allocated.
    init(once key: Span<UInt8>) {
        var contexts: InlineArray<2, SHA256_CTX> = [SHA256_CTX(), SHA256_CTX()]
        var span = contexts.mutableSpan
        unsafe span.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { unsafe padKey(key, into: base) }
        }
        inner = SHA256(resuming: contexts[0])
        outer = SHA256(resuming: contexts[1])
        var states = contexts.mutableSpan
        unsafe states.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    fileprivate init(inner: SHA256, outer: SHA256) {
        self.inner = inner
        self.outer = outer
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: Span<UInt8>) { inner.update(bytes) }

    /// Adds the ASCII bytes of a purpose string to the message.
    package mutating func update(_ purpose: StaticString) { inner.update(purpose) }

    /// Ends the message and wipes both states.
    package mutating func finish() -> Digest {
        let digest = inner.finish()
        outer.update(digest.bytes.span)
        return outer.finish()
    }
}

/// HKDF-SHA256 with an output of one hash length: extract, then the first block of expand.
///
/// - Parameters:
///   - input: the input key material, any length.
///   - salt: any length; empty means the salt of zeros that RFC 5869 section 2.2 prescribes.
///   - info: what the key is for, any length.
/// - Returns: 32 bytes of output key material.
package func deriveKey(
    from input: Span<UInt8>, salt: Span<UInt8>, info: Span<UInt8>
) -> SecretBytes {
    let pseudorandom = extract(from: input, salt: salt)
    var mac = MAC(once: pseudorandom.bytes.span)
    mac.update(info)
    return finishExpanding(&mac)
}

/// The first half of HKDF-SHA256, for several keys from one input.
func extractKey(from input: Span<UInt8>, salt: Span<UInt8>) -> MACKey {
    let pseudorandom = extract(from: input, salt: salt)
    return MACKey(pseudorandom.bytes.span)
}

/// The second half: the first block of expand.
func expandKey(from extracted: MACKey, purpose: StaticString) -> SecretBytes {
    var mac = extracted.begin()
    mac.update(purpose)
    return finishExpanding(&mac)
}

private func extract(from input: Span<UInt8>, salt: Span<UInt8>) -> Digest {
    var mac = MAC(once: salt)
    mac.update(input)
    return mac.finish()
}

/// Ends the one block of expand, whose info the code has taken up.
private func finishExpanding(_ mac: inout MAC) -> SecretBytes {
    let blockNumber: InlineArray<1, UInt8> = [1]
    mac.update(blockNumber.span)
    return SecretBytes(copying: mac.finish().bytes.span)
}

/// HKDF-SHA256 without a salt from a held secret; the info is a purpose followed by `context`.
package func deriveKey(
    from input: SecretBytes, purpose: StaticString, context: [UInt8] = []
) -> SecretBytes {
    let info = bytes(of: purpose) + context
    let noSalt: [UInt8] = []
    return input.withBytes { deriveKey(from: $0, salt: noSalt.span, info: info.span) }
}

/// The ASCII bytes of a purpose string.
package func bytes(of purpose: StaticString) -> [UInt8] {
    unsafe [UInt8](
        UnsafeBufferPointer(start: purpose.utf8Start, count: purpose.utf8CodeUnitCount))
}
