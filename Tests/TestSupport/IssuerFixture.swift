// An invented issuer with a key ring on disk, a gate's device, and passes; for tests of what goes
// from one to the other.
package import PassCheck
package import PassCrypto
package import PassFormat
package import PassIssue

/// An issuer, its device at gate 3, and the passes that it has sealed.
package struct IssuerFixture {
    package static let noon = Timestamp(seconds: 1_780_000_000)
    package static let gate: UInt16 = 3
    package static let group: UInt16 = 7

    package let ring: KeyRing
    package let device: AgreementKey
    package let deviceSigning: SigningKey
    package let deviceJournal: AgreementKey
    private let random: RandomSource
    private let sealer: PassSealer

    /// - Parameter folder: an existing temporary folder.
    package init(in folder: String, seed: UInt64 = 1) throws {
        random = .fixed(seed: seed)
        ring = try KeyRing.make(at: "\(folder)/keys-\(seed)", random: random)
        device = try AgreementKey(secret: random.secret())
        deviceSigning = try SigningKey(seed: random.secret())
        deviceJournal = try AgreementKey(secret: random.secret())
        sealer = try PassSealer(ring, keyID: KeyID(epoch: 1, group: Self.group))
    }

    /// The device's fingerprint.
    package var fingerprint: Fingerprint {
        .device(
            signingKey: deviceSigning.verifyingKey, agreementKey: device.publicKey,
            journalKey: deviceJournal.publicKey)
    }

    package var identity: GateIdentity {
        GateIdentity(
            gate: Self.gate, deviceFingerprint: fingerprint.bytes,
            issuer: ring.signing.verifyingKey)
    }

    /// A sealed staff pass, or another after `change`.
    package func seal(
        seed: UInt64, sequence: UInt16 = 1, _ change: (inout Claims) -> Void = { _ in }
    ) throws -> SealedPass {
        guard var claims = Claims.sample(seed: seed, sequence: sequence) else {
            throw CryptoError.noRandomness
        }
        change(&claims)
        return try sealer.seal(claims)
    }

    /// A pass's entry with a display record under an invented name.
    package func entry(
        of pass: SealedPass, status: EntryStatus = .active, name: String = "王*芳"
    ) -> BundleEntry {
        let entry = ManifestEntry(
            reference: pass.reference, expires: pass.claims.expires, status: status)
        let record = DisplayRecord(
            number: "310117-0000-0042-7", name: name, firm: "精密仪器厂", department: "仓储",
            plate: pass.claims.kind == .vehicle ? pass.claims.label?.text : nil)
        return BundleEntry(
            entry: entry,
            display: .init(
                token: pass.token, record: record, typed: [.passNumber("310117000000427")]))
    }

    /// An order for a bundle of this device's gate.
    package func order(version: UInt64 = 1_780_000_000) -> BundleOrder {
        var order = BundleOrder(
            gate: Self.gate,
            place: GatePlace(site: 1, zone: 1, direction: .inward, name: "一号门"),
            deviceFingerprint: fingerprint.bytes, deviceAgreementKey: device.publicKey,
            version: version)
        order.groups = [Self.group]
        return order
    }

    /// A bundle's file.
    package func bundle(
        _ order: BundleOrder, _ entries: [BundleEntry]
    ) throws -> MadeBundle {
        try BundleMaker(ring: ring, random: random).make(order, entries: entries)
    }

    /// Opens a bundle as the gate does.
    package func open(
        _ file: [UInt8], proof: BundleProof = .whole
    ) throws(BundleFault) -> GateBundle {
        try GateBundle(opening: BundleBytes(copying: file), for: identity, proof: proof)
    }
}
