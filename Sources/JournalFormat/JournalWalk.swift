// One walk over a device's rows in the order of its journal, that says of each whether it is the
// row that the device wrote at its number. What was wrong with one row does not spoil those behind
// it: the code m of a row vouches for its hash, and that for the row and the hash before.
// Tests: Tests/JournalFormatTests/JournalWalkTests.swift.
package import PassCrypto

/// What vouches for a row.
package enum RowProof: Sendable {
    /// The device's signature over the whole file, and the chain; all that another gate has.
    case chain
    /// The codes m besides; K(1), which only the issuer can make.
    case codes(JournalKey)
}

/// What a walk says of one row.
package enum WalkedRow: Sendable {
    /// The row is whole; a cut that it records names the numbers that are gone.
    case proved(JournalRow, lost: ClosedRange<UInt64>?)
    /// The row is not what was written at the number, or nobody can tell.
    case refused(number: UInt64, RowRefusal)
}

/// Why a row is not taken.
package enum RowRefusal: Sendable, Equatable {
    /// Its bytes, its hash or its code is not what was written.
    case changed
    /// It stands behind rows with higher numbers.
    case reordered
    /// Rows before it are missing, so that nothing ties it to its hash.
    case behindMissing(ClosedRange<UInt64>)
    /// It says that another gate wrote it.
    case otherGate(UInt16)
}

/// The state of the walk.
package struct JournalWalk: Sendable {
    /// Steps of the key that rows with numbers of their own invention may cost: some seconds.
    static let mostIdleSteps: UInt64 = 1 << 24

    private let gate: UInt16
    private let last: UInt64
    private var idleSteps: UInt64 = 0
    private var key: JournalKey?
    private var keyNumber: UInt64 = 1
    private var previous: [UInt8]
    /// The number that the next row has.
    package private(set) var expected: UInt64

    /// - Parameters:
    ///   - head: what the file says of itself.
    ///   - proof: what vouches for a row.
    package init(_ head: JournalFileHead, _ proof: RowProof) {
        self.init(
            gate: head.gate, rows: (head.firstRow, head.lastRow), hashBefore: head.hashBefore,
            proof)
    }

    /// - Parameters:
    ///   - gate: whose journal it is.
    ///   - rows: numbers of the first row and of the highest that there can be.
    ///   - hashBefore: h of the row before the first, 32 bytes.
    ///   - proof: what vouches for a row.
    package init(
        gate: UInt16, rows: (first: UInt64, last: UInt64), hashBefore: [UInt8], _ proof: RowProof
    ) {
        self.gate = gate
        last = rows.last
        previous = hashBefore
        expected = rows.first
        switch proof {
        case .chain: key = nil
        case .codes(let first): key = first
        }
    }

    /// Goes on at a later row than the next one, whose hash before is known from elsewhere.
    package mutating func skip(to number: UInt64, hashBefore: [UInt8]) {
        guard number >= expected else { return }
        expected = number
        previous = hashBefore
    }

    /// h of the row before the next one, as the file or the device says.
    package var hashBefore: [UInt8] { previous }

    /// Looks at the next row.
    package mutating func take(_ row: JournalFileRow) -> WalkedRow {
        guard let columns = try? RowColumns(reading: row.bytes.span), columns.number <= last else {
            return refuse(row, number: expected, .changed)
        }
        let number = columns.number
        // Nothing of it counts: the rows that follow are tied to the one before.
        guard number >= expected else { return .refused(number: number, .reordered) }
        let isCut = columns.cutFrom == expected
        if number > expected, !isCut {
            // Its code says whether it is the row of that number, or a changed one of this place.
            guard isCoded(row, number: number) else {
                return refuse(row, number: expected, .changed)
            }
            return refuse(row, number: number, .behindMissing(expected...number - 1))
        }
        guard isWhole(row, number: number), let read = try? JournalRow(reading: row.bytes.span)
        else { return refuse(row, number: isCut ? expected : number, .changed) }
        guard read.event.gate == gate else {
            return refuse(row, number: number, .otherGate(read.event.gate))
        }
        let lost = number > expected ? expected...number - 1 : nil
        goOn(behind: number, row.hash)
        return .proved(read, lost: lost)
    }

    private mutating func refuse(
        _ row: JournalFileRow, number: UInt64, _ refusal: RowRefusal
    ) -> WalkedRow {
        goOn(behind: number, row.hash)
        return .refused(number: number, refusal)
    }

    private mutating func goOn(behind number: UInt64, _ hash: [UInt8]) {
        expected = number + 1
        previous = hash
    }

    private mutating func isWhole(_ row: JournalFileRow, number: UInt64) -> Bool {
        let hash = JournalChain.hash(after: previous.span, row.bytes.span)
        return hash.matches(row.hash.span) && isCoded(row, number: number)
    }

    /// Whether the row's code is m of its hash at this number; true where nobody can know.
    private mutating func isCoded(_ row: JournalFileRow, number: UInt64) -> Bool {
        guard let key else { return true }
        let steps = number > keyNumber ? number - keyNumber : 0
        guard steps <= 1 || idleSteps < Self.mostIdleSteps else { return false }
        var stepped = key
        for _ in 0..<steps { stepped = stepped.next() }
        guard stepped.verifies(row.code, of: row.hash) else {
            idleSteps += steps
            return false
        }
        self.key = stepped
        keyNumber = max(keyNumber, number)
        return true
    }
}

/// The first thing that is wrong with a journal, as a walk over all of it finds it.
package struct JournalVerdict: Sendable {
    /// Rows that are whole.
    package private(set) var wholeRows: UInt64 = 0
    /// The first fault; nil where there is none.
    ///
    /// A cut that the gate has recorded itself is named only where there is nothing worse.
    package var fault: JournalFault? { damage ?? recordedCut }
    /// The first fault that the gate has not recorded itself.
    package private(set) var damage: JournalFault?
    private var recordedCut: JournalFault?

    package init() {}

    /// Takes in what the walk said of the next row.
    package mutating func take(_ row: WalkedRow) {
        switch row {
        case .proved(_, let lost):
            wholeRows += 1
            if let lost, recordedCut == nil {
                recordedCut = JournalFault(number: lost.lowerBound, kind: .cut)
            }
        case .refused(let number, .changed), .refused(let number, .otherGate):
            take(JournalFault(number: number, kind: .changed))
        case .refused(_, .behindMissing(let numbers)):
            take(JournalFault(number: numbers.lowerBound, kind: .removed))
        case .refused(let number, .reordered):
            // What was missing stands further behind.
            if damage == JournalFault(number: number, kind: .removed) { damage = nil }
            take(JournalFault(number: number, kind: .reordered))
        }
    }

    /// Takes in a fault that shows only behind the last row.
    package mutating func take(_ fault: JournalFault) { damage = damage ?? fault }
}
