// The fields of a bundle that its version's hash covers, both ways in one place.
// A map with small keys, in ascending order; the table is in Docs/gp1.md, section Bundle file.
import PassCrypto
package import PassFormat

/// Who a bundle is from and for, which version it is, and the rules in it.
package struct BundleCore: Sendable, Equatable {
    /// First 8 bytes of SHA-256 over the issuer's Ed25519 key.
    package var issuerKeyID: [UInt8]
    package var gate: UInt16
    /// 15 bytes.
    package var deviceFingerprint: [UInt8]
    package var version: UInt64
    /// Number and hash of the version before; 0 and no bytes in the first.
    package var previous: BundleVersion
    package var issued: Timestamp
    package var factsAsOf: Timestamp
    package var expires: Timestamp
    package var place: GatePlace
    package var policy: GatePolicy
    package var revokedEpochs: [UInt8]
    package var revokedKeyIDs: [KeyID]
    /// SHA-256 of the manifest's bytes.
    package var manifestHash: [UInt8]
    package var acknowledged: JournalHead
    /// Ed25519 keys of the site's gates, ascending by gate.
    package var gateKeys: [GateVerifyingKey]
    package var rules = GateRules.standard

    package init(
        issuerKeyID: [UInt8], gate: UInt16, deviceFingerprint: [UInt8], version: UInt64,
        previous: BundleVersion, issued: Timestamp, factsAsOf: Timestamp, expires: Timestamp,
        place: GatePlace, policy: GatePolicy, revokedEpochs: [UInt8], revokedKeyIDs: [KeyID],
        manifestHash: [UInt8], acknowledged: JournalHead, gateKeys: [GateVerifyingKey]
    ) {
        self.issuerKeyID = issuerKeyID
        self.gate = gate
        self.deviceFingerprint = deviceFingerprint
        self.version = version
        self.previous = previous
        self.issued = issued
        self.factsAsOf = factsAsOf
        self.expires = expires
        self.place = place
        self.policy = policy
        self.revokedEpochs = revokedEpochs
        self.revokedKeyIDs = revokedKeyIDs
        self.manifestHash = manifestHash
        self.acknowledged = acknowledged
        self.gateKeys = gateKeys
    }
}

/// Where a gate stands.
package struct GatePlace: Sendable, Equatable {
    package var site: UInt32
    package var zone: UInt16
    /// nil: both ways.
    package var direction: Direction?
    package var name: String

    package init(site: UInt32, zone: UInt16, direction: Direction?, name: String) {
        self.site = site
        self.zone = zone
        self.direction = direction
        self.name = name
    }
}

/// The newest journal row that the issuer has seen; row 0 with no hash where it has seen none.
package struct JournalHead: Sendable, Equatable {
    package var row: UInt64
    package var hash: [UInt8]

    package init(row: UInt64, hash: [UInt8]) {
        self.row = row
        self.hash = hash
    }

    package static let none = JournalHead(row: 0, hash: [])
}

/// A gate of the site and the key it signs with.
package struct GateVerifyingKey: Sendable, Equatable {
    package var gate: UInt16
    package var key: [UInt8]

    package init(gate: UInt16, key: [UInt8]) {
        self.gate = gate
        self.key = key
    }
}

extension BundleCore {
    /// The hash that names this version.
    package var versionHash: [UInt8] {
        let encoded = encoded
        return SHA256.hash(encoded.span).array
    }

    /// The fields as deterministic CBOR.
    package var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.numberedMap([
            { $0.byteString(issuerKeyID) }, { $0.unsigned(gate) },
            { $0.byteString(deviceFingerprint) }, { $0.unsigned(version) },
            { previous.write(to: &$0) }, { $0.unsigned(issued.seconds) },
            { $0.unsigned(factsAsOf.seconds) }, { $0.unsigned(expires.seconds) },
            { place.write(to: &$0) }, { policy.write(to: &$0) },
            { $0.array(revokedEpochs) { $0.unsigned($1) } },
            { $0.array(revokedKeyIDs) { $0.byteString($1.bytes) } },
            { $0.byteString(manifestHash) }, { acknowledged.write(to: &$0) },
            {
                $0.array(gateKeys) {
                    $0.head(.array, 2)
                    $0.unsigned($1.gate)
                    $0.byteString($1.key)
                }
            },
            { $0.byteString(rules.encoded) },
        ])
        return writer.bytes
    }

    /// - Throws: `CBORFault` where the bytes are not such a map.
    init(decoding input: Span<UInt8>) throws(CBORFault) {
        try CBORCursor.check(input, tags: .refused)
        var cursor = CBORCursor()
        guard try cursor.mapCount(in: input) == 16 else { throw .unexpected }
        try cursor.expectKey(0, in: input)
        issuerKeyID = try cursor.byteArray(in: input)
        try cursor.expectKey(1, in: input)
        gate = try cursor.number(in: input)
        try cursor.expectKey(2, in: input)
        deviceFingerprint = try cursor.byteArray(in: input)
        try cursor.expectKey(3, in: input)
        version = try cursor.unsigned(in: input)
        try cursor.expectKey(4, in: input)
        previous = try BundleVersion(reading: input, &cursor)
        try cursor.expectKey(5, in: input)
        issued = Timestamp(seconds: try cursor.unsigned(in: input))
        try cursor.expectKey(6, in: input)
        factsAsOf = Timestamp(seconds: try cursor.unsigned(in: input))
        try cursor.expectKey(7, in: input)
        expires = Timestamp(seconds: try cursor.unsigned(in: input))
        try cursor.expectKey(8, in: input)
        place = try GatePlace(reading: input, &cursor)
        try cursor.expectKey(9, in: input)
        policy = try GatePolicy(reading: input, &cursor)
        try cursor.expectKey(10, in: input)
        revokedEpochs = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            try cursor.number(in: input)
        }
        try cursor.expectKey(11, in: input)
        revokedKeyIDs = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            try KeyID(reading: input, &cursor)
        }
        try cursor.expectKey(12, in: input)
        manifestHash = try cursor.byteArray(in: input)
        try cursor.expectKey(13, in: input)
        acknowledged = try JournalHead(reading: input, &cursor)
        try cursor.expectKey(14, in: input)
        gateKeys = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            try GateVerifyingKey(reading: input, &cursor)
        }
        try cursor.expectKey(15, in: input)
        rules = try GateRules(decoding: input.extracting(cursor.byteString(in: input)))
    }
}

extension GatePlace {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.head(.array, 4)
        writer.unsigned(site)
        writer.unsigned(zone)
        writer.unsigned(direction?.rawValue ?? 0)
        writer.text(name)
    }

    fileprivate init(reading input: Span<UInt8>, _ cursor: inout CBORCursor) throws(CBORFault) {
        guard try cursor.arrayCount(in: input) == 4 else { throw .unexpected }
        site = try cursor.number(in: input)
        zone = try cursor.number(in: input)
        let way: UInt8 = try cursor.number(in: input)
        direction = Direction(rawValue: way)
        guard way == 0 || direction != nil else { throw .unexpected }
        name = try cursor.text(in: input)
    }
}

extension GatePolicy {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.head(.array, 7)
        writer.unsigned(unknownPass.rawValue)
        writer.unsigned(staffLifetimeSeconds)
        writer.unsigned(vehicleLifetimeSeconds)
        writer.unsigned(temporaryLifetimeSeconds)
        writer.unsigned(staleAfterSeconds)
        writer.integer(utcOffsetMinutes)
        writer.unsigned(leewaySeconds)
    }

    fileprivate init(reading input: Span<UInt8>, _ cursor: inout CBORCursor) throws(CBORFault) {
        guard try cursor.arrayCount(in: input) == 7,
            let unknown = UnknownPassPolicy(rawValue: try cursor.number(in: input))
        else { throw .unexpected }
        unknownPass = unknown
        staffLifetimeSeconds = try cursor.unsigned(in: input)
        vehicleLifetimeSeconds = try cursor.unsigned(in: input)
        temporaryLifetimeSeconds = try cursor.unsigned(in: input)
        staleAfterSeconds = try cursor.unsigned(in: input)
        utcOffsetMinutes = try cursor.signed(in: input)
        leewaySeconds = try cursor.unsigned(in: input)
    }
}

extension BundleVersion {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.head(.array, 2)
        writer.unsigned(number)
        writer.byteString(hash)
    }

    fileprivate init(reading input: Span<UInt8>, _ cursor: inout CBORCursor) throws(CBORFault) {
        guard try cursor.arrayCount(in: input) == 2 else { throw .unexpected }
        self.init(
            number: try cursor.unsigned(in: input), hash: try cursor.byteArray(in: input))
    }
}

extension JournalHead {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.head(.array, 2)
        writer.unsigned(row)
        writer.byteString(hash)
    }

    fileprivate init(reading input: Span<UInt8>, _ cursor: inout CBORCursor) throws(CBORFault) {
        guard try cursor.arrayCount(in: input) == 2 else { throw .unexpected }
        row = try cursor.unsigned(in: input)
        hash = try cursor.byteArray(in: input)
    }
}

extension GateVerifyingKey {
    fileprivate init(reading input: Span<UInt8>, _ cursor: inout CBORCursor) throws(CBORFault) {
        guard try cursor.arrayCount(in: input) == 2 else { throw .unexpected }
        gate = try cursor.number(in: input)
        key = try cursor.byteArray(in: input)
    }
}
