// The one function that says who may do what to what.

/// The answer to whether somebody may do something.
package enum Permission: Sendable, Hashable {
    case allowed
    /// The deed is theirs elsewhere, and this object is none of theirs: it is answered as if it did
    /// not exist.
    case hidden
    /// The deed is nobody's who has only these roles.
    case forbidden
}

/// Whether somebody may do something.
///
/// - Parameters:
///   - action: the deed.
///   - target: what it is done to.
///   - grants: all roles of who asks, with their places.
package func permission(
    for action: Action, on target: Target, heldBy grants: some Sequence<Grant>
) -> Permission {
    if Action.withOwnAccount.contains(action) {
        return target.circle == .ownAccount ? .allowed : .hidden
    }
    let holding = grants.filter { $0.role.actions.contains(action) }
    guard !holding.isEmpty else { return .forbidden }
    return holding.contains(where: target.isWithin) ? .allowed : .hidden
}

/// Where somebody may do something: what a list of objects is narrowed to.
package struct Reach: Sendable, Hashable {
    /// Each place, with whose passes, lists and requests are within it there.
    package let places: [Scope: Set<HolderKind>]

    /// Nowhere: the deed is forbidden.
    package var isEmpty: Bool { places.isEmpty }

    /// The places that take in a holder's things.
    package func scopes(for holder: HolderKind) -> Set<Scope> {
        Set(places.filter { $0.value.contains(holder) }.keys)
    }

    /// Every place.
    package var scopes: Set<Scope> { Set(places.keys) }

    /// - Parameters:
    ///   - action: the deed.
    ///   - grants: all roles of who asks.
    package init(of action: Action, heldBy grants: some Sequence<Grant>) {
        let holding = grants.filter { $0.role.actions.contains(action) }
        places = Dictionary(holding.map { ($0.scope, $0.role.holders) }) { $0.union($1) }
    }
}

/// Whether somebody may give a role to another, or take it away.
///
/// What is given has to be held: each deed of the role, at its place. Only who operates the service
/// gives what it does not hold, since somebody has to be the first.
///
/// - Parameters:
///   - grant: the role and its place.
///   - grants: all roles of who gives.
package func permission(
    toGive grant: Grant, heldBy grants: some Sequence<Grant>
) -> Permission {
    let grants = Array(grants)
    let target = Target.grant(grant.scope)
    let may = permission(for: .changeGrants, on: target, heldBy: grants)
    guard may == .allowed else { return may }
    if grants.contains(where: { $0.role == .operator }) { return .allowed }
    let holdsAll = grant.role.actions.allSatisfy { action in
        let holding = grants.filter { $0.role.actions.contains(action) && target.isWithin($0) }
        let holders = holding.reduce(into: Set<HolderKind>()) { $0.formUnion($1.role.holders) }
        return holders.isSuperset(of: grant.role.holders)
    }
    return holdsAll ? .allowed : .forbidden
}
