// What a list's cells mean at one site: names of zones and routes, and times on its wall.
import Identifiers
import Registry
import RosterImport

/// A site as a list's reader needs it.
struct ListPlace {
    /// By name and by number, as cells write them.
    let zones: [String: ZoneNumber]
    let routes: [String: RouteNumber]
    private let offsetSeconds: Int64
    private let today: CalendarDate
    private let secondOfToday: Int

    /// - Returns: nil where the clock shows no year that a calendar has.
    init?(zones: [Zone], routes: [Route], site: Site, nowSeconds: Int64) {
        let local = nowSeconds + site.utcOffsetMinutes * 60
        guard let today = CalendarDate(daysSince1970: Int(local / 86_400)) else { return nil }
        self.today = today
        secondOfToday = Int(local % 86_400)
        self.zones = Dictionary(
            zones.flatMap { [($0.name, $0.number), ("\($0.number)", $0.number)] },
            uniquingKeysWith: { first, _ in first })
        self.routes = Dictionary(
            routes.flatMap { [($0.name, $0.number), ("\($0.number)", $0.number)] },
            uniquingKeysWith: { first, _ in first })
        offsetSeconds = site.utcOffsetMinutes * 60
    }

    func listOptions(_ sheet: String?) -> ListOptions {
        ListOptions(
            sheet: sheet.map(SheetChoice.named) ?? .firstWithHeader,
            today: today, secondOfToday: secondOfToday, knownZones: Set(zones.keys),
            knownRoutes: Set(routes.keys))
    }

    /// The same for an import, which tells how far it has come: what is to be written is told of
    /// while it is written.
    func listOptions(_ options: ImportOptions) -> ListOptions {
        var list = listOptions(options.sheet)
        if options.mode == .dryRun { list.noteRows = options.noteRows }
        return list
    }

    /// The first second meant, since 1970.
    func seconds(startOf time: WallTime) -> Int64 {
        Int64(time.date.daysSince1970) * 86_400 + Int64(time.secondOfDay ?? 0) - offsetSeconds
    }

    /// The end of what is meant, since 1970: a bare day lasts until midnight.
    func seconds(endOf time: WallTime) -> Int64 {
        Int64(time.date.daysSince1970) * 86_400 + Int64(time.secondOfDay ?? 86_400) - offsetSeconds
    }
}

extension Office {
    func listPlace(_ options: ImportOptions) throws(OfficeError) -> ListPlace {
        try office {
            _ = try registry.organisation(options.organisation)
            let site = try registry.site(options.site)
            let place = ListPlace(
                zones: try registry.zones().filter { $0.site == site.number },
                routes: try registry.routes(), site: site, nowSeconds: now)
            guard let place else {
                throw OfficeError(
                    "系统时钟不可信；请校准", "the system's clock cannot be right; set it", exitCode: 3)
            }
            return place
        }
    }
}
