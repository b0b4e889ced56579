// Issuing: everyone present who has no valid pass gets one; and another issue of one pass.
import Identifiers
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
package import Registry

/// Which kinds of pass are meant.
package enum PassKindFilter: Sendable {
    case all, staff, vehicles

    var kinds: [PassKind] {
        switch self {
        case .all: [.staff, .vehicle]
        case .staff: [.staff]
        case .vehicles: [.vehicle]
        }
    }
}

/// Whose passes to issue, and for which time.
package struct IssueOrder: Sendable {
    let organisation: OrganisationNumber
    let kind: PassKindFilter
    let fromSeconds: Int64?
    let untilSeconds: Int64?
    package var terms = PassTerms()
    /// Employee number or plate of the only one who is meant; nil: everyone.
    package var key: String?

    /// - Parameters:
    ///   - fromSeconds: nil for now.
    ///   - untilSeconds: nil for the longest that the site allows.
    package init(
        organisation: OrganisationNumber, kind: PassKindFilter, fromSeconds: Int64?,
        untilSeconds: Int64?
    ) {
        self.organisation = organisation
        self.kind = kind
        self.fromSeconds = fromSeconds
        self.untilSeconds = untilSeconds
    }
}

/// What was issued.
package struct IssueReport: Sendable, Encodable {
    /// Somebody who got no pass, and why.
    package struct Refused: Sendable, Encodable {
        /// Employee number or plate.
        package let key: String
        package let chinese: String
        package let english: String
    }

    package let issued: Int
    package let staff: Int
    package let vehicles: Int
    package let alreadyValid: Int
    package let refused: [Refused]
    package let batch: Int64?

    /// 0 all were issued, 1 some were refused, 2 all were.
    package var exitCode: Int32 { refused.isEmpty ? 0 : issued > 0 ? 1 : 2 }
}

/// What a reissue gave.
package struct ReissueReport: Sendable, Encodable {
    package let number: String
    package let sequence: Int
}

extension Office {
    /// Issues a pass to everyone of a firm who is to have one and has none.
    ///
    /// - Throws: `OfficeError` for an unknown firm, a time beyond the site's limit, a broken ring.
    package func issue(_ order: IssueOrder) throws(OfficeError) -> IssueReport {
        try changing { act in
            var draft = try PassDraft(self, order, now: act.atSeconds)
            var made: [NewPass] = []
            var refused: [IssueReport.Refused] = []
            var present = 0
            let gates = try registry.gates().map(\.number)
            for gate in order.terms.gates where !gates.contains(gate) {
                throw RegistryError.unknown(.gate, gate.description)
            }
            for kind in order.kind.kinds {
                let list: ListKind = kind == .vehicle ? .vehicles : .staff
                var lacking = try registry.withoutPass(
                    kind, of: order.organisation, at: act.atSeconds)
                if let key = order.key {
                    lacking.removeAll { $0.key != key }
                    present += try registry.isPresent(list, key, of: order.organisation) ? 1 : 0
                } else {
                    present += try registry.countPresent(list, of: order.organisation)
                }
                for (candidate, identity) in zip(lacking, try freeIdentities(lacking.count)) {
                    do {
                        made.append(try draft.seal(candidate, identity: identity))
                    } catch let error as OfficeError {
                        let key = candidate.key ?? candidate.name ?? ""
                        refused.append(
                            .init(key: key, chinese: error.chinese, english: error.english))
                    }
                }
            }
            if let key = order.key, present == 0 {
                throw RegistryError.unknown(order.kind == .vehicles ? .vehicle : .person, key)
            }
            let stored = try registry.store(made, of: order.organisation, act: act)
            let vehicles = made.count { $0.kind == .vehicle }
            return IssueReport(
                issued: made.count, staff: made.count - vehicles, vehicles: vehicles,
                alreadyValid: present - made.count - refused.count, refused: refused,
                batch: stored.batch)
        }
    }

    /// Seals the next sequence of a pass with the same end; the issue before is superseded.
    ///
    /// - Parameter number: the pass number as typed.
    package func reissue(number: String) throws(OfficeError) -> ReissueReport {
        try changing { act in
            let number = try passNumber(number)
            let basis = try registry.passForReissue(number)
            var order = IssueOrder(
                organisation: basis.organisation, kind: .all, fromSeconds: nil,
                untilSeconds: basis.expiresSeconds)
            order.terms = basis.terms
            var draft = try PassDraft(self, order, now: act.atSeconds)
            guard
                let identity = PassIdentity(id: basis.passID, sequence: basis.nextSequence)
            else { throw RegistryError.passClosed(number: number.text) }
            let pass = try draft.seal(basis.candidate, identity: identity)
            try registry.storeReissue(pass.issue, of: number, act: act)
            return ReissueReport(number: number.text, sequence: Int(basis.nextSequence))
        }
    }

    /// Draws pass ids whose indexes are free, for first issues.
    private func freeIdentities(_ count: Int) throws -> [PassIdentity] {
        var found: [PassIdentity] = []
        var drawn: Set<PassIndex> = []
        while found.count < count {
            var fresh: [(identity: PassIdentity, index: [UInt8])] = []
            while found.count + fresh.count < count {
                let id = try setting.random.bytes(PassIdentity.idBytes)
                guard let identity = PassIdentity(id: id, sequence: 1) else { continue }
                let index = PassIndex(of: identity)
                if drawn.insert(index).inserted { fresh.append((identity, index.bytes)) }
            }
            let taken = try registry.takenIndexes(among: fresh.map(\.index))
            found += fresh.filter { !taken.contains($0.index) }.map(\.identity)
        }
        return found
    }

    func passNumber(_ typed: String) throws -> PassNumber {
        do throws(IdentifierError) { return try PassNumber(parsing: typed) } catch {
            throw OfficeError(error.chinese, error.english)
        }
    }
}

/// Turns candidates into sealed passes; keeps one sealer for each site.
private struct PassDraft {
    private let office: Office
    private let order: IssueOrder
    private let now: Int64
    private let labels: LabelPolicy
    private var sealers: [SiteNumber: (site: Site, sealer: PassSealer)] = [:]

    init(_ office: Office, _ order: IssueOrder, now: Int64) throws {
        try office.requireKeysToIssue()
        self.office = office
        self.order = order
        self.now = now
        labels = try office.registry.organisation(order.organisation).labels
    }

    mutating func seal(_ candidate: PassCandidate, identity: PassIdentity) throws -> NewPass {
        let (site, sealer) = try sealer(for: candidate.site)
        let validity = try validity(of: candidate, at: site)
        var claims = Claims(
            identity: identity, kind: candidate.kind,
            notBefore: Timestamp(seconds: UInt64(clamping: validity.lowerBound)),
            expires: Timestamp(seconds: UInt64(clamping: validity.upperBound)))
        claims.zones = try numberSet(
            candidate.zones.map(\.rawValue), BilingualText("区域", "zones"))
        claims.gates = try numberSet(
            order.terms.gates.map(\.rawValue), BilingualText("门岗", "gates"))
        claims.direction = order.terms.direction
        claims.dayWindow = order.terms.hours
        claims.maximumEntries = order.terms.maximumEntries
        claims.copies = order.terms.copies
        claims.organisation = UInt32(clamping: order.organisation.rawValue)
        claims.label = label(of: candidate)
        claims.route = candidate.route.map { UInt32(clamping: $0.rawValue) }
        let sealed: SealedPass
        do throws(SealError) { sealed = try sealer.seal(claims) } catch { throw OfficeError(error) }
        var pass = NewPass(
            holder: candidate.holder, kind: candidate.kind, site: candidate.site,
            identity: (identity.id, sealed.reference.index.bytes),
            issue: NewIssue(
                token: sealed.token, digest: sealed.reference.digest.bytes, keyID: sealer.keyID,
                sequence: identity.sequence, validSeconds: validity))
        pass.terms = order.terms
        return pass
    }

    private mutating func sealer(for number: SiteNumber) throws -> (Site, PassSealer) {
        if let known = sealers[number] { return known }
        let site = try office.registry.site(number)
        let group = try office.registry.currentGroup(of: number)
        let keyID = KeyID(
            epoch: office.ring.currentEpoch, group: UInt16(clamping: group.rawValue))
        let made = (site, try PassSealer(office.ring, keyID: keyID))
        sealers[number] = made
        return made
    }

    /// The order's time within the holder's own, refused beyond the site's longest.
    private func validity(of candidate: PassCandidate, at site: Site) throws -> Range<Int64> {
        let from = max(order.fromSeconds ?? now, candidate.fromSeconds ?? 0, 0)
        let longest = site.lifetimeSeconds(of: candidate.kind)
        let until = min(
            order.untilSeconds ?? from.addingReportingOverflow(longest).partialValue,
            candidate.untilSeconds ?? .max)
        guard until > from, until > now else {
            throw OfficeError(
                "有效期在开始之前就已结束；请核对名单的起止日期和 --until",
                "the pass would end before it begins; check the list's dates and --until")
        }
        guard until - from <= longest else {
            throw OfficeError(
                "有效期超过本场所上限（\(longest / 86_400) 天）；请把 --until 提前",
                "longer than the site allows (\(longest / 86_400) d); give an earlier --until")
        }
        return from..<until
    }

    private func numberSet(_ numbers: [Int64], _ what: BilingualText) throws -> NumberSet? {
        guard !numbers.isEmpty else { return nil }
        guard let set = NumberSet(Set(numbers).map { UInt16(clamping: $0) }.sorted())
        else {
            throw OfficeError(
                "\(what.chinese)超过 \(NumberSet.capacity) 个；请减少",
                "more than \(NumberSet.capacity) \(what.english); name fewer")
        }
        return set
    }

    /// The plate for a vehicle; for people what the firm's policy says.
    private func label(of candidate: PassCandidate) -> PassLabel? {
        switch candidate.kind {
        case .vehicle: return candidate.key.flatMap(PassLabel.init(_:))
        case .staff, .temporary:
            guard labels == .masked, let name = candidate.name else { return nil }
            let masked = (try? PersonName(parsing: name))?.masked
            return masked.flatMap(PassLabel.init(_:))
        }
    }
}
