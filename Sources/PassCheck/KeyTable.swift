// The keys a gate checks with, and what was revoked of them.
package import PassCrypto
package import PassFormat

/// What makes a token authentic at this gate.
package enum Authority: Sendable {
    /// MAC keys of the gate's own groups.
    case groupKeys(AssociationList<KeyID, GroupKey>)
    /// None by policy: the signed manifest alone.
    case manifestOnly
}

/// Keys by key id, with revocations.
package struct KeyTable: Sendable {
    package var authority: Authority
    package var liveKeys: AssociationList<KeyID, LiveKey>
    package var revokedEpochs: Set<UInt8>
    package var revokedKeyIDs: Set<KeyID>

    package init(
        authority: Authority, liveKeys: AssociationList<KeyID, LiveKey> = [:],
        revokedEpochs: Set<UInt8> = [], revokedKeyIDs: Set<KeyID> = []
    ) {
        self.authority = authority
        self.liveKeys = liveKeys
        self.revokedEpochs = revokedEpochs
        self.revokedKeyIDs = revokedKeyIDs
    }

    func isRevoked(_ keyID: KeyID) -> Bool {
        revokedEpochs.contains(keyID.epoch) || revokedKeyIDs.contains(keyID)
    }
}
