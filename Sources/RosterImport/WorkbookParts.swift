// The small parts of a workbook: relationships, the list of sheets, and cell formats.
// `unsafe` here is the attributes that are lent for the length of a callback.

/// Reads a part of relationships: ids, kinds and targets.
final class RelationshipReader: PartVisitor {
    /// One relationship.
    struct Item {
        let id: String
        let type: String
        let target: String
    }

    private(set) var items: [Item] = []
    private var keptBytes = 0

    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws(FileRefusal) -> ReadingFlow {
        guard name == .relationship, let target = unsafe try attributes.value(of: "Target") else {
            return .goOn
        }
        let item = Item(
            id: unsafe try attributes.value(of: "Id") ?? "",
            type: unsafe try attributes.value(of: "Type") ?? "",
            target: target)
        keptBytes += item.id.utf8.count + item.type.utf8.count + item.target.utf8.count
        guard items.count < ListLimits.workbookItems, keptBytes <= ListLimits.workbookItemBytes
        else { throw FileRefusal(code: .fileTooBig) }
        items.append(item)
        return .goOn
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    func end(_ name: XMLName) -> ReadingFlow { .goOn }

    /// The target of the first relationship whose type ends so.
    func target(ofType ending: String) -> String? {
        items.first { $0.type.hasSuffix(ending) }?.target
    }
}

/// Reads the workbook part: its sheets in order and its date epoch.
final class WorkbookReader: PartVisitor {
    /// One sheet as the workbook names it.
    struct Sheet {
        let name: String
        /// Its attributes named `id`: one is the relationship's, others may be of strangers.
        let relationshipIDs: [String]
        let isVisible: Bool
    }

    private(set) var sheets: [Sheet] = []
    private(set) var epoch = DateEpoch.from1900
    private var isRootSeen = false
    private var keptBytes = 0

    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws(FileRefusal) -> ReadingFlow {
        if !isRootSeen {
            isRootSeen = true
            guard name == .workbook else { throw FileRefusal(code: .fileType) }
        } else if name == .workbookPr {
            let flag = unsafe try attributes.value(of: "date1904")
            if flag == "1" || flag == "true" { epoch = .from1904 }
        } else if name == .sheet {
            let state = unsafe try attributes.value(of: "state") ?? "visible"
            let sheet = Sheet(
                name: unsafe try attributes.value(of: "name") ?? "",
                relationshipIDs: unsafe try attributes.values(of: "id"),
                isVisible: state == "visible")
            keptBytes += sheet.relationshipIDs.reduce(sheet.name.utf8.count) { $0 + $1.utf8.count }
            guard sheets.count < ListLimits.workbookItems,
                keptBytes <= ListLimits.workbookItemBytes
            else { throw FileRefusal(code: .fileTooBig) }
            sheets.append(sheet)
        }
        return .goOn
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    func end(_ name: XMLName) -> ReadingFlow { .goOn }
}

/// How a cell's format shows a number.
enum NumberFormat: Equatable {
    case usual
    /// As a date or a time.
    case date
    /// With zeros before it, up to so many digits, as firms do with the numbers of their people.
    case padded(digits: Int)

    /// - Parameter code: as a workbook has it (ECMA-376 part 1, 18.8.31).
    init(code: String) {
        let positive = code.utf8.prefix { $0 != UInt8(ascii: ";") }
        if Self.showsDate(code) {
            self = .date
        } else if (2...40).contains(positive.count), positive.allSatisfy({ $0 == 0x30 }) {
            self = .padded(digits: positive.count)
        } else {
            self = .usual
        }
    }
}

/// Reads the styles part: what the cell formats make of a number.
final class StyleReader: PartVisitor {
    private var formatsByID: [Int: NumberFormat] = [:]
    private var isCellFormats = false
    private var formatCount = 0
    /// By the style index of a cell.
    private(set) var formats: [NumberFormat] = []

    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws(FileRefusal) -> ReadingFlow {
        if name == .numFmt {
            formatCount += 1
            guard formatCount <= ListLimits.cellFormats else {
                throw FileRefusal(code: .fileTooBig)
            }
            if let id = unsafe try attributes.value(of: "numFmtId").flatMap({ Int($0) }),
                let code = unsafe try attributes.value(of: "formatCode")
            {
                let format = NumberFormat(code: code)
                if format != .usual, formatsByID[id] != .date { formatsByID[id] = format }
            }
        } else if name == .cellXfs {
            isCellFormats = true
        } else if name == .xf, isCellFormats {
            guard formats.count < ListLimits.cellFormats else {
                throw FileRefusal(code: .fileTooBig)
            }
            let id = unsafe try attributes.value(of: "numFmtId").flatMap { Int($0) } ?? 0
            formats.append(Self.dates.contains(id) ? .date : formatsByID[id] ?? .usual)
        }
        return .goOn
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    func end(_ name: XMLName) -> ReadingFlow {
        if name == .cellXfs { isCellFormats = false }
        return .goOn
    }

    /// Formats that need no definition and show a date or time (ECMA-376 part 1, 18.8.30, with
    /// those of East Asian locales).
    private static let dates = Set([14...22, 27...36, 45...47, 50...58].joined())
}

extension NumberFormat {
    /// Whether a format code has a letter of a date outside of quotes, brackets and escapes.
    private static func showsDate(_ code: String) -> Bool {
        var isQuoted = false
        var isBracketed = false
        var isEscaped = false
        for byte in code.utf8.prefix(255) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted {
                continue
            } else if byte == UInt8(ascii: "[") {
                isBracketed = true
            } else if byte == UInt8(ascii: "]") {
                isBracketed = false
            } else if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "_") {
                isEscaped = true
            } else if !isBracketed, "ymdhs".utf8.contains(byte | 0x20) {
                return true
            } else if byte == UInt8(ascii: ";") {
                return false
            }
        }
        return false
    }
}

extension XMLName {
    fileprivate static let relationship: XMLName = "Relationship"
    fileprivate static let cellXfs: XMLName = "cellXfs"
    fileprivate static let numFmt: XMLName = "numFmt"
    fileprivate static let sheet: XMLName = "sheet"
    fileprivate static let workbook: XMLName = "workbook"
    fileprivate static let workbookPr: XMLName = "workbookPr"
    fileprivate static let xf: XMLName = "xf"
}
