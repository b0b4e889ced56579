// The roles that an account can have, and where it has them.

/// What somebody is to the office; one account may be several things in several places.
package enum Role: String, CaseIterable, Sendable, Hashable, Codable {
    /// Of a firm: lists of staff, and all else that a firm asks for.
    case hr
    /// Of a firm: vehicles and their passes.
    case dispatcher
    /// Of one desk of a site.
    case reviewer
    /// Of a park in the park: as a firm, or as a site of its own.
    case propertyLead = "property_manager"
    /// Of a site: its gates, desks and quotas.
    case siteLead = "site_manager"
    /// Of the service: places, accounts, keys and backups. Decides no application.
    case `operator`
    /// Reads, and changes nothing.
    case auditor
    /// Brings firms in and acts for those that cannot do it themselves.
    case commissioner

    /// Where the role can be had.
    package var extents: Set<Extent> {
        switch self {
        case .hr, .dispatcher: [.organisation]
        case .reviewer: [.desk]
        case .propertyLead: [.organisation, .site]
        case .siteLead: [.site]
        case .operator: [.everywhere]
        case .auditor: [.everywhere, .organisation, .site]
        case .commissioner: [.everywhere, .organisation]
        }
    }

    /// Whose passes the role has to do with, where it is about passes and their holders.
    package var holders: Set<HolderKind> {
        self == .dispatcher ? [.vehicle] : [.staff, .vehicle]
    }
}

/// Who or what holds a pass, or is named in a list.
package enum HolderKind: String, CaseIterable, Sendable, Hashable {
    case staff, vehicle
}

/// How wide a scope is.
package enum Extent: String, CaseIterable, Sendable, Hashable {
    case everywhere, organisation, site, desk
}

/// Where a role is had.
package enum Scope: Sendable, Hashable {
    case everywhere
    /// A firm, by its number.
    case organisation(Int64)
    /// A site with all that is there, by its number.
    case site(Int64)
    /// A desk, by the name that the routes of applications call it by, at one site.
    case desk(String, site: Int64)

    /// How wide it is.
    package var extent: Extent {
        switch self {
        case .everywhere: .everywhere
        case .organisation: .organisation
        case .site: .site
        case .desk: .desk
        }
    }
}

extension Scope: CustomStringConvertible {
    /// As the audit writes it: `site:1`, `desk:1:park`.
    package var description: String {
        switch self {
        case .everywhere: "everywhere"
        case .organisation(let number): "organisation:\(number)"
        case .site(let number): "site:\(number)"
        case .desk(let name, let site): "desk:\(site):\(name)"
        }
    }
}

/// A role at a place.
package struct Grant: Sendable, Hashable {
    package let role: Role
    package let scope: Scope

    /// - Returns: nil where the role cannot be had at such a place: no reviewer is one everywhere.
    package init?(_ role: Role, _ scope: Scope) {
        guard role.extents.contains(scope.extent) else { return nil }
        self.role = role
        self.scope = scope
    }
}

extension Grant: CustomStringConvertible {
    /// As the audit writes it: `reviewer@desk:1:park`.
    package var description: String { "\(role.rawValue)@\(scope)" }
}

extension Grant: Encodable {
    private enum CodingKeys: String, CodingKey {
        case role, organisation, site, desk
    }

    /// Each key always, null where the scope has none.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(role, forKey: .role)
        try container.encode(scope.organisation, forKey: .organisation)
        try container.encode(scope.site, forKey: .site)
        try container.encode(scope.desk, forKey: .desk)
    }
}

extension Scope {
    /// The firm's number, where the scope is a firm.
    package var organisation: Int64? {
        guard case .organisation(let number) = self else { return nil }
        return number
    }

    /// The site's number, where the scope is a site or a desk.
    package var site: Int64? {
        switch self {
        case .site(let number), .desk(_, let number): number
        case .everywhere, .organisation: nil
        }
    }

    /// The desk's name, where the scope is a desk.
    package var desk: String? {
        guard case .desk(let name, _) = self else { return nil }
        return name
    }

    /// The scope that is named by its parts; none of them is everywhere.
    ///
    /// - Returns: nil for a firm with a site, and for a desk without one.
    package init?(organisation: Int64?, site: Int64?, desk: String?) {
        switch (organisation, site, desk) {
        case (nil, nil, nil): self = .everywhere
        case (let organisation?, nil, nil): self = .organisation(organisation)
        case (nil, let site?, nil): self = .site(site)
        case (nil, let site?, let desk?): self = .desk(desk, site: site)
        default: return nil
        }
    }
}
