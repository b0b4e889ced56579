// A bundle whose signature is right, and what a gate asks of it.
package import PassCrypto
package import PassFormat

/// Which device a gate is, and whom it believes.
package struct GateIdentity: Sendable {
    package let gate: UInt16
    /// 15 bytes.
    package let deviceFingerprint: [UInt8]
    package let issuer: VerifyingKey

    package init(gate: UInt16, deviceFingerprint: [UInt8], issuer: VerifyingKey) {
        self.gate = gate
        self.deviceFingerprint = deviceFingerprint
        self.issuer = issuer
    }
}

/// The version in force, which later bundles are measured against.
package struct BundleVersion: Sendable, Equatable {
    package let number: UInt64
    package let hash: [UInt8]

    package init(number: UInt64, hash: [UInt8]) {
        self.number = number
        self.hash = hash
    }

    /// Before the first.
    package static let none = BundleVersion(number: 0, hash: [])
}

/// What became of a bundle that was to be loaded.
package enum BundleArrival: Sendable, Equatable {
    case newer
    case alreadyLoaded
}

/// A signed bundle for this gate.
package struct GateBundle: Sendable {
    package let core: BundleCore
    package let manifest: Manifest
    private let conditions: ConditionTable
    /// The whole file, which a delta builds on.
    let bytes: BundleBytes
    let sections: SectionPlaces

    /// Opens a bundle.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - identity: the gate it must be for and the issuer it must be from.
    ///   - proof: how much is proved again.
    /// - Throws: `BundleFault`; the file is then not a bundle for this gate.
    package init(
        opening bytes: BundleBytes, for identity: GateIdentity, proof: BundleProof
    ) throws(BundleFault) {
        let layout = try BundleFile.read(bytes, issuer: identity.issuer, proof: proof)
        core = layout.core
        sections = layout.sections
        self.bytes = bytes
        try core.require(identity)
        let place = sections[.manifest]
        guard place.count.isMultiple(of: ManifestEntry.encodedBytes) else { throw .malformed }
        manifest = Manifest(bytes: bytes, range: place)
        conditions = ConditionTable(bytes: bytes, range: sections[.conditions])
        let guards = sections[.guards]
        guard guards.count.isMultiple(of: GuardRecord.encodedBytes) else { throw .malformed }
        if proof == .whole {
            guard manifest.isAscending, conditions.isAscending else { throw .malformed }
        }
    }

    /// This bundle's version and the hash that names it.
    package var version: BundleVersion { core.named }

    /// Measures the bundle against the version in force.
    ///
    /// - Throws: `BundleFault.rolledBack`, `.forked` or `.expired`.
    package func arrival(
        after current: BundleVersion?, at now: Timestamp
    ) throws(BundleFault) -> BundleArrival {
        try core.arrival(after: current, at: now)
    }

    /// Opens the keys sealed to this device.
    ///
    /// - Throws: `BundleFault.sealBroken`.
    package func keys(opening device: AgreementKey) throws(BundleFault) -> SealedKeys {
        let sealed = bytes.withSpan(sections[.sealedKeys]) { span in
            span.indices.map { span[$0] }
        }
        return try SealedKeys(
            opening: sealed, with: device, gate: core.gate, version: core.version)
    }

    /// What the gate decides with.
    package func basis(with keys: SealedKeys) -> DecisionBasis {
        let table = KeyTable(
            authority: core.policy.unknownPass == .deny
                ? .manifestOnly : .groupKeys(keys.groupKeys),
            liveKeys: keys.liveKeys, revokedEpochs: Set(core.revokedEpochs),
            revokedKeyIDs: Set(core.revokedKeyIDs))
        var basis = DecisionBasis(
            keys: table, policy: core.policy, manifest: manifest,
            bundleTimes: BundleTimes(factsAsOf: core.factsAsOf, expires: core.expires))
        basis.rules = core.rules
        basis.conditions = conditions
        return basis
    }

    /// The record of the guard whose badge this is; nil where the bundle names no such guard.
    package func guardRecord(of badge: PassReference) -> GuardRecord? {
        GuardSection.record(of: badge, in: bytes, section: sections[.guards])
    }

    /// The display record of an authentic pass; nil where the bundle has none or it does not open.
    package func displayRecord(of pass: VerifiedPass) -> DisplayRecord? {
        let reference = pass.reference
        guard let position = manifest.position(of: pass),
            let place = DisplaySection.place(
                of: position, entries: manifest.count, in: bytes,
                section: sections[.display])
        else { return nil }
        let key = pass.displayKey
        let opened = bytes.withSpan(place) { try? key.open($0, binding: reference.bytes) }
        return opened.flatMap { try? DisplayRecord(padded: $0) }
    }

    /// The entries behind a typed value.
    package func entries(of typed: TypedValue, under key: LookupKey) -> [ManifestEntry] {
        let indexes = LookupSection.indexes(
            of: typed.hash(under: key), in: bytes, section: sections[.lookup])
        return indexes.compactMap { manifest.position(of: $0).flatMap(manifest.entry(at:)) }
    }
}

extension GateBundle {
    /// Whether a file that begins so may be a bundle or a delta, whole or torn.
    ///
    /// - Parameters:
    ///   - bytes: a file's first bytes.
    ///   - count: how many of them there are.
    package static func mayBegin(with bytes: Span<UInt8>, count: Int) -> Bool {
        [BundleFile.magic, BundleDelta.magic].contains { magic in
            (0..<min(count, magic.count)).allSatisfy { bytes[$0] == magic[$0] }
        }
    }
}

extension BundleCore {
    /// Number and hash of this version.
    var named: BundleVersion { BundleVersion(number: version, hash: versionHash) }

    /// - Throws: `BundleFault.otherGate`, `.otherDevice`.
    func require(_ identity: GateIdentity) throws(BundleFault) {
        guard gate == identity.gate else {
            throw .otherGate(expected: identity.gate, found: gate)
        }
        guard deviceFingerprint == identity.deviceFingerprint else { throw .otherDevice }
    }

    func arrival(
        after current: BundleVersion?, at now: Timestamp
    ) throws(BundleFault) -> BundleArrival {
        if let current {
            guard version >= current.number else {
                throw .rolledBack(current: current.number, found: version)
            }
            if version == current.number {
                guard named == current else { throw .forked(version: version) }
                return .alreadyLoaded
            }
            // Only a gate that holds the very version before can compare.
            if previous.number == current.number, previous != current {
                throw .forked(version: current.number)
            }
        }
        guard now < expires else { throw .expired(at: expires) }
        return .newer
    }
}
