// The figures that whoever asks may see, added up from what the registry keeps.
// Tests: Tests/IssuanceTests/FigureTests.swift.
package import Authority
import PassFormat
package import Registry

/// Whose figures are wanted.
package enum FigureReach: Sendable {
    case all
    case within(Reach)

    /// Whether what a firm has at a site is within it; a desk has its queue alone.
    fileprivate func holds(_ firm: Int64?, at site: Int64, _ holder: HolderKind) -> Bool {
        switch self {
        case .all: true
        case .within(let reach):
            reach.scopes(for: holder).contains { scope in
                switch scope {
                case .everywhere: true
                case .organisation(let number): number == firm
                case .site(let number): number == site
                case .desk: false
                }
            }
        }
    }

    fileprivate func holds(_ count: InsideCount) -> Bool {
        holds(
            count.organisation?.rawValue, at: count.site.rawValue,
            count.kind == .vehicle ? .vehicle : .staff)
    }

    /// Whether a firm's application at a desk is within it.
    fileprivate func holds(_ queue: QueueCount) -> Bool {
        switch self {
        case .all: true
        case .within(let reach):
            reach.scopes.contains { scope in
                switch scope {
                case .everywhere: true
                case .organisation(let number): number == queue.organisation.rawValue
                case .site(let number): number == queue.site.rawValue
                case .desk(let name, let site):
                    name == queue.desk && site == queue.site.rawValue
                }
            }
        }
    }

    /// Whether it takes in a firm or a site as such.
    fileprivate func names(_ scope: Scope) -> Bool {
        switch self {
        case .all: true
        case .within(let reach):
            reach.scopes.contains { $0 == .everywhere || $0 == scope }
        }
    }
}

extension Office {
    /// The figures of all that lies within a reach.
    package func figures(_ reach: FigureReach) throws(OfficeError) -> FigureReport {
        try office {
            let now = now
            let listed = try registry.listedCounts().filter {
                reach.holds(
                    $0.organisation.rawValue, at: $0.site.rawValue,
                    $0.kind == .staff ? .staff : .vehicle)
            }
            let passes = try registry.passCounts(at: now).filter {
                reach.holds(
                    $0.organisation.rawValue, at: $0.site.rawValue,
                    $0.kind == .vehicle ? .vehicle : .staff)
            }
            let inside = try registry.inside(at: now).filter(reach.holds)
            let present = Set(listed.map(\.organisation) + passes.map(\.organisation))
            let firms = try registry.firmGroups().filter {
                present.contains($0.organisation)
                    || reach.names(.organisation($0.organisation.rawValue))
            }
            let quotas = try registry.quotaCounts().filter {
                reach.holds($0.organisation.rawValue, at: $0.site.rawValue, .staff)
            }
            let tally = ResumptionTally(listed, passes, quotas)
            return FigureReport(
                at: now,
                firms: .init(
                    registered: firms.count, using: Set(passes.map(\.organisation)).count),
                staff: .init(
                    listed: listed.lazy.filter { $0.kind == .staff }.reduce(0) { $0 + $1.listed },
                    withPass: passes.lazy.filter { $0.kind == .staff && $0.state == .valid }
                        .reduce(0) { $0 + $1.passes },
                    onPost: inside.lazy.filter { $0.kind == .staff }.reduce(0) { $0 + $1.inside }),
                passes: Self.table(passes),
                inside: try sites(inside) { site in
                    reach.names(.site(site.rawValue)) || listed.contains { $0.site == site }
                },
                resumption: tally.figures(firms),
                queues: Self.queues(try registry.queueCounts(at: now).filter(reach.holds)))
        }
    }

    /// Who is inside a site, zone by zone.
    ///
    /// - Throws: `OfficeError` where there is no such site.
    package func inside(site: SiteNumber) throws(OfficeError) -> SiteInside {
        try office {
            _ = try registry.site(site)
            let inside = try registry.inside(at: now).filter { $0.site == site }
            guard let found = try sites(inside, where: { $0 == site }).first else {
                throw RegistryError.unknown(.site, site.description)
            }
            return found
        }
    }

    private static func table(_ counts: [PassCount]) -> [PassFigure] {
        PassKind.allCases.flatMap { kind in
            PassFigureState.allCases.map { state in
                PassFigure(
                    kind: kind.name, state: state,
                    passes: counts.lazy.filter { $0.kind == kind && $0.state == state }
                        .reduce(0) { $0 + $1.passes })
            }
        }
    }

    /// Over the firms of each desk.
    private static func queues(_ counts: [QueueCount]) -> [DeskQueue] {
        let desks = Dictionary(grouping: counts) { "\($0.site):\($0.desk)" }
        return desks.values.compactMap { counts -> DeskQueue? in
            guard let first = counts.first else { return nil }
            return DeskQueue(
                site: first.site, desk: first.desk,
                waiting: counts.reduce(0) { $0 + $1.waiting },
                pastClock: counts.reduce(0) { $0 + $1.pastClock },
                oldestDueAt: counts.map(\.oldestDueAt).min() ?? first.oldestDueAt)
        }.sorted { ($0.site, $0.desk) < ($1.site, $1.desk) }
    }

    private func sites(
        _ counts: [InsideCount], where isWanted: (SiteNumber) -> Bool
    ) throws -> [SiteInside] {
        let zones = try registry.zones()
        let busy = Set(counts.map(\.site))
        return try registry.sites().filter { busy.contains($0.number) || isWanted($0.number) }
            .map { site in
                var found = SiteInside(
                    site: site.number, name: site.name,
                    zones: zones.filter { $0.site == site.number }.map {
                        ZoneInside(zone: $0.number, name: $0.name)
                    })
                for count in counts where count.site == site.number {
                    found.inside.add(count)
                    guard let place = found.zones.firstIndex(where: { $0.zone == count.zone })
                    else { continue }
                    found.zones[place].inside.add(count)
                }
                return found
            }
    }
}

/// Staff and valid staff passes of each firm at each site.
private struct ResumptionTally {
    private struct Place: Hashable {
        let firm: OrganisationNumber
        let site: SiteNumber
    }

    struct Staff {
        var listed = 0
        var withPass = 0
        var quota: Int?
    }

    private var places: [Place: Staff] = [:]

    init(_ listed: [ListedCount], _ passes: [PassCount], _ quotas: [QuotaCount]) {
        for count in listed where count.kind == .staff {
            places[Place(firm: count.organisation, site: count.site), default: Staff()].listed +=
                count.listed
        }
        for count in passes where count.kind == .staff && count.state == .valid {
            places[Place(firm: count.organisation, site: count.site), default: Staff()].withPass +=
                count.passes
        }
        for count in quotas {
            places[Place(firm: count.organisation, site: count.site), default: Staff()].quota =
                count.passes
        }
    }

    func figures(_ firms: [FirmGroup]) -> ResumptionFigures {
        var ofFirm: [OrganisationNumber: Staff] = [:]
        var areas: [SiteNumber: ResumptionShare] = [:]
        for (place, staff) in places {
            ofFirm[place.firm, default: Staff()].listed += staff.listed
            ofFirm[place.firm, default: Staff()].withPass += staff.withPass
            if let quota = staff.quota {
                ofFirm[place.firm, default: Staff()].quota =
                    (ofFirm[place.firm]?.quota ?? 0) + quota
            }
            areas[place.site, default: ResumptionShare()].add(staff)
        }
        var levels: [OrganisationLevel: ResumptionShare] = [:]
        var tags: [String: ResumptionShare] = [:]
        for firm in firms {
            let staff = ofFirm[firm.organisation] ?? Staff()
            if let level = firm.level { levels[level, default: ResumptionShare()].add(staff) }
            for tag in firm.tags { tags[tag, default: ResumptionShare()].add(staff) }
        }
        return ResumptionFigures(
            levels: OrganisationLevel.allCases.map {
                ResumptionGroup(group: $0.rawValue, share: levels[$0] ?? ResumptionShare())
            },
            tags: tags.sorted { $0.key < $1.key }.map {
                ResumptionGroup(group: $0.key, share: $0.value)
            },
            areas: areas.sorted { $0.key < $1.key }.map {
                ResumptionGroup(group: $0.key.description, share: $0.value)
            })
    }
}

extension ResumptionShare {
    /// Adds one firm.
    fileprivate mutating func add(_ staff: ResumptionTally.Staff) {
        firms += 1
        if staff.withPass > 0 { resumed += 1 }
        self.staff += staff.listed
        staffWithPass += staff.withPass
        if let more = staff.quota { quota = (quota ?? 0) + more }
    }
}
