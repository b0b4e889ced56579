// What a scan's row comes to with all that guards did about it since.
import JournalFormat
import PassCheck
import PassFormat

/// The state of one scan.
struct RowStanding {
    /// Whether somebody was let through by it, and it was not taken back.
    var isAdmitted: Bool
    /// What it and the rows about it add to the entries of its pass.
    var entries: Int8
    /// Where the holder is again once it is taken back; nil where that changes nothing.
    var placeToRestore: HolderPlace?
}

extension JournalTable {
    func standing(of row: JournalRow) throws(DatabaseError) -> RowStanding {
        var standing = RowStanding(
            isAdmitted: row.event.kind == .check && row.event.outcome == .allow,
            entries: row.event.entries, placeToRestore: nil)
        let index = row.event.reference?.index
        var hasMoved = row.event.place != nil
        var isMovedSince = false
        let later = try database.prepare("SELECT bytes FROM row WHERE n > ?1 ORDER BY n")
        try later.bind(1, Int64(clamping: row.number))
        while try later.step() {
            guard let event = later.withBlob(0, { try? JournalRow(reading: $0) })?.event else {
                continue
            }
            // A scan without a pass is acted on as well; only moves are told by the pass.
            guard event.about == row.number else {
                if let index, event.reference?.index == index, event.place != nil {
                    isMovedSince = true
                }
                continue
            }
            switch event.kind {
            case .override, .leave: standing.isAdmitted = true
            case .refuse, .annul: standing.isAdmitted = false
            default: continue
            }
            standing.entries += event.entries
            hasMoved = hasMoved || event.place != nil
        }
        if hasMoved, !isMovedSince, let index {
            let earlier = try lastMove(of: index, before: row.number).flatMap {
                (number) throws(DatabaseError) in try columns(of: number)?.place
            }
            standing.placeToRestore = earlier ?? .unknown
        }
        return standing
    }

    /// When the holder came to where a row tells: one that takes another back puts them where they
    /// were before that, since then, so that what another gate saw in between still counts.
    func timeOfMove(
        by row: RowColumns, _ index: PassIndex
    ) throws(DatabaseError) -> Timestamp {
        var found = row
        while let about = found.restoredBefore,
            let number = try lastMove(of: index, before: min(about, found.number)),
            let earlier = try columns(of: number)
        {
            found = earlier
        }
        return found.at
    }

    /// The last row before another that tells where the holder was; nil for none.
    private func lastMove(
        of index: PassIndex, before number: UInt64
    ) throws(DatabaseError) -> Int64? {
        let found = try database.prepare(
            """
            SELECT max(n) FROM row
            WHERE pass = ?1 AND use IS NOT NULL AND use & 3 AND n < ?2
            """)
        try found.bind(1, index.column)
        try found.bind(2, Int64(clamping: number))
        return try found.step() ? found.integerOrNull(0) : nil
    }
}

extension RowColumns {
    /// The row that this one takes back, the holder's place with it; nil for one that takes none.
    var restoredBefore: UInt64? {
        guard place != nil,
            kind == JournalKind.refuse.rawValue || kind == JournalKind.annul.rawValue
        else { return nil }
        return about
    }
}
