// What a scan's row comes to with all that guards did about it since.
import JournalFormat
import PassCheck

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
            standing.placeToRestore = try place(of: index, before: row.number) ?? .unknown
        }
        return standing
    }

    /// Where the holder was before a row.
    private func place(
        of index: PassIndex, before number: UInt64
    ) throws(DatabaseError) -> HolderPlace? {
        let found = try database.prepare(
            """
            SELECT use FROM row WHERE pass = ?1 AND use IS NOT NULL AND use & 3 AND n < ?2
            ORDER BY n DESC LIMIT 1
            """)
        try found.bind(1, index.column)
        try found.bind(2, Int64(clamping: number))
        return try found.step() ? RowUse(packed: found.integer(0)).place : nil
    }
}
