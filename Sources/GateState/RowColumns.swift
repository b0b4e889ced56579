// What of a row's bytes the table repeats in columns.
import PassFormat

/// The first fields of a row, read without allocating.
///
/// What follows them is the chain hash's to protect.
struct RowColumns {
    private(set) var number: UInt64 = 0
    private(set) var cutFrom: UInt64?
    private(set) var at = Timestamp(seconds: 0)
    private var index: UInt64?
    private var entry = false
    private var liveStep: UInt32?

    init(reading input: Span<UInt8>) throws(CBORFault) {
        var cursor = CBORCursor()
        var remaining = try cursor.mapCount(in: input)
        while remaining > 0 {
            remaining &-= 1
            switch try cursor.unsigned(in: input) {
            case RowKey.number: number = try cursor.unsigned(in: input)
            case RowKey.at: at = Timestamp(seconds: try cursor.unsigned(in: input))
            case RowKey.kind: _ = try cursor.unsigned(in: input)
            case RowKey.cutFrom: cutFrom = try cursor.unsigned(in: input)
            case RowKey.index:
                var value: UInt64 = 0
                for position in try cursor.byteString(in: input) {
                    value = value << 8 | UInt64(input[position])
                }
                index = value
            case RowKey.entry:
                _ = try cursor.head(in: input)
                entry = true
            case RowKey.liveStep: liveStep = UInt32(clamping: try cursor.unsigned(in: input))
            default: return
            }
        }
    }

    /// The column of that name: 1 for an entry, plus twice the step after that of a live code.
    static func use(entry: Bool, liveStep: UInt32?) -> Int64 {
        (liveStep.map { (Int64($0) + 1) * 2 } ?? 0) + (entry ? 1 : 0)
    }

    /// Whether columns 3 and 4 of a row, `pass` and `use`, say the same.
    func agree(with row: Statement) -> Bool {
        let pass = row.integer(3)
        let isSamePass =
            if let index {
                // A null reads as 0.
                pass == Int64(bitPattern: index) && (pass != 0 || row.integerOrNull(3) != nil)
            } else {
                row.integerOrNull(3) == nil
            }
        return isSamePass && row.integer(4) == Self.use(entry: entry, liveStep: liveStep)
    }
}
