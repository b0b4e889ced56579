// One row of the journal as bytes: a deterministic CBOR map with the keys of `RowKey`, those that
// apply; the table is in Docs/gp1.md, section Journal. What also stands in the database's columns
// comes first, so that a check of the whole journal reads no further.
// Tests: Tests/GateStateTests/JournalTests.swift.
import PassCheck
import PassFormat

/// A row as it stands in the journal.
package struct JournalRow: Sendable, Equatable {
    /// Characters that a reason or note has at most.
    package static let longestTextCharacters = 200
    /// Bytes that it has at most: a letter with its marks is one character of any length.
    package static let longestTextBytes = 800

    /// From 1.
    package let number: UInt64
    package let event: JournalEvent

    package init(number: UInt64, event: JournalEvent) {
        self.number = number
        self.event = event
    }

    /// The bytes that the chain hashes.
    package var bytes: [UInt8] {
        var map = RowWriter()
        map.number(.number, number)
        map.number(.at, event.at.seconds)
        map.number(.kind, event.kind.rawValue)
        map.number(.about, event.about)
        map.byteString(.index, event.reference?.index.bytes)
        map.integer(.entries, event.entries == 0 ? nil : Int64(event.entries))
        map.number(.liveStep, event.liveStep.map(UInt64.init))
        map.number(.place, event.place?.rawValue)
        map.number(.temperature, event.temperatureTenths.map(UInt64.init))
        map.number(.clock, event.clock == .suspect ? 1 : nil)
        map.number(.sequence, event.reference.map { UInt64($0.sequence) })
        map.byteString(.digest, event.reference?.digest.bytes)
        map.number(.gate, UInt64(event.gate))
        map.number(.bundle, event.bundleVersion)
        map.number(.outcome, event.outcome?.number)
        map.text(.code, event.code)
        map.texts(.also, event.also)
        map.number(.direction, event.direction.map { UInt64($0.rawValue) })
        map.byteString(.onDuty, event.onDuty?.bytes)
        map.byteString(.second, event.second?.bytes)
        map.text(.text, event.text)
        map.number(.count, event.count)
        map.number(.heardGate, event.heardGate.map(UInt64.init))
        map.number(.otherTime, event.otherTime?.seconds)
        return map.bytes
    }
}

/// The keys of a row's map.
enum RowKey: UInt64 {
    case number = 0
    case at = 1
    case kind = 2
    case about = 3
    case index = 4
    case entries = 5
    case liveStep = 6
    case place = 7
    case temperature = 8
    case clock = 9
    case sequence = 10
    case digest = 11
    case gate = 12
    case bundle = 13
    case outcome = 14
    case code = 15
    case also = 16
    case direction = 17
    case onDuty = 18
    case second = 19
    case text = 20
    case count = 21
    case heardGate = 22
    case otherTime = 23
}

/// Writes the pairs that have a value; the map's head, one byte up to 23 pairs, is set at the end.
private struct RowWriter {
    // The row of a check takes some 110 bytes.
    private var content = CBORWriter(capacity: 160)
    private var pairCount: UInt64 = 0

    var bytes: [UInt8] {
        var map = CBORWriter(capacity: content.bytes.count + 1)
        map.head(.map, pairCount)
        map.item(content.bytes)
        return map.bytes
    }

    private mutating func key(_ key: RowKey) {
        content.unsigned(key.rawValue)
        pairCount += 1
    }

    mutating func number(_ key: RowKey, _ value: UInt64?) {
        guard let value else { return }
        self.key(key)
        content.unsigned(value)
    }

    mutating func integer(_ key: RowKey, _ value: Int64?) {
        guard let value else { return }
        self.key(key)
        content.integer(value)
    }

    mutating func byteString(_ key: RowKey, _ value: [UInt8]?) {
        guard let value else { return }
        self.key(key)
        content.byteString(value)
    }

    mutating func text(_ key: RowKey, _ value: String?) {
        guard let value else { return }
        self.key(key)
        content.text(value)
    }

    mutating func texts(_ key: RowKey, _ values: [String]) {
        guard !values.isEmpty else { return }
        self.key(key)
        content.head(.array, UInt64(values.count))
        for value in values { content.text(value) }
    }
}

extension Outcome {
    /// The number of the format.
    var number: UInt64 {
        switch self {
        case .allow: 1
        case .review: 2
        case .deny: 3
        }
    }

    init(number: UInt64) throws(CBORFault) {
        switch number {
        case 1: self = .allow
        case 2: self = .review
        case 3: self = .deny
        default: throw .unexpected
        }
    }
}
