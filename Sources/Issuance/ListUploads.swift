// The files of uploaded lists: each in a folder of its own beside the database, for the office
// only. They hold whole numbers, so they go as soon as nothing more comes of their list.
import Glibc
import PassCrypto
import PrivateFiles
import RosterImport
import Synchronization

/// The folder of uploads.
struct ListUploads {
    static let folderName = "uploads"
    /// How long a list that was not written, and what was found in any list, stays.
    static let keptSeconds: Int64 = 7 * 86_400

    private let path: String

    init(_ folders: OfficeFolders) throws {
        path = "\(folders.data)/\(Self.folderName)"
        _ = try PrivateFolder(making: path)
    }

    func list(_ file: String) -> String { "\(path)/\(file).list" }
    /// The document that tells what was found.
    func report(_ file: String) -> String { "\(path)/\(file).json" }
    func markedSheet(_ file: String) -> String { "\(path)/\(file).xlsx" }
    /// The accepted rows with their numbers masked, a line each; made where somebody asks for them.
    func rows(_ file: String) -> String { "\(path)/\(file).rows" }

    func source(_ file: String) throws -> ListSource {
        let opened = try OpenFile(reading: list(file))
        return ListSource(takingOver: dup(opened.number), count: try opened.byteCount)
    }

    /// Whether the list itself is there.
    func holds(_ file: String) -> Bool {
        guard !file.isEmpty else { return false }
        return unsafe access(list(file), R_OK) == 0
    }

    /// Does something while nobody else does such a thing: partial files have one name.
    func alone(_ body: () throws -> Void) throws {
        let folder = try PrivateFolder(opening: path)
        try folder.lock()
        defer { folder.unlock() }
        try body()
    }

    func remove(_ path: String) { _ = unsafe unlink(path) }
}

/// A list while it comes in; guards the file that it is written to.
package final class ListUpload: Sendable {
    /// The most that is taken, as product formats have it.
    package static let limitBytes = ListLimits.fileBytes

    let file: String
    private let state: Mutex<Writing>

    private struct Writing: ~Copyable {
        var file: NewFile?
        var count = 0
        var hash = SHA256()
    }

    init(_ uploads: ListUploads, file: String) throws {
        self.file = file
        state = Mutex(Writing(file: try NewFile(uploads.list(file), mode: 0o600)))
    }

    /// Adds what came.
    ///
    /// - Throws: `OfficeError` where the list is larger than any list may be, or the disk is full.
    package func append(_ bytes: [UInt8]) throws(OfficeError) {
        try office {
            try state.withLock { writing in
                writing.count += bytes.count
                guard writing.count <= Self.limitBytes else {
                    throw OfficeError(
                        .refused, "FILE_TOO_BIG", "名单超过 20 MB；请拆成几份",
                        "the list is larger than 20 MB; split it")
                }
                writing.hash.update(bytes.span)
                try writing.file?.append(bytes.span)
            }
        }
    }

    /// SHA-256 of what came so far.
    package var digest: [UInt8] {
        state.withLock { writing in
            var hash = writing.hash
            return hash.finish().array
        }
    }

    func finish() throws {
        try state.withLock { writing in
            try writing.file?.finish()
            writing.file = nil
        }
    }
}
