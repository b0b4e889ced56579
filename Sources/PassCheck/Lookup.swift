// Finding a pass by what a guard types when a code cannot be read.
package import PassCrypto

/// What is typed, in canonical form.
package enum TypedValue: Sendable, Equatable {
    /// A pass number: 15 digits.
    case passNumber(String)
    case plate(String)
    case employee(organisation: UInt32, number: String)

    /// The hash under a bundle's look-up key.
    package func hash(under key: LookupKey) -> UInt64 {
        switch self {
        case .passNumber(let digits): key.hash(kind: 1, value: Array(digits.utf8))
        case .plate(let plate): key.hash(kind: 2, value: Array(plate.utf8))
        case .employee(let organisation, let number):
            key.hash(kind: 3, value: bigEndianBytes(organisation) + number.utf8)
        }
    }
}

/// Rows of 16 bytes, hash then index, sorted.
package enum LookupSection {
    static let rowBytes = 16

    /// Puts the section together.
    package static func encode(_ passes: [PassContent]) -> [UInt8] {
        var rows: [(hash: UInt64, index: UInt64)] = []
        for pass in passes {
            let slice = pass.hashes
            let hashes = slice.span
            for start in stride(from: 0, to: hashes.count, by: 8) {
                rows.append((bigEndianNumber(hashes, start..<start + 8), pass.index.rawValue))
            }
        }
        rows.sort { $0 < $1 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * rowBytes)
        for row in rows {
            bytes.append(bigEndian: row.hash)
            bytes.append(bigEndian: row.index)
        }
        return bytes
    }

    /// The indexes behind one hash: usually one, more where a person has several passes.
    static func indexes(
        of wanted: UInt64, in bytes: BundleBytes, section: Range<Int>
    ) -> [PassIndex] {
        let count = section.count / rowBytes
        func number(_ row: Int, at offset: Int) -> UInt64 {
            let start = section.lowerBound + row * rowBytes + offset
            return bytes.withSpan(start..<start + 8) { bigEndianNumber($0, 0..<8) }
        }
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if number(middle, at: 0) < wanted { low = middle + 1 } else { high = middle }
        }
        var found: [PassIndex] = []
        while low < count, number(low, at: 0) == wanted {
            found.append(PassIndex(rawValue: number(low, at: 8)))
            low += 1
        }
        return found
    }
}
