// What of a row's bytes a database repeats in columns, so that a pass's history is one look into an
// index: the pass, and what the row adds to its history packed into one number.
package import PassCheck
package import PassFormat

/// What a row adds to the history of its pass, as one number for a database's column.
///
/// Bits 0–1 hold the place (0 where it says none), bits 2–3 the entries and 1, bit 4 whether a
/// temperature was taken, the rest the step of a live code and 1 (0 where there is none).
package struct RowUse: Sendable, Equatable {
    package let packed: Int64

    package init(packed: Int64) { self.packed = packed }

    /// What the row adds to the entries of its pass: 1, 0 or -1.
    package var entries: Int64 { (packed >> 2 & 3) - 1 }

    package var place: HolderPlace? { HolderPlace(rawValue: UInt64(packed & 3)) }

    /// The same with the holder somewhere.
    package var ofUnknownPlace: RowUse {
        RowUse(packed: packed | Int64(HolderPlace.unknown.rawValue))
    }

    /// - Returns: nil for a row that adds nothing.
    init?(entries: Int8, liveStep: UInt32?, place: HolderPlace?, hasTemperature: Bool) {
        guard entries != 0 || liveStep != nil || place != nil || hasTemperature else { return nil }
        packed =
            Int64(place?.rawValue ?? 0) | (Int64(entries) + 1) << 2 | (hasTemperature ? 16 : 0)
            | (liveStep.map { Int64($0) + 1 } ?? 0) << 5
    }

    /// What an event adds; nil for nothing.
    package init?(_ event: JournalEvent) {
        self.init(
            entries: event.entries, liveStep: event.liveStep, place: event.place,
            hasTemperature: event.temperatureTenths != nil)
    }
}

/// The first fields of a row, read without allocating.
///
/// What follows them is the chain hash's to protect.
package struct RowColumns: Sendable {
    package private(set) var number: UInt64 = 0
    package private(set) var at = Timestamp(seconds: 0)
    package private(set) var kind: UInt64 = 0
    /// The row that this one is about; in a cut the first that is missing.
    package private(set) var about: UInt64?
    /// The pass's index as a number.
    package private(set) var index: UInt64?
    package private(set) var place: HolderPlace?
    package private(set) var temperatureTenths: UInt16?
    package private(set) var clock: ClockTrust = .trusted
    private var entries: Int8 = 0
    private var liveStep: UInt32?

    /// - Throws: `CBORFault` where the bytes do not begin as a row's.
    package init(reading input: Span<UInt8>) throws(CBORFault) {
        var cursor = CBORCursor()
        var remaining = try cursor.mapCount(in: input)
        while remaining > 0 {
            remaining &-= 1
            guard let key = RowKey(rawValue: try cursor.unsigned(in: input)) else { return }
            switch key {
            case .number: number = try cursor.unsigned(in: input)
            case .at: at = Timestamp(seconds: try cursor.unsigned(in: input))
            case .kind: kind = try cursor.unsigned(in: input)
            case .about: about = try cursor.unsigned(in: input)
            case .index:
                var value: UInt64 = 0
                for position in try cursor.byteString(in: input) {
                    value = value << 8 | UInt64(input[position])
                }
                index = value
            case .entries:
                let head = try cursor.head(in: input)
                entries = head.kind == .negative ? -1 : 1
            case .liveStep: liveStep = UInt32(clamping: try cursor.unsigned(in: input))
            case .place: place = HolderPlace(rawValue: try cursor.unsigned(in: input))
            case .temperature:
                temperatureTenths = UInt16(clamping: try cursor.unsigned(in: input))
            case .clock:
                _ = try cursor.unsigned(in: input)
                clock = .suspect
            default: return
            }
        }
    }

    /// The first number that is missing; nil for a row that is no cut.
    package var cutFrom: UInt64? { kind == JournalKind.cut.rawValue ? about : nil }

    /// What the row adds to its pass's history; nil for nothing.
    package var use: RowUse? {
        RowUse(
            entries: entries, liveStep: liveStep, place: place,
            hasTemperature: temperatureTenths != nil)
    }
}
