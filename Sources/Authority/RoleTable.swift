// The one table that says which role may do what. Where the role is had decides on what:
// Permission.swift.

extension Role {
    /// What the role may do at the places where it is had.
    package var actions: Set<Action> {
        switch self {
        case .hr: Self.ofFirms
        case .dispatcher: Self.ofDispatch
        case .reviewer: Self.ofDesks
        case .propertyLead: Self.ofParks
        case .siteLead: Self.ofSites
        case .operator: Self.ofTheService.subtracting(Self.ofDesksAlone)
        case .auditor: Self.ofTheService.filter(\.isReading)
        case .commissioner: Self.ofFirms.union([.addFirms, .changeFirms])
        }
    }

    private static let ofTheService = Set(Action.allCases).subtracting(Action.withOwnAccount)

    private static let ofDispatch: Set<Action> = [
        .readPlaces, .readFirms,
        .readVehicles, .requestVehicles, .amendVehicles, .cancelVehicles,
        .listPasses, .showPasses, .revokePasses, .reissuePasses, .exportPasses, .linkPasses,
        .fileApplications, .readApplications, .readQuotas,
        .readMessages, .readFigures,
    ]

    private static let ofFirms: Set<Action> = ofDispatch.union([
        .readRosters, .uploadRosters, .applyRosters, .submitRosters, .withdrawRosters,
        .undoRosters, .readWholeNumbers,
        .issuePasses,
        .readAccounts, .inviteAccounts, .changeGrants,
    ])

    /// What somebody of the desk answers for in person, so that no operator does it in passing.
    private static let ofDesksAlone: Set<Action> = [.decideApplications, .takeApplications]

    private static let ofDesks: Set<Action> = ofDesksAlone.union([
        .readPlaces, .readApplications, .handOnApplications, .nameStandIns, .readQuotas,
        .readFigures, .readWholeNumbers,
    ])

    private static let ofParks: Set<Action> =
        ofFirms
        .subtracting([.readAccounts, .inviteAccounts, .changeGrants])
        .union([
            .checkCodes, .readConditions, .readDevices, .readGuards, .readJournals,
            .readConflicts,
        ])

    private static let ofSites: Set<Action> = ofParks.union(ofDesks).union([
        .changePlaces, .renewPasses, .changeConditions, .setQuotas,
        .enrolDevices, .revokeDevices, .changeGuards, .makeBundles, .importJournals,
        .acceptJournals, .sendMessages,
        .readAccounts, .inviteAccounts, .changeGrants,
    ])
}

extension Action {
    /// What everybody may do with the account that they have signed in to, whatever else they are.
    package static let withOwnAccount: Set<Action> = [
        .readOwnAccount, .changeOwnPassword, .changeOwnContact, .endOwnSessions, .makeOwnTokens,
    ]
}
