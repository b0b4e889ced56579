// What of a gate's folder can be proved again, for `gate doctor`: nothing here changes anything.
// Tests: Tests/GateStateTests/GateHealthTests.swift.
import Glibc
package import PassCheck
import PrivateFiles

/// How the journal's files stand, beside what `Journal.verify` proves.
package struct JournalFiles: Sendable, Equatable {
    /// SQLite's own words where the database is not sound; nil where it is.
    package let damage: String?
    /// Rows that the key has not been stepped past, as after a power cut; the next check does so.
    package let keyRowsBehind: UInt64
    /// How many of those a check can make up for.
    package static let keyRowsBehindLimit = JournalTransaction.mostRowsInOneCommit
    /// Bytes of the log beside the database.
    package let logBytes: UInt64
    /// Bytes from which the log was not emptied when it should have been.
    package static let longLogBytes = UInt64(4 * JournalTable.fullLogBytes)
}

extension Enrolling {
    /// Whether a request waits for its answer in a folder.
    package static func hasOpenRequest(at path: String) -> Bool {
        (try? PrivateFolder(opening: path).has(PendingKeys.name)) ?? false
    }
}

extension Gate {
    /// Whether the journal's database is there; opening the journal would make an empty one.
    package var hasJournal: Bool { folder.has(JournalTable.name) }

    /// Proves the bundle that lies in the folder, each section by its hash.
    ///
    /// - Returns: what is wrong with it; nil where it is whole, or there is none.
    /// - Throws: `GateStateError.files`, `.damaged` for the ratchet.
    package func bundleFault() throws(GateStateError) -> BundleFault? {
        do throws(GateStateError) {
            _ = try BundleShelf.open(in: folder, for: identity, proof: .whole)
            return nil
        } catch {
            guard case .bundle(let fault) = error else { throw error }
            return fault
        }
    }
}

extension Journal {
    /// Looks at database, key and log.
    ///
    /// - Throws: `GateStateError.journalFailed`, `.damaged` for the key file.
    package func files() throws(GateStateError) -> JournalFiles {
        try keyFile.lock()
        let key = Result { () throws(GateStateError) in try keyFile.read().number }
        keyFile.unlock()
        let keyNumber = try key.get()
        do throws(DatabaseError) {
            let next = try table.head().number + 1
            return JournalFiles(
                damage: try table.damage(),
                keyRowsBehind: next > keyNumber ? next - keyNumber : 0,
                logBytes: table.logBytes)
        } catch { throw .journalFailed(error.text) }
    }
}
