// A device's signature over a request: HTTP Message Signatures (RFC 9421) in one fixed profile, so
// that there is one way to sign a request and nothing to choose for who forges one. Ed25519 over
//
//     "@method": POST
//     "@path": /api/v1/exchange/state
//     "@query": ?
//     "content-digest": sha-256=:…:
//     "@signature-params": ("@method" "@path" "@query" "content-digest");created=…;nonce="…"
//         ;alg="ed25519";keyid="…";tag="gatepass/1 exchange"
//
// the last on one line. Neither scheme nor host is covered: a proxy may change them, and the device
// knows one office alone, by its key.
package import PassCrypto
import PassFormat

/// What a signature covers of a request.
package struct SignedRequest: Sendable, Equatable {
    /// In upper case.
    package var method: String
    /// As it stands in the request, from the first slash, without the query.
    package var path: String
    /// Behind the question mark; empty where there is none.
    package var query: String
    package var digest: ContentDigest

    package init(method: String, path: String, query: String = "", digest: ContentDigest) {
        self.method = method
        self.path = path
        self.query = query
        self.digest = digest
    }

    /// What is signed, behind the opening that is the signature's purpose.
    fileprivate func base(_ parameters: SignatureParameters) -> [UInt8] {
        Array(
            """
            \(method)
            "@path": \(path)
            "@query": ?\(query)
            "content-digest": \(digest.field)
            "@signature-params": \(parameters.text)
            """.utf8)
    }
}

/// Who signed a request, and when.
package struct SignatureParameters: Sendable, Equatable {
    /// Seconds since 1970, by the device's idea of the office's time.
    package let createdSeconds: UInt64
    /// 16 bytes, never used again by the device.
    package let nonce: [UInt8]
    /// The device's fingerprint: 24 Base32 characters in fours, dashes between.
    package let keyID: String

    package init(createdSeconds: UInt64, nonce: [UInt8], keyID: String) {
        self.createdSeconds = createdSeconds
        self.nonce = nonce
        self.keyID = keyID
    }

    /// Covered parts and parameters, in the one order that there is.
    var text: String {
        "(\"@method\" \"@path\" \"@query\" \"content-digest\");created=\(createdSeconds)"
            + ";nonce=\"\(Base64.text(nonce))\";alg=\"ed25519\";keyid=\"\(keyID)\""
            + ";tag=\"gatepass/1 exchange\""
    }
}

/// The two fields that a signature travels in.
package struct RequestSignature: Sendable, Equatable {
    private static let label = "gatepass"
    // Opens what is signed; no other signature of a device opens so.
    private static let purpose: StaticString = "\"@method\": "

    package let parameters: SignatureParameters
    private let signature: [UInt8]

    /// Signs a request.
    ///
    /// - Throws: `CryptoError.library`.
    package init(
        _ request: SignedRequest, _ parameters: SignatureParameters, by key: SigningKey
    ) throws(CryptoError) {
        self.parameters = parameters
        signature = try key.sign(Self.purpose, request.base(parameters))
    }

    /// Reads the fields `Signature-Input` and `Signature`.
    ///
    /// - Returns: nil for anything that is not this profile to the letter.
    package init?(input: String, signature field: String) {
        let (opening, closing) = ("\(Self.label)=:", ":")
        guard field.hasPrefix(opening), field.hasSuffix(closing),
            let bytes = Base64.bytes(
                field.dropFirst(opening.count).dropLast(closing.count)),
            bytes.count == VerifyingKey.signatureBytes,
            input.utf8.count <= 512,
            let created = Self.value("created=", upTo: ";", in: input).flatMap({ UInt64($0) }),
            let nonce = Self.value("nonce=\"", upTo: "\"", in: input).flatMap({
                Base64.bytes($0)
            }),
            let keyID = Self.value("keyid=\"", upTo: "\"", in: input),
            nonce.count == ExchangeLimit.nonceBytes
        else { return nil }
        let parameters = SignatureParameters(
            createdSeconds: created, nonce: nonce, keyID: String(keyID))
        // Written again it is the same, or it was something else.
        guard "\(Self.label)=\(parameters.text)" == input else { return nil }
        self.parameters = parameters
        signature = bytes
    }

    /// The value of `Signature-Input`.
    package var inputField: String { "\(Self.label)=\(parameters.text)" }

    /// The value of `Signature`.
    package var signatureField: String { "\(Self.label)=:\(Base64.text(signature)):" }

    /// Whether the device with this key signed just this request.
    package func signs(_ request: SignedRequest, by key: VerifyingKey) -> Bool {
        key.verifies(signature, of: Self.purpose, request.base(parameters))
    }

    /// What stands behind a name in a text.
    private static func value(
        _ name: String, upTo end: Character, in text: String
    ) -> Substring? {
        let rest = text.split(separator: ";").first { $0.hasPrefix(name) }
        return rest?.dropFirst(name.count).prefix { $0 != end }
    }
}
