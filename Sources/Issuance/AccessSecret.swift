// Secrets that people and programs carry: 32 random bytes as text. The database has their hash.
import PassCrypto
import PassFormat
import Registry

/// What a secret opens; each kind is hashed under its own purpose, so that none serves as another.
enum AccessSecret {
    case session, token, invitation
    /// A holder's link, and the first device that asked by it for a live code.
    case holderLink, holderDevice

    /// Random bytes of one.
    static let byteCount = 32

    private var purpose: StaticString {
        switch self {
        case .session: "gatepass/1 session"
        case .token: "gatepass/1 api token"
        case .invitation: "gatepass/1 invitation"
        case .holderLink: "gatepass/1 holder link"
        case .holderDevice: "gatepass/1 holder device"
        }
    }

    /// Draws one.
    ///
    /// - Returns: the text that its owner carries, and what is kept of it.
    func draw(_ random: RandomSource) throws(CryptoError) -> (text: String, hash: SecretHash) {
        let bytes = try random.bytes(Self.byteCount)
        return (Base64.addressText(bytes), hash(of: bytes))
    }

    /// What is kept of a secret that somebody shows.
    ///
    /// - Returns: nil for what is no secret of ours.
    func hash(of text: String) -> SecretHash? { Self.bytes(of: text).map(hash) }

    private func hash(of bytes: [UInt8]) -> SecretHash {
        SecretHash(SHA256.hash(purpose, bytes).array)
    }

    /// - Returns: nil for anything but 32 bytes as base64url.
    static func bytes(of text: String) -> [UInt8]? {
        guard text.utf8.count == 43, let bytes = Base64.bytes(address: text),
            bytes.count == byteCount
        else { return nil }
        return bytes
    }
}
