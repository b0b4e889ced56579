// Randomness as an argument: the programs pass `.system`, tests a fixed stream.
internal import CLibcrypto

/// Where random bytes come from.
package struct RandomSource: Sendable {
    private let fill: @Sendable (Int) throws(CryptoError) -> [UInt8]

    /// Wraps a function from a count to that many bytes.
    package init(_ fill: @escaping @Sendable (Int) throws(CryptoError) -> [UInt8]) {
        self.fill = fill
    }

    /// - Returns: exactly `count` random bytes.
    /// - Throws: `CryptoError.noRandomness`.
    package func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        let drawn = try fill(count)
        guard drawn.count == count else { throw .noRandomness }
        return drawn
    }

    /// A fresh 32-byte secret.
    package func secret() throws(CryptoError) -> SecretBytes {
        var drawn = try bytes(32)
        return SecretBytes(wiping: &drawn)
    }

    /// libcrypto's generator, seeded by the kernel.
    package static let system = RandomSource { (count) throws(CryptoError) in
        startLibrary()
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_bytes(&bytes, Int32(clamping: count)) == 1 else { throw .noRandomness }
        return bytes
    }
}
