// What a pass is limited to, as options of `gatepass pass issue`.
import ArgumentParser
import PassFormat
import Registry

/// Limits of the passes that are issued; a reissue keeps them.
struct TermArguments: ParsableArguments {
    @Option(help: "只准由这些门岗通行。/ Only through these gates: 1,4.")
    var gates: CheckpointList?
    @Option(help: "只准进或出。/ Only in or out.", transform: Self.direction)
    var direction: Direction?
    @Option(help: "每日时段。/ Only in these hours of the day: 08:00-18:00.")
    var hours: DayWindow?
    @Option(help: "最多进入次数。/ How often it may be used to enter, 1 to 65535.")
    var maxEntries: UInt16?
    @Flag(name: .customLong("live"), help: "须出示动态码，纸质码无效。/ No printed copy, only a live code.")
    var needsLive = false

    func validate() throws {
        if maxEntries == 0 {
            throw ValidationError("应为 1 到 65535。/ --max-entries is 1 to 65535.")
        }
    }

    var terms: PassTerms {
        var terms = PassTerms()
        terms.gates = Set(gates?.gates ?? []).sorted { $0.rawValue < $1.rawValue }
        terms.direction = direction
        terms.hours = hours
        terms.maximumEntries = maxEntries
        terms.copies = needsLive ? .liveRequired : .count
        return terms
    }

    @Sendable private static func direction(_ text: String) throws -> Direction {
        guard let direction = Direction(name: text) else {
            throw ValidationError("应为 in 或 out。/ --direction is in or out.")
        }
        return direction
    }
}
