// Everything that can be done through the service. Who may do what stands in RoleTable.swift.

/// One kind of deed, by the name that API tokens and the table of routes call it by.
package enum Action: String, CaseIterable, Sendable, Hashable, Codable {
    // Places and firms.
    case readPlaces = "places.read"
    case addPlaces = "places.add"
    case changePlaces = "places.change"
    case readFirms = "organisations.read"
    case addFirms = "organisations.add"
    case changeFirms = "organisations.change"
    // Lists of staff.
    case readRosters = "rosters.read"
    case uploadRosters = "rosters.upload"
    case applyRosters = "rosters.apply"
    case submitRosters = "rosters.submit"
    case withdrawRosters = "rosters.withdraw"
    case undoRosters = "rosters.undo"
    /// ID and telephone numbers in full; each reading stands in the audit.
    case readWholeNumbers = "rosters.whole_numbers"
    // Requests for vehicles.
    case readVehicles = "vehicles.read"
    case requestVehicles = "vehicles.request"
    case amendVehicles = "vehicles.amend"
    case cancelVehicles = "vehicles.cancel"
    // Passes.
    case listPasses = "passes.list"
    case showPasses = "passes.show"
    case issuePasses = "passes.issue"
    case revokePasses = "passes.revoke"
    case reissuePasses = "passes.reissue"
    case renewPasses = "passes.renew"
    case exportPasses = "passes.export"
    case linkPasses = "passes.link"
    case checkCodes = "codes.check"
    // Holds, evidence and closed loops.
    case readConditions = "conditions.read"
    case changeConditions = "conditions.change"
    // Applications, their desks and quotas.
    case fileApplications = "applications.file"
    case readApplications = "applications.read"
    case decideApplications = "applications.decide"
    case takeApplications = "applications.take"
    case handOnApplications = "applications.hand_on"
    case nameStandIns = "desks.stand_in"
    case readQuotas = "quotas.read"
    case setQuotas = "quotas.set"
    // Gates.
    case readDevices = "devices.read"
    case enrolDevices = "devices.enrol"
    case revokeDevices = "devices.revoke"
    case readGuards = "guards.read"
    case changeGuards = "guards.change"
    case makeBundles = "bundles.make"
    case readJournals = "journals.read"
    case importJournals = "journals.import"
    case acceptJournals = "journals.accept"
    case readConflicts = "conflicts.read"
    // What is told and counted.
    case readMessages = "messages.read"
    case sendMessages = "messages.send"
    /// What a provider says of messages afterwards.
    case takeReceipts = "messages.receipts"
    case readFigures = "figures.read"
    case readAudit = "audit.read"
    // Accounts.
    case readAccounts = "accounts.read"
    case inviteAccounts = "accounts.invite"
    /// Disable, enable, send a new link.
    case changeAccounts = "accounts.change"
    case changeGrants = "grants.change"
    // One's own account, which everybody has.
    case readOwnAccount = "own.read"
    case changeOwnPassword = "own.password"
    /// The number at which one is told what happens to applications.
    case changeOwnContact = "own.contact"
    case endOwnSessions = "own.sessions"
    case makeOwnTokens = "own.tokens"
    // The service itself.
    case readKeys = "keys.read"
    case changeKeys = "keys.change"
    case makeBackups = "backups.make"
    case readService = "service.read"

    /// The word before the dot.
    package var area: String { String(rawValue.prefix { $0 != "." }) }

    /// Whether it changes nothing, and shows neither codes nor whole numbers.
    package var isReading: Bool {
        [".read", ".list", ".show"].contains { rawValue.hasSuffix($0) }
    }
}
