// A list given back: its own rows with the bad cells marked, and an empty one to begin with.
import Glibc
import PrivateFiles
import RosterImport

/// Where a list is given back with its bad cells marked.
package struct MarkedSheetTarget: Sendable {
    let path: String
    let listPath: String

    /// - Parameters:
    ///   - path: the workbook, replaced by rename.
    ///   - listPath: the list's own file, which is never replaced.
    package init(path: String, listPath: String) {
        self.path = path
        self.listPath = listPath
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
        let listOptions = place.listOptions(options.sheet)
        try office {
            try requireForeign(target.path)
            guard !isSameFile(target.path, target.listPath) else {
                throw OfficeError(
                    "\(target.path) 是名单本身，标注表不会覆盖它；请另给路径",
                    "\(target.path) is the list itself, which is not replaced; give another path")
            }
            let file = try NewFile(target.path, mode: 0o600)
            let order = MarkedSheetOrder(
                path: file.partial, folder: NewFile.split(target.path).folder,
                listName: NewFile.split(target.listPath).name,
                madeAt: WallTime(
                    date: listOptions.today, secondOfDay: listOptions.secondOfToday))
            let sheet = try writeMarkedSheet(of: list, reading, options: listOptions, to: order)
            let written = try OpenFile(reading: file.partial)
            try sheet.prove(
                ListSource(
                    takingOver: dup(written.number), count: try written.byteCount),
                options: listOptions)
            try file.finish()
        }
    }
}
