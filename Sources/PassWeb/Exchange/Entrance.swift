// Who comes in by which key: a browser's session, a program's token.
import Authority
import HTTPTypes
import Issuance

/// Finds out who asks.
struct Entrance: Sendable {
    /// - Throws: `Problem.notSignedIn` where nobody is named, or nobody who is known.
    func caller(
        _ headers: HTTPFields, _ method: HTTPRequest.Method, _ address: String, _ office: Office
    ) throws -> Caller {
        throw Problem.notSignedIn
    }
}
