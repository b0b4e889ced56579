// The device's own secrets.
// `device.keys`, made once at accept: 8 bytes "GPDEVK1\n", Ed25519 seed (32), X25519 secret (32),
// gate (2, big-endian), device fingerprint (15), the issuer's Ed25519 key (32) and X25519 key (32),
// 16 bytes of SHA-256 over all before.
// `pending.keys`, between request and accept: 8 bytes "GPDEVR1\n", Ed25519 seed, X25519 secret,
// secret of J (32 each), the same check.
import PassCheck
import PassCrypto
import PrivateFiles

/// The secrets of a request that waits for its answer.
struct PendingKeys {
    static let name = "pending.keys"
    private static let magic = Array("GPDEVR1\n".utf8)

    let seed: SecretBytes
    let agreementSecret: SecretBytes
    let journal: AgreementKey
    private let journalSecret: SecretBytes

    /// Draws all three.
    init(random: RandomSource) throws(CryptoError) {
        seed = try random.secret()
        agreementSecret = try random.secret()
        journalSecret = try random.secret()
        journal = try AgreementKey(secret: journalSecret)
    }

    /// Reads them.
    ///
    /// - Returns: nil where no request is open.
    init?(in folder: borrowing PrivateFolder) throws(GateStateError) {
        guard var block = try readBlock(Self.name, Self.magic, contentBytes: 96, in: folder) else {
            return nil
        }
        defer { wipe(&block) }
        seed = SecretBytes(copying: block.span.extracting(0..<32))
        agreementSecret = SecretBytes(copying: block.span.extracting(32..<64))
        let secret = SecretBytes(copying: block.span.extracting(64..<96))
        journalSecret = secret
        journal = try crypto { () throws(CryptoError) in try AgreementKey(secret: secret) }
    }

    func write(to folder: borrowing PrivateFolder) throws(GateStateError) {
        try writeBlock(Self.name, Self.magic, to: folder) { block in
            for secret in [seed, agreementSecret, journalSecret] { block.append(secret) }
        }
    }

    /// The request that these keys sign.
    func request() throws(GateStateError) -> EnrolmentRequest {
        do {
            return try EnrolmentRequest.make(
                signing: SigningKey(seed: seed), agreement: AgreementKey(secret: agreementSecret),
                journal: journal)
        } catch let error as CryptoError {
            throw .crypto(error)
        } catch let error as EnrolmentError {
            throw .enrolment(error)
        } catch { throw .damaged(Self.name) }
    }
}

/// Which gate this device is, and the keys that say so.
struct DeviceFile {
    static let name = "device.keys"
    private static let magic = Array("GPDEVK1\n".utf8)

    let seed: SecretBytes
    let agreementSecret: SecretBytes
    let identity: GateIdentity
    /// The issuer's X25519 key, 32 bytes.
    let issuerAgreementKey: [UInt8]

    init(_ pending: PendingKeys, _ answer: EnrolmentAnswer) {
        seed = pending.seed
        agreementSecret = pending.agreementSecret
        identity = GateIdentity(
            gate: answer.gate, deviceFingerprint: answer.device.bytes, issuer: answer.issuerKey)
        issuerAgreementKey = answer.issuerAgreementKey
    }

    /// Reads it.
    ///
    /// - Returns: nil where the folder is enrolled at no gate.
    init?(in folder: borrowing PrivateFolder) throws(GateStateError) {
        guard var block = try readBlock(Self.name, Self.magic, contentBytes: 145, in: folder) else {
            return nil
        }
        defer { wipe(&block) }
        seed = SecretBytes(copying: block.span.extracting(0..<32))
        agreementSecret = SecretBytes(copying: block.span.extracting(32..<64))
        let issuerKey = Array(block[81..<113])
        identity = GateIdentity(
            gate: UInt16(block[64]) << 8 | UInt16(block[65]),
            deviceFingerprint: Array(block[66..<81]),
            issuer: try crypto { () throws(CryptoError) in try VerifyingKey(issuerKey) })
        issuerAgreementKey = Array(block[113..<145])
    }

    func write(to folder: borrowing PrivateFolder) throws(GateStateError) {
        try writeBlock(Self.name, Self.magic, to: folder) { block in
            block.append(seed)
            block.append(agreementSecret)
            block += bigEndianBytes(identity.gate) + identity.deviceFingerprint
            block += identity.issuer.bytes + issuerAgreementKey
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ secret: SecretBytes) {
        secret.withBytes { bytes in
            for index in bytes.indices { append(bytes[index]) }
        }
    }
}

/// Bytes of the hash that ends a block.
private let checkBytes = 16

/// Reads a small file of fixed length: magic, content, check.
///
/// - Returns: the content; nil where there is no file.
/// - Throws: `GateStateError.damaged`.
func readBlock(
    _ name: String, _ magic: [UInt8], contentBytes: Int, in folder: borrowing PrivateFolder
) throws(GateStateError) -> [UInt8]? {
    let limit = magic.count + contentBytes + checkBytes
    let found = try files { () throws(PrivateFileError) in
        try folder.read(name, limitBytes: limit)
    }
    guard var block = found else { return nil }
    defer { wipe(&block) }
    guard block.count == limit, block.starts(with: magic),
        SHA256.hash(block.span.extracting(0..<limit - checkBytes)).prefix(checkBytes)
            .elementsEqual(block.suffix(checkBytes))
    else { throw .damaged(name) }
    return Array(block[magic.count..<limit - checkBytes])
}

/// Writes a file that `readBlock` reads.
func writeBlock(
    _ name: String, _ magic: [UInt8], to folder: borrowing PrivateFolder,
    _ fill: (inout [UInt8]) -> Void
) throws(GateStateError) {
    var block: [UInt8] = []
    // Room for all, so that no copy of a secret is left behind by growing.
    block.reserveCapacity(256)
    defer { wipe(&block) }
    block += magic
    fill(&block)
    block += SHA256.hash(block.span).prefix(checkBytes)
    try files { () throws(PrivateFileError) in try folder.replace(name, with: block.span) }
}

/// Operations on keys, with their errors as the gate's own.
func crypto<Value>(_ body: () throws(CryptoError) -> Value) throws(GateStateError) -> Value {
    do throws(CryptoError) { return try body() } catch { throw .crypto(error) }
}
