// A list given back: its own rows with the bad cells marked, and an empty one to begin with.
import Glibc
import PrivateFiles
import Registry
import RosterImport

/// Where a list is given back with its bad cells marked.
package struct MarkedSheetTarget: Sendable {
    fileprivate enum Place: Sendable {
        case file(String, listPath: String)
        case upload(ListJob)
    }

    fileprivate let place: Place

    /// A workbook of the caller's.
    ///
    /// - Parameters:
    ///   - path: the workbook, replaced by rename.
    ///   - listPath: the list's own file, which is never replaced.
    package static func file(_ path: String, listPath: String) -> MarkedSheetTarget {
        MarkedSheetTarget(place: .file(path, listPath: listPath))
    }

    /// Among the files of an uploaded list.
    static func upload(_ job: ListJob) -> MarkedSheetTarget {
        MarkedSheetTarget(place: .upload(job))
    }
}

extension Office {
    /// Writes the marked sheet where one was asked for and the list could be read: for its owner
    /// only, since it holds the list, and before anything is changed, so that a full disk costs
    /// nothing but the answer.
    func giveBack(
        _ list: ListSource, _ reading: ListReading, _ place: ListPlace, _ options: ImportOptions
    ) throws(OfficeError) {
        guard let target = options.markedSheet, reading.fileProblem == nil else { return }
        let marking = Marking(
            list: list, reading: reading, options: place.listOptions(options.sheet))
        try office {
            switch target.place {
            case .file(let path, let listPath):
                try requireForeign(path)
                guard !isSameFile(path, listPath) else {
                    throw OfficeError(
                        "\(path) 是名单本身，标注表不会覆盖它；请另给路径",
                        "\(path) is the list itself, which is not replaced; give another path")
                }
                let file = try NewFile(path, mode: 0o600)
                _ = try marking.write(
                    to: file.partial, partsIn: NewFile.split(path).folder,
                    naming: NewFile.split(listPath).name)
                try file.finish()
            case .upload(let job):
                // In memory until it is sealed: the workbook's library writes to nothing but files.
                let memory = try OpenFile(inMemory: "marked sheet")
                let written = try marking.write(
                    to: memory.path, partsIn: folders.data,
                    naming: "名单 \(job.number) / list \(job.number)")
                let file = try ListUploads(self).begin(.markedSheet, of: job.file)
                for start in stride(from: 0, to: try written.byteCount, by: Self.blockBytes) {
                    try file.append(written.read(Self.blockBytes, at: start))
                }
                try file.finish()
            }
        }
    }

    private static let blockBytes = 1 << 20
}

/// A list that was read and is written back.
private struct Marking {
    let list: ListSource
    let reading: ListReading
    let options: ListOptions

    /// Writes the workbook and reads it once more.
    ///
    /// - Parameters:
    ///   - path: a file that is there.
    ///   - folder: for parts under way.
    ///   - name: the list's name, for the person.
    /// - Returns: the file, open for reading.
    func write(to path: String, partsIn folder: String, naming name: String) throws -> OpenFile {
        let order = MarkedSheetOrder(
            path: path, folder: folder, listName: name,
            madeAt: WallTime(date: options.today, secondOfDay: options.secondOfToday))
        let sheet = try writeMarkedSheet(of: list, reading, options: options, to: order)
        let written = try OpenFile(reading: path)
        try sheet.prove(
            ListSource(takingOver: dup(written.number), count: try written.byteCount),
            options: options)
        return written
    }
}
