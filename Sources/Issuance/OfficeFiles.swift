// The files beside the database as a whole, papers of applications and uploaded lists: whether each
// is what was kept, into a backup and back. Tests: Tests/IssuanceTests/FileBackupTests.swift.
import PassCrypto
import PassFormat
package import Registry

/// A paper whose file is not what was kept.
package struct PaperFault: Sendable, Equatable, Encodable {
    package enum What: String, Error, Encodable { case missing, changed }

    package let sha256: String
    package let organisation: OrganisationNumber
    package let what: What
}

/// The folder of papers.
struct PaperFolder {
    static let name = "attachments"

    let folder: SealedFolder

    init(_ office: Office) {
        folder = SealedFolder(Self.name, of: office.folders, office.registry.seal.files)
    }

    /// A paper's bytes, or what is wrong with its file.
    func paper(_ sha256: String) -> Result<[UInt8], PaperFault.What> {
        do {
            guard let file = try folder.open(sha256) else { return .failure(.missing) }
            return .success(try file.whole())
        } catch { return .failure(.changed) }
    }

    func write(_ bytes: [UInt8]) throws {
        let file = try folder.begin(Self.digest(of: bytes))
        try file.append(bytes)
        try file.finish()
    }

    static func digest(of bytes: [UInt8]) -> String {
        hexadecimal(SHA256.hash(bytes.span).array)
    }
}

/// The files that a backup has, and those that it should have.
package struct FileTally: Sendable, Equatable, Encodable {
    /// Papers of applications.
    package var papers = 0
    /// SHA-256 of those whose files are gone or were changed.
    package var papersLacking: [String] = []
    /// Uploaded lists that may still be written.
    package var lists = 0
    /// Numbers of those whose files are gone or were changed.
    package var listsLacking: [Int64] = []

    mutating func count(paper: String, isThere: Bool) {
        if isThere { papers += 1 } else { papersLacking.append(paper) }
    }

    mutating func count(_ list: ListJob, isThere: Bool) {
        guard list.state.isOpen else { return }
        if isThere { lists += 1 } else { listsLacking.append(list.number) }
    }
}

extension Office {
    /// Looks at the file of every paper.
    ///
    /// - Returns: how many there are, and those that are gone or were changed, by name.
    package func checkPapers() throws(OfficeError) -> (count: Int, faults: [PaperFault]) {
        try office {
            let folder = PaperFolder(self)
            let rows = try registry.attachments()
            let faults = rows.compactMap { row -> PaperFault? in
                guard case .failure(let what) = folder.paper(row.sha256) else { return nil }
                return PaperFault(
                    sha256: row.sha256, organisation: row.organisation, what: what)
            }
            return (rows.count, faults)
        }
    }

    /// Looks at the file of every paper and of every list that may still be written.
    func checkFiles() throws(OfficeError) -> FileTally {
        try office {
            var tally = FileTally()
            try gather(registry.namedFiles(), into: &tally) { _ in }
            return tally
        }
    }

    /// Gives out the files beside the database that are what was kept.
    func gather(
        _ named: NamedFiles, into tally: inout FileTally, _ add: (StoredFile) throws -> Void
    ) throws {
        let papers = PaperFolder(self).folder
        for name in named.papers {
            let file = try? papers.stored(name)
            if let file { try add(file) }
            tally.count(paper: name, isThere: file != nil)
        }
        let uploads = ListUploads(self).folder
        for list in named.lists {
            var isThere = false
            // What can be made anew from the list is left out.
            for part in ListUploads.Part.allCases where part != .rows {
                guard let file = try? uploads.stored(ListUploads.name(part, of: list.file)) else {
                    continue
                }
                try add(file)
                if part == .list { isThere = true }
            }
            tally.count(list, isThere: isThere)
        }
    }

    /// Puts the files of a backup beside a database that is not there yet.
    static func putFiles(of backup: String, _ folders: OfficeFolders, _ seal: FileSeal) throws {
        try Registry.forEachFile(in: backup) { file in
            let parts = file.name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let folder = parts.first, let name = parts.last,
                [PaperFolder.name, ListUploads.folderName].contains(String(folder)),
                name.utf8.allSatisfy(\.isOfFileName), !name.hasPrefix(".")
            else {
                throw OfficeError(
                    "备份中有不属于本系统的文件名；这不是 gatepass backup 写成的备份",
                    "the backup names a file that is none of the office's; `gatepass backup` did"
                        + " not write it")
            }
            try SealedFolder(String(folder), of: folders, seal).put(String(name), file.bytes)
        }
    }
}

extension UInt8 {
    /// Of a hexadecimal number and an ending.
    fileprivate var isOfFileName: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: ".")
    }
}
