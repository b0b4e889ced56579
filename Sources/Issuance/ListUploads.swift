// The files of uploaded lists: each in a folder of its own beside the database, sealed. They hold
// whole numbers, so they go as soon as nothing more comes of their list.
import PassCrypto
import PrivateFiles
import Registry
import RosterImport
import Synchronization

/// The folder of uploads.
struct ListUploads {
    static let folderName = "uploads"
    /// How long a list that was not written, and what was found in any list, stays.
    static let keptSeconds: Int64 = 7 * 86_400

    /// A file of a list, by the end of its name.
    enum Part: String, CaseIterable {
        case list
        /// The document that tells what was found.
        case report = "json"
        case markedSheet = "xlsx"
        /// The accepted rows with their numbers masked, a line each; made where somebody asks for
        /// them, from the list.
        case rows
    }

    let folder: SealedFolder

    init(_ office: Office) {
        folder = SealedFolder(Self.folderName, of: office.folders, office.registry.seal.files)
    }

    /// The name of a file of a list.
    static func name(_ part: Part, of file: String) -> String { "\(file).\(part.rawValue)" }

    func begin(_ part: Part, of file: String) throws -> SealedFileWriter {
        try folder.begin(Self.name(part, of: file))
    }

    /// A whole file of a list.
    ///
    /// - Throws: `OfficeError` where it is gone, or is not what was kept.
    func whole(_ part: Part, of job: ListJob) throws -> [UInt8] {
        try reading(part, of: job) { try $0.whole() }
    }

    /// Reads from a file of a list.
    ///
    /// - Throws: as `whole`; what `body` throws.
    func reading<Value>(
        _ part: Part, of job: ListJob, _ body: (SealedFile) throws -> Value
    ) throws -> Value {
        do {
            guard !job.file.isEmpty,
                let file = try folder.open(Self.name(part, of: job.file))
            else { throw OfficeError.listNotRead(job.number) }
            return try body(file)
        } catch CryptoError.notAuthentic {
            throw OfficeError.listFileChanged(job.number)
        }
    }

    /// Whether the list itself is there.
    func holds(_ job: ListJob) throws -> Bool {
        try !job.file.isEmpty && folder.holds(Self.name(.list, of: job.file))
    }

    func remove(_ parts: [Part], of file: String) throws {
        for part in parts { try folder.remove(Self.name(part, of: file)) }
    }
}

/// A list while it comes in; guards the file that it is written to.
package final class ListUpload: Sendable {
    /// The most that is taken, as product formats have it.
    package static let limitBytes = ListLimits.fileBytes

    let file: String
    private let state: Mutex<Writing>

    private struct Writing: ~Copyable {
        var file: SealedFileWriter?
        var count = 0
        var hash = SHA256()
    }

    init(_ uploads: ListUploads, file: String) throws {
        self.file = file
        state = Mutex(Writing(file: try uploads.begin(.list, of: file)))
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
                try writing.file?.append(bytes)
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
            try writing.file.take()?.finish()
        }
    }
}
