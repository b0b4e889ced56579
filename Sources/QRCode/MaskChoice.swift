// Which of the eight masks a symbol takes (ISO/IEC 18004, 7.8): libqrencode's own choice, found a
// line of modules at a time, as it is nearly all of the library's work for a symbol.
// Tests: Tests/QRCodeTests/MaskChoiceTests.swift.

/// What each mask makes of the symbols of one version.
///
/// A mask changes the same modules in every symbol of a version, so that one symbol under all
/// eight tells what any other would be.
struct MaskChoice: Sendable {
    /// Masks that there are, 0 to 7.
    static let count = 8

    /// By mask: what is different from the symbol under mask 0.
    private let changes: [ModuleGrid]

    /// - Parameter symbols: one text under each mask, from 0 on.
    init(symbols: [ModuleGrid]) {
        changes = symbols.map { symbols[0].changed(by: $0) }
    }

    /// The symbol under the mask of the least penalty, the first of equals.
    ///
    /// - Parameter plain: the symbol under mask 0.
    func best(of plain: ModuleGrid) -> ModuleGrid {
        var best = plain
        var least = plain.penalty
        for change in changes.dropFirst() {
            let candidate = plain.changed(by: change)
            let penalty = candidate.penalty
            if penalty < least { (best, least) = (candidate, penalty) }
        }
        return best
    }
}

/// Modules of a symbol, a line to a word: bit 0 is the line's first module, 1 is dark.
struct ModuleGrid: Sendable {
    private let rows: [UInt64]
    /// The same turned, so that columns are read as rows are.
    private let columns: [UInt64]

    /// - Parameters:
    ///   - size: modules on a side, up to 64.
    ///   - flags: a byte a module, row by row; its lowest bit is the colour.
    init(size: Int, flags: UnsafeBufferPointer<UInt8>) {
        var rows = [UInt64](repeating: 0, count: size)
        var columns = rows
        for row in 0..<size {
            for column in 0..<size {
                let module = unsafe UInt64(flags[row * size + column] & 1)
                rows[row] |= module << column
                columns[column] |= module << row
            }
        }
        self.rows = rows
        self.columns = columns
    }

    private init(rows: [UInt64], columns: [UInt64]) {
        self.rows = rows
        self.columns = columns
    }

    /// Modules on a side.
    var size: Int { rows.count }

    /// A byte a module, row by row: 1 dark, 0 light.
    var modules: [UInt8] {
        var modules: [UInt8] = []
        modules.reserveCapacity(size * size)
        for row in rows {
            for column in 0..<size {
                modules.append(UInt8(truncatingIfNeeded: row >> column) & 1)
            }
        }
        return modules
    }

    /// The modules in which the two are different.
    func changed(by other: ModuleGrid) -> ModuleGrid {
        ModuleGrid(
            rows: zip(rows, other.rows).map { $0 ^ $1 },
            columns: zip(columns, other.columns).map { $0 ^ $1 })
    }

    /// The penalty of ISO/IEC 18004, table 11, as libqrencode 4.1.1 reads it.
    var penalty: Int {
        var sum = 0
        for line in rows { sum += Self.penalty(of: line, size: size) }
        for line in columns { sum += Self.penalty(of: line, size: size) }
        var blocks = 0
        for (line, next) in zip(rows, rows.dropFirst()) {
            let dark = line & next
            let light = ~(line | next) & Self.ones(size)
            blocks += (dark & dark >> 1).nonzeroBitCount + (light & light >> 1).nonzeroBitCount
        }
        // The share of dark modules in per cent, rounded; ten for each whole five off the half.
        let dark = rows.reduce(0) { $0 + $1.nonzeroBitCount }
        let percent = (200 * dark + size * size) / (2 * size * size)
        return sum + 3 * blocks + 10 * (abs(percent - 50) / 5)
    }

    /// What runs of five or more of one colour cost, and what looks like a finder.
    private static func penalty(of line: UInt64, size: Int) -> Int {
        let same = ~(line ^ line >> 1) & ones(size - 1)
        // A bit for each five alike: a run of n has n - 4 of them and costs n - 2.
        let fives = runs(of: 4, in: same)
        let lasts = fives & ~(fives >> 1)
        return fives.nonzeroBitCount + 2 * lasts.nonzeroBitCount
            + 40 * finders(in: line, size: size)
    }

    /// Dark, light, dark, light, dark in 1 : 1 : 3 : 1 : 1 with light of four before or behind.
    ///
    /// Outside the symbol all is light.
    private static func finders(in line: UInt64, size: Int) -> Int {
        var count = 0
        for unit in 1...max(1, size / 7) {
            let middle = runs(of: 3 * unit, in: line)
            // Where nothing is three units long, nothing is three longer ones long.
            guard middle != 0 else { break }
            let dark = runs(of: unit, in: line)
            let light = runs(of: unit, in: ~line)
            let ends = ~(line << 1) & ~(line >> (7 * unit))
            var found = ends & dark & light >> unit & middle >> (2 * unit)
            found &= light >> (5 * unit) & dark >> (6 * unit)
            while found != 0 {
                let first = found.trailingZeroBitCount
                found &= found - 1
                let before = (line & ones(first)) >> max(0, first - 4 * unit)
                let behind = line >> (first + 7 * unit) & ones(4 * unit)
                if before == 0 || behind == 0 { count += 1 }
            }
        }
        return count
    }

    /// A bit where as many set ones begin.
    private static func runs(of count: Int, in line: UInt64) -> UInt64 {
        var runs = line
        var step = 1
        while step < count {
            runs &= line >> step
            step += 1
        }
        return runs
    }

    /// The lowest bits, up to 64.
    private static func ones(_ count: Int) -> UInt64 { ~(~0 << count) }
}
