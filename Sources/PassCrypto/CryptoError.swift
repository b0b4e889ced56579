// What can go wrong in PassCrypto. No text ever holds key material. Tests: Tests/PassCryptoTests.

/// A refusal or a fault of a cryptographic operation.
package enum CryptoError: Error, Equatable {
    /// Material of the wrong length; counts are in bytes.
    case wrongLength(of: String, expectedBytes: Int, foundBytes: Int)
    /// A seal does not open: another key, or the bytes were changed.
    case notAuthentic(String)
    /// A peer's X25519 key that leads to an all-zero shared secret (RFC 7748 section 6.1).
    case weakPeerKey
    /// libcrypto refused an operation that cannot fail on good memory.
    case library(String)
    /// The system's random source gave nothing.
    case noRandomness
    /// A cost of scrypt that no file of ours names.
    case costRefused(log2N: UInt8, r: UInt8, p: UInt8)
}

extension CryptoError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongLength(let what, let expected, let found):
            "\(what) has \(found) bytes, not \(expected); the file is damaged, restore it"
        case .notAuthentic(let what):
            "\(what) does not open: it was changed, or sealed for another key"
        case .weakPeerKey:
            "the other side's X25519 key is not usable; make a new enrolment request"
        case .library(let operation):
            "libcrypto failed in \(operation); check that OpenSSL 3 is installed whole"
        case .noRandomness:
            "the system's random source failed; nothing was made"
        case .costRefused(let log2N, let r, let p):
            "scrypt with N = 2^\(log2N), r = \(r), p = \(p) is more than is run here; the file is"
                + " damaged, restore it"
        }
    }
}
