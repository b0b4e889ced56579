// What the office says of a gate's journal: the documents of `gatepass journal import --json`, keys
// always present.
import JournalFormat
package import PassFormat
package import Registry

/// What became of one row.
package enum JournalItemResult: Sendable, Equatable {
    case accepted
    /// It was here already, the same.
    case repeated
    case refused(JournalItemRefusal)

    /// The word of the JSON documents.
    package var name: String {
        switch self {
        case .accepted: "accepted"
        case .repeated: "repeated"
        case .refused: "refused"
        }
    }
}

/// Why a row was refused.
package enum JournalItemRefusal: String, Sendable {
    case changed = "ROW_CHANGED"
    case reordered = "ROW_REORDERED"
    case behindMissing = "ROW_BEHIND_MISSING"
    case otherGate = "ROW_OF_OTHER_GATE"
    case forked = "ROW_FORKED"
    case deviceRevoked = "DEVICE_REVOKED"

    init(_ refusal: RowRefusal) {
        self =
            switch refusal {
            case .changed: .changed
            case .reordered: .reordered
            case .behindMissing: .behindMissing
            case .otherGate: .otherGate
            }
    }

    /// What is wrong, for people.
    package var text: BilingualText {
        switch self {
        case .changed:
            BilingualText("内容、校验值或验证码不是门岗写下的", "it is not what the gate wrote at this number")
        case .reordered: BilingualText("次序不对，排在后面的行之后", "it stands behind rows with higher numbers")
        case .behindMissing:
            BilingualText(
                "前面的行不见了，无法证明它", "rows before it are missing, so nothing proves it")
        case .otherGate: BilingualText("写的是另一门岗", "it says that another gate wrote it")
        case .forked:
            BilingualText(
                "与已收到的记录分叉", "it belongs to a branch that differs from what was brought before")
        case .deviceRevoked:
            BilingualText("写于设备撤销之后", "it was written after the device was revoked")
        }
    }
}

/// Rows one after the other of which the same is to be said.
package struct JournalItems: Sendable, Encodable {
    package let first: UInt64
    package internal(set) var last: UInt64
    package let result: JournalItemResult

    private enum CodingKeys: String, CodingKey { case first, last, result, code, reason }

    package func encode(to encoder: any Encoder) throws {
        var refusal: JournalItemRefusal?
        if case .refused(let found) = result { refusal = found }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(first, forKey: .first)
        try container.encode(last, forKey: .last)
        try container.encode(result.name, forKey: .result)
        try container.encode(refusal?.rawValue, forKey: .code)
        try container.encode(refusal.map { Bilingual($0.text) }, forKey: .reason)
    }
}

/// What a file says of itself.
package struct JournalFileFacts: Sendable, Encodable {
    package let first: UInt64
    package let last: UInt64
    package let rows: UInt64
    package let asOf: UInt64
    package let bundle: UInt64?

    init(_ head: JournalFileHead) {
        first = head.firstRow
        last = head.lastRow
        rows = head.rowCount
        asOf = head.asOf.seconds
        bundle = head.bundleVersion
    }

    private enum CodingKeys: String, CodingKey { case first, last, rows, asOf, bundle }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(first, forKey: .first)
        try container.encode(last, forKey: .last)
        try container.encode(rows, forKey: .rows)
        try container.encode(asOf, forKey: .asOf)
        try container.encode(bundle, forKey: .bundle)
    }
}

/// What came of taking a file in.
package struct JournalImportReport: Sendable, Encodable {
    /// The row up to which none is missing.
    package struct Acknowledged: Sendable, Encodable {
        package let row: Int64
        /// Hexadecimal.
        package let hash: String
    }

    package let gate: GateNumber
    package let device: String
    package let file: JournalFileFacts
    package let accepted: UInt64
    package let repeated: UInt64
    package let refused: UInt64
    package let items: [JournalItems]
    /// The gate's next bundle says so.
    package let acknowledged: Acknowledged
    /// The first row that is waited for, where the gate has more; null where all came.
    package let missingFrom: Int64?
    /// What stands against this gate.
    package let alarms: [JournalAlarmRecord]
    /// Conflicts of passes that came with this file.
    package let conflicts: [PassConflict]

    private enum CodingKeys: String, CodingKey {
        case gate, device, file, accepted, repeated, refused, items, acknowledged, missingFrom,
            alarms, conflicts
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(device, forKey: .device)
        try container.encode(file, forKey: .file)
        try container.encode(accepted, forKey: .accepted)
        try container.encode(repeated, forKey: .repeated)
        try container.encode(refused, forKey: .refused)
        try container.encode(items, forKey: .items)
        try container.encode(acknowledged, forKey: .acknowledged)
        try container.encode(missingFrom, forKey: .missingFrom)
        try container.encode(alarms, forKey: .alarms)
        try container.encode(conflicts, forKey: .conflicts)
    }
}

extension Bilingual {
    init(_ text: BilingualText) { self.init(zh: text.chinese, en: text.english) }
}
