// Members that are the registry's own values: numbers of things, names, lists of them.
import Identifiers
import Issuance
import PassFormat
import Registry

extension Fields {
    mutating func optionalNumber<Thing: Numbered>(
        _ name: String, _: Number<Thing>.Type
    ) -> Number<Thing>? {
        optionalInteger(name, Thing.numbers).flatMap(Number<Thing>.init(rawValue:))
    }

    mutating func number<Thing: Numbered>(
        _ name: String, _: Number<Thing>.Type
    ) -> Number<Thing>? {
        integer(name, Thing.numbers).flatMap(Number<Thing>.init(rawValue:))
    }

    mutating func optionalNumbers<Thing: Numbered>(
        _ name: String, _ count: ClosedRange<Int>, _ type: Number<Thing>.Type
    ) -> [Number<Thing>]? {
        optionalList(name, count) { $0.number($1, type) }
    }

    /// A day's window as two texts of the form 08:00.
    mutating func optionalHours(_ name: String) -> DayWindow? {
        optionalParsed(name, 11...11, code: "HOURS_FORMAT") { text in
            guard let window = DayWindow(hours: text) else { throw HoursFault() }
            return window
        } _: { _ in
            BilingualText("应写作 08:00-18:00", "expected hours such as 08:00-18:00")
        }
    }

    /// Seconds since 1970, up to the end of the year 9999.
    mutating func optionalTime(_ name: String) -> Int64? {
        optionalInteger(name, 0...253_402_300_799)
    }

    private struct HoursFault: Error {}

    mutating func optionalPlate(_ name: String) -> Plate? {
        optionalParsed(name, code: "PLATE_FORMAT", Plate.init(parsing:)) { $0.identifierText }
    }

    mutating func optionalPassNumber(_ name: String) -> PassNumber? {
        optionalParsed(name, code: "PASS_NUMBER_FORMAT", PassNumber.init(parsing:)) {
            $0.identifierText
        }
    }
}

extension Error {
    /// The two sentences of an identifier's fault.
    fileprivate var identifierText: BilingualText {
        guard let fault = self as? IdentifierError else { return BilingualText("不正确", "is wrong") }
        return BilingualText(fault.chinese, fault.english)
    }
}
