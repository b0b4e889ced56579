// Who comes in by which key: a browser's session, a program's token.
import Authority
import HTTPTypes
import Issuance
import PassFormat

/// Finds out who asks.
struct Entrance: Sendable {
    /// - Throws: `Problem.notSignedIn` where nobody is named, or nobody who is known;
    ///   `Problem.pageToken` where a change came by a cookie and not from a page of the session.
    func caller(
        _ headers: HTTPFields, _ method: HTTPRequest.Method, _ office: Office
    ) throws -> Caller {
        do {
            if let field = headers[.authorization] {
                return try office.caller(token: try Self.bearer(field))
            }
            guard let secret = SessionCookie.secret(in: headers) else { throw Problem.notSignedIn }
            let caller = try office.caller(session: secret)
            guard [.get, .head].contains(method) || Self.isOfPage(headers, secret) else {
                throw Problem.pageToken
            }
            return caller
        } catch let error as OfficeError where error.fault == .notSignedIn {
            throw Problem.notSignedIn
        }
    }

    /// Whether a request names somebody, known or not.
    static func isNamed(_ headers: HTTPFields) -> Bool {
        headers[.authorization] != nil || SessionCookie.secret(in: headers) != nil
    }

    private static func bearer(_ field: String) throws(Problem) -> String {
        let words = field.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else { throw .notSignedIn }
        return String(words[1])
    }

    private static func isOfPage(_ headers: HTTPFields, _ secret: String) -> Bool {
        headers[.csrfToken].map { Office.isPageToken($0, ofSession: secret) } ?? false
    }
}

extension Problem {
    static let pageToken = Problem(
        .forbidden, "CSRF_TOKEN", "缺少或不符的 X-CSRF-Token；请用登录或 GET /api/v1/session 应答中的 csrf_token",
        "X-CSRF-Token is missing or another session's; send the csrf_token that signing in or GET"
            + " /api/v1/session answered")
}

/// The cookie of a session.
///
/// Its prefix has browsers take it over TLS alone, from this host alone.
enum SessionCookie {
    private static let name = "__Host-gatepass"

    static func secret(in headers: HTTPFields) -> String? {
        let cookies = headers[values: .cookie].flatMap { $0.split(separator: ";") }
        let own = cookies.map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("\(name)=") }
        // Two of the name are nobody's: which of them was meant cannot be told.
        return own.count == 1 ? own.first.map { String($0.dropFirst(name.utf8.count + 1)) } : nil
    }

    /// - Parameter secret: nil takes the cookie away.
    static func field(_ secret: String?) -> String {
        let age = secret == nil ? 0 : Office.sessionSeconds
        return "\(name)=\(secret ?? ""); Path=/; Max-Age=\(age); Secure; HttpOnly; SameSite=Lax"
    }
}
