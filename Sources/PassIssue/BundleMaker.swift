// A gate's bundle from the registry's values: what the gate may admit, under keys only it can open.
package import PassCheck
package import PassCrypto
package import PassFormat

/// One pass as a bundle needs it.
///
/// Only an active one gets a display record; look-up records lead to revoked ones as well.
package struct BundleEntry: Sendable {
    package let entry: ManifestEntry
    package let display: Display?
    /// What applies to the pass besides.
    package var conditions = PassConditions.none

    /// What a pass's display and look-up records are made from.
    package struct Display: Sendable {
        /// An active pass's token: its tag and id key the record.
        package let token: [UInt8]
        package var record: DisplayRecord
        /// What a guard may type for it.
        package let typed: [TypedValue]

        package init(token: [UInt8], record: DisplayRecord, typed: [TypedValue]) {
            self.token = token
            self.record = record
            self.typed = typed
        }
    }

    package init(entry: ManifestEntry, display: Display?) {
        self.entry = entry
        self.display = display
    }
}

/// Which gate a bundle is for and which rules go into it.
package struct BundleOrder: Sendable {
    package var gate: UInt16
    package var place: GatePlace
    package var policy: GatePolicy
    /// 15 bytes.
    package var deviceFingerprint: [UInt8]
    /// X25519, 32 bytes.
    package var deviceAgreementKey: [UInt8]
    package var version: UInt64
    package var previous: BundleVersion
    package var issued: Timestamp
    package var factsAsOf: Timestamp
    package var expires: Timestamp
    /// The groups whose passes the gate may see.
    package var groups: [UInt16]
    /// Those of them in which live codes are used; a gate without them has no live key.
    package var liveGroups: [UInt16]
    package var revokedEpochs: [UInt8]
    package var revokedKeyIDs: [KeyID]
    package var acknowledged: JournalHead
    package var gateKeys: [GateVerifyingKey]
    package var rules: GateRules
    /// The guards who may log in at the gate.
    package var guards: [GuardRecord]

    package init(
        gate: UInt16, place: GatePlace, deviceFingerprint: [UInt8], deviceAgreementKey: [UInt8],
        version: UInt64
    ) {
        self.gate = gate
        self.place = place
        self.deviceFingerprint = deviceFingerprint
        self.deviceAgreementKey = deviceAgreementKey
        self.version = version
        policy = .standard
        previous = .none
        issued = Timestamp(seconds: version)
        factsAsOf = issued
        expires = issued.advanced(bySeconds: Self.standardLifetimeSeconds)
        groups = []
        liveGroups = []
        revokedEpochs = []
        revokedKeyIDs = []
        acknowledged = .none
        gateKeys = []
        rules = .standard
        guards = []
    }

    /// How long a bundle counts where nothing else is said: 14 d.
    package static let standardLifetimeSeconds: UInt64 = 14 * 86_400
}

/// A bundle ready to be handed over.
package struct MadeBundle: Sendable {
    package let file: [UInt8]
    package let version: BundleVersion
    package let entryCount: Int
    /// To make a delta from, later.
    package let snapshot: BundleSnapshot
    /// The same bundle as what changed since the base that was asked for; nil where none was.
    package let delta: MadeDelta?
}

/// A delta that gives the bundle beside it.
package struct MadeDelta: Sendable {
    package let file: [UInt8]
    /// Passes that are new, or of which something is different.
    package let changedCount: Int
    /// Passes of the base that are in the bundle no more.
    package let removedCount: Int
}

/// Why no bundle was made.
package enum BundleError: Error, Equatable, Sendable {
    case crypto(CryptoError)
    /// A display record over the largest size class.
    case recordTooLong(index: PassIndex)
    /// A stored token that does not decode.
    case damagedToken(index: PassIndex)
    /// Two passes with one index; the issuer draws another pass id before that can happen.
    case sameIndex(PassIndex)

    package var description: String {
        switch self {
        case .crypto(let error): error.description
        case .recordTooLong(let index):
            "the names of pass \(index.hex) are too long for a gate's screen; shorten them"
        case .damagedToken(let index):
            "the stored token of pass \(index.hex) is damaged; reissue the pass"
        case .sameIndex(let index): "two passes share the index \(index.hex); reissue one"
        }
    }

    /// The same in Chinese.
    package var chineseText: String {
        switch self {
        case .crypto(let error): "密钥运算失败：\(error.description)"
        case .recordTooLong(let index): "通行证 \(index.hex) 的姓名、单位等文字过长，请缩短"
        case .damagedToken(let index): "通行证 \(index.hex) 的存档码已损坏，请重新签发"
        case .sameIndex(let index): "两张通行证的索引同为 \(index.hex)，请重新签发其一"
        }
    }
}

/// Makes bundles.
package struct BundleMaker: Sendable {
    private let ring: KeyRing
    private let random: RandomSource

    package init(ring: KeyRing, random: RandomSource) {
        self.ring = ring
        self.random = random
    }

    /// Makes a whole bundle, and a delta that gives the same.
    ///
    /// - Parameters:
    ///   - order: which gate, version and rules.
    ///   - entries: all passes that the gate may meet, in any order.
    ///   - base: what a delta is to build on; nil makes none.
    /// - Throws: `BundleError`; nothing is made then.
    package func make(
        _ order: BundleOrder, entries: [BundleEntry], from base: DeltaBase? = nil
    ) throws(BundleError) -> MadeBundle {
        do {
            let lookupKey = try ring.lookupKey(gate: order.gate)
            let passes = try sorted(entries.map { try content(of: $0, under: lookupKey) })
            var manifest: [UInt8] = []
            manifest.reserveCapacity(passes.count * ManifestEntry.encodedBytes)
            var snapshot = BundleSnapshot()
            var collector = base.map(DeltaCollector.init)
            for pass in passes {
                manifest += pass.entry
                let row = BundleSnapshot.Row(pass)
                snapshot.append(row)
                collector?.add(pass, row)
            }
            let core = core(order, manifest: manifest)
            let keys = sealedKeys(order, lookupKey: lookupKey)
            let sections: [BundleSection: [UInt8]] = [
                .sealedKeys: try keys.seal(
                    to: order.deviceAgreementKey, gate: order.gate, version: order.version,
                    random: random),
                .manifest: manifest,
                .display: DisplaySection.encode(passes),
                .lookup: LookupSection.encode(passes),
                .guards: GuardSection.encode(order.guards),
                .conditions: ConditionTable.encode(conditions(of: entries)),
            ]
            let head = try BundleFile.signedHead(
                core: core, sections: sections, signing: ring.signing)
            return MadeBundle(
                file: BundleFile.encode(signedHead: head, sections: sections),
                version: BundleVersion(number: core.version, hash: core.versionHash),
                entryCount: passes.count, snapshot: snapshot,
                delta: try collector.map {
                    try MadeDelta(
                        $0, signedHead: head, sections: sections, signing: ring.signing)
                })
        } catch let error as BundleError { throw error } catch let error as CryptoError {
            throw .crypto(error)
        } catch { throw .crypto(.library(String(describing: type(of: error)))) }
    }

    private func core(_ order: BundleOrder, manifest: [UInt8]) -> BundleCore {
        var core = BundleCore(
            issuerKeyID: BundleFile.issuerKeyID(ring.signing.verifyingKey), gate: order.gate,
            deviceFingerprint: order.deviceFingerprint, version: order.version,
            previous: order.previous, issued: order.issued, factsAsOf: order.factsAsOf,
            expires: order.expires, place: order.place, policy: order.policy,
            revokedEpochs: order.revokedEpochs.sorted(),
            revokedKeyIDs: order.revokedKeyIDs.sorted {
                $0.bytes.lexicographicallyPrecedes($1.bytes)
            },
            manifestHash: SHA256.hash(manifest.span).array, acknowledged: order.acknowledged,
            gateKeys: order.gateKeys.sorted { $0.gate < $1.gate })
        core.rules = order.rules
        return core
    }

    /// A gate that denies unknown passes is given no MAC key at all.
    private func sealedKeys(_ order: BundleOrder, lookupKey: LookupKey) -> SealedKeys {
        var groupKeys = AssociationList<KeyID, GroupKey>()
        var liveKeys = AssociationList<KeyID, LiveKey>()
        for epoch in ring.epochs where !order.revokedEpochs.contains(epoch) {
            for group in order.groups {
                let keyID = KeyID(epoch: epoch, group: group)
                guard !order.revokedKeyIDs.contains(keyID) else { continue }
                if order.policy.unknownPass != .deny { groupKeys[keyID] = ring.groupKey(keyID) }
                if order.liveGroups.contains(group) { liveKeys[keyID] = ring.liveKey(keyID) }
            }
        }
        return SealedKeys(groupKeys: groupKeys, liveKeys: liveKeys, lookupKey: lookupKey)
    }

    /// - Throws: `BundleError.sameIndex`.
    private func sorted(_ contents: [PassContent]) throws -> [PassContent] {
        let sorted = contents.sorted { $0.index < $1.index }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.index == next.index {
            throw BundleError.sameIndex(one.index)
        }
        return sorted
    }

    private func conditions(
        of entries: [BundleEntry]
    ) -> [(index: PassIndex, conditions: PassConditions)] {
        entries.indices.filter { entries[$0].conditions != .none }
            .map { (entries[$0].entry.reference.index, entries[$0].conditions) }
    }

    private func content(
        of entry: BundleEntry, under lookupKey: LookupKey
    ) throws -> PassContent {
        PassContent(
            entry: entry.entry, record: try sealDisplay(of: entry),
            hashes: (entry.display?.typed ?? []).map { $0.hash(under: lookupKey) })
    }

    private func sealDisplay(of entry: BundleEntry) throws -> [UInt8] {
        guard entry.entry.status == .active, let display = entry.display else { return [] }
        let reference = entry.entry.reference
        guard let bytes = TokenBytes(display.token.span),
            let token = try? DecodedToken(token: bytes),
            let claims = try? token.bytes.withSpan(token.payload, { try Claims(decoding: $0) })
        else { throw BundleError.damagedToken(index: reference.index) }
        guard let padded = display.record.padded else {
            throw BundleError.recordTooLong(index: reference.index)
        }
        let id = claims.identity.id
        let key = token.bytes.withSpan(token.tag) { DisplaySealKey(tag: $0, passID: id.span) }
        return try key.seal(padded, binding: reference.bytes)
    }
}

extension MadeDelta {
    fileprivate init(
        _ found: DeltaCollector, signedHead: [UInt8], sections: [BundleSection: [UInt8]],
        signing: SigningKey
    ) throws(CryptoError) {
        var found = found
        found.finish()
        let told = BundleDelta.encode(
            signedHead: signedHead, base: found.base.version, removed: found.removed,
            changed: found.changed, sections: sections)
        file = try BundleDelta.sign(told, with: signing)
        changedCount = found.changed.count
        removedCount = found.removed.count
    }
}
