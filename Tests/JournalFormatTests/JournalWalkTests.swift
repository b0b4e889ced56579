// The walk that proves a journal row by row, over every kind of damage.
import PassCheck
import PassCrypto
import PassFormat
import Testing

@testable import JournalFormat

@Suite struct `Walk over a journal` {
    @Test func `proves every row of a whole journal`() throws {
        let walked = try walk(inventedRows(6))
        #expect(walked.proved == [1, 2, 3, 4, 5, 6])
        #expect(walked.verdict.fault == nil)
        #expect(walked.verdict.wholeRows == 6)
    }

    @Test func `finds a changed row, and takes those around it`() throws {
        var rows = try inventedRows(6)
        rows[2] = JournalFileRow(
            bytes: try inventedRows(3, gate: 8)[2].bytes, hash: rows[2].hash, code: rows[2].code)
        let walked = try walk(rows)
        #expect(walked.proved == [1, 2, 4, 5, 6])
        #expect(walked.refused == [3: .changed])
        #expect(walked.verdict.fault == JournalFault(number: 3, kind: .changed))
    }

    @Test func `finds a row that another was copied over, and takes those around it`() throws {
        var rows = try inventedRows(6)
        rows[2] = JournalFileRow(bytes: rows[4].bytes, hash: rows[2].hash, code: rows[2].code)
        let walked = try walk(rows)
        #expect(walked.proved == [1, 2, 4, 5, 6])
        #expect(walked.refused == [3: .changed])
    }

    @Test func `finds a changed code, which only the issuer can`() throws {
        var rows = try inventedRows(4)
        rows[1] = JournalFileRow(bytes: rows[1].bytes, hash: rows[1].hash, code: rows[2].code)
        #expect(try walk(rows).verdict.fault == JournalFault(number: 2, kind: .changed))
        #expect(try walk(rows, .chain).verdict.fault == nil)
    }

    @Test func `finds rows written anew with a right chain, which only the issuer can`() throws {
        var rows = try inventedRows(6)
        let forged = try JournalFormatForgery.rechained(rows, from: 3)
        rows.replaceSubrange(2..., with: forged)
        #expect(try walk(rows).verdict.fault == JournalFault(number: 3, kind: .changed))
        #expect(try walk(rows).proved == [1, 2])
        #expect(try walk(rows, .chain).verdict.fault == nil)
    }

    @Test func `finds a removed row; the next one is not proved, the others are`() throws {
        var rows = try inventedRows(6)
        rows.remove(at: 2)
        let walked = try walk(rows, last: 6)
        #expect(walked.proved == [1, 2, 5, 6])
        #expect(walked.refused == [4: .behindMissing(3...3)])
        #expect(walked.verdict.fault == JournalFault(number: 3, kind: .removed))
    }

    @Test func `finds two rows that changed places`() throws {
        var rows = try inventedRows(6)
        rows.swapAt(2, 3)
        let walked = try walk(rows)
        #expect(walked.proved == [1, 2, 5, 6])
        #expect(walked.verdict.fault == JournalFault(number: 3, kind: .reordered))
    }

    @Test func `takes no row of another gate, even where chain and codes are right`() throws {
        let walked = try walk(inventedRows(2, gate: 8))
        #expect(walked.proved == [])
        #expect(walked.refused == [1: .otherGate(8), 2: .otherGate(8)])
    }

    @Test func `takes no row beyond the last that the file names`() throws {
        let walked = try walk(inventedRows(3), last: 2)
        #expect(walked.proved == [1, 2])
    }

    @Test func `goes on behind a cut that the gate recorded, and says so`() throws {
        var key = try firstKey()
        var rows = Array(try inventedRows(3))
        for _ in 0..<7 { key = key.next() }
        var event = JournalEvent(
            kind: .cut, at: Timestamp(seconds: 1_780_000_100), gate: WrittenJournal.gate,
            bundleVersion: nil)
        event.about = 4
        let bytes = JournalRow(number: 8, event: event).bytes
        let before = rows[2].hash
        let hash = JournalChain.hash(after: before.span, bytes.span).array
        rows.append(JournalFileRow(bytes: bytes, hash: hash, code: key.code(of: hash)))
        let walked = try walk(rows, last: 8)
        #expect(walked.proved == [1, 2, 3, 8])
        #expect(walked.verdict.damage == nil)
        #expect(walked.verdict.fault == JournalFault(number: 4, kind: .cut))
    }

    private func walk(
        _ rows: [JournalFileRow], _ proof: RowProof? = nil, last: UInt64? = nil
    ) throws -> (proved: [UInt64], refused: [UInt64: RowRefusal], verdict: JournalVerdict) {
        var walk = JournalWalk(
            gate: WrittenJournal.gate, rows: (1, last ?? UInt64(rows.count)),
            hashBefore: JournalChain.start, try proof ?? .codes(firstKey()))
        var proved: [UInt64] = []
        var refused: [UInt64: RowRefusal] = [:]
        var verdict = JournalVerdict()
        for row in rows {
            let walked = walk.take(row)
            verdict.take(walked)
            switch walked {
            case .proved(let read, _): proved.append(read.number)
            case .refused(let number, let refusal): refused[number] = refusal
            }
        }
        return (proved, refused, verdict)
    }
}

/// What somebody with the folder, but without the keys of rows gone by, can write.
enum JournalFormatForgery {
    /// Rows from a number on with other contents and a right chain; the codes stay the old ones.
    static func rechained(_ rows: [JournalFileRow], from first: Int) throws -> [JournalFileRow] {
        var previous = rows[first - 2].hash
        return rows[(first - 1)...].enumerated().map { place, row in
            let event = JournalEvent(
                kind: .note, at: Timestamp(seconds: 1_780_000_999), gate: WrittenJournal.gate,
                bundleVersion: 3)
            let bytes = JournalRow(number: UInt64(first + place), event: event).bytes
            previous = JournalChain.hash(after: previous.span, bytes.span).array
            return JournalFileRow(bytes: bytes, hash: previous, code: row.code)
        }
    }
}
