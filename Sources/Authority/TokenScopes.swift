// What an API token is good for: a part of what its account may do.

/// The scopes of a token, as they were chosen: `read`, an area (`rosters`) or one deed
/// (`passes.revoke`).
package struct TokenScopes: Sendable, Hashable {
    /// All that changes nothing.
    static let reading = "read"
    /// Areas that no program is let into: a stolen token must not make itself another, or a way in
    /// for somebody else.
    static let closedAreas: Set<String> = ["own", "accounts", "grants", "keys"]

    /// In order, each once.
    package let names: [String]
    /// The deeds that they come to.
    package let actions: Set<Action>

    /// - Returns: nil where there is none, or one that is unknown or not for tokens.
    package init?(_ names: some Sequence<String>) {
        self.names = Set(names).sorted()
        var actions: Set<Action> = []
        for name in self.names {
            guard let found = Self.deeds[name] else { return nil }
            // One scope alone, as most tokens have, is taken as it lies there.
            actions = actions.isEmpty ? found : actions.union(found)
        }
        guard !actions.isEmpty else { return nil }
        self.actions = actions
    }

    /// Every name that can be chosen.
    package static var choices: [String] {
        [reading] + Set(open.map(\.area)).sorted() + open.map(\.rawValue).sorted()
    }

    /// Whether there are tokens for a deed.
    package static func canHold(_ action: Action) -> Bool {
        !closedAreas.contains(action.area)
    }

    private static var open: [Action] {
        Action.allCases.filter(canHold)
    }

    /// What each name comes to, with what every token may; found out once, since every request
    /// with a token asks.
    private static let deeds: [String: Set<Action>] = {
        var deeds: [String: Set<Action>] = [:]
        for action in open {
            deeds[action.rawValue, default: []].insert(action)
            deeds[action.area, default: []].insert(action)
            if action.isReading { deeds[reading, default: []].insert(action) }
        }
        return deeds.mapValues { $0.union([.readOwnAccount]) }
    }()
}
