// Two firms and two sites, and every object that the service knows, for the tests of this folder.
import Authority

/// Numbers of one side of the world.
struct Side {
    let firm: Int64
    let site: Int64
    let desk: String

    static let own = Side(firm: 1042, site: 1, desk: "park")
    static let foreign = Side(firm: 2077, site: 2, desk: "town")

    /// The scope of an extent on this side.
    func scope(_ extent: Extent) -> Scope {
        switch extent {
        case .everywhere: .everywhere
        case .organisation: .organisation(firm)
        case .site: .site(site)
        case .desk: .desk(desk, site: site)
        }
    }

    /// Everything of this side, with the extents of its own grants that take it in.
    var objects: [(name: String, target: Target, within: Set<Extent>)] {
        [
            ("firm", .organisation(firm), [.organisation]),
            ("firm at a site", .organisation(firm, presentAt: [site]), [.organisation, .site]),
            ("site", .site(site), [.site]),
            ("desk", .desk(desk, site: site), [.desk, .site]),
            ("staff", .held(by: firm, at: site, for: .staff), [.organisation, .site]),
            ("vehicle", .held(by: firm, at: site, for: .vehicle), [.organisation, .site]),
            ("filed", .application(of: firm, at: site, desks: []), [.organisation, .site]),
            (
                "at the desk", .application(of: firm, at: site, desks: ["gate", desk]),
                [.organisation, .site, .desk]
            ),
        ]
    }
}

/// Every grant that there can be on a side.
func grants(on side: Side) -> [Grant] {
    Role.allCases.flatMap { role in
        Extent.allCases.compactMap { Grant(role, side.scope($0)) }
    }
}

/// What is not about an account itself.
let deeds = Action.allCases.filter { !Action.withOwnAccount.contains($0) }
