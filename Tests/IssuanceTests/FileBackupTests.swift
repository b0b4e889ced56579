// Papers of applications and uploaded lists into a backup and back, and what is told of those that
// are gone.
import Approvals
import Foundation
import Issuance
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

@Suite struct `Files in a backup` {
    private let fixture: ApplicationFixture
    private let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
    private let pdf = Array("%PDF-1.7 invented paper 4711".utf8)

    init() throws { fixture = try ApplicationFixture() }

    private var backup: String { fixture.folder.path + "/office.backup" }

    private func paperPath(_ name: String, in data: String = "d") -> String {
        "\(fixture.folder.path)/\(data)/attachments/\(name)"
    }

    /// On a machine that has the key ring's copy and the backup alone.
    private func restored(_ name: String) throws -> (office: Office, report: RestoreReport) {
        let keys = fixture.folder.path + "/keys-\(name)"
        try FileManager.default.copyItem(atPath: fixture.folder.path + "/d/keys", toPath: keys)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: keys)
        let folders = OfficeFolders(data: fixture.folder.path + "/" + name, keys: keys)
        let setting = OfficeSetting(
            who: "tester", clock: OfficeClock { ApplicationFixture.start + 60 },
            random: .fixed(seed: 6))
        let report = try Office.restore(from: backup, folders, setting: setting)
        return (try Office.open(folders, setting: setting), report)
    }

    @Test
    func `of applications come back byte for byte with their applications, and lie there sealed`()
        throws
    {
        let kept = try [png, pdf].map {
            try fixture.office.keepAttachment($0, of: ApplicationFixture.firm)
        }
        var form = fixture.vehicle()
        form["papers"] = .list([.text(kept[1].sha256)])
        let filed = try fixture.file("vehicle", form)
        let report = try fixture.office.backup(to: backup)
        #expect(report.files.papers == 2)
        #expect(report.files.papersLacking.isEmpty)
        let copy = try Data(contentsOf: URL(filePath: backup))
        #expect(copy.range(of: Data(pdf)) == nil)

        let (office, restore) = try restored("other")
        #expect(restore.files.papers == 2)
        #expect(restore.files.papersLacking.isEmpty)
        for (row, bytes) in zip(kept, [png, pdf]) {
            #expect(try office.attachment(row.sha256, of: row.organisation).bytes == bytes)
        }
        let applications = ApplicationsOffice(office, kinds: fixture.kinds)
        #expect(try applications.papers(of: filed.number).contains(kept[1].sha256))
        // The database that was restored has them no more.
        let table = Data("CREATE TABLE stored_files".utf8)
        let database = fixture.folder.path + "/other/registry.sqlite"
        #expect(copy.range(of: table) != nil)
        #expect(try Data(contentsOf: URL(filePath: database)).range(of: table) == nil)
        // A copy of the copy has them too.
        #expect(try office.backup(to: fixture.folder.path + "/second.backup").files.papers == 2)
    }

    @Test func `are told by name where their file is gone or changed`()
        throws
    {
        let kept = try [png, pdf].map {
            try fixture.office.keepAttachment($0, of: ApplicationFixture.firm)
        }
        #expect(try fixture.office.checkPapers().faults.isEmpty)
        try FileManager.default.removeItem(atPath: paperPath(kept[0].sha256))
        let changed = try FileHandle(forWritingTo: URL(filePath: paperPath(kept[1].sha256)))
        try changed.seekToEnd()
        try changed.write(contentsOf: Data([0]))
        try changed.close()
        let found = try fixture.office.checkPapers()
        #expect(found.count == 2)
        #expect(
            Set(found.faults.map { "\($0.sha256) \($0.what)" }) == [
                "\(kept[0].sha256) missing", "\(kept[1].sha256) changed",
            ])
        let report = try fixture.office.backup(to: backup)
        #expect(report.files.papers == 0)
        #expect(Set(report.files.papersLacking) == Set(kept.map(\.sha256)))
        let (office, restore) = try restored("other")
        #expect(Set(restore.files.papersLacking) == Set(kept.map(\.sha256)))
        // The remedy: the same file given in again.
        _ = try office.keepAttachment(png, of: ApplicationFixture.firm)
        #expect(try office.checkPapers().faults.map(\.sha256) == [kept[1].sha256])
    }

    /// A list of three, the last of which has no good number; read, and filed where that is asked.
    private func upload(filed: Bool) throws -> ListJobReport {
        let text =
            "姓名,证件号码\n"
            + (0..<2).map { "王五,\(ApplicationFixture.identity($0))\n" }.joined() + "王五,123\n"
        let upload = try fixture.office.beginUpload()
        try upload.append(Array(text.utf8))
        let list = try fixture.office.receive(
            upload,
            ListJobDraft(
                organisation: ApplicationFixture.firm, site: ApplicationFixture.site, kind: .staff))
        while try fixture.office.workOnLists() {}
        return filed ? try fixture.hr.submitList(list.id, ListSubmission()) : list
    }

    @Test func `that are lists on their way go on where they were`() throws {
        let list = try upload(filed: false)
        let document = try fixture.office.listDocument(list.id)
        let sheet = try fixture.office.markedSheet(of: list.id)
        let filed = try upload(filed: true)
        #expect(filed.state == .filed)
        #expect(try fixture.office.backup(to: backup).files.lists == 2)

        let (office, restore) = try restored("other")
        #expect(restore.files.lists == 2)
        #expect(restore.files.listsLacking.isEmpty)
        #expect(try office.listDocument(list.id) == document)
        #expect(try office.markedSheet(of: list.id) == sheet)
        let applications = ApplicationsOffice(office, kinds: fixture.kinds)
        let application = try #require(try office.list(filed.id).application)
        let rows = try applications.listRows(of: application, PagePlace(after: nil, limit: 9)).rows
        #expect(rows.count == 2)
    }

    @Test func `that are lists are told by number where they are gone`() throws {
        let list = try upload(filed: false)
        try FileManager.default.removeItem(atPath: fixture.folder.path + "/d/uploads")
        let report = try fixture.office.backup(to: backup)
        #expect(report.files.lists == 0)
        #expect(report.files.listsLacking == [list.id])
        #expect(try restored("other").report.files.listsLacking == [list.id])
    }

    @Test func `with a name that leads elsewhere are refused`() throws {
        let kept = try fixture.office.keepAttachment(png, of: ApplicationFixture.firm)
        _ = try fixture.office.backup(to: backup)
        // The name in the backup, made another of the same length.
        let name = "attachments/" + kept.sha256
        let evil = "attachments/../../".padding(toLength: name.count, withPad: "e", startingAt: 0)
        var copy = try Data(contentsOf: URL(filePath: backup))
        while let found = copy.range(of: Data(name.utf8)) {
            copy.replaceSubrange(found, with: Data(evil.utf8))
        }
        try copy.write(to: URL(filePath: backup))
        let refusal = #expect(throws: OfficeError.self) { try restored("other") }
        #expect(refusal?.english.contains("none of the office's") == true)
    }

    @Test func `go to no folder that has an office already`() throws {
        let kept = try fixture.office.keepAttachment(png, of: ApplicationFixture.firm)
        _ = try fixture.office.backup(to: backup)
        try FileManager.default.removeItem(atPath: paperPath(kept.sha256))
        #expect(throws: OfficeError.self) {
            _ = try Office.restore(
                from: backup,
                OfficeFolders(
                    data: fixture.folder.path + "/d", keys: fixture.folder.path + "/d/keys"),
                setting: OfficeSetting(
                    who: "tester", clock: OfficeClock { 0 }, random: .fixed(seed: 6)))
        }
        #expect(!FileManager.default.fileExists(atPath: paperPath(kept.sha256)))
    }
}
