// Whether the journal is whole: numbers, chain, columns, the head that the issuer has acknowledged
// and the key file. One pass over the rows in constant memory; the codes m need the issuer's key.
package import JournalFormat
import PassCrypto
import PassFormat

/// A row that the issuer has seen: its number and chain hash, as the last bundle says.
package struct AcknowledgedRow: Sendable, Equatable {
    package let number: UInt64
    /// 32 bytes.
    package let hash: [UInt8]

    package init(number: UInt64, hash: [UInt8]) {
        self.number = number
        self.hash = hash
    }
}

/// The outcome of `Journal.verify`.
package struct JournalCheck: Sendable, Equatable {
    /// Rows looked at.
    package let rowCount: UInt64
    /// Number of the last row looked at; 0 for none.
    package let lastNumber: UInt64
    /// Chain hash of that row; 32 zero bytes for none.
    package let head: [UInt8]
    /// The first fault; nil where the journal is whole.
    ///
    /// A cut that the gate has recorded itself is named only where there is nothing worse.
    package let fault: JournalFault?
}

extension Journal {
    /// Checks the whole journal.
    ///
    /// - Parameter acknowledged: what the bundle in force says that the issuer has seen.
    /// - Throws: `GateStateError.journalFailed` where the journal cannot be read.
    package func verify(
        acknowledged: AcknowledgedRow?
    ) throws(GateStateError) -> JournalCheck {
        var walk = ChainWalk(acknowledged: acknowledged)
        let (keyNumber, rows) = try snapshot()
        guard let rows else { return walk.end(keyNumber: keyNumber) }
        do throws(DatabaseError) {
            repeat {
                if let fault = walk.take(rows) { return walk.check(try settle(fault, walk)) }
            } while try rows.step()
        } catch { throw .journalFailed(error.text) }
        return walk.end(keyNumber: keyNumber)
    }

    /// The key's number and the rows as they are at one moment; the first row is stepped to, which
    /// takes SQLite's snapshot, so that writers need not wait.
    ///
    /// No rows where there are none.
    private func snapshot() throws(GateStateError) -> (keyNumber: UInt64, rows: Statement?) {
        try keyFile.lock()
        defer { keyFile.unlock() }
        let keyNumber = try keyFile.read().number
        do throws(DatabaseError) {
            let rows = try table.database.prepare(
                "SELECT n, bytes, h, pass, use FROM row ORDER BY n")
            return (keyNumber, try rows.step() ? rows : nil)
        } catch { throw .journalFailed(error.text) }
    }

    /// Tells a row that stands elsewhere from one that is gone.
    private func settle(
        _ fault: JournalFault, _ walk: ChainWalk
    ) throws(DatabaseError) -> JournalFault {
        guard fault.kind == .reordered else { return fault }
        let rows = try table.database.prepare("SELECT bytes FROM row WHERE n > ?1")
        try rows.bind(1, Int64(clamping: fault.number))
        while try rows.step() {
            let found = rows.withBlob(0) { try? RowColumns(reading: $0).number }
            if found == fault.number { return fault }
        }
        return JournalFault(
            number: fault.number, kind: walk.strangerNumber > fault.number ? .removed : .changed)
    }
}

/// The state of one walk over the rows.
private struct ChainWalk {
    let acknowledged: AcknowledgedRow?
    private(set) var strangerNumber: UInt64 = 0
    private var rowCount: UInt64 = 0
    private var lastNumber: UInt64 = 0
    private var hash = InlineArray<32, UInt8>(repeating: 0)
    private var recordedCut: JournalFault?

    init(acknowledged: AcknowledgedRow?) { self.acknowledged = acknowledged }

    /// Looks at one row; `.reordered` stands for any row that is not the one of its place.
    mutating func take(_ row: Statement) -> JournalFault? {
        let expected = lastNumber + 1
        let number = UInt64(clamping: row.integer(0))
        guard let (columns, digest) = row.withBlob(1, { read($0) }) else {
            return JournalFault(number: number, kind: .changed)
        }
        if number != expected {
            guard number > expected, columns.cutFrom == expected, columns.number == number else {
                return JournalFault(number: expected, kind: .removed)
            }
            recordedCut = recordedCut ?? JournalFault(number: expected, kind: .cut)
        }
        guard columns.number == number else {
            strangerNumber = columns.number
            return JournalFault(number: number, kind: .reordered)
        }
        guard row.withBlob(2, { digest.equals($0) }), columns.agree(with: row),
            acknowledged?.number != number || acknowledged?.hash == digest.array
        else { return JournalFault(number: number, kind: .changed) }
        hash = digest.bytes
        lastNumber = number
        rowCount += 1
        return nil
    }

    /// A row's first fields and its chain hash; nil for bytes that are no row.
    private func read(_ bytes: Span<UInt8>) -> (RowColumns, Digest)? {
        guard let columns = try? RowColumns(reading: bytes) else { return nil }
        return (columns, JournalChain.hash(after: hash.span, bytes))
    }

    /// What is known once all rows were looked at.
    func end(keyNumber: UInt64) -> JournalCheck {
        let isShort = (acknowledged?.number ?? 0) > lastNumber || keyNumber > lastNumber + 1
        let cut = JournalFault(number: lastNumber + 1, kind: .cut)
        return check(isShort ? cut : recordedCut)
    }

    func check(_ fault: JournalFault?) -> JournalCheck {
        JournalCheck(
            rowCount: rowCount, lastNumber: lastNumber, head: hash.indices.map { hash[$0] },
            fault: fault)
    }
}
