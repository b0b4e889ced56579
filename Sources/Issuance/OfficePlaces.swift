// Firms, sites, zones, gates and routes: added, changed, listed.
import Identifiers
package import PassFormat
package import Registry

/// A firm to be added.
package struct OrganisationDraft: Sendable {
    let number: OrganisationNumber
    let name: String
    let code: String?
    let level: OrganisationLevel?
    let tags: [String]
    let labels: LabelPolicy

    /// - Parameter code: the unified social credit code as typed.
    package init(
        number: OrganisationNumber, name: String, code: String?, level: OrganisationLevel?,
        tags: [String], labels: LabelPolicy
    ) {
        self.number = number
        self.name = name
        self.code = code
        self.level = level
        self.tags = tags
        self.labels = labels
    }
}

/// What is to change of a firm; nil stays.
package struct OrganisationChange: Sendable {
    package let name: String?
    package let code: String?
    package let level: OrganisationLevel?
    package let tags: [String]?
    package let labels: LabelPolicy?

    package init(
        name: String?, code: String?, level: OrganisationLevel?, tags: [String]?,
        labels: LabelPolicy?
    ) {
        self.name = name
        self.code = code
        self.level = level
        self.tags = tags
        self.labels = labels
    }
}

/// What is to change of a site; nil stays.
package struct SiteChange: Sendable {
    package var name: String?
    package var unknownPolicy: UnknownPolicy?
    package var staleAfterSeconds: Int64?
    package var utcOffsetMinutes: Int64?
    package var rules = RuleChange()

    package init(name: String?) { self.name = name }
}

/// What is to change of a gate; nil stays.
package struct GateChange: Sendable {
    let zone: ZoneNumber?
    let name: String?
    let direction: GateDirection?

    package init(zone: ZoneNumber?, name: String?, direction: GateDirection?) {
        self.zone = zone
        self.name = name
        self.direction = direction
    }
}

/// What is to change of a route; nil stays.
package struct RouteChange: Sendable {
    let name: String?
    let checkpoints: [GateNumber]?
    let window: DayWindow?

    package init(name: String?, checkpoints: [GateNumber]?, window: DayWindow?) {
        self.name = name
        self.checkpoints = checkpoints
        self.window = window
    }
}

extension Office {
    /// Adds a firm.
    package func addOrganisation(_ draft: OrganisationDraft) throws(OfficeError) -> Organisation {
        var firm = Organisation(
            number: draft.number, name: draft.name, code: try creditCode(draft.code),
            level: draft.level, labels: draft.labels)
        firm.tags = Array(Set(draft.tags)).sorted()
        return try storing(firm, registry.add)
    }

    /// Changes a firm.
    package func changeOrganisation(
        _ number: OrganisationNumber, _ change: OrganisationChange
    ) throws(OfficeError) -> Organisation {
        var firm = try office { try registry.organisation(number) }
        firm.name = change.name ?? firm.name
        if change.code != nil { firm.code = try creditCode(change.code)?.text }
        firm.level = change.level ?? firm.level
        firm.tags = change.tags.map { Array(Set($0)).sorted() } ?? firm.tags
        firm.labels = change.labels ?? firm.labels
        return try storing(firm, registry.set)
    }

    /// All firms by number.
    package func organisations() throws(OfficeError) -> [Organisation] {
        try office { try registry.organisations() }
    }

    /// Adds a site with its first key group.
    package func addSite(_ number: SiteNumber, name: String) throws(OfficeError) -> Site {
        try storing(Site(number: number, name: name), registry.add)
    }

    /// Changes a site or the rules of its gates.
    package func changeSite(
        _ number: SiteNumber, _ change: SiteChange
    ) throws(OfficeError) -> Site {
        var site = try office { try registry.site(number) }
        site.name = change.name ?? site.name
        site.unknownPolicy = change.unknownPolicy ?? site.unknownPolicy
        site.staleAfterSeconds = change.staleAfterSeconds ?? site.staleAfterSeconds
        site.utcOffsetMinutes = change.utcOffsetMinutes ?? site.utcOffsetMinutes
        try change.rules.apply(to: &site)
        return try storing(site, registry.set)
    }

    /// All sites by number.
    package func sites() throws(OfficeError) -> [Site] { try office { try registry.sites() } }

    /// Adds a zone.
    package func addZone(_ zone: Zone) throws(OfficeError) -> Zone {
        try storing(zone, registry.add)
    }

    /// Changes a zone; nil stays.
    package func changeZone(
        _ number: ZoneNumber, name: String?, passback: RuleLimit?
    ) throws(OfficeError) -> Zone {
        var zone = try office { try registry.zone(number) }
        zone.name = name ?? zone.name
        if let passback { zone.passbackHeardSeconds = passback.seconds }
        return try storing(zone, registry.set)
    }

    /// All zones by number.
    package func zones() throws(OfficeError) -> [Zone] { try office { try registry.zones() } }

    /// Adds a gate.
    package func addGate(_ gate: Gate) throws(OfficeError) -> Gate {
        try storing(gate, registry.add)
    }

    /// Changes a gate.
    package func changeGate(
        _ number: GateNumber, _ change: GateChange
    ) throws(OfficeError) -> Gate {
        var gate = try office { try registry.gate(number) }
        gate.zone = change.zone ?? gate.zone
        gate.name = change.name ?? gate.name
        gate.direction = change.direction ?? gate.direction
        return try storing(gate, registry.set)
    }

    /// All gates by number.
    package func gates() throws(OfficeError) -> [Gate] { try office { try registry.gates() } }

    /// Adds a route.
    package func addRoute(_ route: Route) throws(OfficeError) -> Route {
        try storing(route, registry.add)
    }

    /// Changes a route.
    package func changeRoute(
        _ number: RouteNumber, _ change: RouteChange
    ) throws(OfficeError) -> Route {
        var route = try office { try registry.route(number) }
        route.name = change.name ?? route.name
        route.checkpoints = change.checkpoints ?? route.checkpoints
        if let window = change.window {
            route.startMinute = Int64(window.startMinute)
            route.endMinute = Int64(window.endMinute)
        }
        return try storing(route, registry.set)
    }

    /// All routes by number.
    package func routes() throws(OfficeError) -> [Route] { try office { try registry.routes() } }

    private func storing<Thing>(
        _ thing: Thing, _ store: (Thing, Act) throws -> Void
    ) throws(OfficeError) -> Thing {
        try changing { act in
            try store(thing, act)
            return thing
        }
    }

    private func creditCode(_ typed: String?) throws(OfficeError) -> CreditCode? {
        guard let typed else { return nil }
        do throws(IdentifierError) { return try CreditCode(parsing: typed) } catch {
            throw OfficeError(
                .refused, "CREDIT_CODE_FORMAT", field: "code", error.chinese, error.english)
        }
    }
}
