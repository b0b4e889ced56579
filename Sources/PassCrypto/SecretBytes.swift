// Memory for secrets: one allocation, never copied by the language, wiped when freed.
internal import CLibcrypto

/// Bytes of a secret, wiped with OPENSSL_cleanse when the last owner lets go.
///
/// It has no description and is not Codable, so that it cannot be printed or stored by accident.
@safe package final class SecretBytes: Sendable {
    // Written only inside initialisers, before the object is shared; read-only afterwards.
    nonisolated(unsafe) private let storage: UnsafeMutableRawPointer

    /// How many bytes are held.
    package let count: Int

    /// Copies `bytes`; the caller wipes its own copy.
    package init(copying bytes: Span<UInt8>) {
        count = bytes.count
        unsafe storage = .allocate(byteCount: max(bytes.count, 1), alignment: 16)
        unsafe bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe storage.copyMemory(from: base, byteCount: source.count)
            }
        }
    }

    /// Takes over an array and wipes it.
    package convenience init(wiping bytes: inout [UInt8]) {
        self.init(copying: bytes.span)
        wipe(&bytes)
    }

    /// Allocates `count` zero bytes and lets `fill` write them.
    init<Failure: Error>(
        count: Int, fill: (UnsafeMutableRawPointer) throws(Failure) -> Void
    ) throws(Failure) {
        self.count = count
        unsafe storage = .allocate(byteCount: max(count, 1), alignment: 16)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: max(count, 1))
        try unsafe fill(storage)
    }

    deinit {
        unsafe OPENSSL_cleanse(storage, count)
        unsafe storage.deallocate()
    }

    /// Lends the bytes for the time of one call.
    package func withBytes<Value, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let bytes = unsafe UnsafeRawBufferPointer(start: storage, count: count)
        return try body(unsafe bytes.bindMemory(to: UInt8.self).span)
    }

    func withPointer<Value, Failure: Error>(
        _ body: (UnsafeRawPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try unsafe body(UnsafeRawPointer(storage))
    }
}

/// Overwrites an array with zeros in a way that the optimiser keeps.
package func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
package func equalInConstantTime(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBytes { first in
        unsafe right.withUnsafeBytes { second in
            unsafe CRYPTO_memcmp(first.baseAddress, second.baseAddress, first.count) == 0
        }
    }
}
