// The figures that whoever asks may see, added up from what the registry keeps.
// Tests: Tests/IssuanceTests/FigureTests.swift.
package import Authority
import PassFormat
package import Registry

/// Whose figures are wanted.
package enum FigureReach: Sendable {
    case all
    case within(Reach)

    /// Whether what a firm has at a site is within it.
    fileprivate func holds(_ firm: Int64?, at site: Int64, _ holder: HolderKind) -> Bool {
        switch self {
        case .all: true
        case .within(let reach):
            reach.scopes(for: holder).contains { scope in
                switch scope {
                case .everywhere: true
                case .organisation(let number): number == firm
                case .site(let number), .desk(_, let number): number == site
                }
            }
        }
    }

    fileprivate func holds(_ count: InsideCount) -> Bool {
        holds(
            count.organisation?.rawValue, at: count.site.rawValue,
            count.kind == .vehicle ? .vehicle : .staff)
    }

    /// Whether it takes in a firm or a site as such.
    fileprivate func names(_ scope: Scope) -> Bool {
        switch self {
        case .all: true
        case .within(let reach):
            reach.scopes.contains { own in
                switch (own, scope) {
                case (.everywhere, _): true
                case (.desk(_, let site), .site(let asked)): site == asked
                default: own == scope
                }
            }
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
            let tally = ResumptionTally(listed, passes)
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
                resumption: try tally.figures(firms), queuesPastClock: nil)
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
    }

    private var places: [Place: Staff] = [:]

    init(_ listed: [ListedCount], _ passes: [PassCount]) {
        for count in listed where count.kind == .staff {
            places[Place(firm: count.organisation, site: count.site), default: Staff()].listed +=
                count.listed
        }
        for count in passes where count.kind == .staff && count.state == .valid {
            places[Place(firm: count.organisation, site: count.site), default: Staff()].withPass +=
                count.passes
        }
    }

    func figures(_ firms: [FirmGroup]) throws -> ResumptionFigures {
        var ofFirm: [OrganisationNumber: Staff] = [:]
        var areas: [SiteNumber: ResumptionShare] = [:]
        for (place, staff) in places {
            ofFirm[place.firm, default: Staff()].listed += staff.listed
            ofFirm[place.firm, default: Staff()].withPass += staff.withPass
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
    }
}
