// What a holder's link and a holder's device carry: 32 random bytes as text, of which the database
// has the hash.
import FoundationEssentials
import PassCrypto

/// What a secret is for; each kind is hashed under its own purpose, so that none serves as another.
enum HolderSecret {
    case link, device

    private static let byteCount = 32

    private var purpose: StaticString {
        switch self {
        case .link: "gatepass/1 holder link"
        case .device: "gatepass/1 holder device"
        }
    }

    /// - Returns: the text that its owner carries, and what is kept of it.
    func draw(_ random: RandomSource) throws(CryptoError) -> (text: String, hash: [UInt8]) {
        let bytes = try random.bytes(Self.byteCount)
        let text = Data(bytes).base64EncodedString().replacing("+", with: "-")
            .replacing("/", with: "_").replacing("=", with: "")
        return (text, SHA256.hash(purpose, bytes).array)
    }

    /// - Returns: nil for what is no secret of ours.
    func hash(of text: String) -> [UInt8]? {
        guard text.utf8.count == 43 else { return nil }
        let usual = text.replacing("-", with: "+").replacing("_", with: "/") + "="
        guard let data = Data(base64Encoded: usual), data.count == Self.byteCount else {
            return nil
        }
        return SHA256.hash(purpose, [UInt8](data)).array
    }
}
