// A role and its place on the command line.
import ArgumentParser
import Authority
import CommandSupport
import PassFormat
import Registry

extension Role: ExpressibleByArgument {}

/// `--role`, with the place where it is had.
struct GrantArguments: ParsableArguments {
    @Option(help: "角色。/ Role.")
    var role: Role
    @Option(help: "单位；人事、调度等。/ Firm, for HR, dispatchers and others.")
    var org: OrganisationNumber?
    @Option(help: "场所；场所管理、审批台。/ Site, for its manager and desks.")
    var site: SiteNumber?
    @Option(help: "审批台名称，与 --site 同用。/ Desk by name, with --site.")
    var desk: String?

    /// The role at its place.
    ///
    /// - Throws: `ValidationError` where the role cannot be had there.
    func grant() throws -> Grant {
        let scope = Scope(organisation: org?.rawValue, site: site?.rawValue, desk: desk)
        if let scope, let grant = Grant(role, scope) { return grant }
        let places = Extent.allCases.filter(role.extents.contains).map(\.words)
        let zh = places.map(\.chinese).joined(separator: "，或")
        let en = places.map(\.english).joined(separator: ", or ")
        throw ValidationError(
            "角色 \(role.rawValue) 应配\(zh)。/ Role \(role.rawValue) goes with \(en).")
    }
}

extension Extent {
    /// What is to be written for a role of this extent.
    fileprivate var words: BilingualText {
        switch self {
        case .everywhere: BilingualText("全部（不写地点）", "no place")
        case .organisation: BilingualText(" --org", "--org")
        case .site: BilingualText(" --site", "--site")
        case .desk: BilingualText(" --site 和 --desk", "--site and --desk")
        }
    }
}

extension Role {
    /// For people.
    var words: BilingualText {
        switch self {
        case .hr: BilingualText("人事", "HR")
        case .dispatcher: BilingualText("车辆调度", "dispatcher")
        case .reviewer: BilingualText("审批", "reviewer")
        case .propertyLead: BilingualText("园区物业", "property manager")
        case .siteLead: BilingualText("场所管理", "site manager")
        case .operator: BilingualText("系统管理", "operator")
        case .auditor: BilingualText("审计", "auditor")
        case .commissioner: BilingualText("企业专员", "commissioner of firms")
        }
    }
}

extension Grant {
    /// For people: role and place.
    var words: BilingualText {
        let place: (chinese: String, english: String) =
            switch scope {
            case .everywhere: ("全部", "everywhere")
            case .organisation(let number): ("单位 \(number)", "firm \(number)")
            case .site(let number): ("场所 \(number)", "site \(number)")
            case .desk(let name, let site): ("场所 \(site) \(name)", "desk \(name) of site \(site)")
            }
        return BilingualText(
            "\(role.words.chinese)（\(place.chinese)）", "\(role.words.english) (\(place.english))")
    }
}
