// Writes the messages of one order, one after the other, so that memory does not grow with them.
import FoundationEssentials
import GRDB
import Identifiers
import PassCrypto
import PassFormat

/// A firm's list that numbers are read from.
package enum MessageAudience: String, Sendable, CaseIterable {
    case staff, drivers

    var table: String {
        switch self {
        case .staff: "people"
        case .drivers: "vehicles"
        }
    }

    fileprivate var column: SealedColumn {
        switch self {
        case .staff: .personPhone
        case .drivers: .driverPhone
        }
    }
}

/// The open end of the outbox in one transaction.
struct MessageQueue {
    private let registry: Registry
    private let order: MessageOrder
    private let common: [UInt8]
    private let atSeconds: Int64
    private let db: Database
    private var row: Int64
    private(set) var counts = QueuedMessages()

    init(_ registry: Registry, _ order: MessageOrder, at now: Int64, in db: Database) throws {
        self.registry = registry
        self.order = order
        self.db = db
        atSeconds = now
        common = try Self.bytes(order.values)
        row = try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM messages") ?? 0
    }

    private static func bytes(_ values: [String: String]) throws -> [UInt8] {
        [UInt8](try JSONEncoder().encode(values))
    }

    /// Adds everyone of a list.
    mutating func add(
        _ list: MessageAudience, of organisation: OrganisationNumber, at sites: [SiteNumber]?
    ) throws {
        _ = try Registry.known(organisation, in: db)
        let numbers = sites?.map(\.rawValue)
        let seal = registry.seal
        let places = numbers.map { $0.map { _ in "?" }.joined(separator: ", ") }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, site, phone_sealed FROM \(list.table)
                WHERE organisation = ? AND state = 'present'
                \(places.map { "AND site IN (\($0))" } ?? "") ORDER BY id
                """,
            arguments: StatementArguments([organisation.rawValue] + (numbers ?? [])))
        while let found = try rows.next() {
            let id: Int64 = found["id"]
            guard let sealed = found.optionalBytes("phone_sealed") else {
                counts.withoutPhone += 1
                continue
            }
            try add(key: "\(order.topic)/\(list.table)/\(id)", found["site"], common) {
                String(
                    decoding: try seal.open(sealed, column: list.column, row: id),
                    as: UTF8.self)
            }
        }
    }

    /// Adds one whose number is at hand.
    mutating func add(_ recipient: MessageRecipient) throws {
        let phone = recipient.phone.text
        let name = hexadecimal(registry.seal.lookUp(phone: phone))
        let values =
            recipient.values.isEmpty
            ? common : try Self.bytes(order.values.merging(recipient.values) { $1 })
        try add(key: "\(order.topic)/number/\(name)", recipient.site?.rawValue, values) { phone }
    }

    private mutating func add(
        key: String, _ site: Int64?, _ values: [UInt8], _ readPhone: () throws -> String
    ) throws {
        let find = try db.cachedStatement(sql: "SELECT 1 FROM messages WHERE key = ?")
        guard try Int.fetchOne(find, arguments: [key]) == nil else {
            counts.repeated += 1
            return
        }
        let phone = try readPhone()
        let seal = registry.seal
        row += 1
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO messages (id, key, topic, organisation, site, template, language,
                    urgency, phone_sealed, phone_hash, phone_masked, values_sealed, state,
                    attempts, next_at, expires_at, made_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            row, key, order.topic, order.organisation?.rawValue, site, order.template,
            order.language.rawValue, order.urgency.rawValue,
            blob(try seal.seal(Array(phone.utf8), column: .messagePhone, row: row)),
            blob(seal.lookUp(phone: phone)), MobileNumber(checkedBefore: phone).masked,
            blob(try seal.seal(values, column: .messageValues, row: row)),
            atSeconds, order.expiresSeconds, atSeconds,
        ])
        counts.queued += 1
    }
}
