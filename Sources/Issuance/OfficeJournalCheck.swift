// Whether journals are whole: one as a gate brought it, and those that the office keeps. Only the
// office can make K(1), so only here the codes m are checked.
// Tests: Tests/CommandTests/JournalDamageTests.swift.
import JournalFormat
import PassCrypto
import PassFormat
package import Registry

/// What a check of one journal found.
package struct JournalCheckReport: Sendable, Encodable {
    /// The first thing that does not fit.
    package struct Fault: Sendable, Encodable {
        /// The row's number.
        package let n: UInt64
        /// changed, removed, reordered or cut.
        package let kind: String
        package let text: Bilingual
    }

    package let gate: GateNumber
    package let device: String
    /// Rows that are what the gate wrote.
    package let rows: UInt64
    /// Whether the device's signature is right; null for rows that the office keeps.
    package let signed: Bool?
    package let fault: Fault?

    /// Whether nothing is wrong.
    package var isWhole: Bool { fault == nil && signed != false }

    init(_ device: Device, rows: UInt64, fault: JournalFault?, signed: Bool?) {
        gate = device.gate
        self.device = device.fingerprint
        self.rows = rows
        self.signed = signed
        self.fault = fault.map {
            Fault(n: $0.number, kind: $0.kind.rawValue, text: Bilingual($0.text))
        }
    }

    private enum CodingKeys: String, CodingKey { case gate, device, rows, signed, fault }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(device, forKey: .device)
        try container.encode(rows, forKey: .rows)
        try container.encode(signed, forKey: .signed)
        try container.encode(fault, forKey: .fault)
    }
}

extension Office {
    /// Checks a file, also one whose signature is wrong, and compares it with the rows kept here.
    ///
    /// - Throws: `OfficeError` for what is no journal's file of a device known here.
    package func checkJournal(file path: String) throws(OfficeError) -> JournalCheckReport {
        try office {
            let file = try ArrivingJournal(opening: path)
            let device = try device(of: file.signer)
            let proof = RowProof.codes(try journalKey(of: device))
            var verdict = JournalVerdict()
            var walk: JournalWalk?
            var last: JournalFileHead?
            let hashes = try KeptHashes(registry, device)
            var tornAt: UInt64?
            do throws(JournalFileFault) {
                try file.survey { head, row in
                    var now = walk ?? JournalWalk(head, proof)
                    let walked = now.take(row)
                    verdict.take(walked)
                    if case .proved(let read, _) = walked, !hashes.agree(read.number, row.hash) {
                        verdict.take(JournalFault(number: read.number, kind: .changed))
                    }
                    walk = now
                    last = head
                }
            } catch {
                guard case .torn = error else { throw error }
                tornAt = walk?.expected ?? 1
            }
            let lastRow = last?.lastRow ?? 0
            let next = walk?.expected ?? lastRow + 1
            if tornAt != nil || next <= lastRow {
                verdict.take(JournalFault(number: tornAt ?? next, kind: .cut))
            }
            if let last, last.asOf.seconds >= hashes.asOfSeconds, lastRow < hashes.lastRow {
                verdict.take(JournalFault(number: lastRow + 1, kind: .cut))
            }
            let key = try VerifyingKey(device.keys.ed25519)
            let isSigned = (try? file.proved(by: key)) != nil
            return JournalCheckReport(
                device, rows: verdict.wholeRows, fault: verdict.fault, signed: isSigned)
        }
    }

    /// Checks all rows that the office keeps.
    package func checkJournals() throws(OfficeError) -> [JournalCheckReport] {
        try office {
            var reports: [JournalCheckReport] = []
            for device in try registry.devices() {
                guard let shape = try registry.journalShape(of: device) else { continue }
                var check = KeptCheck(device, shape, .codes(try journalKey(of: device)))
                try registry.forEachJournalRow(of: device) { check.take($0) }
                let verdict = check.end()
                // What a gate recorded as lost was never here: it is an alarm, not damage.
                reports.append(
                    JournalCheckReport(
                        device, rows: verdict.wholeRows, fault: verdict.damage, signed: nil))
            }
            return reports
        }
    }
}

/// The hashes of rows that are kept of a device.
private struct KeptHashes {
    let asOfSeconds: UInt64
    let lastRow: UInt64
    private var kept: [UInt64: UInt64] = [:]

    init(_ registry: Registry, _ device: Device) throws {
        let shape = try registry.journalShape(of: device)
        asOfSeconds = UInt64(clamping: shape?.state.asOfSeconds ?? 0)
        lastRow = UInt64(clamping: shape?.state.last ?? 0)
        guard let shape else { return }
        try registry.forEachJournalRow(of: device) { row in
            guard row.line == shape.line(of: row.record.number) else { return }
            // Eight bytes tell one row from another well enough: nobody can choose what they are.
            kept[UInt64(clamping: row.record.number)] = Self.short(row.record.hash)
        }
    }

    private static func short(_ hash: [UInt8]) -> UInt64 {
        hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Whether the row is the one that is kept, or none is.
    func agree(_ number: UInt64, _ hash: [UInt8]) -> Bool {
        kept[number].map { $0 == Self.short(hash) } ?? true
    }
}

/// One walk over the rows that are kept of a device.
private struct KeptCheck {
    private let gate: UInt16
    private let shape: JournalShape
    private let proof: RowProof
    private var verdict = JournalVerdict()
    private var walk: JournalWalk
    private var line = 0
    /// The last row before the first of each line.
    private var before: [(number: Int64, hash: [UInt8])]
    /// The last row of the lines that count.
    private var lastNumber: Int64 = 0
    private var auditedHash: String?

    init(_ device: Device, _ shape: JournalShape, _ proof: RowProof) {
        gate = UInt16(clamping: device.gate.rawValue)
        self.shape = shape
        self.proof = proof
        before = shape.firsts.map { _ in (0, JournalChain.start) }
        walk = JournalWalk(
            gate: gate, rows: (1, JournalFileForm.highestRow), hashBefore: JournalChain.start,
            proof)
    }

    mutating func take(_ row: KeptRow) {
        if row.line != line, before.indices.contains(row.line) {
            line = row.line
            walk = JournalWalk(
                gate: gate,
                rows: (UInt64(clamping: shape.firsts[line]), JournalFileForm.highestRow),
                hashBefore: before[line].hash, proof)
        }
        let number = UInt64(clamping: row.record.number)
        if let hashBefore = row.hashBefore, number >= walk.expected {
            requireAbsent(walk.expected..<number)
            walk.skip(to: number, hashBefore: hashBefore)
        }
        let brought = JournalFileRow(
            bytes: row.record.bytes, hash: row.record.hash, code: row.record.code)
        let walked = walk.take(brought)
        verdict.take(walked)
        if case .proved(let read, _) = walked, JournalRecord(read, brought) != row.record {
            let kind: JournalFault.Kind = read.number == number ? .changed : .reordered
            verdict.take(JournalFault(number: number, kind: kind))
        }
        remember(row.record)
    }

    private mutating func remember(_ record: JournalRecord) {
        for later in before.indices.dropFirst(line + 1)
        where record.number < shape.firsts[later] && record.number >= before[later].number {
            before[later] = (record.number, record.hash)
        }
        guard shape.line(of: record.number) == line else { return }
        lastNumber = max(lastNumber, record.number)
        if record.number == shape.audited?.head { auditedHash = hexadecimal(record.hash) }
    }

    /// Rows up to the head were all here once; those above it may never have come.
    private mutating func requireAbsent(_ numbers: Range<UInt64>) {
        let missing = numbers.first { number in
            let number = Int64(clamping: number)
            return number <= shape.state.head && !shape.gaps.contains { $0.contains(number) }
        }
        if let missing { verdict.take(JournalFault(number: missing, kind: .removed)) }
    }

    /// What is known once all rows were looked at.
    mutating func end() -> JournalVerdict {
        let head = max(shape.state.head, shape.audited?.head ?? 0)
        if lastNumber < head {
            verdict.take(JournalFault(number: UInt64(clamping: lastNumber + 1), kind: .cut))
        } else if let audited = shape.audited, audited.head > 0, audited.hash != auditedHash {
            verdict.take(JournalFault(number: UInt64(clamping: audited.head), kind: .changed))
        }
        return verdict
    }
}
