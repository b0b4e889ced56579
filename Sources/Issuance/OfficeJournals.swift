// Taking in what gates recorded: each row for itself, acknowledged or refused with its reason.
// Tests: Tests/CommandTests/JournalTravelTests.swift, Tests/CommandTests/JournalDamageTests.swift.
import JournalFormat
import PassCheck
import PassCrypto
package import PassFormat
import PassIssue
package import Registry

extension Office {
    /// Takes in a gate's journal; repeated it changes nothing.
    ///
    /// - Parameter path: a file that `gate journal export` wrote.
    /// - Throws: `OfficeError` where nothing of the file can be believed.
    package func importJournal(_ path: String) throws(OfficeError) -> JournalImportReport {
        try changing { act in
            let file = try ArrivingJournal(opening: path)
            let device = try device(of: file.signer)
            let proved = try file.proved(by: VerifyingKey(device.keys.ed25519))
            let head = proved.head
            let arrival = JournalArrival(
                lastRow: Int64(clamping: head.lastRow),
                asOfSeconds: head.clock == .trusted ? Int64(clamping: head.asOf.seconds) : nil,
                bundle: Int64(clamping: head.bundleVersion ?? 0))
            let walk = JournalWalk(head, .codes(try journalKey(of: device)))
            let (taking, state) = try registry.takeJournal(of: device, arrival, act: act) {
                intake in
                var taking = JournalTaking(device, intake, walk)
                try taking.compare(head, arrival)
                var rows = proved.rows
                while true {
                    let batch = try rows.next()
                    guard !batch.isEmpty else { break }
                    for row in batch { try taking.take(row) }
                }
                try taking.raiseAlarms()
                return taking.counts
            }
            let alarms = try registry.journalAlarms(.standing).filter {
                $0.fingerprint == device.fingerprint
            }
            return JournalImportReport(
                gate: device.gate, device: device.fingerprint, file: JournalFileFacts(head),
                accepted: taking.accepted, repeated: taking.repeated, refused: taking.refused,
                items: taking.items,
                acknowledged: .init(row: state.head, hash: hexadecimal(state.headHash)),
                missingFrom: state.head < state.last ? state.head + 1 : nil, alarms: alarms,
                conflicts: taking.accepted == 0
                    ? [] : try conflicts(.broughtBy(device, atSeconds: act.atSeconds)))
        }
    }

    /// The device that a file says it is from, also one that is no longer in use; of several rows
    /// the last, which alone can be in use.
    func device(of signer: JournalSigner) throws -> Device {
        let gate = Int64(signer.gate)
        guard let fingerprint = Fingerprint(bytes: signer.device)?.text,
            let device = try registry.devices().last(where: {
                $0.fingerprint == fingerprint && $0.gate.rawValue == gate
            })
        else {
            throw OfficeError(
                "文件出自 \(gate) 号门的一台本处没有登记的设备；请核对来源，`gatepass device list` 列出已登记的设备",
                "the file is from a device of gate \(gate) that was never enrolled here; check"
                    + " where it came from; `gatepass device list` shows which were")
        }
        return device
    }

    /// K(1) of a device's journal, which the gate could make only once.
    func journalKey(of device: Device) throws -> JournalKey {
        JournalKey(
            shared: try ring.agreement.sharedSecret(with: device.keys.journal),
            salt: device.keys.journal + ring.agreement.publicKey,
            gate: UInt16(clamping: device.gate.rawValue))
    }

    /// The row up to which the office has a gate's journal, for the gate's next bundle.
    func acknowledged(of device: Device) throws -> JournalHead {
        guard let state = try registry.journalState(of: device), state.head > 0 else {
            return .none
        }
        return JournalHead(row: UInt64(clamping: state.head), hash: state.headHash)
    }

    /// Refuses to make a bundle for a gate whose journal went back, forked or was damaged.
    func requireNoAlarm(at gate: GateNumber, _ device: Device) throws {
        guard let alarm = try standingAlarm(at: gate, device) else { return }
        throw OfficeError(alarm.refusal.chinese, alarm.refusal.english)
    }

    /// The first alarm that nobody has accepted; nil where bundles go out.
    func standingAlarm(at gate: GateNumber, _ device: Device) throws -> JournalAlarmRecord? {
        try registry.journalAlarms(.standing).first {
            $0.gate == gate && $0.fingerprint == device.fingerprint
        }
    }

    /// What was found wrong with gates' journals, oldest first.
    package func journalAlarms(
        _ choice: AlarmChoice
    ) throws(OfficeError) -> [JournalAlarmRecord] {
        try office { try registry.journalAlarms(choice) }
    }

    /// Lets bundles go out to a gate again, and ends the alarms of devices that it had before.
    ///
    /// - Returns: how many alarms stood.
    package func acceptJournalAlarms(
        gate: GateNumber, why: String
    ) throws(OfficeError) -> Int {
        guard why.contains(where: { !$0.isWhitespace }) else {
            throw OfficeError("请写明原因", "give a reason")
        }
        return try changing(why: why) { act in
            try registry.acceptAlarms(at: gate, act: act)
        }
    }
}

extension JournalAlarmKind {
    /// What was found.
    package func text(_ rows: ClosedRange<Int64>) -> BilingualText {
        let (first, last) = (rows.lowerBound, rows.upperBound)
        let chinese = first == last ? "第 \(first) 行" : "第 \(first)–\(last) 行"
        let english = first == last ? "row \(first)" : "rows \(first)–\(last)"
        return switch self {
        case .stepBack:
            BilingualText(
                "记录倒退，\(chinese)不见了或数据包变旧", "it went back: \(english) or a newer bundle are gone")
        case .fork:
            BilingualText(
                "记录从\(chinese)起分叉", "it forked: \(english) differ from what was brought before")
        case .cut: BilingualText("\(chinese)在门岗丢失", "\(english) were lost at the gate")
        case .damaged:
            BilingualText("\(chinese)被改动、移走或调换", "\(english) were changed, removed or reordered")
        }
    }
}

/// What became of a file's rows.
struct JournalCounts: Sendable {
    private(set) var accepted: UInt64 = 0
    private(set) var repeated: UInt64 = 0
    private(set) var refused: UInt64 = 0
    private(set) var items: [JournalItems] = []

    mutating func add(_ number: UInt64, _ result: JournalItemResult) {
        switch result {
        case .accepted: accepted += 1
        case .repeated: repeated += 1
        case .refused: refused += 1
        }
        if let last = items.last, last.result == result, last.last + 1 == number {
            items[items.count - 1].last = number
        } else {
            items.append(JournalItems(first: number, last: number, result: result))
        }
    }
}

/// One file being taken in.
struct JournalTaking {
    private let device: Device
    private let intake: JournalIntake
    private var walk: JournalWalk
    private(set) var counts = JournalCounts()
    /// The last row of the file that is kept here.
    private var lastKept: UInt64?
    private var isForked = false
    private var damage: [(rows: ClosedRange<Int64>, found: [UInt8])] = []

    init(_ device: Device, _ intake: JournalIntake, _ walk: JournalWalk) {
        self.device = device
        self.intake = intake
        self.walk = walk
    }

    /// Holds the file against what was known of the gate before.
    mutating func compare(_ head: JournalFileHead, _ arrival: JournalArrival) throws {
        let first = Int64(clamping: head.firstRow)
        if let kept = try intake.hash(at: first - 1) {
            lastKept = head.firstRow - 1
            if kept != head.hashBefore { try fork(at: first - 1, found: head.hashBefore) }
        }
        guard let before = intake.before, let asOf = arrival.asOfSeconds,
            asOf > before.asOfSeconds
        else { return }
        let last = arrival.lastRow
        guard last < before.last || arrival.bundle < before.bundle else { return }
        _ = try intake.raise(
            .stepBack, last + 1...max(last + 1, before.last),
            found: bigEndianBytes(asOf))
    }

    private mutating func fork(at number: Int64, found: [UInt8]) throws {
        guard !isForked else { return }
        isForked = true
        _ = try intake.raise(.fork, number...number, found: found)
    }

    mutating func take(_ row: JournalFileRow) throws {
        let (expected, hashBefore) = (walk.expected, walk.hashBefore)
        switch walk.take(row) {
        case .proved(let read, let lost):
            counts.add(read.number, try keep(read, row, lost, expected, hashBefore))
        case .refused(let number, let refusal):
            counts.add(number, .refused(JournalItemRefusal(refusal)))
            note(refusal, number, row)
        }
    }

    private mutating func keep(
        _ read: JournalRow, _ row: JournalFileRow, _ lost: ClosedRange<UInt64>?,
        _ expected: UInt64, _ hashBefore: [UInt8]
    ) throws -> JournalItemResult {
        let number = Int64(clamping: read.number)
        if let kept = try intake.hash(at: number) {
            guard kept == row.hash else {
                try fork(at: number, found: row.hash)
                return .refused(.forked)
            }
            lastKept = read.number
            return .repeated
        }
        guard !isForked else { return .refused(.forked) }
        let record = JournalRecord(read, row)
        if let revoked = device.revokedAt, record.atSeconds >= revoked {
            return .refused(.deviceRevoked)
        }
        // Behind a cut stand rows here that the gate lost.
        let isTied = lost == nil && (read.number == 1 || lastKept == expected - 1)
        try intake.add(record, hashBefore: isTied ? nil : hashBefore)
        lastKept = read.number
        if let lost {
            let numbers = Int64(clamping: lost.lowerBound)...Int64(clamping: lost.upperBound)
            try intake.addGap(numbers)
            _ = try intake.raise(.cut, numbers, found: row.hash)
        }
        return .accepted
    }

    /// Remembers what is wrong, rows beside one another as one thing.
    private mutating func note(_ refusal: RowRefusal, _ number: UInt64, _ row: JournalFileRow) {
        let last = Int64(clamping: number)
        var first = last
        switch refusal {
        case .behindMissing(let missing): first = Int64(clamping: missing.lowerBound)
        case .changed, .otherGate: break
        // It is among those that were found missing.
        case .reordered: return
        }
        if let before = damage.last, before.rows.upperBound + 1 == first {
            damage[damage.count - 1].rows = before.rows.lowerBound...last
        } else {
            damage.append((first...last, SHA256.hash(row.bytes.span).array))
        }
    }

    func raiseAlarms() throws {
        for (rows, found) in damage { _ = try intake.raise(.damaged, rows, found: found) }
    }
}

extension JournalRecord {
    /// What is kept of a row beside its bytes, so that conflicts can be found.
    init(_ read: JournalRow, _ row: JournalFileRow) {
        let event = read.event
        self.init(
            number: Int64(clamping: read.number), bytes: row.bytes, hash: row.hash,
            code: row.code, atSeconds: Int64(clamping: event.at.seconds))
        passIndex = event.reference?.index.bytes
        sequence = event.reference.map { Int($0.sequence) }
        about = event.about.map { Int64(clamping: $0) }
        effect = event.effect
        entries = Int(event.entries)
        direction = event.direction
    }
}

extension JournalEvent {
    fileprivate var effect: JournalRecord.Effect? {
        guard reference != nil else { return nil }
        return switch kind {
        case .check: outcome == .allow ? .admits : nil
        case .override, .leave: .admits
        case .refuse, .annul: .takesBack
        case .cut, .note, .barrier, .repeat, .login, .logout, .clock, .heard: nil
        }
    }
}
