// How numbers, levels and times are written on the command line.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

extension Number: ExpressibleByArgument {
    /// - Returns: nil for what is no whole number, or outside the kind's range.
    package init?(argument: String) {
        guard let value = Int64(argument) else { return nil }
        self.init(rawValue: value)
    }
}

extension OrganisationLevel: ExpressibleByArgument {}
extension LabelPolicy: ExpressibleByArgument {}
extension GateDirection: ExpressibleByArgument {}
extension PassState: ExpressibleByArgument {}
extension UnknownPolicy: ExpressibleByArgument {}

/// Gates in the order of a way: `1,4,2`.
struct CheckpointList: ExpressibleByArgument {
    let gates: [GateNumber]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        gates = parts.compactMap { GateNumber(argument: String($0)) }
        guard !gates.isEmpty, gates.count == parts.count else { return nil }
    }
}

extension DayWindow: ExpressibleByArgument {
    package init?(argument: String) { self.init(hours: argument) }
}

/// Six digits that open every pass number here.
struct AreaArgument: ExpressibleByArgument {
    let code: UInt32

    init?(argument: String) {
        guard argument.utf8.count == 6, argument.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let code = UInt32(argument)
        else { return nil }
        self.code = code
    }
}

/// A second, or a distance from now with or without a `+`: `14d`.
struct ExpiryArgument: ExpressibleByArgument {
    let time: TimeArgument

    init?(argument: String) {
        guard let time = TimeArgument(argument: argument) ?? TimeArgument(argument: "+" + argument)
        else { return nil }
        self.time = time
    }
}

extension TimeArgument {
    /// The second that is meant; where no zone was given, on the clocks of the first site.
    func seconds(at office: Office) throws -> Int64 {
        let offset = try office.sites().first?.utcOffsetMinutes ?? Site.usualOffsetMinutes
        let time = resolved(now: SystemClock.now(), utcOffsetMinutes: offset)
        return Int64(clamping: time.seconds)
    }
}

extension Site {
    /// China's standard time, for an office without a site.
    static let usualOffsetMinutes: Int64 = 480
}

/// Why something is done, as the audit keeps it.
///
/// A scanner types a code wherever the cursor stands, and reasons are kept for good.
func reasonArgument(_ typed: String) throws -> String {
    guard typed.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError("请写明原因。/ Say why; the reason is empty.")
    }
    return typed.withoutSecrets
}
