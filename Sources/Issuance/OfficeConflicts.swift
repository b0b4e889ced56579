// What gates and office know that does not go together: each with the facts of both sides. Nothing
// is decided here; people look into it. Tests: Tests/IssuanceTests/ConflictTests.swift.
import JournalFormat
import PassCheck
import PassFormat
package import Registry

/// How the two sides differ.
package enum ConflictKind: String, Sendable, Encodable {
    /// A gate let a pass through after the office had withdrawn it.
    case afterRevocation = "ADMITTED_AFTER_REVOCATION"
    /// A pass was let in at two gates, and nothing says that its holder left in between.
    case twoPlaces = "TWO_PLACES"
    /// All gates together let it in more often than it says.
    case tooManyEntries = "TOO_MANY_ENTRIES"
}

/// What a gate recorded.
package struct GateFact: Sendable, Encodable {
    package let gate: GateNumber
    package let site: SiteNumber
    package let zone: ZoneNumber
    /// The row's number in the gate's journal.
    package let n: Int64
    /// Seconds since 1970, by the gate's clock.
    package let at: Int64
    package let kind: String?
    package let verdict: String?
    package let code: String?
    package let direction: String?
    package let seq: Int
    /// The bundle in force at the gate.
    package let bundle: UInt64?
    /// The badge of the guard on duty who did it.
    package let onDuty: String?

    init(_ passage: Passage) {
        let event = (try? JournalRow(reading: passage.bytes.span))?.event
        gate = passage.gate
        site = passage.site
        zone = passage.zone
        n = passage.number
        at = passage.atSeconds
        kind = event?.kind.name
        verdict = event?.outcome?.rawValue
        code = event?.code
        direction = passage.direction?.name
        seq = passage.sequence
        bundle = event?.bundleVersion
        onDuty = event?.onDuty?.hex
    }

    private enum CodingKeys: String, CodingKey {
        case gate, site, zone, n, at, kind, verdict, code, direction, seq, bundle
        case onDuty = "guard"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(site, forKey: .site)
        try container.encode(zone, forKey: .zone)
        try container.encode(n, forKey: .n)
        try container.encode(at, forKey: .at)
        try container.encode(kind, forKey: .kind)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(code, forKey: .code)
        try container.encode(direction, forKey: .direction)
        try container.encode(seq, forKey: .seq)
        try container.encode(bundle, forKey: .bundle)
        try container.encode(onDuty, forKey: .onDuty)
    }
}

/// What the office knows.
package struct OfficeFact: Sendable, Encodable {
    /// Seconds since 1970.
    package var revokedAt: Int64?
    package var reason: String?
    package var maxEntries: UInt16?
    package var entries: Int?

    private enum CodingKeys: String, CodingKey { case revokedAt, reason, maxEntries, entries }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(revokedAt, forKey: .revokedAt)
        try container.encode(reason, forKey: .reason)
        try container.encode(maxEntries, forKey: .maxEntries)
        try container.encode(entries, forKey: .entries)
    }
}

/// One conflict.
package struct PassConflict: Sendable, Encodable {
    package let kind: ConflictKind
    /// Hexadecimal.
    package let index: String
    /// In groups; null for a pass that the office does not know.
    package let number: String?
    package let gates: [GateFact]
    package let office: OfficeFact

    private enum CodingKeys: String, CodingKey { case kind, index, number, gates, office }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(index, forKey: .index)
        try container.encode(number, forKey: .number)
        try container.encode(gates, forKey: .gates)
        try container.encode(office, forKey: .office)
    }
}

extension Office {
    /// Every conflict that the journals show, by pass.
    package func conflicts() throws(OfficeError) -> [PassConflict] {
        try office { try conflicts(.all) }
    }

    /// - Parameter choice: for those of one import, only conflicts that its rows have a part in.
    func conflicts(_ choice: PassageChoice) throws -> [PassConflict] {
        let gates = try registry.gates()
        let rules = ConflictRules(
            recordingExits: Set(gates.filter { $0.direction != .inward }.map(\.zone)))
        var found: [PassConflict] = []
        try registry.forEachPassage(choice) { facts in
            for conflict in rules.conflicts(in: facts) {
                let isWanted =
                    switch choice {
                    case .all: true
                    case .broughtBy: conflict.passages.contains(where: \.isNew)
                    }
                guard isWanted else { continue }
                found.append(
                    PassConflict(
                        kind: conflict.kind, index: hexadecimal(facts.index),
                        number: facts.number, gates: conflict.passages.map(GateFact.init),
                        office: conflict.office))
            }
        }
        return found
    }
}

/// The rules, pure.
struct ConflictRules {
    /// Being inside is believed for so long where the zone's gates record who leaves.
    static let insideSeconds: Int64 = 57_600
    /// And for so long where they do not: nobody is let in at another gate that soon after.
    static let entrySeconds: Int64 = 600
    /// From zone to zone of one site people may walk; not faster than this.
    static let walkSeconds: Int64 = 60

    /// Zones with a gate that lets out.
    let recordingExits: Set<ZoneNumber>

    /// A conflict before it is told.
    struct Found {
        let kind: ConflictKind
        let passages: [Passage]
        var office = OfficeFact()
    }

    func conflicts(in facts: PassFacts) -> [Found] {
        afterRevocation(facts) + twoPlaces(facts) + tooManyEntries(facts)
    }

    private func afterRevocation(_ facts: PassFacts) -> [Found] {
        // A revocation reaches the issues before it too, which a newer one has replaced; what was
        // let in after several is told with the first that it came after.
        var rest = facts.passages.filter { $0.direction != .outward }
        return facts.issues.compactMap { issue in
            guard let revoked = issue.revokedAtSeconds else { return nil }
            let isLate = { (passage: Passage) in
                passage.sequence <= issue.sequence && passage.atSeconds >= revoked
            }
            let late = rest.filter(isLate)
            guard !late.isEmpty else { return nil }
            rest.removeAll(where: isLate)
            let known = OfficeFact(revokedAt: revoked, reason: issue.reason)
            return Found(kind: .afterRevocation, passages: late, office: known)
        }
    }

    private func twoPlaces(_ facts: PassFacts) -> [Found] {
        var found: [Found] = []
        var inside: Passage?
        for passage in facts.passages {
            guard passage.direction == .inward else {
                if passage.direction == .outward { inside = nil }
                continue
            }
            if let inside, inside.gate != passage.gate,
                passage.atSeconds - inside.atSeconds < limit(from: inside, to: passage)
            {
                found.append(Found(kind: .twoPlaces, passages: [inside, passage]))
            }
            inside = passage
        }
        return found
    }

    /// How soon after one entry another is impossible.
    private func limit(from first: Passage, to second: Passage) -> Int64 {
        if first.site == second.site, first.zone != second.zone { return Self.walkSeconds }
        return recordingExits.contains(first.zone) ? Self.insideSeconds : Self.entrySeconds
    }

    private func tooManyEntries(_ facts: PassFacts) -> [Found] {
        let entered = facts.passages.filter { $0.entries > 0 }
        guard let limit = facts.maximumEntries, entered.count > Int(limit) else { return [] }
        let known = OfficeFact(maxEntries: limit, entries: entered.count)
        return [Found(kind: .tooManyEntries, passages: entered, office: known)]
    }
}
