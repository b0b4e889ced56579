// One row of the journal as bytes: a deterministic CBOR map with these keys, those that apply.
//  0 number   1 at, seconds since 1970   2 kind (1 check, 2 cut)
//  3 in a cut: the first number that is missing   4 index, 8 bytes   5 true: an entry admitted
//  6 step of a live code admitted   7 sequence   8 digest, 16 bytes   9 gate   10 bundle version
// 11 outcome (1 ALLOW, 2 REVIEW, 3 DENY)   12 code   13 also, array of codes   14 direction (1 in,
// 2 out). What also stands in the table's columns comes first, so that `verify` reads no further.
package import PassCheck
package import PassFormat

/// What happened; the journal gives it its number and its place in the chain.
package struct JournalEvent: Sendable, Equatable {
    /// What a row is about.
    package enum Kind: Sendable, Equatable {
        /// A code that was checked.
        case check
        /// Rows that the key file knows of and the journal has not, from this number on.
        case cut(from: UInt64)

        /// The word of the JSON documents.
        package var name: String {
            switch self {
            case .check: "check"
            case .cut: "cut"
            }
        }
    }

    package var kind: Kind
    package var at: Timestamp
    package var gate: UInt16
    /// nil where no bundle was in force.
    package var bundleVersion: UInt64?
    /// nil for a code that is not authentic.
    package var reference: PassReference?
    /// nil for a row that is no verdict, and where the gate could not decide.
    package var outcome: Outcome?
    /// nil for a row that is no verdict.
    package var code: String?
    package var also: [String] = []
    package var direction: Direction?
    /// Whether it counts towards the most entries of its pass.
    package var countsAsEntry = false
    /// The step of a live code that was admitted.
    package var liveStep: UInt32?

    package init(kind: Kind, at: Timestamp, gate: UInt16, bundleVersion: UInt64?) {
        self.kind = kind
        self.at = at
        self.gate = gate
        self.bundleVersion = bundleVersion
    }
}

/// A row as it stands in the journal.
package struct JournalRow: Sendable, Equatable {
    /// From 1.
    package let number: UInt64
    package let event: JournalEvent

    init(number: UInt64, event: JournalEvent) {
        self.number = number
        self.event = event
    }

    /// The bytes that the chain hashes.
    package var bytes: [UInt8] {
        var map = CBORWriter()
        map.head(.map, pairCount)
        map.pair(RowKey.number, number)
        map.pair(RowKey.at, event.at.seconds)
        map.pair(RowKey.kind, RowKind(event.kind).rawValue)
        if case .cut(let first) = event.kind { map.pair(RowKey.cutFrom, first) }
        if let index = event.reference?.index { map.pair(RowKey.index, index.bytes) }
        if event.countsAsEntry {
            map.head(.unsigned, RowKey.entry)
            map.truth(true)
        }
        if let step = event.liveStep { map.pair(RowKey.liveStep, UInt64(step)) }
        if let reference = event.reference {
            map.pair(RowKey.sequence, UInt64(reference.sequence))
            map.pair(RowKey.digest, reference.digest.bytes)
        }
        map.pair(RowKey.gate, UInt64(event.gate))
        if let version = event.bundleVersion { map.pair(RowKey.bundle, version) }
        if let outcome = event.outcome { map.pair(RowKey.outcome, outcome.number) }
        if let code = event.code {
            map.head(.unsigned, RowKey.code)
            map.text(code)
        }
        if !event.also.isEmpty {
            map.head(.unsigned, RowKey.also)
            map.head(.array, UInt64(event.also.count))
            for code in event.also { map.text(code) }
        }
        if let way = event.direction { map.pair(RowKey.direction, UInt64(way.rawValue)) }
        return map.bytes
    }

    /// How many keys the row has: number, time, kind and gate, and those that apply.
    private var pairCount: UInt64 {
        let isCut = event.kind != .check
        let optional = [
            isCut, event.countsAsEntry, event.liveStep != nil, event.bundleVersion != nil,
            event.outcome != nil, event.code != nil, !event.also.isEmpty, event.direction != nil,
        ]
        let present = optional.reduce(into: UInt64(0)) { $0 += $1 ? 1 : 0 }
        return 4 + present + (event.reference == nil ? 0 : 3)
    }

    /// Reads a row back.
    ///
    /// - Throws: `CBORFault` for anything that `bytes` would not have given.
    package init(reading input: Span<UInt8>) throws(CBORFault) {
        try CBORCursor.check(input, tags: .refused)
        var cursor = CBORCursor()
        var fields = RowFields()
        for _ in 0..<(try cursor.mapCount(in: input)) {
            try fields.read(try cursor.unsigned(in: input), in: input, &cursor)
        }
        number = try fields.number.orMalformed()
        event = try fields.event()
    }
}

enum RowKey {
    static let number: UInt64 = 0
    static let at: UInt64 = 1
    static let kind: UInt64 = 2
    static let cutFrom: UInt64 = 3
    static let index: UInt64 = 4
    static let entry: UInt64 = 5
    static let liveStep: UInt64 = 6
    static let sequence: UInt64 = 7
    static let digest: UInt64 = 8
    static let gate: UInt64 = 9
    static let bundle: UInt64 = 10
    static let outcome: UInt64 = 11
    static let code: UInt64 = 12
    static let also: UInt64 = 13
    static let direction: UInt64 = 14
}

/// The kinds by their numbers in a row.
enum RowKind: UInt64 {
    case check = 1
    case cut = 2

    init(_ kind: JournalEvent.Kind) {
        self =
            switch kind {
            case .check: .check
            case .cut: .cut
            }
    }
}

extension CBORWriter {
    fileprivate mutating func pair(_ key: UInt64, _ value: UInt64) {
        head(.unsigned, key)
        head(.unsigned, value)
    }

    fileprivate mutating func pair(_ key: UInt64, _ value: [UInt8]) {
        head(.unsigned, key)
        byteString(value)
    }
}

extension Outcome {
    fileprivate var number: UInt64 {
        switch self {
        case .allow: 1
        case .review: 2
        case .deny: 3
        }
    }

    fileprivate init(number: UInt64) throws(CBORFault) {
        switch number {
        case 1: self = .allow
        case 2: self = .review
        case 3: self = .deny
        default: throw .unexpected
        }
    }
}

/// A row's fields while they are read.
private struct RowFields {
    var number: UInt64?
    private var kind: RowKind?
    private var at: UInt64?
    private var gate: UInt16?
    private var index: PassIndex?
    private var sequence: UInt16?
    private var digest: TokenDigest?
    private var cutFrom: UInt64?
    private var rest = JournalEvent(
        kind: .check, at: Timestamp(seconds: 0), gate: 0, bundleVersion: nil)

    mutating func read(
        _ key: UInt64, in input: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) {
        switch key {
        case RowKey.number: number = try cursor.unsigned(in: input)
        case RowKey.kind: kind = try RowKind(rawValue: cursor.unsigned(in: input)).orMalformed()
        case RowKey.at: at = try cursor.unsigned(in: input)
        case RowKey.gate: gate = try UInt16(exactly: cursor.unsigned(in: input)).orMalformed()
        case RowKey.bundle: rest.bundleVersion = try cursor.unsigned(in: input)
        case RowKey.index: index = try PassIndex(bytes: cursor.byteArray(in: input)).orMalformed()
        case RowKey.sequence:
            sequence = try UInt16(exactly: cursor.unsigned(in: input)).orMalformed()
        case RowKey.digest:
            digest = try TokenDigest(bytes: cursor.byteArray(in: input)).orMalformed()
        case RowKey.outcome: rest.outcome = try Outcome(number: cursor.unsigned(in: input))
        case RowKey.code: rest.code = try cursor.text(in: input)
        case RowKey.also:
            for _ in 0..<(try cursor.arrayCount(in: input)) {
                rest.also.append(try cursor.text(in: input))
            }
        case RowKey.direction:
            let value = try UInt8(exactly: cursor.unsigned(in: input)).orMalformed()
            rest.direction = try Direction(rawValue: value).orMalformed()
        case RowKey.entry:
            let head = try cursor.head(in: input)
            guard head.kind == .simple, head.argument == 21 else { throw .unexpected }
            rest.countsAsEntry = true
        case RowKey.liveStep:
            rest.liveStep = try UInt32(exactly: cursor.unsigned(in: input)).orMalformed()
        case RowKey.cutFrom: cutFrom = try cursor.unsigned(in: input)
        default: throw .unexpected
        }
    }

    func event() throws(CBORFault) -> JournalEvent {
        var event = rest
        event.at = Timestamp(seconds: try at.orMalformed())
        event.gate = try gate.orMalformed()
        switch try kind.orMalformed() {
        case .check: event.kind = .check
        case .cut: event.kind = .cut(from: try cutFrom.orMalformed())
        }
        if let index {
            event.reference = PassReference(
                index: index, sequence: try sequence.orMalformed(),
                digest: try digest.orMalformed())
        }
        return event
    }
}

extension Optional {
    fileprivate func orMalformed() throws(CBORFault) -> Wrapped {
        guard let self else { throw .malformed }
        return self
    }
}
