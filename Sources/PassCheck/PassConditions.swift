// What applies to some passes beyond the manifest: until when a test or health code is good, and
// who stays in a closed loop. One row is 24 bytes, sorted by index: index 8, evidence until 8 (0:
// none on record), stays until 8 (0: in no closed loop), all big-endian.
// Tests: Tests/PassIssueTests/BundleTests.swift.
import PassCrypto
package import PassFormat

/// The conditions of one pass.
package struct PassConditions: Sendable, Equatable {
    /// Until when the holder's test or health code is good; nil: none on record.
    package var evidenceUntil: Timestamp?
    /// Until when the holder stays in the closed loop; nil: in none.
    package var staysUntil: Timestamp?

    package init(evidenceUntil: Timestamp?, staysUntil: Timestamp?) {
        self.evidenceUntil = evidenceUntil
        self.staysUntil = staysUntil
    }

    /// Those of a pass that the bundle says nothing of.
    package static let none = PassConditions(evidenceUntil: nil, staysUntil: nil)
}

/// The conditions section of a bundle, searched in place.
package struct ConditionTable: Sendable {
    static let rowBytes = 24

    private let bytes: BundleBytes
    private let range: Range<Int>

    init(bytes: BundleBytes, range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    /// A table of its own, for tests of the decision.
    package init(_ rows: [(index: PassIndex, conditions: PassConditions)]) {
        let encoded = Self.encode(rows)
        self.init(bytes: BundleBytes(copying: encoded), range: 0..<encoded.count)
    }

    /// Puts the section together, in any order.
    package static func encode(
        _ rows: [(index: PassIndex, conditions: PassConditions)]
    ) -> [UInt8] {
        rows.sorted { $0.index < $1.index }.flatMap { row in
            row.index.bytes
                + [row.conditions.evidenceUntil, row.conditions.staysUntil].flatMap {
                    bigEndianBytes($0?.seconds ?? 0)
                }
        }
    }

    /// Whether the rows are whole and ascending, as the search needs.
    var isAscending: Bool {
        guard range.count.isMultiple(of: Self.rowBytes) else { return false }
        return (1..<max(count, 1)).allSatisfy {
            number(row: $0 - 1, at: 0) < number(row: $0, at: 0)
        }
    }

    /// The conditions of a pass; `none` where the table does not name it.
    package func conditions(of index: PassIndex) -> PassConditions {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if number(row: middle, at: 0) < index.rawValue {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < count, number(row: low, at: 0) == index.rawValue else { return .none }
        return PassConditions(
            evidenceUntil: time(row: low, at: 8), staysUntil: time(row: low, at: 16))
    }

    private var count: Int { range.count / Self.rowBytes }

    private func time(row: Int, at offset: Int) -> Timestamp? {
        let seconds = number(row: row, at: offset)
        return seconds == 0 ? nil : Timestamp(seconds: seconds)
    }

    private func number(row: Int, at offset: Int) -> UInt64 {
        let start = range.lowerBound + row * Self.rowBytes + offset
        return bytes.withSpan(start..<start + 8) { bigEndianNumber($0, 0..<8) }
    }
}
