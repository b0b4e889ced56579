// What a pass says: the claims of a GP1 payload as values. All of fixed size, so that reading a
// token allocates nothing. Reading is in ClaimsDecoding.swift, writing in ClaimsEncoding.swift.

/// Who or what a pass is for.
package enum PassKind: UInt8, Sendable, CaseIterable {
    case staff = 1
    case vehicle = 2
    case temporary = 3

    /// The word of the JSON documents.
    package var name: String {
        switch self {
        case .staff: "staff"
        case .vehicle: "vehicle"
        case .temporary: "temporary"
        }
    }
}

/// Which way through a gate.
package enum Direction: UInt8, Sendable, CaseIterable {
    case inward = 1
    case outward = 2

    /// The word of the commands and the JSON documents.
    package var name: String {
        switch self {
        case .inward: "in"
        case .outward: "out"
        }
    }

    /// - Parameter name: `in` or `out`.
    package init?(name: String) {
        switch name {
        case "in": self = .inward
        case "out": self = .outward
        default: return nil
        }
    }
}

/// 1 to 16 zone or gate numbers in strictly ascending order.
package struct NumberSet: Sendable, Equatable {
    package static let capacity = 16

    private var numbers: InlineArray<16, UInt16> = .init(repeating: 0)
    package private(set) var count = 0

    init() {}

    /// - Returns: nil for no number, more than 16, a zero, or numbers that do not ascend.
    package init?(_ numbers: [UInt16]) {
        for number in numbers { guard append(number) else { return nil } }
        guard count > 0 else { return nil }
    }

    mutating func append(_ number: UInt16) -> Bool {
        let floor = count == 0 ? 0 : numbers[count - 1]
        guard count < Self.capacity, number > floor else { return false }
        numbers[count] = number
        count += 1
        return true
    }

    /// Whether the number stands in the set.
    package func contains(_ number: UInt16) -> Bool {
        for index in 0..<count where numbers[index] == number { return true }
        return false
    }

    /// The numbers, ascending.
    package var array: [UInt16] { (0..<count).map { numbers[$0] } }

    package static func == (left: Self, right: Self) -> Bool { left.array == right.array }
}

/// 1 to 36 bytes of text without control, format, line or paragraph separators.
package struct PassLabel: Sendable, Equatable {
    package static let capacityBytes = 36

    private var bytes: InlineArray<36, UInt8> = .init(repeating: 0)
    private var count = 0

    /// - Returns: nil for a text that is empty, over 36 bytes, not UTF-8, or that holds a character
    ///   of the Unicode classes Cc, Cf, Zl or Zp.
    package init?(utf8: Span<UInt8>) {
        guard !utf8.isEmpty, utf8.count <= Self.capacityBytes,
            let text = try? UTF8Span(validating: utf8)
        else { return nil }
        if !text.isKnownASCII || !Self.isPlain(utf8) {
            var scalars = text.makeUnicodeScalarIterator()
            while let scalar = scalars.next() {
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: return nil
                default: break
                }
            }
        }
        for index in utf8.indices { bytes[index] = utf8[index] }
        count = utf8.count
    }

    /// - Returns: nil where `init(utf8:)` gives nil.
    package init?(_ text: String) {
        let utf8 = Array(text.utf8)
        self.init(utf8: utf8.span)
    }

    private static func isPlain(_ ascii: Span<UInt8>) -> Bool {
        for index in ascii.indices where ascii[index] < 0x20 || ascii[index] >= 0x7F {
            return false
        }
        return true
    }

    /// The text.
    package var text: String { String(decoding: utf8, as: UTF8.self) }

    /// The text's bytes.
    package var utf8: [UInt8] { (0..<count).map { bytes[$0] } }

    package static func == (left: Self, right: Self) -> Bool { left.utf8 == right.utf8 }
}

/// Hours of the site's local day in which a pass counts, in minutes from midnight.
package struct DayWindow: Sendable, Equatable {
    /// 0–1439, inclusive.
    package let startMinute: UInt16
    /// 1–1440, exclusive; not above the start means that the window runs over midnight.
    package let endMinute: UInt16

    /// - Returns: nil for minutes out of range or equal.
    package init?(startMinute: UInt64, endMinute: UInt64) {
        guard startMinute <= 1439, (1...1440).contains(endMinute), startMinute != endMinute else {
            return nil
        }
        self.startMinute = UInt16(startMinute)
        self.endMinute = UInt16(endMinute)
    }

    /// Whether a minute of the local day (0–1439) lies in the window.
    package func contains(minute: UInt16) -> Bool {
        startMinute < endMinute
            ? minute >= startMinute && minute < endMinute
            : minute >= startMinute || minute < endMinute
    }
}

/// All that a pass says.
package struct Claims: Sendable, Equatable {
    package var identity: PassIdentity
    package var notBefore: Timestamp
    package var expires: Timestamp
    package var kind: PassKind
    /// nil: every zone of the group.
    package var zones: NumberSet?
    /// nil: every gate.
    package var gates: NumberSet?
    package var organisation: UInt32?
    package var label: PassLabel?
    package var route: UInt32?
    package var dayWindow: DayWindow?
    /// nil: both.
    package var direction: Direction?
    /// nil: no limit.
    package var maximumEntries: UInt16?
    package var copies: CopyRule

    /// The claims that every pass has; the rest start absent.
    package init(identity: PassIdentity, kind: PassKind, notBefore: Timestamp, expires: Timestamp) {
        self.identity = identity
        self.kind = kind
        self.notBefore = notBefore
        self.expires = expires
        copies = .count
    }
}

/// Whether a printed copy of a pass counts, or only its live code.
package enum CopyRule: Sendable, Equatable {
    case count
    case liveRequired
}
