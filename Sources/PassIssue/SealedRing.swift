// A sealed key ring: one file, `sealed.ring`, in place of the files of its keys. Whether it is
// there decides: it is put in place by one rename after it was read back, and only then are the
// plain files wiped; plain files are all written before it is taken away. So a crash leaves a ring
// that opens one way or the other.
//
//     0   8   "GPRING1\n"
//     8   3   scrypt: log2 N, r, p (17, 8, 1)
//    11   5   zeros
//    16  32   salt, drawn when the ring is sealed
//    48  12   nonce, drawn each time the file is written
//    60  64n  the n keys as blocks of KeyFile, encrypted
//     …  16   tag
//
// AES-256-GCM under HKDF-SHA256(scrypt(passphrase, salt), info "gatepass/1 ring"); the first 48
// bytes are bound. Role and epoch stand in each block; no block can be left out or exchanged.
import PassCrypto
import PassFormat
import PrivateFiles

/// What opens a sealed key ring.
package struct Passphrase: Sendable {
    /// A shorter one could be found by trial.
    package static let fewestCharacters = 12
    /// The longest file that is read for one, in bytes.
    package static let mostBytes = 4096

    fileprivate let secret: SecretBytes

    /// Takes what a file holds, without the line's end.
    ///
    /// - Parameter bytes: wiped.
    /// - Throws: `KeyRingError.passphraseTooShort`.
    package init(wiping bytes: inout [UInt8]) throws(KeyRingError) {
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        // What is no text, such as a credential of random bytes, is counted by bytes.
        let characters = String(validating: bytes, as: UTF8.self)?.count ?? bytes.count
        defer { wipe(&bytes) }
        guard characters >= Self.fewestCharacters else {
            throw .passphraseTooShort(characters: characters)
        }
        secret = SecretBytes(copying: bytes.span)
    }

    fileprivate func key(salt: [UInt8], cost: ScryptCost) throws(CryptoError) -> SecretBytes {
        var typed = secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        defer { wipe(&typed) }
        return deriveKey(
            from: try scrypt(typed, salt: salt, cost: cost), purpose: "gatepass/1 ring")
    }
}

/// The key of a sealed ring's file, kept while the ring is open: scrypt runs once.
struct RingSeal: Sendable {
    static let fileName = "sealed.ring"
    static let limitBytes =
        headerBytes + AESGCM.nonceBytes + 258 * KeyFile.byteCount + AESGCM.tagBytes

    private static let magic = Array("GPRING1\n".utf8)
    private static let headerBytes = 48
    private static let saltBytes = 32

    /// Magic, cost and salt.
    private let header: [UInt8]
    private let cipher: AESGCM

    /// A seal that no ring had before.
    init(
        _ passphrase: Passphrase, cost: ScryptCost, random: RandomSource
    ) throws(CryptoError) {
        let salt = try random.bytes(Self.saltBytes)
        header = Self.magic + [cost.log2N, cost.r, cost.p, 0, 0, 0, 0, 0] + salt
        cipher = try AESGCM(key: passphrase.key(salt: salt, cost: cost))
    }

    /// The seal of a file.
    init(_ passphrase: Passphrase, of file: [UInt8]) throws(KeyRingError) {
        header = Array(file.prefix(Self.headerBytes))
        guard header.count == Self.headerBytes, header.starts(with: Self.magic),
            header[11..<16].allSatisfy({ $0 == 0 }),
            let cost = try? ScryptCost(log2N: header[8], r: header[9], p: header[10])
        else { throw .damaged(Self.fileName) }
        do throws(CryptoError) {
            let salt = Array(header.suffix(Self.saltBytes))
            cipher = try AESGCM(key: passphrase.key(salt: salt, cost: cost))
        } catch { throw .crypto(error) }
    }

    /// The file that holds these keys, and these only.
    func file(of keys: [HeldKey], random: RandomSource) throws(CryptoError) -> [UInt8] {
        var blocks: [UInt8] = []
        blocks.reserveCapacity(keys.count * KeyFile.byteCount)
        for key in keys {
            var block = KeyFile.block(of: key)
            blocks += block
            wipe(&block)
        }
        defer { wipe(&blocks) }
        return header + (try cipher.seal(blocks.span, binding: header.span, random: random))
    }

    /// The keys in a file.
    ///
    /// - Throws: `KeyRingError.wrongPassphrase`, `.damaged`; `.changedMeanwhile` for a file that
    ///   was sealed anew since.
    func keys(in file: [UInt8]) throws(KeyRingError) -> [HeldKey] {
        guard file.starts(with: header) else { throw .changedMeanwhile }
        var blocks: [UInt8]
        do throws(CryptoError) {
            let sealed = file.span.extracting(Self.headerBytes..<file.count)
            blocks = try cipher.open(sealed, binding: header.span, naming: Self.fileName)
        } catch { throw .wrongPassphrase }
        defer { wipe(&blocks) }
        guard blocks.count.isMultiple(of: KeyFile.byteCount) else { throw .damaged(Self.fileName) }
        var keys: [HeldKey] = []
        for start in stride(from: 0, to: blocks.count, by: KeyFile.byteCount) {
            var block = Array(blocks[start..<start + KeyFile.byteCount])
            defer { wipe(&block) }
            guard let key = KeyFile.key(in: block) else { throw .damaged(Self.fileName) }
            keys.append(key)
        }
        return keys
    }
}
