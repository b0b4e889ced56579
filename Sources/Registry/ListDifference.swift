// What a list would change in a firm, found without writing anything.
import FoundationEssentials
import GRDB

/// Whether a list adds to a firm or is the whole of it.
package enum ListScope: Sendable, Equatable {
    case addAndChange
    /// Who is present and not in the list leaves.
    ///
    /// - Parameters:
    ///   - sparing: keys (employee numbers or plates) of rows that were rejected: they stand in the
    ///     list, so they do not leave.
    ///   - confirmedLeavers: the number of leavers that a person has confirmed.
    case wholeFirm(sparing: Set<String>, confirmedLeavers: Int?)
}

/// How a list differs from what the firm has.
package struct ListDifference: Sendable, Equatable {
    /// Not there yet, or gone and back again.
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    /// Nil where the list only adds and changes.
    package var leavers: Int?
    /// How many were present before.
    package var presentBefore = 0
    /// Records whose date lies beyond what a pass may last, from 0; the date is kept.
    package internal(set) var beyondLimit: [Int] = []
    /// The longest that a pass of the list's site may last; nil before it is known.
    package internal(set) var longestSeconds: Int64?
    /// What an import would withdraw; empty where the list was applied.
    ///
    /// Each leaver, also one without a pass, and passes of people who are held and whose row
    /// becomes somebody else's.
    package internal(set) var reached: [ReachedPass] = []

    /// From one leaver in ten upwards a person has to confirm the number.
    package static let leaversPercentWithoutQuestion = 10

    /// Whether the leavers are more than goes without a question.
    var asksAboutLeavers: Bool { Self.asks(about: leavers ?? 0, of: presentBefore) }

    /// Whether so many leavers are more than goes without a question.
    ///
    /// - Parameter present: how many were present before.
    package static func asks(about leavers: Int, of present: Int) -> Bool {
        leavers * 100 > present * leaversPercentWithoutQuestion
    }
}

/// A 16-byte keyed hash in a form that compares fast.
struct KeyedHash: Hashable {
    private let high: UInt64
    private let low: UInt64

    init(_ bytes: some Sequence<UInt8>) {
        var halves: (UInt64, UInt64) = (0, 0)
        for (place, byte) in bytes.prefix(RegistrySeal.hashBytes).enumerated() {
            if place < 8 {
                halves.0 = halves.0 << 8 | UInt64(byte)
            } else {
                halves.1 = halves.1 << 8 | UInt64(byte)
            }
        }
        (high, low) = halves
    }

    var bytes: [UInt8] {
        [high, low].flatMap { half in
            (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }
        }
    }
}

/// What is to be done with one record.
enum PlannedRow {
    case add
    case update(row: Int64)
    case keep
}

/// The plan of an import: one entry for each record, in order, and who leaves.
struct ListPlan {
    var rows: [PlannedRow] = []
    var contents: [KeyedHash] = []
    var leavers: [Int64] = []
    var difference = ListDifference()
}

/// A firm's people or vehicles as they are, by all that a record may be known by.
struct PresentState {
    private struct Entry {
        let row: Int64
        let key: String?
        let content: KeyedHash
        let isPresent: Bool
        var isMatched = false
    }

    private var entries: [Entry] = []
    private var byKey: [String: Int] = [:]
    private var byIdentity: [KeyedHash: [Int]] = [:]

    init(of organisation: OrganisationNumber, kind: ListKind, in db: Database) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, \(kind.key), content_hash, state, identity_hash FROM \(kind.table)
                WHERE organisation = ?
                """, arguments: [organisation.rawValue])
        while let row = try rows.next() {
            let entry = Entry(
                row: row[0], key: row[1], content: KeyedHash(row[2] as Data),
                isPresent: row[3] as String == "present")
            if let key = entry.key { byKey[key] = entries.count }
            if kind == .staff {
                byIdentity[KeyedHash(row[4] as Data), default: []].append(entries.count)
            }
            entries.append(entry)
        }
    }

    mutating func plan(
        _ records: some Collection<some ListedRecord>, content: [KeyedHash], seal: RegistrySeal,
        scope: ListScope
    ) -> ListPlan {
        var matches: [Int?] =
            byKey.isEmpty
            ? Array(repeating: nil, count: records.count)
            : records.map { $0.key.flatMap { byKey[$0] } }
        for match in matches { if let match { entries[match].isMatched = true } }
        if !byIdentity.isEmpty { matchByIdentity(records, seal: seal, &matches) }
        var plan = ListPlan()
        plan.contents = content
        plan.difference.presentBefore = entries.count(where: \.isPresent)
        for (place, match) in matches.enumerated() {
            plan.decide(match.map { entries[$0] }.map { ($0.row, $0.isPresent, $0.content) }, place)
        }
        if case .wholeFirm(let spared, _) = scope {
            plan.leavers = entries.lazy.filter { entry in
                entry.isPresent && !entry.isMatched
                    && !(entry.key.map(spared.contains) ?? false)
            }.map(\.row)
            plan.difference.leavers = plan.leavers.count
        }
        return plan
    }
}

extension PresentState {
    /// Finds by ID number who has no match by key.
    private mutating func matchByIdentity(
        _ records: some Collection<some ListedRecord>, seal: RegistrySeal, _ matches: inout [Int?]
    ) {
        for (place, record) in records.enumerated() where matches[place] == nil {
            guard let identity = record.identityText else { continue }
            let hash = KeyedHash(seal.lookUp(identity: identity))
            guard let match = byIdentity[hash]?.first(where: { !entries[$0].isMatched }) else {
                continue
            }
            entries[match].isMatched = true
            matches[place] = match
        }
    }
}

extension ListPlan {
    fileprivate mutating func decide(
        _ match: (row: Int64, isPresent: Bool, content: KeyedHash)?, _ place: Int
    ) {
        guard let match else {
            rows.append(.add)
            difference.added += 1
            return
        }
        if match.isPresent, match.content == contents[place] {
            rows.append(.keep)
            difference.unchanged += 1
        } else {
            rows.append(.update(row: match.row))
            if match.isPresent { difference.changed += 1 } else { difference.added += 1 }
        }
    }
}
