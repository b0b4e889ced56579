// SHA-256 (FIPS 180-4) over libcrypto's value-type state, so that hashing allocates nothing.
internal import CLibcrypto

/// A 32-byte SHA-256 or HMAC-SHA256 value.
package struct Digest: Sendable {
    package private(set) var bytes: InlineArray<32, UInt8> = .init(repeating: 0)

    init(_ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        var span = bytes.mutableSpan
        unsafe span.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { unsafe fill(base) }
        }
    }

    /// The bytes as an array.
    package var array: [UInt8] { prefix(32) }

    /// The first `count` bytes, at most 32.
    package func prefix(_ count: Int) -> [UInt8] {
        let all = bytes.span
        return unsafe all.extracting(first: max(count, 0)).withUnsafeBufferPointer {
            unsafe Array($0)
        }
    }

    /// 8 of the bytes as a big-endian number.
    ///
    /// - Parameter offset: of the first of them, 0 to 24.
    package func number(at offset: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in offset..<offset + 8 { value = value << 8 | UInt64(bytes[index]) }
        return value
    }

    /// Whether bytes that are no secret are the same; quicker than `matches`.
    package func equals(_ other: Span<UInt8>) -> Bool {
        guard other.count == 32 else { return false }
        let own = bytes.span
        // Both are lent for the time of the comparison, eight bytes at a time of 32.
        return unsafe own.withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { other in
                stride(from: 0, to: 32, by: 8).allSatisfy {
                    unsafe own.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
                        == other.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
                }
            }
        }
    }

    /// Compares in constant time; any other length is unequal.
    package func matches(_ other: Span<UInt8>) -> Bool {
        equalInConstantTime(bytes.span, other)
    }
}

/// A running SHA-256.
package struct SHA256: Sendable {
    private var context = SHA256_CTX()

    package init() { _ = unsafe SHA256_Init(&context) }

    init(resuming state: SHA256_CTX) { context = state }

    /// Adds bytes to what is hashed.
    package mutating func update(_ bytes: Span<UInt8>) {
        _ = unsafe bytes.withUnsafeBytes {
            unsafe SHA256_Update(&context, $0.baseAddress, $0.count)
        }
    }

    /// Adds the ASCII bytes of a purpose string.
    package mutating func update(_ purpose: StaticString) {
        _ = unsafe SHA256_Update(&context, purpose.utf8Start, purpose.utf8CodeUnitCount)
    }

    /// Ends the hash and wipes the state.
    package mutating func finish() -> Digest {
        let digest = unsafe Digest { _ = unsafe SHA256_Final($0, &context) }
        unsafe OPENSSL_cleanse(&context, MemoryLayout<SHA256_CTX>.size)
        return digest
    }

    /// The hash of `bytes` in one call.
    package static func hash(_ bytes: Span<UInt8>) -> Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The hash of a purpose string and the parts behind it, with nothing between them.
    package static func hash(_ purpose: StaticString, _ parts: [UInt8]...) -> Digest {
        var hash = SHA256()
        hash.update(purpose)
        for part in parts { hash.update(part.span) }
        return hash.finish()
    }
}
