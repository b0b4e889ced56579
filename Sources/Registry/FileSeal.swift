// Sealing of the files beside the database: papers of applications and uploaded lists, which hold
// whole numbers. A file is sealed in parts, so that one of 20 MB needs no 20 MB of memory while it
// comes in. Tests: Tests/IssuanceTests/SealedFolderTests.swift.
package import PassCrypto

/// Seals and opens the parts of files, each bound to its file's name, its place and the end.
package struct FileSeal: Sendable {
    /// Plain bytes of a part; the last one may have fewer.
    package static let partBytes = 64 * 1024
    /// Bytes that sealing adds to a part.
    package static let overheadBytes = AESGCM.nonceBytes + AESGCM.tagBytes

    private let key: AESGCM
    private let nonces: NonceStock

    init(dataKey: SecretBytes, nonces: NonceStock) throws(CryptoError) {
        key = try AESGCM(key: deriveKey(from: dataKey, purpose: "gatepass/1 files"))
        self.nonces = nonces
    }

    /// Seals one part of a file.
    ///
    /// - Parameter place: which part it is.
    /// - Returns: nonce, ciphertext and tag.
    package func seal(
        _ part: Span<UInt8>, at place: FilePart
    ) throws(CryptoError) -> [UInt8] {
        try key.seal(part, nonce: nonces.next(), binding: place.binding.span)
    }

    /// Opens what `seal` made of the same part.
    ///
    /// - Throws: `CryptoError.notAuthentic` where the bytes, the name, the place or the end differ.
    package func open(
        _ sealed: Span<UInt8>, at place: FilePart
    ) throws(CryptoError) -> [UInt8] {
        try key.open(sealed, binding: place.binding.span, naming: place.file)
    }
}

/// Which part of which file.
package struct FilePart: Sendable {
    /// The folder's name and the file's.
    let file: String
    let index: Int
    /// Whether the file ends with it, so that none can be cut off.
    let isLast: Bool

    package init(file: String, index: Int, isLast: Bool) {
        self.file = file
        self.index = index
        self.isLast = isLast
    }

    fileprivate var binding: [UInt8] {
        bigEndianBytes(Int64(index)) + [isLast ? 1 : 0] + Array(file.utf8)
    }
}
