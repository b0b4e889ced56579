// Who may do what to an application: where it lies, for the one function that says so.
import ApplicationKinds
package import Approvals
package import Authority
import Registry

extension ApplicationsOffice {
    /// Whom a kind is about; nil for neither staff nor vehicles.
    package func holder(of kind: String) -> HolderKind? {
        guard let outcomes = kinds.kinds[kind]?.outcomes else { return nil }
        if outcomes.contains(.vehiclePass) || outcomes.contains(.vehicleList) { return .vehicle }
        let ofStaff: [Outcome] = [
            .staffPasses, .staffList, .firstBatch, .temporaryPasses, .quota, .moreQuota,
        ]
        return outcomes.contains(where: ofStaff.contains) ? .staff : nil
    }

    /// An application, for all who have to do with it: its firm, its site, the desks that it has
    /// come to, and who stands in there now.
    ///
    /// - Throws: `OfficeError` where there is none.
    package func target(of number: Int64, for caller: Caller) throws(OfficeError) -> Target {
        let place = try place(of: number)
        if try office.isStandIn(caller.auditName, at: place.desks, of: place.site) {
            return .common
        }
        return .application(
            of: place.organisation.rawValue, at: place.site.rawValue, desks: place.desks,
            for: holder(of: place.kind))
    }

    /// Does something at a desk in the name of an account, where that account may.
    ///
    /// - Throws: `OfficeError` for what cannot be or is not allowed; nothing is changed then.
    package func perform(
        _ action: ApplicationAction, on number: Int64, by caller: Caller
    ) throws(OfficeError) -> ApplicationView {
        switch caller.permission(for: action.deed, on: try target(of: number, for: caller)) {
        case .allowed: break
        case .hidden: throw OfficeError(RegistryError.unknown(.application, "\(number)"))
        case .forbidden:
            throw OfficeError(
                .forbidden, "FORBIDDEN", "该账号的身份无权做这件事", "the account's roles do not allow this")
        }
        return try ApplicationsOffice(office.acting(as: caller.auditName), kinds: kinds)
            .perform(action, on: number, as: .desk)
    }
}

extension ApplicationAction {
    /// What it is to the table of roles.
    package var deed: Action {
        switch self {
        case .take: .takeApplications
        case .handOn: .handOnApplications
        case .approve, .refuse, .giveBack, .ask: .decideApplications
        case .tickOff: .checkCodes
        case .answer, .amend, .withdraw, .cancel, .runOut: .fileApplications
        }
    }
}
