// A journal file on its way in from a gate: written where nobody else can read it, hashed as it
// comes, and gone once it was taken in.
package import GateExchange
import PassCrypto
import PassFormat
import PrivateFiles
import Synchronization

/// Guards the file and its running hash.
package final class JournalUpload: Sendable {
    private struct Held {
        let file: NewFile
        var hash = SHA256()
        var byteCount = 0
    }

    private let held: Mutex<Held>

    fileprivate init(_ path: String) throws(PrivateFileError) {
        held = Mutex(Held(file: try NewFile(path, mode: 0o600)))
    }

    /// Adds what came.
    ///
    /// - Throws: `ExchangeRefusal.tooLong`, `.office`.
    package func append(_ bytes: [UInt8]) throws(ExchangeRefusal) {
        try held.withLock { (held) throws(ExchangeRefusal) in
            held.byteCount += bytes.count
            guard held.byteCount <= ExchangeLimit.journalBytes else { throw .tooLong }
            held.hash.update(bytes.span)
            do throws(PrivateFileError) { try held.file.append(bytes.span) } catch {
                throw .office(OfficeError(error))
            }
        }
    }

    fileprivate func finish(_ digest: ContentDigest) throws(ExchangeRefusal) -> String {
        try held.withLock { (held) throws(ExchangeRefusal) in
            guard ContentDigest(held.hash.finish()) == digest else { throw .otherBody }
            return held.file.partial
        }
    }
}

extension ExchangeDesk {
    /// Begins to take a journal file in.
    ///
    /// - Throws: `ExchangeRefusal.office`.
    package func beginJournal() throws(ExchangeRefusal) -> JournalUpload {
        do throws(OfficeError) {
            return try Issuance.office {
                let name = hexadecimal(try office.setting.random.bytes(8))
                return try JournalUpload("\(office.folders.data)/journal-\(name)")
            }
        } catch { throw .office(error) }
    }

    /// Takes in what was sent, where its bytes are those of the digest.
    ///
    /// - Throws: `ExchangeRefusal.otherBody`; as `takeJournal(_:from:)`.
    package func takeJournal(
        _ upload: JournalUpload, _ digest: ContentDigest, from caller: ExchangeCaller
    ) throws(ExchangeRefusal) -> JournalImportReport {
        let path = try upload.finish(digest)
        return try withExtendedLifetime(upload) { () throws(ExchangeRefusal) in
            try takeJournal(path, from: caller)
        }
    }
}
