// Which rows of a sheet have come: some programs write them out of order, none writes one twice.

/// A set of row numbers, one bit each.
struct RowNumbers {
    private var words: [UInt64] = []

    /// - Parameter number: from 1 to `ListLimits.sheetRows`.
    /// - Returns: false where it has come before.
    mutating func insert(_ number: Int) -> Bool {
        let word = number / 64
        while words.count <= word { words.append(0) }
        let bit = UInt64(1) << UInt64(number % 64)
        defer { words[word] |= bit }
        return words[word] & bit == 0
    }
}
