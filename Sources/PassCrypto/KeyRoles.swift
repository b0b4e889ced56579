// Keys by what they are for. Each is made only where its role begins, and does only its work.
// The formulas are those of Docs/gp1.md, sections Keys, Live code and What a gate holds.

/// The root of one epoch; it never leaves the issuer.
package struct RootKey: Sendable {
    private let secret: SecretBytes

    /// - Throws: `CryptoError.wrongLength` unless there are 32 bytes.
    package init(_ secret: SecretBytes) throws(CryptoError) {
        try requireKeyLength(secret, "an epoch's root")
        self.secret = secret
    }

    /// The MAC key of one epoch and group; `keyID` is the token's 3-byte kid.
    package func groupKey(keyID: [UInt8]) -> GroupKey {
        GroupKey(checked: deriveKey(from: secret, purpose: "gatepass/1 mac", context: keyID))
    }

    /// The live key of one epoch and group; `keyID` is the token's 3-byte kid.
    package func liveKey(keyID: [UInt8]) -> LiveKey {
        LiveKey(checked: deriveKey(from: secret, purpose: "gatepass/1 live", context: keyID))
    }
}

/// Makes and checks the tags of one epoch and group.
package struct GroupKey: Sendable {
    /// The raw key, for sealing to a device; never for anything else.
    package let secret: SecretBytes
    private let mac: MACKey

    fileprivate init(checked secret: SecretBytes) {
        self.secret = secret
        mac = secret.withBytes { MACKey($0) }
    }

    /// - Throws: `CryptoError.wrongLength` unless there are 32 bytes.
    package init(_ secret: SecretBytes) throws(CryptoError) {
        try requireKeyLength(secret, "a group key")
        self.init(checked: secret)
    }

    /// The 32-byte tag over a COSE MAC_structure.
    ///
    /// - Parameters:
    ///   - head: the structure up to the payload's first byte.
    ///   - payload: the rest of it.
    package func tag(over head: Span<UInt8>, _ payload: Span<UInt8>) -> Digest {
        mac.code(head, payload)
    }
}

/// Derives what holders answer live challenges with.
package struct LiveKey: Sendable {
    /// The raw key, for sealing to a device; never for anything else.
    package let secret: SecretBytes

    fileprivate init(checked secret: SecretBytes) { self.secret = secret }

    /// - Throws: `CryptoError.wrongLength` unless there are 32 bytes.
    package init(_ secret: SecretBytes) throws(CryptoError) {
        try requireKeyLength(secret, "a live key")
        self.secret = secret
    }

    /// The 8-byte response of a pass's holder for one step.
    ///
    /// - Parameters:
    ///   - cti: the 12 bytes of pass id and sequence.
    ///   - step: time divided by 30 s.
    ///   - tokenHash: SHA-256 of the token.
    package func response(cti: Span<UInt8>, step: UInt32, tokenHash: Digest) -> [UInt8] {
        var holder = secret.withBytes { MACKey($0) }.begin()
        holder.update("gatepass/1 holder")
        holder.update(cti)
        var answer = MACKey(holder.finish().bytes.span).begin()
        let number = bigEndianBytes(step)
        answer.update(number.span)
        answer.update(tokenHash.bytes.span)
        return answer.finish().prefix(8)
    }
}

/// Opens the display record of the one pass whose tag and id it was made from.
package struct DisplayKey: Sendable {
    private let secret: SecretBytes

    /// Derives the key from a token's 32-byte tag and the 10-byte pass id.
    package init(tag: Span<UInt8>, passID: Span<UInt8>) {
        let info = bytes(of: "gatepass/1 display")
        secret = deriveKey(from: tag, salt: passID, info: info.span)
    }

    /// - Throws: `CryptoError.notAuthentic` where the record is another pass's.
    package func open(_ sealed: Span<UInt8>, binding entry: [UInt8]) throws(CryptoError) -> [UInt8]
    {
        try AESGCM(key: secret).open(sealed, binding: entry.span, naming: "the display record")
    }

    /// Whether this is the key in `bytes`; for the conformance vectors only.
    package func matches(_ bytes: [UInt8]) -> Bool {
        secret.withBytes { equalInConstantTime($0, bytes.span) }
    }
}

/// Seals the display record of the one pass whose tag and id it was made from.
///
/// The nonce follows from what is sealed, so that a record that did not change has the same bytes
/// in every bundle and no delta carries it. One nonce with one key thereby means one plaintext.
package struct DisplaySealKey: Sendable {
    private let cipher: SecretBytes
    private let nonces: SecretBytes

    /// Derives both keys from a token's 32-byte tag and the 10-byte pass id.
    package init(tag: Span<UInt8>, passID: Span<UInt8>) {
        let extracted = extractKey(from: tag, salt: passID)
        cipher = expandKey(from: extracted, purpose: "gatepass/1 display")
        nonces = expandKey(from: extracted, purpose: "gatepass/1 display nonce")
    }

    /// - Returns: nonce, ciphertext and tag, which `DisplayKey` opens.
    /// - Throws: `CryptoError.library`.
    package func seal(
        _ record: [UInt8], binding entry: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        var mac = nonces.withBytes { MAC(once: $0) }
        mac.update(entry.span)
        mac.update(record.span)
        let nonce = mac.finish().prefix(AESGCM.nonceBytes)
        return try AESGCM(key: cipher).seal(record.span, nonce: nonce, binding: entry.span)
    }
}

/// Opens the code hash of the one guard whose badge it was made from.
package struct GuardKey: Sendable {
    private let secret: SecretBytes

    /// Derives the key from the badge's 32-byte tag and 10-byte pass id.
    package init(tag: Span<UInt8>, passID: Span<UInt8>) {
        let info = bytes(of: "gatepass/1 guard")
        secret = deriveKey(from: tag, salt: passID, info: info.span)
    }

    /// - Throws: `CryptoError` from libcrypto or the random source.
    package func seal(
        _ hash: SecretBytes, binding head: [UInt8], random: RandomSource
    ) throws(CryptoError) -> [UInt8] {
        try hash.withBytes { (bytes) throws(CryptoError) in
            try AESGCM(key: secret).seal(bytes, binding: head.span, random: random)
        }
    }

    /// - Throws: `CryptoError.notAuthentic` where the record is another guard's.
    package func open(
        _ sealed: Span<UInt8>, binding head: [UInt8]
    ) throws(CryptoError) -> SecretBytes {
        var hash = try AESGCM(key: secret).open(
            sealed, binding: head.span, naming: "the guard's record")
        return SecretBytes(wiping: &hash)
    }
}

/// Seals a bundle's keys to one device.
package struct SealKey: Sendable {
    private let secret: SecretBytes

    /// - Parameters:
    ///   - shared: X25519 of an ephemeral key and the device's.
    ///   - salt: the ephemeral public key followed by the device's, 64 bytes.
    ///   - gate: the gate's number.
    ///   - version: the bundle's version.
    package init(shared: SecretBytes, salt: [UInt8], gate: UInt16, version: UInt64) {
        let info = bytes(of: "gatepass/1 seal") + bigEndianBytes(gate) + bigEndianBytes(version)
        secret = shared.withBytes { deriveKey(from: $0, salt: salt.span, info: info.span) }
    }

    /// - Throws: `CryptoError` from libcrypto or the random source.
    package func seal(_ content: [UInt8], random: RandomSource) throws(CryptoError) -> [UInt8] {
        let nothing: [UInt8] = []
        return try AESGCM(key: secret).seal(content.span, binding: nothing.span, random: random)
    }

    /// - Throws: `CryptoError.notAuthentic` for another device, gate or version.
    package func open(_ sealed: [UInt8]) throws(CryptoError) -> [UInt8] {
        let nothing: [UInt8] = []
        return try AESGCM(key: secret).open(
            sealed.span, binding: nothing.span, naming: "the bundle's sealed part")
    }
}

/// Hashes what a guard types into what a bundle can be searched for.
package struct LookupKey: Sendable {
    /// The raw key, for sealing to a device; never for anything else.
    package let secret: SecretBytes
    private let key: MACKey

    /// - Throws: `CryptoError.wrongLength` unless there are 32 bytes.
    package init(_ secret: SecretBytes) throws(CryptoError) {
        try requireKeyLength(secret, "a look-up key")
        self.secret = secret
        key = secret.withBytes { MACKey($0) }
    }

    /// The first 8 bytes of the code of a kind number and a value in canonical form.
    package func hash(kind: UInt8, value: [UInt8]) -> UInt64 {
        let kind: InlineArray<1, UInt8> = [kind]
        return key.code(kind.span, value.span).number(at: 0)
    }
}

/// The evolving key of a gate's journal: K(n) authenticates row n and is then replaced by K(n+1).
package struct JournalKey: Sendable {
    /// The raw key, for the gate's key file.
    package let secret: SecretBytes

    /// - Throws: `CryptoError.wrongLength` unless there are 32 bytes.
    package init(_ secret: SecretBytes) throws(CryptoError) {
        try requireKeyLength(secret, "a journal key")
        self.secret = secret
    }

    /// K(1), from either side of the enrolment's key agreement.
    ///
    /// - Parameters:
    ///   - shared: X25519 of the gate's one-time key J and the issuer's key.
    ///   - salt: J's public key followed by the issuer's, 64 bytes.
    ///   - gate: the gate's number.
    package init(shared: SecretBytes, salt: [UInt8], gate: UInt16) {
        let info = bytes(of: "gatepass/1 journal") + bigEndianBytes(gate)
        secret = shared.withBytes { deriveKey(from: $0, salt: salt.span, info: info.span) }
    }

    /// m(n): the code of a row's chain hash.
    package func code(of chainHash: [UInt8]) -> [UInt8] {
        var mac = secret.withBytes { MAC(once: $0) }
        mac.update(chainHash.span)
        return mac.finish().array
    }

    /// Whether `code` is m(n) of a row's chain hash.
    package func verifies(_ code: [UInt8], of chainHash: [UInt8]) -> Bool {
        secret.withBytes { MACKey($0) }.code(chainHash.span).matches(code.span)
    }

    /// K(n+1); the step cannot be taken back.
    package func next() -> JournalKey {
        var hash = SHA256()
        hash.update("gatepass/1 step")
        secret.withBytes { hash.update($0) }
        return JournalKey(checked: SecretBytes(copying: hash.finish().bytes.span))
    }

    private init(checked secret: SecretBytes) { self.secret = secret }
}

private func requireKeyLength(_ secret: SecretBytes, _ what: String) throws(CryptoError) {
    guard secret.count == 32 else {
        throw .wrongLength(of: what, expectedBytes: 32, foundBytes: secret.count)
    }
}
