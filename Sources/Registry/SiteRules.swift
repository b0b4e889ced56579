// What a site's gates ask for beyond what a pass says itself. Tests: Tests/RegistryTests.
import GRDB

/// Whether something has to be told or shown at a gate.
package enum RuleDemand: String, Sendable, Codable, CaseIterable {
    case optional, asked
}

/// The rules of a site that its gates apply; they go out with the next bundle.
package struct SiteRules: Sendable, Equatable, Encodable {
    /// Whether a vehicle's driver has to be told; one that is told is always judged.
    package var driver = RuleDemand.optional
    /// Whether a test or health code that is still good has to be on record.
    package var evidence = RuleDemand.optional
    /// How old the last temperature taken at the gate may be; nil: not asked.
    package var temperatureWithinSeconds: Int64?
    /// The highest temperature that is no fever, in tenths of a degree Celsius.
    package var temperatureLimitTenths: Int64 = 373
    /// For passes with a limit of entries: how recently every other gate that the pass may use
    /// must have been heard; nil: not asked.
    package var entriesHeardSeconds: Int64?
    /// From which age on it is unknown whether somebody is inside.
    package var stateSeconds: Int64 = 57_600
    /// How far a gate's clock may be ahead after another boot.
    package var clockLeapSeconds: Int64 = 30 * 86_400
    /// Overrides that one guard may give in a shift without a second guard.
    package var overridesPerShift: Int64 = 20

    package init() {}

    init(_ row: Row) {
        driver = RuleDemand(rawValue: row["driver"]) ?? .asked
        evidence = RuleDemand(rawValue: row["evidence"]) ?? .asked
        temperatureWithinSeconds = row["temperature_within_s"]
        temperatureLimitTenths = row["temperature_limit_tenths"]
        entriesHeardSeconds = row["entries_heard_s"]
        stateSeconds = row["state_s"]
        clockLeapSeconds = row["clock_leap_s"]
        overridesPerShift = row["overrides_per_shift"]
    }

    private enum CodingKeys: String, CodingKey {
        case driver, evidence, temperatureWithinSeconds, temperatureLimitTenths
        case entriesHeardSeconds, stateSeconds, clockLeapSeconds, overridesPerShift
    }

    /// Every key, also where its value is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(driver, forKey: .driver)
        try container.encode(evidence, forKey: .evidence)
        try container.encode(temperatureWithinSeconds, forKey: .temperatureWithinSeconds)
        try container.encode(temperatureLimitTenths, forKey: .temperatureLimitTenths)
        try container.encode(entriesHeardSeconds, forKey: .entriesHeardSeconds)
        try container.encode(stateSeconds, forKey: .stateSeconds)
        try container.encode(clockLeapSeconds, forKey: .clockLeapSeconds)
        try container.encode(overridesPerShift, forKey: .overridesPerShift)
    }

    /// For the audit.
    var words: String {
        func seconds(_ count: Int64?) -> String { count.map(String.init) ?? "off" }
        return "driver=\(driver.rawValue) evidence=\(evidence.rawValue)"
            + " temperature=\(seconds(temperatureWithinSeconds))"
            + " temperature_limit=\(temperatureLimitTenths)"
            + " entries_heard=\(seconds(entriesHeardSeconds)) state=\(stateSeconds)"
            + " clock_leap=\(clockLeapSeconds) overrides=\(overridesPerShift)"
    }

    func store(for site: SiteNumber, in db: Database) throws {
        try db.execute(
            cached: """
                UPDATE sites SET driver = ?, evidence = ?, temperature_within_s = ?,
                    temperature_limit_tenths = ?, entries_heard_s = ?, state_s = ?,
                    clock_leap_s = ?, overrides_per_shift = ?
                WHERE number = ?
                """,
            arguments: [
                driver.rawValue, evidence.rawValue, temperatureWithinSeconds,
                temperatureLimitTenths, entriesHeardSeconds, stateSeconds, clockLeapSeconds,
                overridesPerShift, site.rawValue,
            ])
    }
}
