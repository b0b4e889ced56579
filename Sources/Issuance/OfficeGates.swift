// Gates' devices and their bundles.
import Identifiers
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
package import Registry

/// The answer to a device, and what people compare.
package struct EnrolmentOutcome: Sendable {
    /// The file for the gate.
    package let answer: [UInt8]
    package let deviceFingerprint: String
    package let enrolmentFingerprint: String
}

/// A bundle ready for a gate.
package struct BundleOutcome: Sendable {
    /// The whole bundle, or the delta that was asked for.
    package let bytes: [UInt8]
    package let version: Int64
    /// The version's hash, 32 bytes.
    package let hash: [UInt8]
    /// The facts of the gate's site that it was made of.
    package let facts: Int64
    /// Passes of the whole bundle.
    package let entries: Int
    /// What the file says of them, where it is a delta.
    package let delta: DeltaOutcome?
}

/// How much of a bundle a delta carries.
package struct DeltaOutcome: Sendable {
    /// The version that the gate must have in force.
    package let base: Int64
    /// Passes that are new or different.
    package let changed: Int
    /// Passes that the gate forgets.
    package let removed: Int
}

extension Office {
    /// Enrols a device at a gate.
    ///
    /// - Parameters:
    ///   - request: what `gate enrol --request` wrote.
    ///   - expectedFingerprint: what the person at the gate read out; nil compares nothing.
    /// - Throws: `OfficeError` for a bad request, another fingerprint, or a gate that has a device.
    package func enrolDevice(
        gate: GateNumber, request: [UInt8], expectedFingerprint: String?
    ) throws(OfficeError) -> EnrolmentOutcome {
        try changing { act in
            let request = try EnrolmentRequest(json: request)
            if let typed = expectedFingerprint {
                let expected = try Fingerprint(typed)
                guard expected == request.fingerprint else {
                    throw EnrolmentError.otherFingerprint(
                        expected: expected, found: request.fingerprint)
                }
            }
            let answer = try EnrolmentAnswer.make(
                request: request, gate: UInt16(clamping: gate.rawValue), signing: ring.signing,
                issuerAgreementKey: ring.agreement.publicKey)
            let keys = DeviceKeys(
                ed25519: request.signingKey.bytes, x25519: request.agreementKey,
                journal: request.journalKey)
            _ = try registry.enrol(
                keys, at: gate, fingerprint: request.fingerprint.text, requestHash: request.hash,
                act: act)
            return EnrolmentOutcome(
                answer: answer.json, deviceFingerprint: request.fingerprint.text,
                enrolmentFingerprint: answer.fingerprint.text)
        }
    }

    /// Withdraws a gate's device: it gets no further bundle, and another can be enrolled.
    package func revokeDevice(gate: GateNumber, why: String) throws(OfficeError) {
        try changing(why: why) { act in try registry.revokeDevice(of: gate, act: act) }
    }

    /// Makes the next bundle of a gate's device, whole or as a delta.
    ///
    /// - Parameters:
    ///   - expiresSeconds: when it ends; nil for 14 days from now.
    ///   - base: the version that a delta is to build on; nil makes the whole bundle.
    /// - Throws: `OfficeError` for an unknown gate, one without a device, a base that is not kept,
    ///   or a broken record.
    package func makeBundle(
        gate number: GateNumber, expiresSeconds: Int64?, deltaFrom base: Int64? = nil
    ) throws(OfficeError) -> BundleOutcome {
        try changing { act in
            let gate = try registry.gate(number)
            let device = try device(of: number)
            try requireWholeRing()
            try requireNoAlarm(at: number, device)
            // Read before all else: what changes meanwhile makes the next bundle.
            let facts = try registry.facts(of: gate.site).version
            let base = try base.map { try deltaBase($0, of: number) }
            var order = try bundleOrder(gate, device, expiresSeconds: expiresSeconds)
            var entries: [BundleEntry] = []
            try registry.forEachGatePass(of: gate.site, at: now, .withDetails) {
                entries.append(try BundleEntry($0))
            }
            order.guards = try guardRecords(of: number, among: entries)
            let maker = BundleMaker(ring: ring, random: setting.random)
            let made = try maker.make(order, entries: entries, from: base)
            var record = BundleRecord(
                version: Int64(clamping: made.version.number), hash: made.version.hash,
                previousHash: order.previous.hash,
                issuedSeconds: Int64(clamping: order.issued.seconds),
                expiresSeconds: Int64(clamping: order.expires.seconds),
                snapshot: made.snapshot.bytes)
            record.facts = facts
            try registry.record(record, for: number, act: act)
            return BundleOutcome(made, from: base, facts: facts)
        }
    }

    private func device(of gate: GateNumber) throws -> Device {
        do throws(RegistryError) { return try registry.device(of: gate) } catch {
            guard case .unknown(.device, _) = error else { throw error }
            throw OfficeError(
                "门岗 \(gate) 没有登记设备；请先 `gatepass device enrol --gate \(gate) …`",
                "gate \(gate) has no device; `gatepass device enrol --gate \(gate) …` first")
        }
    }

    private func bundleOrder(
        _ gate: Gate, _ device: Device, expiresSeconds: Int64?
    ) throws -> BundleOrder {
        let site = try registry.site(gate.site)
        let next = try registry.nextBundle(for: gate.number, at: now)
        let place = GatePlace(
            site: UInt32(clamping: gate.site.rawValue), zone: UInt16(clamping: gate.zone.rawValue),
            direction: gate.direction.onlyWay, name: gate.name)
        var order = BundleOrder(
            gate: UInt16(clamping: gate.number.rawValue), place: place,
            deviceFingerprint: try fingerprint(of: device).bytes,
            deviceAgreementKey: device.keys.x25519,
            version: UInt64(clamping: next.version))
        order.previous = BundleVersion(
            number: UInt64(clamping: next.previous.version), hash: next.previous.hash)
        order.issued = Timestamp(seconds: UInt64(clamping: now))
        order.factsAsOf = order.issued
        order.expires =
            expiresSeconds.map { Timestamp(seconds: UInt64(clamping: $0)) }
            ?? order.issued.advanced(bySeconds: BundleOrder.standardLifetimeSeconds)
        guard order.expires > order.issued else {
            throw OfficeError(
                "数据包的止时已过；请给出将来的 --expires", "the bundle would have expired; give a later --expires"
            )
        }
        order.policy = GatePolicy(site)
        order.acknowledged = try acknowledged(of: device)
        order.groups = try registry.groups(of: gate.site).filter { $0.state.isInForce }
            .map { UInt16(clamping: $0.number.rawValue) }
        order.liveGroups = try registry.liveGroups(of: gate.site)
            .map { UInt16(clamping: $0.rawValue) }
        let revoked = try registry.revokedKeys(of: gate.site)
        order.revokedEpochs = revoked.epochs
        order.revokedKeyIDs = try revokedKeyIDs(revoked)
        let gates = try registry.gates().filter { $0.site == gate.site }
        let devices = try registry.devices().filter { device in
            device.revokedAt == nil && gates.contains { $0.number == device.gate }
        }
        order.gateKeys = devices.map {
            GateVerifyingKey(gate: UInt16(clamping: $0.gate.rawValue), key: $0.keys.ed25519)
        }
        order.rules = try rules(of: gate, site) { other in
            devices.contains { $0.gate == other.number }
        }
        return order
    }
}

extension Office {
    /// What a gate's verdicts go by, beside the passes.
    ///
    /// - Parameter hasDevice: whether another gate of the site is in use.
    func rules(
        of gate: Gate, _ site: Site, hasDevice: (Gate) -> Bool
    ) throws -> GateRules {
        var rules = GateRules(
            site.rules, passbackHeardSeconds: try registry.zone(gate.zone).passbackHeardSeconds)
        rules.neighbours = try registry.gates().filter {
            $0.site == gate.site && $0.number != gate.number && hasDevice($0)
        }.map(NeighbourGate.init)
        rules.routes = try registry.routes(of: gate.site).map(RouteRule.init)
        return rules
    }
}

extension GateDirection {
    var onlyWay: Direction? {
        switch self {
        case .inward: .inward
        case .outward: .outward
        case .both: nil
        }
    }
}

extension GatePolicy {
    init(_ site: Site) {
        self = .standard
        unknownPass = site.unknownPolicy == .deny ? .deny : .review
        staffLifetimeSeconds = UInt64(clamping: site.staffLifetimeSeconds)
        vehicleLifetimeSeconds = UInt64(clamping: site.vehicleLifetimeSeconds)
        temporaryLifetimeSeconds = UInt64(clamping: site.temporaryLifetimeSeconds)
        staleAfterSeconds = UInt64(clamping: site.staleAfterSeconds)
        utcOffsetMinutes = site.utcOffsetMinutes
    }
}

extension EntryStatus {
    fileprivate init(_ reason: ReasonClass?) {
        self =
            switch reason {
            case nil: .active
            case .other: .revokedOther
            case .lost: .revokedLost
            case .stolen: .revokedStolen
            case .copied: .revokedCopied
            case .left: .revokedLeft
            case .misuse: .revokedMisuse
            case .mistake: .revokedMistake
            case .key: .revokedKey
            }
    }
}

extension BundleEntry {
    init(_ pass: GatePass) throws {
        guard let index = PassIndex(bytes: pass.index),
            let digest = TokenDigest(bytes: pass.digest)
        else {
            throw OfficeError(
                "数据库里有一张通行证的索引或摘要长度不对；请用 `gatepass audit verify` 检查",
                "a pass's index or digest has a wrong length; check with `gatepass audit verify`",
                exitCode: 3)
        }
        let entry = ManifestEntry(
            reference: PassReference(index: index, sequence: pass.sequence, digest: digest),
            expires: Timestamp(seconds: UInt64(clamping: pass.expiresSeconds)),
            status: EntryStatus(pass.revoked),
            flags: pass.isHeld ? ManifestEntry.healthHoldFlag : 0)
        self.init(entry: entry, display: pass.details.map(Display.init))
        conditions = PassConditions(pass)
    }
}
