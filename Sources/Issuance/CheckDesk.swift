// Checks at the office: what a gate would say of a code with all that the office knows now. Nobody
// is admitted by it and nothing is recorded. Tests: Tests/IssuanceTests/CheckDeskTests.swift.
import PassCheck
import PassCrypto
package import PassFormat
import PassIssue
package import Registry
import Synchronization

/// A code that was shown, and what is seen beside it.
package struct ShownCode: Sendable {
    let text: String
    package var plate: String?
    package var driver: String?
    /// Nil: the gate's own.
    package var direction: Direction?

    /// - Parameter text: with whatever stands around the code.
    package init(_ text: String) { self.text = text }
}

/// Answers checks; guards what each gate's verdicts go by, made anew when the site's facts change.
package final class CheckDesk: Sendable {
    private struct Counter {
        let facts: Int64
        let gate: Gate
        let basis: DecisionBasis
    }

    private let office: Office
    private let counters = Mutex<[GateNumber: Counter]>([:])

    package init(_ office: Office) { self.office = office }

    /// Decides as a gate would.
    ///
    /// - Throws: `OfficeError` for an unknown gate.
    package func verdict(
        on shown: ShownCode, at number: GateNumber
    ) throws(OfficeError) -> CheckReport {
        try Issuance.office {
            let counter = try counter(of: number)
            let now = Timestamp(seconds: UInt64(clamping: office.now))
            var basis = counter.basis
            basis.manifest = Manifest(entries: [])
            basis.bundleTimes = BundleTimes(
                factsAsOf: now,
                expires: now.advanced(bySeconds: BundleOrder.standardLifetimeSeconds))
            let text = Array(shown.text.utf8)
            let verification = verify(text.span, with: basis)
            var seen = Observation(plate: shown.plate)
            var display: DisplayRecord?
            if case .authentic(let pass) = verification,
                let found = try entry(of: pass.reference.index, at: counter.gate.site)
            {
                basis.manifest = Manifest(entries: [found.entry])
                basis.conditions = ConditionTable([(pass.reference.index, found.conditions)])
                // Whoever holds another token of this pass does not learn whose it is.
                if found.entry.reference == pass.reference { display = found.display?.record }
                seen.driver = shown.driver.map { $0.match(display, pass.claims.identity) }
            }
            let direction = shown.direction ?? counter.gate.direction.onlyWay
            let context = GateContext(
                zone: UInt16(clamping: counter.gate.zone.rawValue),
                gate: UInt16(clamping: number.rawValue), direction: direction,
                sight: .gate(seen), clock: .trusted)
            let verdict = decide(
                verification, at: now, in: context, history: .none, with: basis)
            return CheckReport(
                verdict, display, gate: number, direction: direction, at: office.now)
        }
    }

    private func entry(of index: PassIndex, at site: SiteNumber) throws -> BundleEntry? {
        try office.registry.gatePass(index.bytes, of: site, at: office.now).map(BundleEntry.init)
    }

    private func counter(of number: GateNumber) throws -> Counter {
        let gate = try office.registry.gate(number)
        let facts = try office.registry.facts(of: gate.site).version
        if let kept = counters.withLock({ $0[number] }), kept.facts == facts { return kept }
        let made = Counter(facts: facts, gate: gate, basis: try office.checkBasis(of: gate))
        counters.withLock { $0[number] = made }
        return made
    }
}

extension String {
    /// Whether a driver of this name is one of the pass's.
    fileprivate func match(_ display: DisplayRecord?, _ identity: PassIdentity) -> DriverMatch {
        guard let display else { return .unknown }
        let hash = DisplayRecord.hash(ofDriver: self, of: identity)
        return display.driverHashes.contains(hash) ? .listed : .unlisted
    }
}

extension Office {
    /// Keys and rules that a gate with the newest data of the office would decide by.
    fileprivate func checkBasis(of gate: Gate) throws -> DecisionBasis {
        let site = try registry.site(gate.site)
        let revoked = try registry.revokedKeys(of: gate.site)
        var keys = KeyTable(
            authority: .groupKeys([:]), revokedEpochs: Set(revoked.epochs),
            revokedKeyIDs: Set(try revokedKeyIDs(revoked)))
        var groupKeys = AssociationList<KeyID, GroupKey>()
        for group in try registry.groups(of: gate.site) where group.state.isInForce {
            for epoch in ring.epochs {
                let keyID = KeyID(epoch: epoch, group: UInt16(clamping: group.number.rawValue))
                groupKeys[keyID] = ring.groupKey(keyID)
                keys.liveKeys[keyID] = ring.liveKey(keyID)
            }
        }
        keys.authority = .groupKeys(groupKeys)
        var basis = DecisionBasis(
            keys: keys, policy: GatePolicy(site), manifest: nil, bundleTimes: nil)
        let devices = try registry.devices().filter { $0.revokedAt == nil }
        basis.rules = try rules(of: gate, site) { other in
            devices.contains { $0.gate == other.number }
        }
        return basis
    }
}
