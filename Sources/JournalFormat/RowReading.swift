// Reading a row back from its bytes; anything that `JournalRow.bytes` would not have given is a
// fault. Tests: Tests/GateStateTests/JournalTests.swift.
import PassCheck
package import PassFormat

extension JournalRow {
    /// Reads a row back.
    ///
    /// - Throws: `CBORFault` for anything that `bytes` would not have given.
    package init(reading input: Span<UInt8>) throws(CBORFault) {
        try CBORCursor.check(input, tags: .refused)
        var cursor = CBORCursor()
        var fields = RowFields()
        for _ in 0..<(try cursor.mapCount(in: input)) {
            guard let key = RowKey(rawValue: try cursor.unsigned(in: input)) else {
                throw .unexpected
            }
            try fields.read(key, in: input, &cursor)
        }
        self.init(number: try fields.number.orMalformed(), event: try fields.event())
    }
}

/// A row's fields while they are read.
private struct RowFields {
    var number: UInt64?
    private var kind: JournalKind?
    private var at: UInt64?
    private var gate: UInt16?
    private var index: PassIndex?
    private var sequence: UInt16?
    private var digest: TokenDigest?
    private var rest = JournalEvent(
        kind: .check, at: Timestamp(seconds: 0), gate: 0, bundleVersion: nil)

    mutating func read(
        _ key: RowKey, in input: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) {
        switch key {
        case .number: number = try cursor.unsigned(in: input)
        case .kind: kind = try JournalKind(rawValue: cursor.unsigned(in: input)).orMalformed()
        case .at: at = try cursor.unsigned(in: input)
        case .gate: gate = try small(cursor.unsigned(in: input))
        case .index: index = try PassIndex(bytes: cursor.byteArray(in: input)).orMalformed()
        case .sequence: sequence = try small(cursor.unsigned(in: input))
        case .digest: digest = try TokenDigest(bytes: cursor.byteArray(in: input)).orMalformed()
        case .bundle: rest.bundleVersion = try cursor.unsigned(in: input)
        case .about: rest.about = try cursor.unsigned(in: input)
        case .entries: rest.entries = try Self.entries(in: input, &cursor)
        case .liveStep: rest.liveStep = try small(cursor.unsigned(in: input))
        case .place:
            rest.place = try HolderPlace(rawValue: cursor.unsigned(in: input)).orMalformed()
        case .temperature: rest.temperatureTenths = try small(cursor.unsigned(in: input))
        case .clock:
            guard try cursor.unsigned(in: input) == 1 else { throw .unexpected }
            rest.clock = .suspect
        case .outcome, .code, .also, .direction: try readVerdict(key, in: input, &cursor)
        case .onDuty: rest.onDuty = try PassIndex(bytes: cursor.byteArray(in: input)).orMalformed()
        case .second: rest.second = try PassIndex(bytes: cursor.byteArray(in: input)).orMalformed()
        case .text: rest.text = try cursor.text(in: input)
        case .count: rest.count = try cursor.unsigned(in: input)
        case .heardGate: rest.heardGate = try small(cursor.unsigned(in: input))
        case .otherTime: rest.otherTime = Timestamp(seconds: try cursor.unsigned(in: input))
        }
    }

    private mutating func readVerdict(
        _ key: RowKey, in input: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) {
        switch key {
        case .outcome: rest.outcome = try Outcome(number: cursor.unsigned(in: input))
        case .code: rest.code = try cursor.text(in: input)
        case .also:
            for _ in 0..<(try cursor.arrayCount(in: input)) {
                rest.also.append(try cursor.text(in: input))
            }
        case .direction:
            rest.direction = try Direction(rawValue: small(cursor.unsigned(in: input)))
                .orMalformed()
        default: throw .unexpected
        }
    }

    /// 1 or -1.
    static func entries(
        in input: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) -> Int8 {
        let head = try cursor.head(in: input)
        switch (head.kind, head.argument) {
        case (.unsigned, 1): return 1
        case (.negative, 0): return -1
        default: throw .unexpected
        }
    }

    func event() throws(CBORFault) -> JournalEvent {
        var event = rest
        event.kind = try kind.orMalformed()
        event.at = Timestamp(seconds: try at.orMalformed())
        guard event.at <= Timestamp.latest else { throw .unexpected }
        event.gate = try gate.orMalformed()
        guard event.kind != .cut || event.about != nil else { throw .malformed }
        if let index {
            event.reference = PassReference(
                index: index, sequence: try sequence.orMalformed(),
                digest: try digest.orMalformed())
        }
        return event
    }
}

/// A number that fits its field.
private func small<Number: FixedWidthInteger>(_ value: UInt64) throws(CBORFault) -> Number {
    try Number(exactly: value).orMalformed()
}

extension Optional {
    fileprivate func orMalformed() throws(CBORFault) -> Wrapped {
        guard let self else { throw .malformed }
        return self
    }
}
