// One thing that the service does: its address, who may ask for it, and what answers. All of them
// stand in one table (Endpoints.swift), from which the router and the page of the API are made.
import Authority
import HTTPTypes
import Hummingbird

/// Who may call an endpoint.
enum Access: Sendable {
    /// Anybody: signing in, the page of the API, a holder with a link.
    case anyone
    /// A gate, which signs each request with its device key; the endpoint proves that itself.
    case device
    /// Whoever is signed in; it is about the caller's own things.
    case signedIn
    /// Whose roles allow the action on what the request names.
    case permitted(Action, @Sendable (Call) throws -> Target)
    /// The same where what the request names decides which of these actions it is.
    case permittedOne([Action], @Sendable (Call) throws -> (Action, Target))

    /// Whether somebody has to be known by a session or a token.
    var isSignedIn: Bool {
        switch self {
        case .anyone, .device: false
        case .signedIn, .permitted, .permittedOne: true
        }
    }
}

/// Makes the answer of a change that is kept.
typealias Finish = @Sendable () throws -> Answer

/// How a request is answered.
enum Way: Sendable {
    /// Works on a thread of its own, with the whole body in memory.
    case work(@Sendable (Call) throws -> Answer)
    /// Changes a few rows at once and waits for nothing else: many such requests are worked on one
    /// after the other and share a commit. What is left to make of the answer, such as a picture,
    /// comes after that and beside the next changes.
    case change(@Sendable (Call) throws -> Finish)
    /// Reads the body as it comes, or answers as things come about; must not block.
    case stream(@Sendable (Call, RequestBody) async throws -> Answer)
}

/// One operation of the API.
struct Endpoint: Sendable {
    /// Bytes of a body that is read as a whole.
    static let usualBodyBytes = 64 * 1024

    let method: HTTPRequest.Method
    /// With names in braces, as OpenAPI has it.
    let path: String
    /// The operation's id in the API's description.
    let operation: String
    let access: Access
    var bodyLimitBytes = usualBodyBytes
    /// Whether an `Idempotency-Key` is looked at: on what creates something.
    var creates = Creates.nothing
    var cost = Cost.usual
    let way: Way

    /// Whether a body may be read before it is known who sends it.
    var isSmall: Bool { bodyLimitBytes <= Self.usualBodyBytes && cost != .password }

    /// The threads for it.
    var line: WorkLine { cost == .reading ? .readings : .usual }

    enum Cost: Sendable {
        case usual
        /// It reads a page or one record and changes nothing.
        case reading
        /// It works on a password, as few do at a time.
        case password
    }

    enum Creates: Sendable { case nothing, something }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ operation: String, _ access: Access,
        _ way: Way
    ) {
        self.method = method
        self.path = path
        self.operation = operation
        self.access = access
        self.way = way
    }

    /// The same, remembered under an `Idempotency-Key` where the request brings one.
    func creating() -> Endpoint {
        var endpoint = self
        endpoint.creates = .something
        return endpoint
    }

    /// The same where a page or one record is read, and nothing is changed.
    func reading() -> Endpoint {
        var endpoint = self
        endpoint.cost = .reading
        return endpoint
    }

    /// The same where a password is set or tried.
    func withPassword() -> Endpoint {
        var endpoint = self
        endpoint.cost = .password
        return endpoint
    }

    /// The same for larger bodies.
    func taking(bytes: Int) -> Endpoint {
        var endpoint = self
        endpoint.bodyLimitBytes = bytes
        return endpoint
    }
}
