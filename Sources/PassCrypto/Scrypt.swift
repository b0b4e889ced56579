// scrypt (RFC 7914): a key from what a person remembers, dear to try in memory and time.
internal import CLibcrypto

/// What one run of scrypt costs: 128·N·r bytes of memory, and N·r·p for the time.
package struct ScryptCost: Sendable, Equatable {
    /// The highest N·r·p that is run: 256 MiB and about 0.8 s.
    ///
    /// A damaged or hostile file names its own cost, and must not be able to ask for more.
    package static let highestWork = 1 << 21

    /// The binary logarithm of N.
    package let log2N: UInt8
    /// The block size.
    package let r: UInt8
    /// How many blocks, one after the other.
    package let p: UInt8

    /// For the passphrase of a key ring: 128 MiB, about 0.4 s.
    package static let keyRing = ScryptCost(known: 17)
    /// For the password of an account: 128 MiB, about 0.4 s.
    package static let password = ScryptCost(known: 17)
    /// For a guard's code, at a gate: 32 MiB, about 0.1 s.
    package static let guardCode = ScryptCost(known: 15)

    /// - Parameters:
    ///   - log2N: 1 to 20, and below 16·r (RFC 7914 section 6).
    ///   - r: from 1.
    ///   - p: from 1.
    /// - Throws: `CryptoError.costRefused` outside these, or above `highestWork`.
    package init(log2N: UInt8, r: UInt8, p: UInt8) throws(CryptoError) {
        guard (1...20).contains(log2N), r >= 1, p >= 1, Int(log2N) < 16 * Int(r),
            (1 << Int(log2N)) * Int(r) * Int(p) <= Self.highestWork
        else { throw .costRefused(log2N: log2N, r: r, p: p) }
        self.log2N = log2N
        self.r = r
        self.p = p
    }

    private init(known log2N: UInt8) {
        self.log2N = log2N
        r = 8
        p = 1
    }

    /// What libcrypto may take: its own reckoning, 128·r·(N + p + 2), and as much again.
    fileprivate var memoryLimitBytes: UInt64 {
        256 * UInt64(r) * ((1 << UInt64(log2N)) + UInt64(p) + 2)
    }
}

/// The 32-byte key of a password and a salt; holds the caller for the time that the cost says.
///
/// - Parameters:
///   - password: any bytes; the caller wipes its own copy.
///   - salt: random bytes, kept beside what the key seals.
/// - Throws: `CryptoError.library` where the memory is not to be had.
package func scrypt(
    _ password: [UInt8], salt: [UInt8], cost: ScryptCost
) throws(CryptoError) -> SecretBytes {
    startLibrary()
    return try unsafe SecretBytes(count: 32) { (key) throws(CryptoError) in
        let derived = unsafe password.withUnsafeBytes { typed in
            unsafe EVP_PBE_scrypt(
                typed.baseAddress?.assumingMemoryBound(to: CChar.self), typed.count, salt,
                salt.count, 1 << UInt64(cost.log2N), UInt64(cost.r), UInt64(cost.p),
                cost.memoryLimitBytes, key.assumingMemoryBound(to: UInt8.self), 32)
        }
        guard derived == 1 else { throw .library("EVP_PBE_scrypt") }
    }
}
