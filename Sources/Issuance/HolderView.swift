// What a holder's page shows of a pass.
import Identifiers
import PassFormat
package import Registry

/// How a holder's pass stands.
package enum HolderPassState: String, Sendable, Encodable {
    case valid
    case notYet = "not_yet"
    case expired, revoked
    /// The pass has another code, or its link was ended: what this link showed is void.
    case ended
}

/// A pass as its holder sees it; every key is there, null where nothing is said.
package struct HolderView: Sendable, Encodable {
    /// What the page says beyond number and state.
    package struct Facts: Sendable {
        package let pass: PassSummary
        package let firm: String
        package let site: Site
        /// Names of the gates that the pass is limited to.
        package let gates: [String]
        /// PNG of the code; nil where only live codes count, or where the pass is not good.
        package let code: [UInt8]?
    }

    /// In groups.
    package let number: String
    package let state: HolderPassState
    /// Nil where the link was ended.
    package let facts: Facts?

    private enum CodingKeys: String, CodingKey {
        case number, state, kind, name, plate, firm, site, from, until, utcOffsetMinutes, gates
        case direction, hours, maxEntries, liveRequired, codePng
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let pass = facts?.pass
        let isVehicle = pass?.kind == PassKind.vehicle.name
        try container.encode(number, forKey: .number)
        try container.encode(state, forKey: .state)
        try container.encode(pass?.kind, forKey: .kind)
        try container.encode(isVehicle ? nil : pass?.name.map(masked), forKey: .name)
        try container.encode(isVehicle ? pass?.key : nil, forKey: .plate)
        try container.encode(facts?.firm, forKey: .firm)
        try container.encode(facts?.site.name, forKey: .site)
        try container.encode(pass?.nbf, forKey: .from)
        try container.encode(pass?.exp, forKey: .until)
        try container.encode(facts?.site.utcOffsetMinutes, forKey: .utcOffsetMinutes)
        try container.encode(facts?.gates ?? [], forKey: .gates)
        try container.encode(pass?.direction, forKey: .direction)
        try container.encode(hours, forKey: .hours)
        try container.encode(pass?.maxEntries, forKey: .maxEntries)
        try container.encode(pass?.liveRequired ?? false, forKey: .liveRequired)
        try container.encode(
            facts?.code.map { Base64.text($0) }, forKey: .codePng)
    }

    private func masked(_ name: String) -> String {
        (try? PersonName(parsing: name))?.masked ?? name.prefix(1) + "*"
    }

    /// As `08:00-18:00`; nil for all day.
    private var hours: String? {
        guard let start = facts?.pass.startMinute, let end = facts?.pass.endMinute else {
            return nil
        }
        func clock(_ minute: Int) -> String {
            func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            return "\(two(minute / 60)):\(two(minute % 60))"
        }
        return "\(clock(start))-\(clock(end))"
    }
}

/// A live code for a holder's page.
package struct HolderLive: Sendable, Encodable {
    /// PNG.
    let code: [UInt8]
    /// The device's new secret; nil where the device showed its own.
    let device: String?
    /// Seconds after which to ask again.
    let renewSeconds: Int

    private enum CodingKeys: String, CodingKey { case codePng, device, renewAfterSeconds }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Base64.text(code), forKey: .codePng)
        try container.encode(device, forKey: .device)
        try container.encode(renewSeconds, forKey: .renewAfterSeconds)
    }
}
