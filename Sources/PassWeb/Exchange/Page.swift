// Lists by pages: `limit` and `cursor` in, `items` and `next` out. A cursor is the key of the last
// entry that was given, so entries that come and go meanwhile shift nothing.
import PassFormat

/// Which part of a list is wanted.
struct PageRequest {
    static let limits: ClosedRange<Int64> = 1...500
    static let usualLimit: Int64 = 100

    let limit: Int
    /// The last key that the caller has.
    let after: String?

    init(_ query: inout Fields) {
        limit = Int(query.optionalInteger("limit", Self.limits) ?? Self.usualLimit)
        let cursor = query.optionalText("cursor", 1...400)
        after = cursor.flatMap(Self.key)
        if cursor != nil, after == nil {
            query.refuse(
                "cursor", "CURSOR_INVALID", "不是先前应答中的 next；请从头取",
                "this is no `next` of an earlier answer; start anew without it")
        }
    }

    static func cursor(_ key: String) -> String { Base64.addressText(Array(key.utf8)) }

    private static func key(_ cursor: String) -> String? {
        Base64.bytes(address: cursor).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

/// One page of a list.
struct Page<Item: Encodable>: Encodable {
    let items: [Item]
    /// The cursor of the next page; null at the end.
    let next: String?

    /// - Parameters:
    ///   - items: up to one more than was asked for, which says that there is a next page.
    ///   - key: an entry's own key.
    init(_ items: [Item], _ request: PageRequest, key: (Item) -> String) {
        self.items = Array(items.prefix(request.limit))
        next =
            items.count > request.limit
            ? self.items.last.map { PageRequest.cursor(key($0)) } : nil
    }

    /// A page of a short list that is at hand as a whole, in the order of its numbers.
    init(of all: [Item], _ request: PageRequest, number: (Item) -> Int64) {
        let after = request.after.flatMap { Int64($0) } ?? .min
        let rest = all.filter { number($0) > after }.prefix(request.limit + 1)
        self.init(Array(rest), request) { String(number($0)) }
    }

    private enum CodingKeys: String, CodingKey { case items, next }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}
