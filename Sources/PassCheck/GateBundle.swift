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
    /// The bundle file.
    let file: BundleLayer
    /// Signature, length and head of it.
    let fileHead: Range<Int>
    /// What lies over it; nil where the file is in force by itself.
    let overlay: BundleOverlay?

    /// Opens a bundle.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - above: an overlay's file; nil where there is none. One of an older version than the
    ///     bundle's counts for nothing: it was over the bundle before.
    ///   - identity: the gate it must be for and the issuer it must be from.
    ///   - proof: how much is proved again.
    /// - Throws: `BundleFault`; the file is then not a bundle for this gate.
    package init(
        opening bytes: BundleBytes, under above: BundleBytes? = nil, for identity: GateIdentity,
        proof: BundleProof
    ) throws(BundleFault) {
        guard let above else {
            try self.init(alone: bytes, for: identity, proof: proof)
            return
        }
        let overlay = try BundleOverlay(opening: above, for: identity)
        guard let head = try BundleFile.head(of: bytes, provedAs: overlay.below) else {
            try self.init(alone: bytes, for: identity, proof: proof)
            let over = overlay.top.head.core.version
            guard over <= core.version else {
                throw .rolledBack(current: over, found: core.version)
            }
            return
        }
        try self.init(
            try BundleFile.place(head, in: bytes, proof: .head), in: bytes, under: overlay)
        try require(proof)
        guard proof != .head, let merge = try DeltaMerge(of: self) else { return }
        try merge.prove(proof)
        // What no hash covers has one form only.
        let isCanonical = above.withSpan(0..<above.count) { span in
            let written = merge.overlay
            return written.count == span.count
                && span.indices.allSatisfy { span[$0] == written[$0] }
        }
        guard isCanonical else { throw .altered(part: "overlay") }
    }

    private init(
        alone bytes: BundleBytes, for identity: GateIdentity, proof: BundleProof
    ) throws(BundleFault) {
        let layout = try BundleFile.read(bytes, issuer: identity.issuer, proof: proof)
        try layout.head.core.require(identity)
        try self.init(layout, in: bytes, under: nil)
        try require(proof)
    }

    private init(
        _ layout: BundleFile.Layout, in bytes: BundleBytes, under overlay: BundleOverlay?
    ) throws(BundleFault) {
        file = BundleLayer(bytes: bytes, sections: layout.sections)
        fileHead = layout.head.signed
        self.overlay = overlay
        let base = Manifest(bytes: bytes, range: file.sections[.manifest])
        guard file.sections[.manifest].count.isMultiple(of: ManifestEntry.encodedBytes) else {
            throw .malformed
        }
        let head = overlay?.top.head ?? layout.head
        core = head.core
        manifest =
            overlay.map {
                Manifest(
                    base.base, under: $0.entries,
                    count: head.count(of: .manifest) / ManifestEntry.encodedBytes)
            } ?? base
        let whole = overlay?.layer ?? file
        conditions = ConditionTable(bytes: whole.bytes, range: whole.sections[.conditions])
    }

    private func require(_ proof: BundleProof) throws(BundleFault) {
        guard whole.sections[.guards].count.isMultiple(of: GuardRecord.encodedBytes) else {
            throw .malformed
        }
        guard proof != .head else { return }
        guard overlay?.entries.isAscending ?? true, conditions.isAscending else {
            throw .malformed
        }
        // That of a file under an overlay was proved when the file was loaded.
        guard overlay != nil && proof == .delta || manifest.base.isAscending else {
            throw .malformed
        }
    }

    /// Where the sections lie that a delta carries whole.
    private var whole: BundleLayer { overlay?.layer ?? file }

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

    /// How long the bundle file is, without what lies over it.
    package var fileByteCount: Int { file.bytes.count }

    /// The same file under another overlay.
    ///
    /// - Throws: as `init`.
    package func overlaid(
        with overlay: BundleBytes, for identity: GateIdentity, proof: BundleProof
    ) throws(BundleFault) -> GateBundle {
        try GateBundle(opening: file.bytes, under: overlay, for: identity, proof: proof)
    }

    /// Opens the keys sealed to this device.
    ///
    /// - Throws: `BundleFault.sealBroken`.
    package func keys(opening device: AgreementKey) throws(BundleFault) -> SealedKeys {
        let sealed = whole.bytes.withSpan(whole.sections[.sealedKeys]) { span in
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
        GuardSection.record(of: badge, in: whole.bytes, section: whole.sections[.guards])
    }

    /// The display record of an authentic pass; nil where the bundle has none or it does not open.
    package func displayRecord(of pass: VerifiedPass) -> DisplayRecord? {
        let reference = pass.reference
        guard let found = manifest.position(of: pass) else { return nil }
        let below = manifest.base.count
        var (layer, position, entries) = (file, found, below)
        if let overlay, found >= below {
            (layer, position, entries) = (overlay.layer, found - below, overlay.entries.count)
        }
        let place = DisplaySection.place(
            of: position, entries: entries, in: layer.bytes, section: layer.sections[.display])
        guard let place else { return nil }
        let key = pass.displayKey
        let opened = layer.bytes.withSpan(place) { try? key.open($0, binding: reference.bytes) }
        return opened.flatMap { try? DisplayRecord(padded: $0) }
    }

    /// The entries behind a typed value.
    package func entries(of typed: TypedValue, under key: LookupKey) -> [ManifestEntry] {
        let hash = typed.hash(under: key)
        var indexes = LookupSection.indexes(
            of: hash, in: file.bytes, section: file.sections[.lookup])
        if let overlay {
            indexes.removeAll(where: manifest.isOverlaid)
            indexes += LookupSection.indexes(
                of: hash, in: overlay.layer.bytes, section: overlay.layer.sections[.lookup])
            indexes.sort()
        }
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
