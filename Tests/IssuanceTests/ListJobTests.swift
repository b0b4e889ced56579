// Uploaded lists, from the bytes that come in to the batch that is undone, on a real database.
import ApplicationKinds
import Foundation
import PassFormat
import Registry
import Synchronization
import Testing

@testable import Issuance

@Suite struct `Uploaded lists` {
    private let test: `The office`

    init() throws { test = try `The office`() }

    private func upload(
        _ name: String, _ change: (inout ListJobDraft) -> Void = { _ in }
    ) throws -> ListJobReport {
        let upload = try test.office.beginUpload()
        let bytes = try test.list(name)
        for start in stride(from: 0, to: bytes.count, by: 1_000) {
            try upload.append(Array(bytes[start..<min(start + 1_000, bytes.count)]))
        }
        var draft = ListJobDraft(
            organisation: `The office`.firm, site: `The office`.site, kind: .staff)
        change(&draft)
        return try test.office.receive(upload, draft)
    }

    /// As where no desks decide on lists.
    private func submit(_ list: Int64, leavers: Int64? = nil) throws -> ListJobReport {
        var submission = ListSubmission()
        submission.confirmedLeavers = leavers
        return try ApplicationsOffice(test.office, kinds: readKinds(in: "/nowhere"))
            .submitList(list, submission)
    }

    private func withdraw(_ list: Int64) throws -> ListJobReport {
        try ApplicationsOffice(test.office, kinds: readKinds(in: "/nowhere")).withdrawList(list)
    }

    private func work() throws { while try test.office.workOnLists() {} }

    @Test func `are read first and written when that is asked for`() throws {
        let list = try upload("rosters/clean.xlsx")
        #expect(list.state == .received)
        try work()
        let read = try test.office.list(list.id)
        #expect(read.state == .checked)
        #expect(read.summary?.accepted == 40)
        #expect(read.summary?.new == 40)
        #expect(try test.office.people(organisation: `The office`.firm).isEmpty)
        #expect(try submit(list.id).state == .applying)
        try work()
        let written = try test.office.list(list.id)
        #expect(written.state == .applied)
        #expect(written.batch != nil)
        #expect(try test.office.people(organisation: `The office`.firm).count == 40)
        let undone = try test.office.undoList(list.id, .apply)
        #expect(undone.applied)
        #expect(try test.office.list(list.id).state == .undone)
        #expect(try test.later(1).verifyAudit().fault == nil)
    }

    @Test func `that were cut off while they were written are written once`() throws {
        let list = try upload("rosters/clean.xlsx")
        try work()
        _ = try submit(list.id)
        // Another program takes the work up, as after a restart; the first does it again.
        let restarted = try test.later(1)
        #expect(try restarted.workOnLists())
        #expect(try test.office.workOnLists() == false)
        #expect(try restarted.batches(.staff, organisation: nil).count == 1)
    }

    @Test func `tell every problem and give the marked sheet back`() throws {
        let list = try upload("rosters/errors.xlsx")
        try work()
        let read = try test.office.list(list.id)
        #expect(read.state == .checked)
        #expect((read.summary?.rejected ?? 0) > 0)
        let document = try JSONSerialization.jsonObject(
            with: Data(try test.office.listDocument(list.id)))
        let problems = try #require((document as? [String: Any])?["problems"] as? [Any])
        #expect(problems.count >= read.summary?.rejected ?? .max)
        #expect(try test.office.markedSheet(of: list.id).starts(with: Array("PK".utf8)))
    }

    @Test func `that replace a firm wait for their leavers to be confirmed`() throws {
        _ = try test.importStaff()
        let list = try upload("rosters/gb18030.csv") { $0.isWholeFirm = true }
        try work()
        let leavers = try #require(try test.office.list(list.id).summary?.leavers)
        _ = try submit(list.id)
        try work()
        let refused = try test.office.list(list.id)
        #expect(refused.state == .refused)
        #expect(refused.summary?.code == "LEAVERS_UNCONFIRMED")
        _ = try submit(list.id, leavers: Int64(leavers))
        try work()
        #expect(try test.office.list(list.id).state == .applied)
    }

    @Test func `that are taken back leave no file, and are not written`() throws {
        let list = try upload("rosters/clean.xlsx")
        try work()
        #expect(try withdraw(list.id).state == .withdrawn)
        let error = #expect(throws: OfficeError.self) {
            try submit(list.id)
        }
        #expect(error?.code == "LIST_STATE")
        #expect(throws: OfficeError.self) { try test.office.listDocument(list.id) }
    }

    @Test func `whose files are gone are refused, and do not hold up those behind them`() throws {
        let lost = try upload("rosters/clean.xlsx")
        try FileManager.default.removeItem(atPath: test.dataPath + "/uploads")
        let next = try upload("rosters/clean.xlsx")
        try work()
        #expect(try test.office.list(lost.id).state == .refused)
        #expect(try test.office.list(lost.id).summary?.code == "LIST_NOT_READ")
        #expect(try test.office.list(next.id).state == .checked)
    }

    /// Bytes of all files in the folder of uploads, by the ends of their names.
    private func lying() throws -> [String: Data] {
        let folder = URL(filePath: test.dataPath + "/uploads")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        return try Dictionary(
            names.map { name in
                (
                    String(name.split(separator: ".").last ?? ""),
                    try Data(contentsOf: folder.appending(path: name))
                )
            },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `lie sealed, with all that is made of them`() throws {
        let list = try upload("rosters/utf8.csv")
        #expect(try lying().keys.sorted() == ["list"])
        try work()
        let job = try test.office.registry.listJob(list.id)
        _ = try test.office.listRows(of: job, PagePlace(after: nil, limit: 5))
        let files = try lying()
        #expect(files.keys.sorted() == ["json", "list", "rows", "xlsx"])
        // A number and a name of the list; a workbook and the document by how they begin.
        for (kind, bytes) in files {
            for text in ["999999199304086974", "金刚", "PK\u{3}\u{4}", "{\"", "19900000734"] {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(kind) shows \(text)")
            }
        }
        #expect(try test.office.markedSheet(of: list.id).starts(with: Array("PK".utf8)))
        // Nothing of the work is left beside them.
        let data = try FileManager.default.contentsOfDirectory(atPath: test.dataPath)
        #expect(!data.contains { $0.hasPrefix(".") })
    }

    @Test func `tell how many rows are done while they are read and written`() throws {
        let text =
            "姓名,证件号码\n"
            + (0..<2_000).map { "王五,\(ApplicationFixture.identity($0))\n" }.joined()
        var options = ImportOptions(organisation: `The office`.firm, site: `The office`.site)
        let told = Mutex<[Int]>([])
        options.noteRows = { rows in told.withLock { $0.append(rows) } }
        options.mode = .dryRun
        _ = try test.office.importStaff(Array(text.utf8), options)
        #expect(told.withLock { $0 } == [512, 1_024, 1_536])
        told.withLock { $0 = [] }
        options.mode = .apply
        _ = try test.office.importStaff(Array(text.utf8), options)
        #expect(told.withLock { $0 } == (0..<8).map { $0 * 256 })

        let list = try upload("rosters/clean.xlsx")
        #expect(list.rowsDone == nil)
        test.office.listProgress.note(7, of: list.id)
        #expect(try test.office.acting(as: "account:9").list(list.id).rowsDone == 7)
        try work()
        #expect(try test.office.list(list.id).rowsDone == nil)
    }

    @Test func `that somebody changed on the disk are refused, and hold up nobody`() throws {
        let list = try upload("rosters/clean.xlsx")
        let folder = URL(filePath: test.dataPath + "/uploads")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
            let file = try FileHandle(forUpdating: folder.appending(path: name))
            try file.seek(toOffset: 40)
            try file.write(contentsOf: Data([0, 0, 0, 0]))
            try file.close()
        }
        let next = try upload("rosters/clean.xlsx")
        try work()
        #expect(try test.office.list(list.id).summary?.code == "LIST_FILE_CHANGED")
        #expect(try test.office.list(next.id).state == .checked)
    }

    @Test func `of noise are told to be unreadable, with the file's own code`() throws {
        let upload = try test.office.beginUpload()
        try upload.append(Array("<html><body>no list</body></html>".utf8))
        let list = try test.office.receive(
            upload,
            ListJobDraft(organisation: `The office`.firm, site: `The office`.site, kind: .staff))
        try work()
        let read = try test.office.list(list.id)
        #expect(read.state == .unreadable)
        #expect(read.summary?.code == "FILE_TYPE")
    }
}
