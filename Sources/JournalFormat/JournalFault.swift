// How a journal can differ from what was written; said by the gate of its own, and by the office of
// a file.
package import PassFormat

/// What was found wrong, and at which row.
package struct JournalFault: Sendable, Equatable {
    /// How the journal differs from what was written.
    package enum Kind: String, Sendable {
        /// The row says something else than when it was written.
        case changed
        /// The row is missing, with others behind it.
        case removed
        /// The row stands in another's place.
        case reordered
        /// This row and those behind it are missing, or were when the gate last looked.
        case cut
    }

    package let number: UInt64
    package let kind: Kind

    package init(number: UInt64, kind: Kind) {
        self.number = number
        self.kind = kind
    }

    /// What is wrong, as a part of a sentence.
    package var text: BilingualText {
        switch kind {
        case .changed: BilingualText("第 \(number) 行被改动", "row \(number) was changed")
        case .removed:
            BilingualText(
                "第 \(number) 行不见了，其后还有别的行", "row \(number) is gone, with others behind it")
        case .reordered:
            BilingualText(
                "第 \(number) 行的位置放的是另一行", "another row stands in the place of row \(number)")
        case .cut:
            BilingualText("从第 \(number) 行起有记录不见了", "rows from \(number) on are gone")
        }
    }
}
