// What is done something to, as far as it decides who may do it.

/// An object of the service, by the scopes that it lies in.
package struct Target: Sendable, Hashable {
    /// Who reaches an object.
    enum Circle: Sendable, Hashable {
        /// The one whose account it is.
        case ownAccount
        /// Whoever may do the deed anywhere.
        case common
        /// Whoever may do it in one of these, or everywhere.
        case scopes(Set<Scope>)
    }

    let circle: Circle
    /// Whose pass, list or request it is; nil where that does not matter.
    let holder: HolderKind?

    private init(_ circle: Circle, _ holder: HolderKind? = nil) {
        self.circle = circle
        self.holder = holder
    }

    /// The office as a whole.
    package static let office = Target(.scopes([]))

    /// The account that asks, with its sessions and tokens.
    package static let ownAccount = Target(.ownAccount)

    /// What is no secret among those who work with it: names of sites, zones, gates and routes,
    /// forms of applications.
    package static let common = Target(.common)

    /// A firm.
    ///
    /// - Parameter sites: where it has people or vehicles, so that these sites see it.
    package static func organisation(_ number: Int64, presentAt sites: [Int64] = []) -> Target {
        Target(.scopes(Set([.organisation(number)] + sites.map(Scope.site))))
    }

    /// A site: its settings, gates, devices, bundles, journals.
    package static func site(_ number: Int64) -> Target { Target(.scopes([.site(number)])) }

    /// A desk of a site: its queue, its stand-ins.
    package static func desk(_ name: String, site: Int64) -> Target {
        Target(.scopes([.desk(name, site: site), .site(site)]))
    }

    /// What a firm has at a site: a pass, a list, a request.
    ///
    /// - Parameters:
    ///   - firm: the organisation's number.
    ///   - site: its number.
    ///   - holder: whom it is about.
    package static func held(by firm: Int64, at site: Int64, for holder: HolderKind) -> Target {
        Target(.scopes([.organisation(firm), .site(site)]), holder)
    }

    /// A firm's application, with the desks that it has come to so far.
    ///
    /// - Parameters:
    ///   - firm: the organisation's number.
    ///   - site: its number.
    ///   - desks: by name; a desk that it has yet to come to does not see it.
    ///   - holder: whom it is about; nil for neither staff nor vehicles.
    package static func application(
        of firm: Int64, at site: Int64, desks: [String], for holder: HolderKind? = nil
    ) -> Target {
        let desks = desks.map { Scope.desk($0, site: site) }
        return Target(.scopes(Set([.organisation(firm), .site(site)] + desks)), holder)
    }

    /// An account, which lies where its roles lie.
    package static func account(holding grants: [Grant]) -> Target {
        Target(.scopes(grants.reduce(into: []) { $0.formUnion(circle(of: $1.scope)) }))
    }

    private static func circle(of scope: Scope) -> Set<Scope> {
        guard case .desk(_, let site) = scope else { return [scope] }
        return [scope, .site(site)]
    }

    /// A role at a place, as something that is given and taken away.
    package static func grant(_ scope: Scope) -> Target {
        switch scope {
        case .everywhere: .office
        case .organisation(let number): .organisation(number)
        case .site(let number): .site(number)
        case .desk(let name, let site): .desk(name, site: site)
        }
    }

    /// Whether a grant's place takes it in.
    func isWithin(_ grant: Grant) -> Bool {
        if let holder, !grant.role.holders.contains(holder) { return false }
        switch circle {
        case .ownAccount: return false
        case .common: return true
        case .scopes(let scopes):
            return grant.scope == .everywhere || scopes.contains(grant.scope)
        }
    }
}
