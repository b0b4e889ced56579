// Keys of the sealed columns. Each column has a key of its own, and each value is bound to its row,
// so that a sealed value moved to another row or column does not open.
package import PassCrypto
import Synchronization

/// A column whose values lie encrypted.
enum SealedColumn: String, CaseIterable {
    case personIdentity = "people.identity"
    case personPhone = "people.phone"
    case driverIdentity = "vehicles.driver_identity"
    case driverPhone = "vehicles.phone"
    case passID = "passes.pass_id"
    case token = "pass_tokens.token"
    case guardCode = "guards.code"
    case applicationState = "applications.state"
    case applicationEvent = "application_events.body"
    case keptAnswer = "kept_answers.body"
    case messagePhone = "messages.phone"
    case messageValues = "messages.values"
    case messageJobValues = "message_jobs.values"
    case password = "credentials.password"
    case correction = "corrections.text"
    case contactPhone = "account_contacts.phone"

    var purpose: StaticString {
        switch self {
        case .personIdentity: "gatepass/1 column people.identity"
        case .personPhone: "gatepass/1 column people.phone"
        case .driverIdentity: "gatepass/1 column vehicles.driver_identity"
        case .driverPhone: "gatepass/1 column vehicles.phone"
        case .passID: "gatepass/1 column passes.pass_id"
        case .token: "gatepass/1 column pass_tokens.token"
        case .guardCode: "gatepass/1 column guards.code"
        case .applicationState: "gatepass/1 column applications.state"
        case .applicationEvent: "gatepass/1 column application_events.body"
        case .keptAnswer: "gatepass/1 column kept_answers.body"
        case .messagePhone: "gatepass/1 column messages.phone"
        case .messageValues: "gatepass/1 column messages.values"
        case .messageJobValues: "gatepass/1 column message_jobs.values"
        case .password: "gatepass/1 column credentials.password"
        case .correction: "gatepass/1 column corrections.text"
        case .contactPhone: "gatepass/1 column account_contacts.phone"
        }
    }
}

/// Seals, opens and looks up the values of the sealed columns, under keys made from the data key.
package struct RegistrySeal: Sendable {
    /// Bytes of a look-up hash and of a row's content hash.
    static let hashBytes = 16

    private let keys: [SealedColumn: AESGCM]
    private let identityHash: MACKey
    private let phoneHash: MACKey
    private let contentHash: MACKey
    private let attemptHash: MACKey
    private let nonces: NonceStock
    /// For the files beside the database.
    package let files: FileSeal

    /// - Parameters:
    ///   - dataKey: the key ring's data key, 32 bytes.
    ///   - random: where nonces come from.
    /// - Throws: `CryptoError` from libcrypto.
    package init(dataKey: SecretBytes, random: RandomSource) throws(CryptoError) {
        var keys: [SealedColumn: AESGCM] = [:]
        for column in SealedColumn.allCases {
            keys[column] = try AESGCM(key: deriveKey(from: dataKey, purpose: column.purpose))
        }
        self.keys = keys
        identityHash = Self.hashKey(dataKey, "gatepass/1 look-up identity")
        phoneHash = Self.hashKey(dataKey, "gatepass/1 look-up phone")
        contentHash = Self.hashKey(dataKey, "gatepass/1 row content")
        attemptHash = Self.hashKey(dataKey, "gatepass/1 look-up attempt")
        nonces = NonceStock(random)
        files = try FileSeal(dataKey: dataKey, nonces: nonces)
    }

    private static func hashKey(_ dataKey: SecretBytes, _ purpose: StaticString) -> MACKey {
        deriveKey(from: dataKey, purpose: purpose).withBytes { MACKey($0) }
    }

    func seal(
        _ value: [UInt8], column: SealedColumn, row: Int64
    ) throws(CryptoError) -> [UInt8] {
        guard let key = keys[column] else { throw .notAuthentic(column.rawValue) }
        return try key.seal(
            value.span, nonce: nonces.next(), binding: Self.binding(column, row).span)
    }

    func open(
        _ sealed: [UInt8], column: SealedColumn, row: Int64
    ) throws(CryptoError) -> [UInt8] {
        guard let key = keys[column] else { throw .notAuthentic(column.rawValue) }
        return try key.open(
            sealed.span, binding: Self.binding(column, row).span, naming: column.rawValue)
    }

    /// The keyed hash that a canonical ID number is found by.
    func lookUp(identity: String) -> [UInt8] { Self.hash(identity, identityHash) }

    /// The keyed hash that a canonical telephone number is found by.
    func lookUp(phone: String) -> [UInt8] { Self.hash(phone, phoneHash) }

    /// The keyed hash of what somebody tries to sign in by or from: no list of addresses is kept.
    func lookUp(attempt: String) -> [UInt8] { Self.hash(attempt, attemptHash) }

    /// The keyed hash of a row's whole content: equal contents, equal hashes.
    ///
    /// Keyed, because the content holds numbers that could be found by trial from a plain one.
    func content(_ fields: [String?]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        for field in fields {
            // One more than the length, so that an empty field is not a missing one.
            let count = UInt32(truncatingIfNeeded: field.map { $0.utf8.count + 1 } ?? 0)
            bytes.append(UInt8(truncatingIfNeeded: count >> 24))
            bytes.append(UInt8(truncatingIfNeeded: count >> 16))
            bytes.append(UInt8(truncatingIfNeeded: count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: count))
            if let field { bytes.append(contentsOf: field.utf8) }
        }
        return contentHash.code(bytes.span).prefix(Self.hashBytes)
    }

    private static func hash(_ text: String, _ key: MACKey) -> [UInt8] {
        key.code(Array(text.utf8).span).prefix(hashBytes)
    }

    private static func binding(_ column: SealedColumn, _ row: Int64) -> [UInt8] {
        Array(column.rawValue.utf8) + bigEndianBytes(row)
    }
}

/// Nonces that were drawn many at a time: a question costs the source more than a hundred bytes do.
///
/// They are no secrets, so they may lie in memory before their use; none is given out twice.
final class NonceStock: Sendable {
    private static let drawnAtOnce = 128

    private let random: RandomSource
    /// Guards the bytes that were drawn and not given out yet.
    private let left = Mutex<[UInt8]>([])

    init(_ random: RandomSource) { self.random = random }

    func next() throws(CryptoError) -> [UInt8] {
        try left.withLock { (left) throws(CryptoError) in
            if left.isEmpty {
                left = try random.bytes(Self.drawnAtOnce * AESGCM.nonceBytes)
            }
            let nonce = Array(left.suffix(AESGCM.nonceBytes))
            left.removeLast(AESGCM.nonceBytes)
            return nonce
        }
    }
}
