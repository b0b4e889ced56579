// The gate's journal as a file, for the office and for other gates of the site. Nothing leaves the
// journal by it: what the office has acknowledged stays here too.
// Tests: Tests/GateStateTests/JournalTravelTests.swift.
package import JournalFormat
import PassCheck
import PassCrypto
import PassFormat

/// Which rows are exported; all up to the last in any case, so that a missing end shows.
package enum ExportedRows: Sendable, Equatable {
    case all
    /// Those that the bundle in force does not acknowledge.
    case unacknowledged
    /// From this number on.
    case from(UInt64)
}

extension Gate {
    /// Writes the journal as a file signed by this device.
    ///
    /// - Parameters:
    ///   - path: where it will stand.
    ///   - machine: what the machine's clocks say.
    /// - Returns: what the file says of itself.
    /// - Throws: `GateStateError.journalFile`, `.journalFailed`, `.crypto`.
    package func exportJournal(
        _ rows: ExportedRows, to path: String, at machine: MachineTime
    ) throws(GateStateError) -> JournalFileHead {
        let reading = try reading(of: machine)
        // Rows that are gone are recorded first, so that the file says so.
        _ = try journal().write(at: reading.now) { _ in }
        let first: UInt64 =
            switch rows {
            case .all: 1
            case .unacknowledged: (acknowledged?.number ?? 0) + 1
            case .from(let number): max(number, 1)
            }
        let core = core
        let key = try signingKey()
        let signer = JournalSigner(gate: identity.gate, device: identity.deviceFingerprint)
        return try journal().export(from: first) { (range, next) throws(GateStateError) in
            var head = JournalFileHead(
                signer: signer, asOf: reading.now,
                rows: (range.first, range.last, range.count), hashBefore: range.hashBefore)
            head.bundleVersion = core?.version
            head.clock = reading.trust
            return try write(head, to: path, signing: key, next)
        }
    }

    private func write(
        _ head: JournalFileHead, to path: String, signing key: SigningKey,
        _ next: () throws(GateStateError) -> JournalFileRow?
    ) throws(GateStateError) -> JournalFileHead {
        let writer = try journalFile { () throws(JournalFileFault) in
            try JournalFileWriter(path, head)
        }
        while let row = try next() {
            try journalFile { () throws(JournalFileFault) in try writer.add(row) }
        }
        try journalFile { () throws(JournalFileFault) in try writer.finish(signing: key) }
        return head
    }
}

/// The rows of one export.
struct ExportRange {
    let first: UInt64
    let last: UInt64
    let count: UInt64
    let hashBefore: [UInt8]
}

extension Journal {
    /// Reads the rows from a number on as they are at one moment; writers need not wait.
    fileprivate func export<Value>(
        from wanted: UInt64,
        _ body: (ExportRange, () throws(GateStateError) -> JournalFileRow?)
            throws(GateStateError) -> Value
    ) throws(GateStateError) -> Value {
        try read { try $0.database.run("BEGIN") }
        defer { try? table.database.run("COMMIT") }
        let (range, rows) = try read { try $0.export(from: wanted) }
        return try body(range) { () throws(GateStateError) in
            guard try read({ _ in try rows.step() }) else { return nil }
            return JournalFileRow(bytes: rows.blob(0), hash: rows.blob(1), code: rows.blob(2))
        }
    }
}

extension JournalTable {
    fileprivate func export(
        from wanted: UInt64
    ) throws(DatabaseError) -> (ExportRange, Statement) {
        let last = try head().number
        // A journal that went back is exported from its end on, and the office sees that.
        let first = min(wanted, last + 1)
        let column = Int64(clamping: first)
        let counted = try database.prepare("SELECT count(*) FROM row WHERE n >= ?1")
        try counted.bind(1, column)
        let before = try database.prepare("SELECT h FROM row WHERE n < ?1 ORDER BY n DESC LIMIT 1")
        try before.bind(1, column)
        let range = ExportRange(
            first: first, last: last,
            count: try counted.step() ? UInt64(clamping: counted.integer(0)) : 0,
            hashBefore: try before.step() ? before.blob(0) : JournalChain.start)
        let rows = try database.prepare("SELECT bytes, h, m FROM row WHERE n >= ?1 ORDER BY n")
        try rows.bind(1, column)
        return (range, rows)
    }
}

/// Calls on journals' files, with their errors as the gate's own.
func journalFile<Value: ~Copyable>(
    _ body: () throws(JournalFileFault) -> Value
) throws(GateStateError) -> Value {
    do throws(JournalFileFault) { return try body() } catch { throw .journalFile(error) }
}
