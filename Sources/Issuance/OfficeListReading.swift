// What desks see of an uploaded list that an application carries. Its numbers are masked but in the
// sheet itself, and whoever reads that says why.
// Tests: Tests/IssuanceTests/ListDeskTests.swift.
import Approvals
package import Registry

extension ApplicationsOffice {
    /// How the list of an application stands, with what was found in it in short.
    ///
    /// - Throws: `OfficeError` where there is no such application, or it carries none.
    package func list(of application: Int64) throws(OfficeError) -> ListJobReport {
        try Issuance.office { try office.report(of: carried(by: application)) }
    }

    /// The document that tells all that was found in it.
    ///
    /// - Throws: as `list(of:)`, and where its files were removed in due course.
    package func listDocument(of application: Int64) throws(OfficeError) -> [UInt8] {
        try office.listDocument(try list(of: application).id)
    }

    /// A page of its rows that would be written, numbers masked.
    ///
    /// - Throws: as `listDocument(of:)`.
    package func listRows(
        of application: Int64, _ page: PagePlace
    ) throws(OfficeError) -> ListRowPage {
        try Issuance.office { try office.listRows(of: carried(by: application), page) }
    }

    /// Its sheet with the bad cells marked; who read it and why stands in the audit.
    ///
    /// - Throws: as `listDocument(of:)`.
    package func listSheet(
        of application: Int64, why: String
    ) throws(OfficeError) -> (list: Int64, sheet: [UInt8]) {
        let list = try list(of: application).id
        let sheet = try office.markedSheet(of: list)
        try office.changing(why: why) { act in
            try office.registry.noteReading(.list(list), of: application, act: act)
        }
        return (list, sheet)
    }

    private func carried(by application: Int64) throws -> ListJob {
        let state = try PassApplication(of: try office.registry.application(application))
        guard let list = state.list else {
            throw OfficeError(
                .unknown, "NO_LIST", "申请 \(application) 未附名单",
                "application \(application) carries no list")
        }
        return try office.registry.listJob(list.number)
    }
}
