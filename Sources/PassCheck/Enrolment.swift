import FoundationEssentials
// How a gate's device and the issuer come to know each other: the request, the answer, and the two
// fingerprints that people compare. Both sides use these types. Tests: Tests/GateStateTests.
package import PassCrypto
import PassFormat

/// A limit of the two documents: a longer file is refused unread.
package enum EnrolmentLimits {
    /// Bytes of a request or an answer as JSON; ours have under 700.
    package static let documentBytes = 16_384
}

/// Why a request or an answer is refused.
package enum EnrolmentError: Error, Equatable, Sendable {
    /// It is not the document that was asked for; says which one was.
    case notADocument(expected: String)
    /// Its format name or version is another.
    case wrongFormat(expected: String, found: String)
    /// A field is not what it should be.
    case badField(String)
    /// Its signature is not that of the keys in it.
    case badSignature(String)
    /// The answer was made for another request.
    case otherRequest
    /// The fingerprint that a person gave is not the document's.
    case otherFingerprint(expected: Fingerprint, found: Fingerprint)
    /// The text is not 24 characters of Base32.
    case notAFingerprint
    /// Keys or signatures could not be made.
    case crypto(CryptoError)
}

/// 120 bits of a SHA-256, which two people can read to each other.
package struct Fingerprint: Sendable, Hashable {
    /// Bytes of a fingerprint.
    package static let byteCount = 15

    /// The first 15 bytes of the hash.
    package let bytes: [UInt8]

    /// Takes the front of a digest.
    package init(_ digest: Digest) { bytes = digest.prefix(Self.byteCount) }

    /// - Parameter bytes: 15 bytes; nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads what a person typed: 24 Base32 characters, dashes and spaces where they like.
    ///
    /// - Throws: `EnrolmentError.notAFingerprint`.
    package init(_ typed: String) throws(EnrolmentError) {
        let values = typed.utf8.filter { $0 != 0x20 && $0 != 0x2D }.map(Base32.value(of:))
        guard values.count == 24, !values.contains(255) else { throw .notAFingerprint }
        bytes = stride(from: 0, to: 24, by: 8).flatMap { start -> [UInt8] in
            let block = values[start..<start + 8].reduce(UInt64(0)) { $0 << 5 | UInt64($1) }
            return (0..<5).map { UInt8(truncatingIfNeeded: block >> UInt64(32 - 8 * $0)) }
        }
    }

    /// 24 Base32 characters in fours with dashes between.
    package var text: String {
        let letters = Array(Base32.encode(bytes.span))
        return stride(from: 0, to: letters.count, by: 4)
            .map { String(letters[$0..<min($0 + 4, letters.count)]) }
            .joined(separator: "-")
    }

    /// The device's: over its three public keys, 32 bytes each.
    package static func device(
        signingKey: VerifyingKey, agreementKey: [UInt8], journalKey: [UInt8]
    ) -> Fingerprint {
        Fingerprint(
            SHA256.hash("gatepass/1 device", signingKey.bytes, agreementKey, journalKey))
    }

    /// The enrolment's: which device stands at which gate, and believes whom.
    ///
    /// - Parameter issuer: the issuer's Ed25519 and X25519 keys, 64 bytes.
    package static func enrolment(
        gate: UInt16, device: Fingerprint, issuer: [UInt8]
    ) -> Fingerprint {
        Fingerprint(
            SHA256.hash("gatepass/1 enrol", bigEndianBytes(gate), device.bytes, issuer))
    }
}

/// What a device asks with: its public keys, signed with the first.
package struct EnrolmentRequest: Sendable, Equatable {
    /// The document's format name.
    package static let format = "gatepass-device/1"

    /// The device's Ed25519 key.
    package let signingKey: VerifyingKey
    /// The device's X25519 key, 32 bytes.
    package let agreementKey: [UInt8]
    /// J: the one-time X25519 key that the journal's first key comes from, 32 bytes.
    package let journalKey: [UInt8]
    private let signature: [UInt8]

    /// The device's side.
    ///
    /// - Throws: `EnrolmentError.crypto`.
    package static func make(
        signing: SigningKey, agreement: AgreementKey, journal: AgreementKey
    ) throws(EnrolmentError) -> EnrolmentRequest {
        let key = signing.verifyingKey
        let message = key.bytes + agreement.publicKey + journal.publicKey
        do throws(CryptoError) {
            return EnrolmentRequest(
                signingKey: key, agreementKey: agreement.publicKey, journalKey: journal.publicKey,
                signature: try signing.sign("gatepass/1 device request\0", message))
        } catch { throw .crypto(error) }
    }

    private init(
        signingKey: VerifyingKey, agreementKey: [UInt8], journalKey: [UInt8], signature: [UInt8]
    ) {
        self.signingKey = signingKey
        self.agreementKey = agreementKey
        self.journalKey = journalKey
        self.signature = signature
    }

    /// Reads a request and checks its signature.
    ///
    /// - Throws: `EnrolmentError` saying what is wrong with it.
    package init(json: [UInt8]) throws(EnrolmentError) {
        let fields: RequestFields = try decodeDocument(json, as: Self.format)
        signingKey = try verifyingKey(fields.ed25519, "ed25519")
        agreementKey = try hexBytes(fields.x25519, count: 32, "x25519")
        journalKey = try hexBytes(fields.journal, count: 32, "journal")
        signature = try hexBytes(fields.signature, count: 64, "signature")
        guard signingKey.verifies(signature, of: "gatepass/1 device request\0", signedBytes) else {
            throw .badSignature("enrolment request")
        }
    }

    /// The document as UTF-8 JSON.
    package var json: [UInt8] {
        encodeDocument([
            ("format", .text(Self.format)),
            ("ed25519", .text(hexadecimal(signingKey.bytes))),
            ("x25519", .text(hexadecimal(agreementKey))),
            ("journal", .text(hexadecimal(journalKey))),
            ("signature", .text(hexadecimal(signature))),
        ])
    }

    /// What the signature covers behind its purpose: the three keys, 96 bytes.
    package var signedBytes: [UInt8] { signingKey.bytes + agreementKey + journalKey }

    /// What an answer names the request by: SHA-256 of the purpose and the signed bytes.
    package var hash: [UInt8] {
        SHA256.hash("gatepass/1 device request\0", signedBytes).array
    }

    /// What `gate enrol --request` and `gatepass device enrol` print.
    package var fingerprint: Fingerprint {
        .device(signingKey: signingKey, agreementKey: agreementKey, journalKey: journalKey)
    }
}

/// What the issuer answers: the gate's number and the issuer's keys, signed for one request.
package struct EnrolmentAnswer: Sendable, Equatable {
    /// The document's format name.
    package static let format = "gatepass-enrolment/1"

    /// The gate that the device stands at.
    package let gate: UInt16
    /// The hash of the request that is answered, 32 bytes.
    package let requestHash: [UInt8]
    /// The device's fingerprint.
    package let device: Fingerprint
    /// The issuer's Ed25519 key.
    package let issuerKey: VerifyingKey
    /// The issuer's X25519 key, 32 bytes.
    package let issuerAgreementKey: [UInt8]
    private let signature: [UInt8]

    /// The issuer's side.
    ///
    /// - Parameters:
    ///   - request: as read, so its signature is checked.
    ///   - gate: the gate's number, from 1.
    ///   - signing: the issuer's Ed25519 key.
    ///   - issuerAgreementKey: the issuer's X25519 public key, 32 bytes.
    /// - Throws: `EnrolmentError.badField` for gate 0 or a key not of 32 bytes, `.crypto`.
    package static func make(
        request: EnrolmentRequest, gate: UInt16, signing: SigningKey, issuerAgreementKey: [UInt8]
    ) throws(EnrolmentError) -> EnrolmentAnswer {
        guard gate > 0 else { throw .badField("gate") }
        guard issuerAgreementKey.count == 32 else { throw .badField("issuer_x25519") }
        let message = Self.signedBytes(
            hash: request.hash, gate: gate, device: request.fingerprint,
            issuer: signing.verifyingKey.bytes + issuerAgreementKey)
        do throws(CryptoError) {
            return EnrolmentAnswer(
                request: request, gate: gate, issuerKey: signing.verifyingKey,
                issuerAgreementKey: issuerAgreementKey,
                signature: try signing.sign("gatepass/1 enrolment\0", message))
        } catch { throw .crypto(error) }
    }

    private init(
        request: EnrolmentRequest, gate: UInt16, issuerKey: VerifyingKey,
        issuerAgreementKey: [UInt8], signature: [UInt8]
    ) {
        self.gate = gate
        requestHash = request.hash
        device = request.fingerprint
        self.issuerKey = issuerKey
        self.issuerAgreementKey = issuerAgreementKey
        self.signature = signature
    }

    /// Reads an answer and checks its signature; whose keys they are, the fingerprint must tell.
    ///
    /// - Throws: `EnrolmentError` saying what is wrong with it.
    package init(json: [UInt8]) throws(EnrolmentError) {
        let fields: AnswerFields = try decodeDocument(json, as: Self.format)
        guard fields.gate > 0 else { throw .badField("gate") }
        gate = fields.gate
        requestHash = try hexBytes(fields.request, count: 32, "request")
        do { device = try Fingerprint(fields.device) } catch { throw .badField("device") }
        issuerKey = try verifyingKey(fields.issuerEd25519, "issuer_ed25519")
        issuerAgreementKey = try hexBytes(fields.issuerX25519, count: 32, "issuer_x25519")
        signature = try hexBytes(fields.signature, count: 64, "signature")
        guard issuerKey.verifies(signature, of: "gatepass/1 enrolment\0", signedBytes) else {
            throw .badSignature("enrolment answer")
        }
    }

    /// Refuses an answer that was made for another device's request.
    ///
    /// - Throws: `EnrolmentError.otherRequest`.
    package func requireAnswer(to request: EnrolmentRequest) throws(EnrolmentError) {
        guard requestHash == request.hash, device == request.fingerprint else {
            throw .otherRequest
        }
    }

    /// The document as UTF-8 JSON.
    package var json: [UInt8] {
        encodeDocument([
            ("format", .text(Self.format)),
            ("gate", .number(UInt64(gate))),
            ("device", .text(device.text)),
            ("request", .text(hexadecimal(requestHash))),
            ("issuer_ed25519", .text(hexadecimal(issuerKey.bytes))),
            ("issuer_x25519", .text(hexadecimal(issuerAgreementKey))),
            ("signature", .text(hexadecimal(signature))),
        ])
    }

    /// What the signature covers behind its purpose: request hash (32), gate (2, big-endian), the
    /// device's fingerprint (15), the issuer's Ed25519 and X25519 keys (32 each).
    package var signedBytes: [UInt8] {
        Self.signedBytes(
            hash: requestHash, gate: gate, device: device,
            issuer: issuerKey.bytes + issuerAgreementKey)
    }

    private static func signedBytes(
        hash: [UInt8], gate: UInt16, device: Fingerprint, issuer: [UInt8]
    ) -> [UInt8] {
        hash + bigEndianBytes(gate) + device.bytes + issuer
    }

    /// What `gatepass device enrol` and `gate enrol --accept` print for people to compare.
    package var fingerprint: Fingerprint {
        .enrolment(gate: gate, device: device, issuer: issuerKey.bytes + issuerAgreementKey)
    }
}
