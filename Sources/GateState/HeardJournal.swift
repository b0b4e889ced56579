// Knowledge of another gate: its journal, signed by its device, and only about its own scans. What
// it says of a pass leads to REVIEW at most; the decision sees to that.
// Tests: Tests/GateStateTests/JournalTravelTests.swift.
package import JournalFormat
import PassCheck
import PassCrypto
package import PassFormat

/// What came of another gate's journal.
package struct HeardJournal: Sendable, Equatable {
    package let gate: UInt16
    /// Rows that were not known here.
    package let newRows: UInt64
    /// The last row that is known now.
    package let lastRow: UInt64
    /// Up to when all is known that the other gate did.
    package let asOf: Timestamp
}

/// Why another gate's journal is not taken; nothing of it was.
package enum HearingRefusal: Error, Sendable, Equatable {
    /// No bundle says which gates there are.
    case noBundle
    /// It is this gate's own.
    case ownJournal
    /// The bundle in force names no such gate, or none with a device.
    case unknownGate(UInt16)
    /// A row is not what the gate wrote.
    case notWhole(gate: UInt16, JournalFault)
    /// Rows between what is known here and the file's first are missing.
    case gap(gate: UInt16, from: UInt64)
    /// What was known is no longer in the other gate's journal.
    case wentBack(gate: UInt16, known: UInt64, found: UInt64)

    /// What was found and what to do.
    package var text: BilingualText {
        switch self {
        case .noBundle:
            BilingualText(
                "本机没有有效的数据包，不知道有哪些门；请先 `gate load FILE`",
                "no bundle is in force to say which gates there are; `gate load FILE` first")
        case .ownJournal:
            BilingualText(
                "这是本机自己的通行记录；请用另一门岗导出的文件",
                "this is this gate's own journal; give one that another gate exported")
        case .unknownGate(let gate):
            BilingualText(
                "数据包里没有 \(gate) 号门的设备；请核对文件，或装载更新的数据包",
                "the bundle names no device of gate \(gate); check the file, or load a newer bundle"
            )
        case .notWhole(let gate, let fault):
            BilingualText(
                "\(gate) 号门的记录有问题：\(fault.text.chinese)；请报告管理员",
                "the journal of gate \(gate) is not whole: \(fault.text.english); report it")
        case .gap(let gate, let number):
            BilingualText(
                "文件之前的记录本机没有；请在 \(gate) 号门用 `gate journal export FILE --from \(number)` 重新导出",
                "rows before the file's first are not known here; at gate \(gate) export with "
                    + "`gate journal export FILE --from \(number)`")
        case .wentBack(let gate, let known, let found):
            BilingualText(
                "\(gate) 号门的记录倒退或分叉：本机已知第 \(known) 行，文件只到第 \(found) 行或内容不同；请报告管理员",
                "the journal of gate \(gate) went back or forked: row \(known) is known here, the "
                    + "file ends at row \(found) or says otherwise; report it")
        }
    }
}

extension Gate {
    /// Takes in what another gate of the site recorded; harmless where it is known already.
    ///
    /// - Parameters:
    ///   - path: the file as it was brought.
    ///   - machine: what the machine's clocks say.
    /// - Throws: `GateStateError.journalFile`, `.notHeard`, `.journalFailed`.
    package func hear(
        _ path: String, at machine: MachineTime
    ) throws(GateStateError) -> HeardJournal {
        let file = try journalFile { () throws(JournalFileFault) in
            try ArrivingJournal(opening: path)
        }
        guard let core else { throw .notHeard(.noBundle) }
        let gate = file.signer.gate
        guard gate != identity.gate else { throw .notHeard(.ownJournal) }
        guard let known = core.gateKeys.first(where: { $0.gate == gate }),
            let key = try? VerifyingKey(known.key)
        else { throw .notHeard(.unknownGate(gate)) }
        let proved = try journalFile { () throws(JournalFileFault) in try file.proved(by: key) }
        let before = try journal().read { try $0.heardGate(gate, file.signer.device) }
        let row = try lastRow(of: proved, after: before)
        let hearing = Hearing(
            head: proved.head, before: before, last: row, now: try reading(of: machine).now)
        let newRows = try take(proved, hearing, bundle: core.version)
        return HeardJournal(
            gate: gate, newRows: newRows, lastRow: hearing.last.number, asOf: hearing.asOf)
    }

    /// Proves the rows, before any of them counts, and that they go on where what is known ends.
    ///
    /// - Returns: the last row's number and hash.
    private func lastRow(
        of proved: ProvedJournal, after before: HeardGate?
    ) throws(GateStateError) -> AcknowledgedRow {
        let head = proved.head
        let known = before?.row ?? AcknowledgedRow(number: 0, hash: JournalChain.start)
        guard head.firstRow <= known.number + 1 else {
            throw .notHeard(.gap(gate: head.gate, from: known.number + 1))
        }
        let forked = HearingRefusal.wentBack(
            gate: head.gate, known: known.number, found: head.lastRow)
        var last = AcknowledgedRow(number: head.firstRow - 1, hash: head.hashBefore)
        guard last.number != known.number || last.hash == known.hash else {
            throw .notHeard(forked)
        }
        var walk = JournalWalk(head, .chain)
        var verdict = JournalVerdict()
        var rows = proved.rows
        while true {
            let batch = try journalFile { () throws(JournalFileFault) in try rows.next() }
            guard !batch.isEmpty else { break }
            for row in batch {
                let walked = walk.take(row)
                verdict.take(walked)
                guard case .proved(let read, _) = walked else { continue }
                last = AcknowledgedRow(number: read.number, hash: row.hash)
                guard last.number != known.number || last.hash == known.hash else {
                    throw .notHeard(forked)
                }
            }
        }
        if let fault = verdict.fault, fault.kind != .cut {
            throw .notHeard(.notWhole(gate: head.gate, fault))
        }
        guard last.number == head.lastRow else {
            let fault = JournalFault(number: last.number + 1, kind: .cut)
            throw .notHeard(.notWhole(gate: head.gate, fault))
        }
        // An older file is harmless, a younger one that knows less is not.
        if let before, last.number < known.number {
            guard head.asOf <= before.at else { throw .notHeard(forked) }
            return known
        }
        return last
    }

    /// Records the rows, some thousand at a time, so that no lane waits long.
    private func take(
        _ proved: ProvedJournal, _ hearing: Hearing, bundle: UInt64
    ) throws(GateStateError) -> UInt64 {
        let (head, gate) = (proved.head, identity.gate)
        let known = hearing.before?.row.number ?? 0
        var newRows: UInt64 = 0
        var rows = proved.rows
        while hearing.last.number > known {
            let batch = try journalFile { () throws(JournalFileFault) in try rows.next() }
            guard !batch.isEmpty else { break }
            var read: [RowColumns] = []
            for row in batch {
                guard let columns = try? RowColumns(reading: row.bytes.span) else { continue }
                if columns.number > known { read.append(columns) }
            }
            newRows += UInt64(read.count)
            let taken = read
            _ = try journal().write(at: hearing.now) { (open) throws(GateStateError) in
                try open.access { table in
                    for columns in taken {
                        try table.insert(heard: columns, from: head.signer, by: hearing.latest)
                    }
                }
            }
        }
        guard newRows > 0 || hearing.asOf > hearing.before?.at ?? Timestamp(seconds: 0) else {
            return 0
        }
        var event = JournalEvent(
            kind: .heard, at: hearing.now, gate: gate, bundleVersion: bundle)
        event.heardGate = head.gate
        event.otherTime = hearing.asOf
        event.count = newRows
        let entry = event
        _ = try journal().write(at: hearing.now) { (open) throws(GateStateError) in
            try open.access { table in
                try table.set(
                    HeardGate(signer: head.signer, row: hearing.last, at: hearing.asOf))
            }
            try open.add(entry)
        }
        return newRows
    }
}

/// One file that is being heard.
private struct Hearing {
    let head: JournalFileHead
    let before: HeardGate?
    /// The last row that is known afterwards.
    let last: AcknowledgedRow
    let now: Timestamp

    /// Up to when all is known: never later than now, and no news from a doubted clock.
    var asOf: Timestamp {
        let before = before?.at ?? Timestamp(seconds: 0)
        return head.clock == .suspect ? before : max(before, min(head.asOf, now))
    }

    /// The latest that a row can be of.
    var latest: Timestamp { head.clock == .suspect ? now : min(head.asOf, now) }
}

/// What is known of another gate.
struct HeardGate {
    let signer: JournalSigner
    /// The last row that is known.
    let row: AcknowledgedRow
    let at: Timestamp
}

extension JournalTable {
    /// What is known of a gate from this device; nil for nothing.
    func heardGate(_ gate: UInt16, _ device: [UInt8]) throws(DatabaseError) -> HeardGate? {
        let found = try database.prepare("SELECT n, h, at FROM heard WHERE gate=?1 AND device=?2")
        try found.bind(1, Int64(gate))
        try found.bind(2, device)
        guard try found.step() else { return nil }
        return HeardGate(
            signer: JournalSigner(gate: gate, device: device),
            row: AcknowledgedRow(number: UInt64(clamping: found.integer(0)), hash: found.blob(1)),
            at: Timestamp(seconds: UInt64(clamping: found.integer(2))))
    }

    func set(_ heard: HeardGate) throws(DatabaseError) {
        let change = try database.prepare(
            "INSERT OR REPLACE INTO heard (gate, device, n, h, at) VALUES (?1, ?2, ?3, ?4, ?5)")
        try change.bind(1, Int64(heard.signer.gate))
        try change.bind(2, heard.signer.device)
        try change.bind(3, Int64(clamping: heard.row.number))
        try change.bind(4, heard.row.hash)
        try change.bind(5, Int64(clamping: heard.at.seconds))
        _ = try change.step()
    }

    /// Keeps what a row adds to the history of its pass; most rows of other kinds add nothing.
    ///
    /// A move by a doubted clock has no time that it could be compared by: from then on the other
    /// gate does not say where the holder is.
    ///
    /// - Parameter latest: a later time that the row tells is not believed.
    fileprivate func insert(
        heard row: RowColumns, from signer: JournalSigner, by latest: Timestamp
    ) throws(DatabaseError) {
        guard let pass = row.index, var use = row.use else { return }
        var at = min(row.at, latest)
        if use.place != nil {
            var moved: Timestamp? = at
            if let about = row.restoredBefore {
                moved = try timeOfMove(of: pass, before: about, heardFrom: signer)
            }
            if row.clock == .suspect || moved == nil { use = use.ofUnknownPlace }
            at = moved ?? at
        }
        let insertion = try database.prepare(
            """
            INSERT OR IGNORE INTO heard_row (device, n, gate, pass, use, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        try insertion.bind(1, signer.device)
        try insertion.bind(2, Int64(clamping: row.number))
        try insertion.bind(3, Int64(signer.gate))
        try insertion.bind(4, Int64(bitPattern: pass))
        try insertion.bind(5, use.packed)
        try insertion.bind(6, Int64(clamping: at.seconds))
        _ = try insertion.step()
    }

    /// When the holder came to where they were before a row of another gate; nil where that is
    /// not known.
    private func timeOfMove(
        of pass: UInt64, before number: UInt64, heardFrom signer: JournalSigner
    ) throws(DatabaseError) -> Timestamp? {
        let found = try database.prepare(
            """
            SELECT use, at FROM heard_row WHERE pass = ?1 AND device = ?2 AND use & 3 AND n < ?3
            ORDER BY n DESC LIMIT 1
            """)
        try found.bind(1, Int64(bitPattern: pass))
        try found.bind(2, signer.device)
        try found.bind(3, Int64(clamping: number))
        guard try found.step(), RowUse(packed: found.integer(0)).place != .unknown else {
            return nil
        }
        return Timestamp(seconds: UInt64(clamping: found.integer(1)))
    }
}
