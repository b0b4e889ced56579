// The record of a gate. History is read, the verdict made and its row written in one transaction
// under one lock, so that two lanes cannot both admit the last entry; nothing counts before COMMIT.
package import JournalFormat
import PassCheck
import PassCrypto
package import PassFormat
package import PrivateFiles

/// What somebody has to look into although the record was written.
package struct JournalAlarm: Sendable, Equatable {
    /// Rows that the key file knows of and the journal has not, by their numbers; nil for none.
    ///
    /// Somebody took them away, or put an older copy of the database back; a `cut` row says so for
    /// good.
    package let missing: ClosedRange<UInt64>?
    /// Why the key file was left behind the rows, which hides that they go; nil where it was not.
    package let keyFile: GateStateError?

    /// - Returns: nil where there is nothing to look into.
    package init?(missing: ClosedRange<UInt64>?, keyFile: GateStateError? = nil) {
        guard missing != nil || keyFile != nil else { return nil }
        self.missing = missing
        self.keyFile = keyFile
    }
}

/// The open journal; used by one thread at a time.
///
/// Several may be open on one folder.
package final class Journal {
    let table: JournalTable
    let keyFile: JournalKeyFile
    private let gate: UInt16

    /// Begins a chain, with K(1), in a folder that has none.
    ///
    /// - Throws: `GateStateError.journalFailed`, `.files`.
    static func make(
        in folder: borrowing PrivateFolder, _ first: JournalKey
    ) throws(GateStateError) {
        _ = try JournalTable(in: folder)
        try JournalKeyFile.make(in: folder, first)
    }

    /// Opens the journal of an enrolled gate.
    ///
    /// - Parameter gate: the gate's number, for rows that the journal writes by itself.
    /// - Throws: `GateStateError.journalFailed` and those of the files' owner and mode.
    package init(
        opening folder: borrowing PrivateFolder, gate: UInt16
    ) throws(GateStateError) {
        keyFile = try JournalKeyFile(in: folder)
        table = try JournalTable(in: folder)
        self.gate = gate
    }

    /// Runs `body` in one transaction; the rows it adds are on the disk when this returns.
    ///
    /// - Parameters:
    ///   - now: the time of a `cut` row, should one be needed.
    ///   - body: reads histories and adds rows; nothing of what it decided may be shown before this
    ///     function has returned.
    /// - Returns: what `body` gave, and an alarm where rows are missing or the key file could
    ///   not be written; what was added stands then, and the next write steps the key forward.
    /// - Throws: `GateStateError.journalFailed` or `.journalBusy`: nothing was recorded, or not in
    ///   full, and nothing may be admitted.
    package func write<Value>(
        at now: Timestamp, _ body: (JournalTransaction) throws(GateStateError) -> Value
    ) throws(GateStateError) -> (value: Value, alarm: JournalAlarm?) {
        do throws(GateStateError) {
            try keyFile.lock()
            defer { keyFile.unlock() }
            let key = try keyFile.read()
            try run("BEGIN IMMEDIATE")
            do throws(GateStateError) {
                let transaction = try JournalTransaction(table, key: key, gate: gate)
                defer { transaction.end() }
                let missing = try transaction.reconcile(at: now)
                let value = try body(transaction)
                try run("COMMIT")
                let trouble = troubleWriting(transaction.key)
                table.boundLog(JournalTable.fullLogBytes)
                return (value, JournalAlarm(missing: missing, keyFile: trouble))
            } catch {
                try? table.database.run("ROLLBACK")
                throw error
            }
        } catch { throw error.asJournalFailure }
    }

    private func troubleWriting(_ key: NumberedKey) -> GateStateError? {
        do throws(GateStateError) {
            try keyFile.write(key)
            return nil
        } catch { return error }
    }

    /// Keeps the log beside the database short; to be called when the verdict has been shown.
    package func settle() { table.boundLog(JournalTable.quietLogBytes) }

    /// Reads from the database outside of a transaction.
    func read<Value>(
        _ body: (JournalTable) throws -> Value
    ) throws(GateStateError) -> Value {
        try GateState.access(table, body)
    }

    /// Gives the rows in order, all or the newest `count`.
    ///
    /// - Parameter count: how many; nil for all.
    /// - Throws: `GateStateError.rowUnreadable` at a row that is not one of ours, `.journalFailed`,
    ///   and what `body` throws.
    package func forEachRow(
        last count: Int?, _ body: (JournalRow) throws(GateStateError) -> Void
    ) throws(GateStateError) {
        let rows = try table.rows(last: count)
        while true {
            do throws(DatabaseError) {
                guard try rows.step() else { return }
            } catch { throw .journalFailed(error.text) }
            guard let row = rows.withBlob(1, { try? JournalRow(reading: $0) }) else {
                throw .rowUnreadable(UInt64(clamping: rows.integer(0)))
            }
            try body(row)
        }
    }

    private func run(_ sql: String) throws(GateStateError) {
        do throws(DatabaseError) {
            try table.database.run(sql)
        } catch { throw .journalFailed(error.text) }
    }
}

/// What a body may do inside `Journal.write`; of no use after it.
package final class JournalTransaction {
    /// The key file is behind by one commit at most, and a line of input has fewer codes than this.
    ///
    /// A damaged number would otherwise be stepped to for as long as the machine runs.
    static let mostRowsInOneCommit: UInt64 = 1 << 20

    private static let ended = BilingualText("这次写入已经结束", "the transaction has ended")

    private let table: JournalTable
    private let gate: UInt16
    private var head: ChainHead
    private var isOpen = true
    fileprivate private(set) var key: NumberedKey

    fileprivate init(
        _ table: JournalTable, key: NumberedKey, gate: UInt16
    ) throws(GateStateError) {
        do throws(DatabaseError) {
            head = try table.head()
        } catch { throw .journalFailed(error.text) }
        self.table = table
        self.key = key
        self.gate = gate
    }

    fileprivate func end() { isOpen = false }

    /// Brings the key to the row after the last one, and records rows that are gone.
    fileprivate func reconcile(
        at now: Timestamp
    ) throws(GateStateError) -> ClosedRange<UInt64>? {
        let next = head.number + 1
        guard next <= key.number || next - key.number <= Self.mostRowsInOneCommit else {
            throw .journalFailed(
                BilingualText(
                    "第 \(head.number) 行的编号远超过密钥的编号",
                    "row \(head.number) is numbered far beyond the key's"))
        }
        while key.number < next { key.step() }
        guard key.number > next else { return nil }
        let missing = next...key.number - 1
        try add(
            JournalEvent(
                cutFrom: next, at: max(now, head.at), gate: gate))
        return missing
    }

    /// Reads and writes beside the rows, in the same transaction; rows added just now included.
    func access<Value>(
        _ body: (JournalTable) throws -> Value
    ) throws(GateStateError) -> Value {
        guard isOpen else { throw .journalFailed(Self.ended) }
        return try GateState.access(table, body)
    }

    /// Adds a row.
    @discardableResult
    package func add(_ event: JournalEvent) throws(GateStateError) -> JournalRow {
        guard isOpen else { throw .journalFailed(Self.ended) }
        let row = JournalRow(number: key.number, event: event)
        let bytes = row.bytes
        let hash = JournalChain.hash(after: head.hash.span, bytes.span).array
        do throws(DatabaseError) {
            try table.insert(row, bytes: bytes, hash: hash, code: key.key.code(of: hash))
        } catch { throw .journalFailed(error.text) }
        head = ChainHead(number: row.number, hash: hash, at: event.at)
        key.step()
        return row
    }
}

extension GateStateError {
    /// Trouble while recording, whatever it came from, is one thing to the guard.
    fileprivate var asJournalFailure: GateStateError {
        switch self {
        case .journalFailed, .journalBusy, .rowUnreadable, .journalFile, .notHeard: self
        case .noFolder, .files, .damaged, .notEnrolled, .alreadyEnrolled, .noRequest, .enrolment,
            .bundle, .crypto:
            .journalFailed(BilingualText(chineseText, description))
        }
    }
}

/// Runs what asks the database, with its errors as the gate's own.
private func access<Value>(
    _ table: JournalTable, _ body: (JournalTable) throws -> Value
) throws(GateStateError) -> Value {
    do { return try body(table) } catch let error as DatabaseError {
        throw .journalFailed(error.text)
    } catch {
        let name = String(describing: type(of: error))
        throw .journalFailed(BilingualText("未曾料到的故障 \(name)", "unforeseen fault \(name)"))
    }
}

extension JournalEvent {
    /// Rows that are gone, the first of them `cutFrom`.
    fileprivate init(cutFrom first: UInt64, at time: Timestamp, gate: UInt16) {
        self.init(kind: .cut, at: time, gate: gate, bundleVersion: nil)
        about = first
    }
}
