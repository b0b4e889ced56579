// Writes messages of one order, one after the other, so that memory does not grow with them.
import FoundationEssentials
import GRDB
import Identifiers
import PassCrypto
import PassFormat

/// The open end of the outbox in one transaction.
struct MessageQueue {
    /// Some rows of a list that numbers are read from.
    struct ListPart {
        let audience: MessageAudience
        let organisation: Int64
        /// Sites' numbers with commas between; nil for all.
        let places: String?
        /// Behind which row, and up to which.
        let after: Int64
        let upTo: Int64
        let limit: Int
    }

    private let registry: Registry
    private let order: MessageOrder
    private let job: Int64?
    private let common: [UInt8]
    private let atSeconds: Int64
    private let db: Database
    private var row: Int64
    private(set) var counts = QueuedMessages()

    /// - Parameter job: the order to many that it belongs to; nil for none.
    init(
        _ registry: Registry, _ order: MessageOrder, job: Int64? = nil, at now: Int64,
        in db: Database
    ) throws {
        self.registry = registry
        self.order = order
        self.job = job
        self.db = db
        atSeconds = now
        common = try Self.bytes(order.values)
        row = try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM messages") ?? 0
    }

    private static func bytes(_ values: [String: String]) throws -> [UInt8] {
        [UInt8](try JSONEncoder().encode(values))
    }

    /// Adds those of some rows of a list.
    ///
    /// - Returns: the last row; nil where there was none.
    mutating func add(_ list: ListPart) throws -> Int64? {
        let seal = registry.seal
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, site, phone_sealed FROM \(list.audience.table)
                WHERE organisation = ? AND state = 'present' AND id > ? AND id <= ?
                \(Registry.condition(onSites: list.places)) ORDER BY id LIMIT ?
                """, arguments: [list.organisation, list.after, list.upTo, list.limit])
        var last: Int64?
        while let found = try rows.next() {
            let id: Int64 = found["id"]
            last = id
            guard let sealed = found.optionalBytes("phone_sealed") else {
                counts.withoutPhone += 1
                continue
            }
            try add(key: "\(order.topic)/\(list.audience.table)/\(id)", found["site"], common) {
                String(
                    decoding: try seal.open(sealed, column: list.audience.column, row: id),
                    as: UTF8.self)
            }
        }
        return last
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
                    attempts, next_at, expires_at, made_at, job)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            row, key, order.topic, order.organisation?.rawValue, site, order.template,
            order.language.rawValue, order.urgency.rawValue,
            blob(try seal.seal(Array(phone.utf8), column: .messagePhone, row: row)),
            blob(seal.lookUp(phone: phone)), MobileNumber(checkedBefore: phone).masked,
            blob(try seal.seal(values, column: .messageValues, row: row)),
            atSeconds, order.expiresSeconds, atSeconds, job,
        ])
        counts.queued += 1
    }
}
