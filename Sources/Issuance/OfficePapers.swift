// The files of papers as a whole: whether each is what was kept, into a backup and back.
// Tests: Tests/IssuanceTests/PaperBackupTests.swift.
import PassCrypto
import PassFormat
import PrivateFiles
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

    private let path: String

    init(_ folders: OfficeFolders) { path = "\(folders.data)/\(Self.name)" }

    /// - Returns: nil where the file is gone.
    private func read(_ sha256: String) throws(PrivateFileError) -> [UInt8]? {
        do {
            return try PrivateFolder(opening: path)
                .read(sha256, limitBytes: Office.attachmentBytes)
        } catch {
            // Before the first paper there is no folder.
            if case .noFolder = error { return nil }
            throw error
        }
    }

    /// A paper's bytes, or what is wrong with its file.
    func paper(_ sha256: String) -> Result<[UInt8], PaperFault.What> {
        do throws(PrivateFileError) {
            guard let bytes = try read(sha256) else { return .failure(.missing) }
            return Self.digest(of: bytes) == sha256 ? .success(bytes) : .failure(.changed)
        } catch { return .failure(.changed) }
    }

    func write(_ bytes: [UInt8]) throws(PrivateFileError) {
        try PrivateFolder(making: path).replace(Self.digest(of: bytes), with: bytes.span)
    }

    static func digest(of bytes: [UInt8]) -> String {
        hexadecimal(SHA256.hash(bytes.span).array)
    }
}

extension Office {
    /// Looks at the file of every paper.
    ///
    /// - Returns: how many there are, and those that are gone or were changed, by name.
    package func checkPapers() throws(OfficeError) -> (count: Int, faults: [PaperFault]) {
        try office {
            let folder = PaperFolder(folders)
            let rows = try registry.attachments()
            let faults = rows.compactMap { row -> PaperFault? in
                guard case .failure(let what) = folder.paper(row.sha256) else { return nil }
                return PaperFault(
                    sha256: row.sha256, organisation: row.organisation, what: what)
            }
            return (rows.count, faults)
        }
    }
}
