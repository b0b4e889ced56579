// Answers kept for requests that come again under the same key, so that what was done once is not
// done twice. They may hold codes, so they lie sealed.
import GRDB
import PassCrypto

/// An answer as it was given.
package struct KeptAnswer: Sendable, Equatable {
    /// The HTTP status.
    package let status: Int
    package let location: String?
    /// The media type of the body.
    package let type: String
    package let body: [UInt8]

    package init(status: Int, location: String?, type: String, body: [UInt8]) {
        self.status = status
        self.location = location
        self.type = type
        self.body = body
    }
}

/// A request that brings a key: whose it is, and what it asks.
package struct KeptRequest: Sendable, Equatable {
    let account: Int64
    let key: [UInt8]
    let request: [UInt8]

    /// - Parameters:
    ///   - account: the account's number.
    ///   - key: as the request brought it.
    ///   - content: method, address and body.
    package init(account: Int64, key: String, content: [UInt8]) {
        self.account = account
        self.key = SHA256.hash("gatepass/1 request key", Array(key.utf8)).array
        request = SHA256.hash("gatepass/1 request", content).array
    }
}

/// How a request that brings a key stands.
package enum KeptState: Sendable, Equatable {
    /// It was not there before; it is to be done, and its answer kept.
    case begun
    /// It was done, and this was the answer.
    case answered(KeptAnswer)
    /// The key was given with another request.
    case anotherRequest
    /// It was begun and has no answer: it is being done, or the program ended amid it.
    case unanswered(sinceSeconds: Int64)
}

extension Registry {
    /// How long an answer is kept.
    package static let answerKeptSeconds: Int64 = 24 * 3_600

    /// Notes that a request is being done, unless it was before.
    ///
    /// - Parameter now: seconds since 1970; what is older than a day is forgotten.
    package func begin(
        _ request: KeptRequest, at now: Int64
    ) throws(RegistryError) -> KeptState {
        try keep { db in
            try db.execute(
                cached: "DELETE FROM kept_answers WHERE begun_at < ?",
                arguments: [now - Self.answerKeptSeconds])
            let found = try Row.fetchOne(
                db, cached: "SELECT * FROM kept_answers WHERE account = ? AND key_hash = ?",
                arguments: [request.account, blob(request.key)])
            guard let row = found else {
                try db.execute(
                    cached: """
                        INSERT INTO kept_answers (account, key_hash, request_hash, begun_at)
                        VALUES (?, ?, ?, ?)
                        """,
                    arguments: [request.account, blob(request.key), blob(request.request), now])
                return .begun
            }
            guard row.bytes("request_hash") == request.request else { return .anotherRequest }
            guard let status: Int = row["status"], let sealed = row.optionalBytes("body_sealed")
            else { return .unanswered(sinceSeconds: row["begun_at"]) }
            return .answered(
                KeptAnswer(
                    status: status, location: row["location"], type: row["type"],
                    body: try seal.open(sealed, column: .keptAnswer, row: row["id"])))
        }
    }

    /// Keeps the answer of a request that was begun.
    package func keep(_ answer: KeptAnswer, for request: KeptRequest) throws(RegistryError) {
        try keep { db in
            let id = try Int64.fetchOne(
                db, cached: "SELECT id FROM kept_answers WHERE account = ? AND key_hash = ?",
                arguments: [request.account, blob(request.key)])
            guard let id else { return }
            try db.execute(
                cached: """
                    UPDATE kept_answers SET status = ?, location = ?, type = ?, body_sealed = ?
                    WHERE id = ?
                    """,
                arguments: [
                    answer.status, answer.location, answer.type,
                    blob(try seal.seal(answer.body, column: .keptAnswer, row: id)), id,
                ])
        }
    }

    /// Forgets a request that did nothing, so that it can be mended and sent again.
    package func forget(_ request: KeptRequest) throws(RegistryError) {
        try keep { db in
            try db.execute(
                cached: """
                    DELETE FROM kept_answers
                    WHERE account = ? AND key_hash = ? AND status IS NULL
                    """, arguments: [request.account, blob(request.key)])
        }
    }
}
