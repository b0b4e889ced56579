// Uploaded lists: taken in at once, read and written while whoever brought them waits or goes.
// Tests: Tests/IssuanceTests/ListJobTests.swift.
import Approvals
import PassCrypto
import PassFormat
import PrivateFiles
package import Registry

/// An uploaded list as it is told.
package struct ListJobReport: Sendable, Encodable {
    /// What was found, in short; null before the list was read.
    package struct Summary: Sendable, Codable {
        package var rows: Int
        package var accepted: Int
        package var rejected: Int
        package var new: Int
        package var changed: Int
        package var unchanged: Int
        package var leavers: Int?
        package var code: String?
        package var zh: String?
        package var en: String?
    }

    package let id: Int64
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let kind: ListKind
    package let state: ListJobState
    package let replace: Bool
    package let allOrNothing: Bool
    package let madeAt: Int64
    package let changedAt: Int64
    package let batch: Int64?
    package let summary: Summary?
    /// The application that carries it, or carried it last.
    package let application: Int64?
    /// Why the desks refused or returned it.
    package let reason: String?
    /// Rows read so far, or written while it is applied; null where nothing is being done.
    package let rowsDone: Int?
    /// What a pass takes beside the list; null where nothing is to be said of it.
    package let nextStep: Bilingual?

    init(_ job: ListJob, reason: String? = nil, rowsDone: Int? = nil) {
        self.rowsDone = rowsDone
        application = job.application
        self.reason = reason
        id = job.number
        organisation = job.draft.organisation
        site = job.draft.site
        kind = job.draft.kind
        state = job.state
        replace = job.draft.isWholeFirm
        allOrNothing = job.draft.isAllOrNothing
        madeAt = job.madeAt
        changedAt = job.changedAt
        batch = job.batch
        summary = job.shortSummary
        let isOfVehicles = job.draft.kind == .vehicles
        nextStep = isOfVehicles && job.state.mayBringRows ? Self.passesOfVehicles : nil
    }

    /// Who brings vehicles need not be who issues passes.
    private static let passesOfVehicles = Bilingual(
        zh: "写入名单的车辆还没有通行证：由本单位人事签发（POST …/passes）；"
            + "要由窗口批准并随即发证，请改为提交车辆申请（POST …/vehicle-requests，可用表格）",
        en: "vehicles on the list have no passes yet: the firm's HR issues them (POST …/passes);"
            + " for passes that come with the desks' approval file vehicle"
            + " requests (POST …/vehicle-requests takes a sheet)")

    private enum CodingKeys: String, CodingKey {
        case id, organisation, site, kind, state, replace, allOrNothing, madeAt, changedAt, batch
        case summary, application, reason, rowsDone, nextStep
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(site, forKey: .site)
        try container.encode(kind, forKey: .kind)
        try container.encode(state, forKey: .state)
        try container.encode(replace, forKey: .replace)
        try container.encode(allOrNothing, forKey: .allOrNothing)
        try container.encode(madeAt, forKey: .madeAt)
        try container.encode(changedAt, forKey: .changedAt)
        try container.encode(batch, forKey: .batch)
        try container.encode(summary, forKey: .summary)
        try container.encode(application, forKey: .application)
        try container.encode(reason, forKey: .reason)
        try container.encode(rowsDone, forKey: .rowsDone)
        try container.encode(nextStep, forKey: .nextStep)
    }
}

extension ListJobState {
    /// Whether rows of the list are, or may come to be, in the registry.
    fileprivate var mayBringRows: Bool {
        switch self {
        case .checked, .filed, .applying, .applied: true
        case .received, .unreadable, .undone, .refused, .withdrawn: false
        }
    }
}

extension Office {
    /// Opens a file for a list that comes in.
    package func beginUpload() throws(OfficeError) -> ListUpload {
        try office {
            let name = hexadecimal(try setting.random.bytes(16))
            return try ListUpload(ListUploads(self), file: name)
        }
    }

    /// Takes a list that has come in whole; it is read as soon as its turn comes.
    ///
    /// - Throws: `OfficeError` for an unknown firm or site.
    package func receive(
        _ upload: ListUpload, _ draft: ListJobDraft
    ) throws(OfficeError) -> ListJobReport {
        try changing { act in
            try upload.finish()
            do { return ListJobReport(try registry.add(draft, file: upload.file, act: act)) } catch
            {
                try ListUploads(self).remove([.list], of: upload.file)
                throw error
            }
        }
    }

    /// An uploaded list.
    package func list(_ number: Int64) throws(OfficeError) -> ListJobReport {
        try office { try report(of: registry.listJob(number)) }
    }

    /// A page of a firm's uploaded lists, newest first.
    package func lists(
        _ filter: ListJobFilter, _ page: PagePlace
    ) throws(OfficeError) -> [ListJobReport] {
        try office { try registry.listJobs(filter, page).map { try report(of: $0) } }
    }

    /// With the desks' own words where they did not approve it; those lie sealed, so they are not
    /// kept a second time.
    func report(of job: ListJob) throws -> ListJobReport {
        guard job.state == .refused, let application = job.application else {
            return ListJobReport(
                job, rowsDone: job.state.isWaiting ? listProgress.rows(of: job.number) : nil)
        }
        let state = try PassApplication(of: try registry.application(application))
        return ListJobReport(job, reason: state.reason)
    }

    /// The document that tells what was found in a list, as `roster import --json` prints it.
    ///
    /// - Throws: `OfficeError` where the list has not been read yet, or its files are gone.
    package func listDocument(_ number: Int64) throws(OfficeError) -> [UInt8] {
        try wholeFile(.report, of: number)
    }

    /// The list given back with its bad cells marked.
    ///
    /// - Throws: `OfficeError` where there is none: it has not been read, or could not be.
    package func markedSheet(of number: Int64) throws(OfficeError) -> [UInt8] {
        try wholeFile(.markedSheet, of: number)
    }

    private func wholeFile(
        _ part: ListUploads.Part, of number: Int64
    ) throws(OfficeError) -> [UInt8] {
        try office { try ListUploads(self).whole(part, of: registry.listJob(number)) }
    }

    /// Asks that a list be written to the registry, with nobody to approve it.
    ///
    /// - Parameter confirmedLeavers: how many leave, where the whole firm is replaced.
    /// - Throws: `OfficeError` where the list has not been read, or is written or withdrawn.
    func applyList(
        _ number: Int64, confirmedLeavers: Int64?
    ) throws(OfficeError) -> ListJobReport {
        var step = ListJobStep(from: [.checked, .refused], to: .applying)
        step.confirmedLeavers = confirmedLeavers
        step.carrier = .none
        return try move(number, step)
    }

    /// Takes a list back before it is written; its file goes.
    ///
    /// - Throws: `OfficeError` where it is written already.
    func takeBackList(_ number: Int64) throws(OfficeError) -> ListJobReport {
        let report = try move(
            number, ListJobStep(from: [.received, .checked, .refused, .unreadable], to: .withdrawn))
        try office { try removeFiles(of: registry.listJob(number)) }
        return report
    }

    /// Brings back what a list changed, or shows what that would be.
    ///
    /// - Throws: `OfficeError` where the list changed nothing, or was undone.
    package func undoList(
        _ number: Int64, _ mode: ImportOptions.Mode
    ) throws(OfficeError) -> UndoReport {
        let job = try office { try registry.listJob(number) }
        guard let batch = job.batch else {
            throw OfficeError(
                .conflict, "LIST_CHANGED_NOTHING", "名单 \(number) 没有改动什么，无可撤回",
                "list \(number) changed nothing, so there is nothing to undo")
        }
        return try undo(batch: batch, of: job.draft.kind, mode)
    }

    private func move(_ number: Int64, _ step: ListJobStep) throws(OfficeError) -> ListJobReport {
        try office {
            guard let job = try registry.move(number, step, at: now) else {
                throw OfficeError(state: try registry.listJob(number))
            }
            return try report(of: job)
        }
    }

    func removeFiles(of job: ListJob) throws {
        guard !job.file.isEmpty else { return }
        try ListUploads(self).remove(ListUploads.Part.allCases, of: job.file)
        try registry.forgetFiles(of: job)
    }
}

extension OfficeError {
    /// - Parameter list: one that is elsewhere than a step needs it.
    init(state list: ListJob) {
        let state = list.state.rawValue
        self.init(
            .conflict, "LIST_STATE", "名单 \(list.number) 现为 \(state)，不能这样做",
            "list \(list.number) is \(state), which does not allow this")
    }

    static func listNotRead(_ number: Int64) -> OfficeError {
        OfficeError(
            .conflict, "LIST_NOT_READ", "名单 \(number) 尚未读出，或文件已按期删除",
            "list \(number) has not been read, or its files were removed in due course")
    }

    static func listFileChanged(_ number: Int64) -> OfficeError {
        OfficeError(
            .conflict, "LIST_FILE_CHANGED", "名单 \(number) 的文件在服务器上被改动；请撤回名单，重新上传，并告知管理员",
            "the file of list \(number) was changed on the server; withdraw the list, upload it"
                + " anew, and tell the operator")
    }
}
