// What a caller knows before a list is read.
package import Identifiers

/// The two kinds of list.
package enum ListKind: Sendable, Hashable {
    case staff
    case vehicles
}

/// Which sheet of a workbook is read.
package enum SheetChoice: Sendable, Hashable {
    /// The first visible one that has a header row.
    case firstWithHeader
    /// The one of this name, hidden or not. Without such a sheet the answer is NO_HEADER.
    case named(String)
}

/// What a list is judged by besides itself.
package struct ListOptions: Sendable {
    /// Which sheet of a workbook is read; texts have one.
    package var sheet: SheetChoice
    /// The moment of reading on the site's wall, for birth dates and for validity that is over.
    package var today: CalendarDate
    /// Second of that day, 0 to 86,399.
    package var secondOfToday: Int
    /// Names and numbers of zones as a list may write them; nil where zones are not checked.
    package var knownZones: Set<String>?
    /// Names and numbers of routes as a list may write them; nil where routes are not checked.
    package var knownRoutes: Set<String>?
    /// Is told, now and then, how many of the sheet's rows have been read.
    package var noteRows: (@Sendable (Int) -> Void)?
    /// How many bytes of rows and problems are kept before the list is only counted.
    var keptBytes = ListLimits.firstReadingBytes
    /// How many problems are kept until then.
    var keptProblems = ListLimits.firstReadingProblems

    /// - Parameters:
    ///   - sheet: which sheet of a workbook.
    ///   - today: the day of reading at the site.
    ///   - secondOfToday: seconds since that day's midnight, 0 to 86,399.
    ///   - knownZones: nil for no check.
    ///   - knownRoutes: nil for no check.
    package init(
        sheet: SheetChoice, today: CalendarDate, secondOfToday: Int, knownZones: Set<String>?,
        knownRoutes: Set<String>?
    ) {
        self.sheet = sheet
        self.today = today
        self.secondOfToday = secondOfToday
        self.knownZones = knownZones
        self.knownRoutes = knownRoutes
    }
}
