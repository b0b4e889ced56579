// The part of a bundle that only one device opens: X25519 with an ephemeral key, HKDF, AES-256-GCM.
package import PassCrypto
package import PassFormat

/// The keys a bundle gives a gate.
package struct SealedKeys: Sendable {
    package var groupKeys: AssociationList<KeyID, GroupKey>
    package var liveKeys: AssociationList<KeyID, LiveKey>
    package var lookupKey: LookupKey

    package init(
        groupKeys: AssociationList<KeyID, GroupKey>, liveKeys: AssociationList<KeyID, LiveKey>,
        lookupKey: LookupKey
    ) {
        self.groupKeys = groupKeys
        self.liveKeys = liveKeys
        self.lookupKey = lookupKey
    }

    /// Seals the keys for one device, gate and version.
    ///
    /// - Returns: the ephemeral public key (32 bytes) and the sealed bytes.
    /// - Throws: `CryptoError`, among them `.weakPeerKey` for a device key that gives zeros.
    package func seal(
        to device: [UInt8], gate: UInt16, version: UInt64, random: RandomSource
    ) throws(CryptoError) -> [UInt8] {
        let ephemeral = try AgreementKey(secret: random.secret())
        let key = SealKey(
            shared: try ephemeral.sharedSecret(with: device),
            salt: ephemeral.publicKey + device, gate: gate, version: version)
        var content = encoded
        defer { wipe(&content) }
        return ephemeral.publicKey + (try key.seal(content, random: random))
    }

    /// Opens what `seal` made.
    ///
    /// - Throws: `BundleFault.sealBroken`.
    init(
        opening sealed: [UInt8], with device: AgreementKey, gate: UInt16, version: UInt64
    ) throws(BundleFault) {
        let ephemeral = Array(sealed.prefix(32))
        do throws(CryptoError) {
            let key = SealKey(
                shared: try device.sharedSecret(with: ephemeral),
                salt: ephemeral + device.publicKey, gate: gate, version: version)
            var content = try key.open(Array(sealed.dropFirst(32)))
            defer { wipe(&content) }
            self = try Self.decode(content)
        } catch { throw .sealBroken }
    }

    private var encoded: [UInt8] {
        let keyIDs = Set(groupKeys.pairs.map(\.key) + liveKeys.pairs.map(\.key)).sorted {
            ($0.epoch, $0.group) < ($1.epoch, $1.group)
        }
        var writer = CBORWriter()
        writer.head(.array, 2)
        writer.array(keyIDs) { writer, keyID in
            writer.head(.array, 3)
            writer.byteString(keyID.bytes)
            writer.secret(groupKeys[keyID]?.secret)
            writer.secret(liveKeys[keyID]?.secret)
        }
        writer.secret(lookupKey.secret)
        return writer.bytes
    }

    private static func decode(_ content: [UInt8]) throws(CryptoError) -> SealedKeys {
        var groupKeys = AssociationList<KeyID, GroupKey>()
        var liveKeys = AssociationList<KeyID, LiveKey>()
        do {
            let input = content.span
            try CBORCursor.check(input, tags: .refused)
            var cursor = CBORCursor()
            guard try cursor.arrayCount(in: input) == 2 else { throw CBORFault.unexpected }
            let count = try cursor.arrayCount(in: input)
            for _ in 0..<count {
                guard try cursor.arrayCount(in: input) == 3 else { throw CBORFault.unexpected }
                let keyID = try KeyID(reading: input, &cursor)
                if let key = try cursor.secret(in: input) { groupKeys[keyID] = try GroupKey(key) }
                if let key = try cursor.secret(in: input) { liveKeys[keyID] = try LiveKey(key) }
            }
            guard let lookup = try cursor.secret(in: input) else { throw CBORFault.unexpected }
            return SealedKeys(
                groupKeys: groupKeys, liveKeys: liveKeys, lookupKey: try LookupKey(lookup))
        } catch { throw .notAuthentic("the bundle's sealed part") }
    }
}

extension CBORWriter {
    fileprivate mutating func secret(_ secret: SecretBytes?) {
        head(.bytes, UInt64(secret?.count ?? 0))
        secret?.withBytes { bytes in
            var copy = bytes.indices.map { bytes[$0] }
            item(copy)
            wipe(&copy)
        }
    }
}

extension CBORCursor {
    fileprivate mutating func secret(in input: Span<UInt8>) throws(CBORFault) -> SecretBytes? {
        let place = try byteString(in: input)
        return place.isEmpty ? nil : SecretBytes(copying: input.extracting(place))
    }
}
