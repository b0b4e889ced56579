// One request as an endpoint sees it: who asks, for what, with which members.
import Authority
import FoundationEssentials
import HTTPTypes
import Identifiers
import Issuance
import PassFormat
import Registry

/// A request that was let in.
struct Call: Sendable {
    /// The office, acting under the caller's name.
    let office: Office
    /// Nil where the endpoint is open to anyone.
    let caller: Caller?
    let language: AnswerLanguage
    let requestID: String
    /// What stands for the names in braces of the endpoint's path.
    let path: [String: String]
    let queryMembers: [String: String]
    let headers: HTTPFields
    /// The host that the request names, as its sender wrote it.
    let host: String
    let method: HTTPRequest.Method
    /// Path and query as they stood in the request.
    let target: String
    /// The peer's address, or what a trusted proxy said of it.
    let address: String
    /// Empty where the endpoint reads the body itself, or takes none.
    var body: [UInt8] = []

    /// The body's members.
    ///
    /// - Throws: `Problem` where it is no JSON object.
    func fields() throws(Problem) -> Fields {
        let type = headers[.contentType]?.lowercased().prefix { $0 != ";" && $0 != " " }
        if let type, type != "application/json" {
            throw Problem(
                .unsupportedMediaType, "JSON_EXPECTED", "请求内容应为 application/json",
                "expected a body of application/json")
        }
        guard case .object(let members) = try JSONValue(body) else {
            throw Problem(
                .unprocessableContent, "OBJECT_EXPECTED", "请求内容应是一个 JSON 对象",
                "expected a JSON object")
        }
        return Fields(members, from: .body)
    }

    /// The query's members.
    func query() -> Fields {
        Fields(queryMembers.mapValues(JSONValue.text), from: .query)
    }

    /// A number in the path; what is none names nothing.
    ///
    /// - Throws: `Problem.notFound`.
    func number<Thing: Numbered>(
        _ name: String, _: Number<Thing>.Type
    ) throws(Problem) -> Number<Thing> {
        guard
            let number = path[name].flatMap(Int64.init(canonical:)).flatMap(
                Number<Thing>.init(rawValue:))
        else { throw .notFound }
        return number
    }

    /// A text in the path.
    ///
    /// - Throws: `Problem.notFound` where it is empty or longer than any name.
    func text(_ name: String) throws(Problem) -> String {
        guard let text = path[name], 1...200 ~= text.unicodeScalars.count else { throw .notFound }
        return text
    }
}

extension Call {
    /// What the office has of what the request names, before anybody asks whose it is.
    ///
    /// - Throws: `Problem.notFound` where there is none, as for what is another's.
    func found<Value>(_ body: () throws(OfficeError) -> Value) throws -> Value {
        do throws(OfficeError) { return try body() } catch {
            guard error.fault == .unknown else { throw error }
            throw Problem.notFound
        }
    }

    /// Asks whether the caller may do something.
    ///
    /// - Throws: `Problem.notFound` for what is none of the caller's, as if it were not there;
    ///   `Problem.forbidden` where no role of the caller's allows the deed anywhere.
    func require(_ action: Action, on target: Target) throws(Problem) {
        guard let caller else { throw .notSignedIn }
        switch caller.permission(for: action, on: target) {
        case .allowed: return
        case .hidden: throw .notFound
        case .forbidden: throw forbidding(action)
        }
    }

    /// Why the caller may do none of these anywhere: the roles, or the token that keeps to less.
    func forbidding(_ actions: Action...) -> Problem { forbidding(actions) }

    func forbidding(_ actions: [Action]) -> Problem {
        guard let caller, let kept = actions.first(where: caller.isKept) else {
            return .forbidden
        }
        return .outOfScope(kept)
    }

    /// The firm in the path, as `organisation`.
    func firm() throws(Problem) -> OrganisationNumber {
        try number("organisation", OrganisationNumber.self)
    }

    /// The site in the path, as `site`.
    func site() throws(Problem) -> SiteNumber { try number("site", SiteNumber.self) }
}
