// Every cap on what a list may cost us, beside each other. A file beyond one is FILE_TOO_BIG unless
// said otherwise. Nothing a person makes in a spreadsheet program comes near them.

/// Caps on a list file.
package enum ListLimits {
    /// Bytes of the file as it is uploaded: 20 MB.
    package static let fileBytes = 20_000_000
    /// Bytes of all parts of a workbook together, inflated: 256 MiB.
    package static let inflatedBytes = 256 * 1024 * 1024
    /// Rows below the header that are not blank.
    package static let rows = 200_000
    /// Characters in a cell; beyond it the cell is CELL_TOO_LONG, not the file.
    package static let cellCharacters = 200
    /// The last row that a sheet can have (ECMA-376 as Excel keeps it); beyond it FILE_DAMAGED,
    /// or for a text FILE_TOO_BIG.
    package static let sheetRows = 1_048_576
    /// The last column that a sheet can have, XFD; beyond it FILE_DAMAGED.
    package static let sheetColumns = 16_384
    /// Among these first rows of a sheet the header stands.
    package static let headerRows = 10

    /// Bytes of the title of a column, with the notes in it; what is longer is no title.
    static let titleBytes = 400
    /// Filled cells of a row that are looked at for titles.
    static let titleCells = 1_024
    /// Cells merged over several rows, in one sheet.
    static let mergedSpans = 200_000
    /// Bytes of a text that may be a date and a time, of which the longest has about fifty.
    static let dateBytes = 80
    /// Numbers, words and marks of such a text, of which the longest has about thirty.
    static let dateParts = 36
    /// Bytes kept of a cell's text: room for 200 characters, and for seeing that there are more.
    static let cellBytes = 2_000
    /// Cells with content, in one sheet.
    static let cells = 8_000_000
    /// XML elements of all parts together, of which a cell has two or three.
    static let xmlElements = 16_000_000
    /// XML attributes of all parts together, of which a cell has three at most.
    static let xmlTotalAttributes = 11_000_000
    /// Entries in a workbook's table of shared strings.
    static let sharedStrings = 2_000_000
    /// Bytes that the table costs, each string cut to `cellBytes`.
    static let sharedStringBytes = 26 * 1024 * 1024
    /// Bytes of what is kept while a list is read for the first time.
    ///
    /// A list with more is only counted to its end, and read again once it is known to be sound: so
    /// a list that is refused never costs more than this.
    static let firstReadingBytes = 26 * 1024 * 1024
    /// The same of problems: the rules take their time with what is wrong.
    static let firstReadingProblems = 65_536
    /// Files inside a workbook.
    static let archiveEntries = 10_000
    /// Bytes of all their names and what stands beside these in the archive's directory.
    static let directoryBytes = 2 * 1024 * 1024
    /// Bytes of the name of such a file; beyond it FILE_DAMAGED.
    static let entryNameBytes = 1_024
    /// Sheets that an answer lists.
    static let listedSheets = 100
    /// Sheets, and relationships of one part.
    static let workbookItems = 4_096
    /// Bytes of the names, ids and targets of these together.
    static let workbookItemBytes = 2 * 1024 * 1024
    /// Cell formats, of which Excel keeps 65,490 at most.
    static let cellFormats = 65_536
    /// Bytes of a name, id or target in a workbook's small parts; beyond it FILE_DAMAGED.
    static let attributeBytes = 4_096
    /// Bytes of the texts of all rows together.
    static let keptTextBytes = 128 * 1024 * 1024
    /// About what a number or plate costs in the set by which doubles are found: two places of
    /// sixteen bytes, and the text itself where it is long.
    static let seenTextBytes = 64
    /// Nesting of XML elements, of which a sheet needs eight; beyond it FILE_DAMAGED.
    static let xmlDepth = 64
    /// Attributes of one XML tag, of which a sheet has a few dozen; beyond it FILE_DAMAGED.
    static let xmlAttributes = 512
    /// Bytes of one XML tag or comment; beyond it FILE_DAMAGED.
    static let xmlTokenBytes = 1024 * 1024
}
