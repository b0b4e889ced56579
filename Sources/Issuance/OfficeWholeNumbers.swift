// ID and telephone numbers of forms in full, and the search for one: each for a reason, each a row
// of the audit. Tests: Tests/IssuanceTests/ApplicationHistoryTests.swift.
import ApplicationKinds
package import Approvals
import Identifiers
package import Registry

/// The numbers of a form in full.
package struct WholeNumbers: Encodable, Sendable {
    package let application: Int64
    /// Fields that hold people, ID or telephone numbers.
    package let values: [String: FormInput]
}

/// An application that names a number that was looked for.
package struct NumberMatch: Encodable, Sendable {
    package let application: Int64
    let kind: String
    let organisation: OrganisationNumber
    let status: String
    /// Seconds since 1970.
    let filedAt: Int64
}

/// A page of a search.
package struct NumberMatches: Sendable {
    package internal(set) var matches: [NumberMatch] = []
    /// The key of the next page; nil where all was looked through.
    package internal(set) var next: String?
}

extension ApplicationsOffice {
    /// How many applications one page of a search looks through.
    private static let searchedAtOnce = 2_000

    /// The numbers of an application's form in full.
    ///
    /// - Throws: `OfficeError` where there is no such application.
    package func wholeNumbers(
        of number: Int64, why: String
    ) throws(OfficeError) -> WholeNumbers {
        try office.changing(why: why) { act in
            let stored = try office.registry.application(number)
            let state = try PassApplication(of: stored)
            let kind = kinds.kinds[stored.kind]
            try office.registry.noteReading(.form, of: number, act: act)
            return WholeNumbers(
                application: number,
                values: state.values.reduce(into: [:]) { whole, value in
                    // A field that the kind has no more might be a number of a person.
                    let type = kind?.field(value.key)?.type ?? .identity
                    whole[value.key] = value.value.whole(as: type)
                })
        }
    }

    /// Looks for a number among the applications that have come to a desk, by number.
    ///
    /// - Parameters:
    ///   - text: an ID or telephone number as typed.
    ///   - page: its key is an application's number, in decimal.
    /// - Throws: `OfficeError` for an unknown desk.
    package func search(
        _ text: String, at desk: String, of site: SiteNumber, _ page: PagePlace, why: String
    ) throws(OfficeError) -> NumberMatches {
        let wanted = Self.canonical(text)
        return try office.changing(why: why) { act in
            var filter = ApplicationFilter(limit: Self.searchedAtOnce)
            (filter.site, filter.desk) = (site, desk)
            filter.after = page.after.flatMap { Int64($0) }
            let looked = try office.registry.applications(filter)
            var found = NumberMatches()
            if looked.count == Self.searchedAtOnce {
                found.next = looked.last.map { "\($0.number)" }
            }
            for stored in looked {
                let state = try PassApplication(of: stored)
                guard state.values.values.contains(where: { $0.names(wanted) }) else { continue }
                if found.matches.count == page.limit - 1 {
                    found.next = found.matches.last.map { "\($0.application)" }
                    break
                }
                found.matches.append(NumberMatch(stored))
            }
            try office.registry.noteSearch(
                at: desk, of: site, found: found.matches.count, act: act)
            return found
        }
    }

    /// As forms keep it: an ID number in capitals, a telephone without its prefix.
    private static func canonical(_ text: String) -> String {
        if let phone = try? MobileNumber(parsing: text) { return phone.text }
        guard let day = CalendarDate(year: 9999, month: 12, day: 31),
            let identity = try? IdentityNumber(parsing: text, today: day, declared: .unstated)
        else { return text }
        return identity.text
    }
}

extension NumberMatch {
    fileprivate init(_ stored: StoredApplication) {
        application = stored.number
        kind = stored.kind
        organisation = stored.organisation
        status = stored.status
        filedAt = stored.filedAt
    }
}

extension FormValue {
    /// The value in full where it holds numbers of people; nil for any other.
    fileprivate func whole(as type: FieldType) -> FormInput? {
        switch (self, type) {
        case (.people(let people), _): .list(people.map(\.whole))
        case (.text(let text), .identity), (.text(let text), .telephone): .text(text)
        default: nil
        }
    }

    /// Whether it holds an ID or telephone number.
    fileprivate func names(_ number: String) -> Bool {
        switch self {
        case .text(let text): text == number
        case .people(let people):
            people.contains { $0.identity == number || $0.telephone == number }
        case .number, .date, .time, .yesNo, .items, .attachments, .list: false
        }
    }
}
