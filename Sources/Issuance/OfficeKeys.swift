// The life of keys: new epochs and groups, and those that nothing is to count under any more.
//
// A root is written into the key ring first and into the registry after that. A crash between the
// two leaves an epoch that is good and current from then on, written down with the next rotation.
import PassFormat
import PassIssue
package import Registry

/// One epoch of keys.
package struct KeySummary: Sendable, Encodable {
    /// What an epoch is good for.
    package enum State: String, Sendable, Encodable {
        /// New passes are sealed in it.
        case current
        /// Its passes verify on.
        case earlier
        /// Gates refuse its passes.
        case revoked
        /// The registry knows it, and the key ring has no root for it.
        case missing
    }

    package let epoch: UInt8
    package let state: State
    /// Seconds since 1970; nil where a crash left it unwritten.
    package let madeAt: Int64?
    package let revokedAt: Int64?
    package let reason: String?
    /// Whether the key ring lies under a passphrase.
    package let sealed: Bool

    private enum CodingKeys: String, CodingKey {
        case epoch, state, madeAt, revokedAt, reason, sealed
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(epoch, forKey: .epoch)
        try container.encode(state, forKey: .state)
        try container.encode(madeAt, forKey: .madeAt)
        try container.encode(revokedAt, forKey: .revokedAt)
        try container.encode(reason, forKey: .reason)
        try container.encode(sealed, forKey: .sealed)
    }
}

/// Which keys are meant.
package enum KeyReach: Sendable {
    case epoch(UInt8)
    /// One group of a site; nil: all its earlier ones.
    case groups(SiteNumber, GroupNumber?)
}

/// What a revocation of keys would do.
package struct KeyRevocationPreview: Sendable, Encodable {
    package let epochs: [UInt8]
    package let groups: [GroupNumber]
    /// How many passes would stop.
    package let wouldRevoke: Int
    /// Which they are.
    package let passes: [ReachedPass]
    /// Whether a current epoch or group is among them, which is rotated first.
    package let rotatesFirst: Bool

    fileprivate init(
        epochs: [UInt8], groups: [GroupNumber], passes: [ReachedPass], rotatesFirst: Bool
    ) {
        self.epochs = epochs
        self.groups = groups
        self.passes = passes
        self.rotatesFirst = rotatesFirst
        wouldRevoke = passes.count
    }
}

/// What a revocation of keys did; all empty where they were revoked before.
package struct KeyRevocationReport: Sendable, Encodable {
    package let epochs: [UInt8]
    package let groups: [GroupNumber]
    /// Passes that stop with the keys.
    package let passes: Int
    /// What took the place of a current epoch or group; nil where it was no current one.
    package let newEpoch: UInt8?
    package let newGroup: GroupNumber?

    private enum CodingKeys: String, CodingKey {
        case epochs, groups, passes, newEpoch, newGroup
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(epochs, forKey: .epochs)
        try container.encode(groups, forKey: .groups)
        try container.encode(passes, forKey: .passes)
        try container.encode(newEpoch, forKey: .newEpoch)
        try container.encode(newGroup, forKey: .newGroup)
    }
}

extension Office {
    /// The epochs of key ring and registry.
    package func keys() throws(OfficeError) -> [KeySummary] {
        try office {
            let known = Dictionary(
                uniqueKeysWithValues: try registry.epochs().map { ($0.number, $0) })
            return Set(known.keys).union(ring.epochs).sorted().map { epoch in
                let revocation = known[epoch]?.revocation
                let state: KeySummary.State =
                    revocation != nil
                    ? .revoked
                    : !ring.epochs.contains(epoch)
                        ? .missing : epoch == ring.currentEpoch ? .current : .earlier
                return KeySummary(
                    epoch: epoch, state: state, madeAt: known[epoch]?.madeAt,
                    revokedAt: revocation?.atSeconds, reason: revocation?.reason,
                    sealed: ring.isSealed)
            }
        }
    }

    /// The key groups of a site.
    package func groups(of site: SiteNumber) throws(OfficeError) -> [KeyGroup] {
        try office {
            _ = try registry.site(site)
            return try registry.groups(of: site)
        }
    }

    /// Makes the next epoch.
    ///
    /// This office goes on with the ring as it opened it; whoever opens it next issues in the new
    /// epoch.
    ///
    /// - Returns: the new epoch.
    package func rotateEpoch() throws(OfficeError) -> UInt8 {
        try changing { act in try makeEpoch(act) }
    }

    /// Makes the next generation of a site's group; passes issued from now on are of it.
    package func rotateGroup(of site: SiteNumber) throws(OfficeError) -> GroupNumber {
        try changing { act in try registry.rotateGroup(of: site, act: act) }
    }

    /// Which passes would stop with these keys.
    package func previewRevocation(
        of reach: KeyReach
    ) throws(OfficeError) -> KeyRevocationPreview {
        try office {
            switch reach {
            case .epoch(let epoch):
                guard try !isRevoked(epoch) else { return .nothing }
                return KeyRevocationPreview(
                    epochs: [epoch], groups: [],
                    passes: try registry.passes(reachedBy: .epoch(epoch), before: nil),
                    rotatesFirst: epoch == ring.currentEpoch)
            case .groups(let site, let group):
                let groups = try groupsToRevoke(site, group)
                return KeyRevocationPreview(
                    epochs: [], groups: groups.map(\.number),
                    passes: try registry.passes(under: groups.map(\.number)),
                    rotatesFirst: groups.contains { $0.state == .current })
            }
        }
    }

    /// Revokes keys: gates with their next bundle refuse every pass of them, and the registry has
    /// these passes as revoked, so that `issue` gives their holders new ones.
    ///
    /// A current epoch or group is rotated first, so that there is always one to issue under.
    ///
    /// - Parameter reason: any words.
    /// - Throws: `OfficeError` for an epoch or group that there is not.
    package func revoke(
        _ reach: KeyReach, reason: String
    ) throws(OfficeError) -> KeyRevocationReport {
        try changing(why: reason) { act in
            switch reach {
            case .epoch(let epoch):
                guard try !isRevoked(epoch) else { return .nothing }
                return try revoke(epoch: epoch, reason: reason, act)
            case .groups(let site, let group):
                let groups = try groupsToRevoke(site, group)
                let outcome = try registry.revoke(
                    groups: groups.map(\.number), of: site, reason: reason, act: act)
                return KeyRevocationReport(
                    epochs: [], groups: outcome.groups, passes: outcome.passes, newEpoch: nil,
                    newGroup: outcome.newGroup)
            }
        }
    }

    private func revoke(epoch: UInt8, reason: String, _ act: Act) throws -> KeyRevocationReport {
        try registry.record(epochs: ring.epochs, act: act)
        let newEpoch = epoch == ring.currentEpoch ? try makeEpoch(act) : nil
        let passes = try registry.revoke(epoch: epoch, reason: reason, act: act)
        return KeyRevocationReport(
            epochs: [epoch], groups: [], passes: passes, newEpoch: newEpoch, newGroup: nil)
    }

    private func makeEpoch(_ act: Act) throws -> UInt8 {
        // One more than any that ring or registry ever had, also where one of them is an old copy.
        let newest = max(try registry.newestEpoch(), ring.currentEpoch)
        guard newest < 255 else { throw RegistryError.numbersUsedUp(.epoch) }
        return try changeRing(.rotating, act) {
            try ring.add(epoch: newest + 1, at: folders.keys, random: setting.random)
            return newest + 1
        } record: {
            try registry.record(epochs: ring.epochs + [newest + 1], act: act)
        }
    }

    /// - Throws: `RegistryError.unknown` for an epoch that there is not.
    private func isRevoked(_ epoch: UInt8) throws -> Bool {
        guard let found = try keys().first(where: { $0.epoch == epoch }) else {
            throw RegistryError.unknown(.epoch, String(epoch))
        }
        return found.state == .revoked
    }

    /// The groups that are meant and not revoked yet.
    private func groupsToRevoke(_ site: SiteNumber, _ number: GroupNumber?) throws -> [KeyGroup] {
        let all = try groups(of: site).filter { $0.site == site }
        guard let number else {
            let earlier = all.filter { $0.state == .earlier }
            guard let current = all.first(where: { $0.state == .current }), earlier.isEmpty else {
                return earlier
            }
            throw OfficeError(
                "场所 \(site) 没有仍有效的旧密钥组；要作废当前组，请加 --group \(current.number)，会先换新组",
                "site \(site) has no earlier group in force; to revoke the current one, add --group"
                    + " \(current.number), which rotates first")
        }
        guard let group = all.first(where: { $0.number == number }) else {
            throw RegistryError.unknown(.group, number.description)
        }
        return group.state == .revoked ? [] : [group]
    }
}

extension KeyRevocationReport {
    fileprivate static let nothing = KeyRevocationReport(
        epochs: [], groups: [], passes: 0, newEpoch: nil, newGroup: nil)
}

extension KeyRevocationPreview {
    fileprivate static let nothing = KeyRevocationPreview(
        epochs: [], groups: [], passes: [], rotatesFirst: false)
}

extension Office {
    /// Refuses to seal passes that the gates would refuse.
    func requireKeysToIssue() throws {
        try requireWholeRing()
        let epoch = ring.currentEpoch
        if try isRevoked(epoch) { throw RegistryError.keyRevoked(.epoch, Int64(epoch)) }
    }

    /// Refuses to work with a key ring that lacks an epoch: a bundle without its keys would stop
    /// every pass of it, and nobody would have said so.
    func requireWholeRing() throws {
        guard let epoch = try keys().first(where: { $0.state == .missing })?.epoch else { return }
        throw OfficeError(
            "密钥环里缺少第 \(epoch) 期密钥；请放回最新的密钥环副本。确已遗失时，"
                + "`gatepass key revoke --epoch \(epoch) --reason lost`，其通行证须重发",
            "the key ring lacks epoch \(epoch); put its newest copy back. If it is lost for good,"
                + " `gatepass key revoke --epoch \(epoch) --reason lost` and issue its passes anew",
            exitCode: 3)
    }

    /// The kids of revoked groups in every epoch that is not revoked itself.
    func revokedKeyIDs(_ revoked: RevokedKeys) throws -> [KeyID] {
        let epochs = try keys().filter { $0.state != .revoked }.map(\.epoch)
        return revoked.groups.flatMap { group in
            epochs.map { KeyID(epoch: $0, group: UInt16(clamping: group.rawValue)) }
        }
    }
}
