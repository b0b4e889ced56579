// Candidates into sealed passes: their time within what the site allows, their claims, their seal.
import Identifiers
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import Registry

/// For which seconds a pass is good.
struct PassSpan {
    let seconds: Range<Int64>
    /// The date in the list, where the site's longest ends before it.
    let wantedSeconds: Int64?
}

/// A pass that was sealed for the first time and is not stored yet, or why there is none.
enum FirstIssue {
    case sealed(NewPass, PassCandidate, PassSpan)
    case refused(IssueReport.Refused)
}

/// Knows sites, groups and firms as they are when it is made, and keeps one sealer for each site:
/// it asks the registry nothing while passes are walked through, so that several cores may seal.
struct PassDraft: Sendable {
    private let office: Office
    private let now: Int64
    private let sites: [SiteNumber: Site]
    private let labels: [OrganisationNumber: LabelPolicy]
    private let sealers: [SiteNumber: Result<PassSealer, SealError>]
    /// Zones granted to firms.
    private var granted: [GrantedZone]

    /// - Parameters:
    ///   - organisation: whose passes; nil: any firm's.
    ///   - now: seconds since 1970.
    init(_ office: Office, of organisation: OrganisationNumber?, now: Int64) throws {
        self = try office.registry.remembering(Key(organisation: organisation, now: now)) {
            try office.registry.atOneMoment { try PassDraft(office, now: now, organisation) }
        }
    }

    private struct Key: Hashable { let organisation: OrganisationNumber?, now: Int64 }

    private init(_ office: Office, now: Int64, _ organisation: OrganisationNumber?) throws {
        try office.requireKeysToIssue()
        self.office = office
        self.now = now
        let registry = office.registry
        let firms =
            try organisation.map { [try registry.organisation($0)] } ?? registry.organisations()
        labels = Dictionary(uniqueKeysWithValues: firms.map { ($0.number, $0.labels) })
        granted = try registry.grantedZones(of: organisation)
        sites = Dictionary(uniqueKeysWithValues: try registry.sites().map { ($0.number, $0) })
        let current = try registry.groups(of: nil).filter { $0.state == .current }
        let groups = Dictionary(
            current.compactMap { group in group.site.map { ($0, group) } },
            uniquingKeysWith: { first, _ in first })
        let ring = office.ring
        sealers = groups.mapValues { group in
            let keyID = KeyID(
                epoch: ring.currentEpoch, group: UInt16(clamping: group.number.rawValue))
            return Result { () throws(SealError) in try PassSealer(ring, keyID: keyID) }
        }
    }

    /// Counts zones as granted that the registry has only in a transaction that is open.
    mutating func grant(_ zones: [GrantedZone]) { granted += zones }

    /// The zones of a pass: the holder's own, within those that the firm was granted.
    ///
    /// - Throws: `OfficeError` where none of the holder's is among them.
    private func zones(
        of candidate: PassCandidate, at organisation: OrganisationNumber
    ) throws -> [ZoneNumber] {
        let allowed = granted.filter {
            $0.organisation == organisation && $0.site == candidate.site
        }.map(\.zone)
        guard candidate.kind == .staff, !allowed.isEmpty else { return candidate.zones }
        guard !candidate.zones.isEmpty else { return allowed }
        let both = candidate.zones.filter(allowed.contains)
        guard !both.isEmpty else {
            throw OfficeError(
                "名单所列区域均未核准给该单位；请改名单，或申请这些区域",
                "none of the zones in the list was granted to the firm; change the list, or apply"
                    + " for them")
        }
        return both
    }

    /// Seals a first issue, or says why there is none.
    func first(_ candidate: PassCandidate, _ order: IssueOrder) throws -> FirstIssue {
        do {
            let (pass, span) = try sealed(candidate, order)
            return .sealed(pass, candidate, span)
        } catch let error as OfficeError {
            return .refused(
                .init(
                    key: Self.key(of: candidate), zh: error.chinese, en: error.english))
        }
    }

    /// Seals a first issue whose index is free.
    func pass(
        for candidate: PassCandidate, _ order: IssueOrder, by writer: PassWriter
    ) throws -> (pass: NewPass, span: PassSpan) {
        while true {
            let made = try sealed(candidate, order)
            if try !writer.isTaken(made.pass.index) { return made }
        }
    }

    private func sealed(
        _ candidate: PassCandidate, _ order: IssueOrder
    ) throws -> (pass: NewPass, span: PassSpan) {
        try candidate.requireNoDesk()
        let from = max(order.fromSeconds ?? now, candidate.fromSeconds ?? 0, 0)
        let span = try span(of: candidate, from: from, until: order.untilSeconds)
        let identity = try drawIdentity()
        let wish = PassWish(
            identity: identity, organisation: order.organisation, terms: order.terms,
            span: span.seconds)
        let (sealed, issue) = try seal(candidate, wish)
        var pass = NewPass(
            holder: candidate.holder, kind: candidate.kind, site: candidate.site,
            identity: (identity.id, sealed.reference.index.bytes), issue: issue)
        pass.terms = order.terms
        return (pass, span)
    }

    /// Stores a first issue, or notes why there is none.
    func store(
        _ first: FirstIssue, _ order: IssueOrder, by writer: PassWriter,
        _ report: inout IssueReport
    ) throws {
        switch first {
        case .refused(let refused): report.refused.append(refused)
        case .sealed(let pass, let candidate, let span):
            if try writer.isTaken(pass.index) {
                let other = try self.first(candidate, order)
                return try store(other, order, by: writer, &report)
            }
            do { try writer.add(pass) } catch {
                guard case .quotaFull = error else { throw error }
                report.refused.append(
                    .init(
                        key: Self.key(of: candidate), zh: error.chinese, en: error.english))
                return
            }
            report.issued += 1
            if candidate.kind == .vehicle { report.vehicles += 1 } else { report.staff += 1 }
            if let wanted = span.wantedSeconds {
                report.capped.append(
                    .init(
                        key: Self.key(of: candidate), wanted: wanted,
                        until: span.seconds.upperBound))
            }
        }
    }

    private static func key(of candidate: PassCandidate) -> String {
        candidate.key ?? candidate.name ?? ""
    }

    /// Seals the next sequence of a pass.
    func reissue(
        _ basis: ReissueBasis, during span: Range<Int64>
    ) throws -> NewIssue {
        let sequence = try requireSequence(basis)
        guard let identity = PassIdentity(id: basis.passID, sequence: sequence) else {
            throw RegistryError.broken(path: office.folders.registry, detail: "pass id")
        }
        let wish = PassWish(
            identity: identity, organisation: basis.organisation, terms: basis.terms, span: span)
        return try seal(basis.candidate, wish).issue
    }

    /// - Throws: `OfficeError` where every sequence of a pass has been used.
    @discardableResult
    func requireSequence(_ basis: ReissueBasis) throws -> UInt16 {
        guard let sequence = basis.nextSequence else {
            throw OfficeError(
                "序号已用尽；请作废后另发新证",
                "every sequence is used up; revoke the pass, then issue a new one")
        }
        return sequence
    }

    /// The time that is asked for within the holder's own, refused beyond the site's longest.
    ///
    /// - Parameter until: nil for the longest that the site allows.
    func span(
        of candidate: PassCandidate, from: Int64, until asked: Int64?
    ) throws -> PassSpan {
        let longest = try site(candidate.site).lifetimeSeconds(of: candidate.kind)
        let cap = from.addingReportingOverflow(longest).partialValue
        let until = min(asked ?? cap, candidate.untilSeconds ?? .max)
        guard until > from, until > now else {
            throw OfficeError(
                "有效期在开始之前就已结束；请核对名单的起止日期和 until",
                "the pass would end before it begins; check the list's dates and until")
        }
        guard until - from <= longest else {
            throw OfficeError(
                "有效期超过本场所上限（\(longest / 86_400) 天）；请把 until 提前",
                "longer than the site allows (\(longest / 86_400) d); give an earlier until")
        }
        let wanted = asked == nil ? candidate.untilSeconds.flatMap { $0 > cap ? $0 : nil } : nil
        return PassSpan(seconds: from..<until, wantedSeconds: wanted)
    }

    /// The longest that a pass of this holder may last, in seconds.
    func longest(of candidate: PassCandidate) throws -> Int64 {
        try site(candidate.site).lifetimeSeconds(of: candidate.kind)
    }

    private func drawIdentity() throws -> PassIdentity {
        while true {
            let id = try office.setting.random.bytes(PassIdentity.idBytes)
            if let identity = PassIdentity(id: id, sequence: 1) { return identity }
        }
    }

    private func site(_ number: SiteNumber) throws -> Site {
        guard let site = sites[number] else {
            throw RegistryError.unknown(.site, number.description)
        }
        return site
    }
}

/// What is asked of one issue, beside its holder.
private struct PassWish {
    let identity: PassIdentity
    let organisation: OrganisationNumber
    let terms: PassTerms
    let span: Range<Int64>
}

extension PassDraft {
    private func seal(
        _ candidate: PassCandidate, _ wish: PassWish
    ) throws -> (sealed: SealedPass, issue: NewIssue) {
        let sealer = try sealer(for: candidate.site)
        var claims = Claims(
            identity: wish.identity, kind: candidate.kind,
            notBefore: Timestamp(seconds: UInt64(clamping: wish.span.lowerBound)),
            expires: Timestamp(seconds: UInt64(clamping: wish.span.upperBound)))
        claims.zones = try numberSet(
            try zones(of: candidate, at: wish.organisation).map(\.rawValue),
            BilingualText("区域", "zones"))
        claims.gates = try numberSet(
            wish.terms.gates.map(\.rawValue), BilingualText("门岗", "gates"))
        claims.direction = wish.terms.direction
        claims.dayWindow = wish.terms.hours
        claims.maximumEntries = wish.terms.maximumEntries
        claims.copies = wish.terms.copies
        claims.organisation = UInt32(clamping: wish.organisation.rawValue)
        claims.label = label(of: candidate, at: wish.organisation)
        claims.route = candidate.route.map { UInt32(clamping: $0.rawValue) }
        let sealed: SealedPass
        do throws(SealError) { sealed = try sealer.seal(claims) } catch { throw OfficeError(error) }
        let issue = NewIssue(
            token: sealed.token, digest: sealed.reference.digest.bytes, keyID: sealer.keyID,
            sequence: wish.identity.sequence, validSeconds: wish.span)
        return (sealed, issue)
    }

    private func sealer(for site: SiteNumber) throws -> PassSealer {
        guard let sealer = sealers[site] else {
            throw RegistryError.unknown(.site, site.description)
        }
        return try sealer.get()
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
    private func label(
        of candidate: PassCandidate, at organisation: OrganisationNumber
    ) -> PassLabel? {
        switch candidate.kind {
        case .vehicle: return candidate.key.flatMap(PassLabel.init(_:))
        case .staff, .temporary:
            guard labels[organisation] == .masked, let name = candidate.name else { return nil }
            let masked = (try? PersonName(parsing: name))?.masked
            return masked.flatMap(PassLabel.init(_:))
        }
    }
}
