// What is done to uploaded lists in the background. A list that was cut off is begun anew: reading
// changes nothing, and what is written is marked as written in the same transaction.
// Tests: Tests/IssuanceTests/ListJobTests.swift.
import PassFormat
import PrivateFiles
import Registry
import RosterImport

extension Office {
    /// Works on the list that has waited longest.
    ///
    /// - Returns: whether there was one.
    package func workOnLists() throws(OfficeError) -> Bool {
        guard let job = try office({ try registry.nextListJob() }) else {
            try office {
                for job in try registry.endedListJobs(before: now - ListUploads.keptSeconds) {
                    try removeFiles(of: job)
                }
            }
            return false
        }
        do throws(OfficeError) {
            try acting(as: job.madeBy).work(on: job)
        } catch {
            // What the machine cannot do at present is tried again; what the list does not allow
            // would fail for ever.
            if error.fault == .machine { throw error }
            try note(ListJobReport.Summary(error), of: job, to: .refused)
        }
        return true
    }

    private func work(on job: ListJob) throws(OfficeError) {
        let draft = job.draft
        var options = ImportOptions(organisation: draft.organisation, site: draft.site)
        options.sheet = draft.sheet
        options.scope = draft.isWholeFirm ? .replaceWholeFirm : .addAndChange
        options.refusal = draft.isAllOrNothing ? .allOrNothing : .rowsOnly
        options.confirmedLeavers = draft.confirmedLeavers.map { Int(clamping: $0) }
        options.mode = job.state == .applying ? .apply : .dryRun
        options.job = job.number
        options.application = job.application
        let progress = listProgress
        options.noteRows = { progress.note($0, of: job.number) }
        defer { progress.end(job.number) }
        let uploads = ListUploads(self)
        if job.state == .received { options.markedSheet = .upload(job) }
        let source = ListSource(try office { try uploads.whole(.list, of: job) })
        let report =
            switch draft.kind {
            case .staff: try importStaff(source, options)
            case .vehicles: try importVehicles(source, options)
            }
        try keep(report, of: job)
        let summary = ListJobReport.Summary(report)
        if report.isRefusedWhole {
            try note(summary, of: job, to: .unreadable)
        } else if job.state == .received {
            try note(summary, of: job, to: .checked)
        } else if report.refusal != nil {
            try note(summary, of: job, to: .refused)
        } else {
            // The state was set where the rows were written.
            try note(summary, of: job, to: .applied)
            try office { try uploads.remove([.list, .rows], of: job.file) }
        }
    }

    private func note(
        _ summary: ListJobReport.Summary, of job: ListJob, to state: ListJobState
    ) throws(OfficeError) {
        var step = ListJobStep(from: [job.state, state], to: state)
        step.summary = try OfficeJSON.text(summary)
        let taken = step
        _ = try office { try registry.move(job.number, taken, at: now) }
    }

    private func keep(_ report: ImportReport, of job: ListJob) throws(OfficeError) {
        let passes = try report.reached.map { (reached) throws(OfficeError) in
            try OfficeJSON.text(reached)
        }
        try office {
            let file = try ListUploads(self).begin(.report, of: job.file)
            var fault: (any Error)?
            report.writeDocument(passes: passes) { piece in
                do { if fault == nil { try file.append(Array(piece.utf8)) } } catch {
                    fault = error
                }
            }
            if let fault { throw fault }
            try file.finish()
        }
    }
}

extension ListJobReport.Summary {
    init(_ report: ImportReport) {
        self.init(
            rows: report.rows, accepted: report.accepted, rejected: report.rejected,
            new: report.difference.new, changed: report.difference.changed,
            unchanged: report.difference.unchanged, leavers: report.difference.leavers)
        if let refusal = report.refusal {
            tell(refusal)
        } else if report.isRefusedWhole, let problem = report.problems.first {
            (code, zh, en) = (problem.code, problem.message.zh, problem.message.en)
        }
    }

    init(_ error: OfficeError) {
        self.init(rows: 0, accepted: 0, rejected: 0, new: 0, changed: 0, unchanged: 0)
        tell(error)
    }

    /// Whoever brought the list over HTTP reads it.
    private mutating func tell(_ error: OfficeError) {
        let text = error.toldOverHTTP
        (code, zh, en) = (error.code, text.chinese, text.english)
    }
}
