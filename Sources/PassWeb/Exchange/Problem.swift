// A refusal as RFC 9457 has it: problem details in JSON, with a code for programs, both languages
// for people, and the members of the input that are at fault.
import Authority
import HTTPTypes
import Issuance
import PassFormat

/// Why a request was not done.
struct Problem: Error, Sendable, Equatable {
    /// One member of the input that is at fault.
    struct FieldFault: Sendable, Equatable {
        /// The member's name, with the names of the objects around it, as `terms.gates`.
        let field: String
        let code: String
        let text: BilingualText
    }

    var status: HTTPResponse.Status
    /// Upper-case words with underscores.
    var code: String
    var text: BilingualText
    var faults: [FieldFault] = []
    /// Seconds after which the same request may be tried again.
    var retryAfterSeconds: Int?
    /// For 405: the methods that there are.
    var allowed: [HTTPRequest.Method] = []

    init(_ status: HTTPResponse.Status, _ code: String, _ chinese: String, _ english: String) {
        self.status = status
        self.code = code
        text = BilingualText(chinese, english)
    }

    /// Faults of single members, all of them together.
    init(faults: [FieldFault]) {
        self.init(
            .unprocessableContent, "FIELDS_INVALID",
            "有 \(faults.count) 项填写有误，见 errors；改正后重试",
            "\(faults.count) members are wrong, see errors; mend them and try again")
        self.faults = faults
    }

    /// A use case's refusal.
    ///
    /// What is wrong with the machine is for the log and not for whoever asks: it names paths.
    init(_ error: OfficeError) {
        switch error.fault {
        case .unknown: self.init(.notFound, telling: error)
        case .conflict: self.init(.conflict, telling: error)
        case .refused: self.init(.unprocessableContent, telling: error)
        case .forbidden: self.init(.forbidden, telling: error)
        case .notSignedIn: self.init(.unauthorized, telling: error)
        case .tooMany(let seconds):
            self.init(.tooManyRequests, telling: error)
            retryAfterSeconds = seconds
        case .machine:
            self = .cannotWork
            code = error.code
        }
        faults = error.faults.map { FieldFault(field: $0.field, code: $0.code, text: $0.text) }
        if let field = error.field {
            faults = [FieldFault(field: field, code: error.code, text: text)]
        }
    }

    private init(_ status: HTTPResponse.Status, telling error: OfficeError) {
        let text = error.toldOverHTTP
        self.init(status, error.code, text.chinese, text.english)
        retryAfterSeconds = error.retryAfterSeconds
    }

    /// A refusal in the exchange with gates.
    init(_ refusal: ExchangeRefusal) {
        if case .office(let error) = refusal {
            self.init(error)
            return
        }
        let status: HTTPResponse.Status =
            switch refusal {
            case .notSigned, .unknownDevice, .badSignature, .clockOff, .replayed: .unauthorized
            case .tooManyRequests: .tooManyRequests
            case .otherBody, .badDocument: .badRequest
            case .tooLong: .contentTooLarge
            case .otherJournal, .badCode: .forbidden
            case .bundlesStopped, .office: .conflict
            }
        self.init(status, refusal.code, refusal.text.chinese, refusal.text.english)
        if status == .tooManyRequests { retryAfterSeconds = 60 }
    }

    static let cannotWork: Problem = {
        var problem = Problem(
            .serviceUnavailable, "CANNOT_WORK", "服务暂时无法工作，未作任何改动；请稍后重试",
            "the service cannot work at present and changed nothing; try again later")
        problem.retryAfterSeconds = 30
        return problem
    }()
    /// More is asked for at once than the service has room for.
    static let busy: Problem = {
        var problem = Problem(
            .serviceUnavailable, "BUSY", "服务正忙，未作任何改动；请稍候重试",
            "the service is busy and changed nothing; try again in a moment")
        problem.retryAfterSeconds = ServiceLimits.retrySeconds
        return problem
    }()
    /// What is not there, and what is not for the one who asks: one answer for both.
    static let notFound = Problem(
        .notFound, "NOT_FOUND", "没有这一项；请核对网址和编号", "there is no such thing; check the address")
    static let notSignedIn = Problem(
        .unauthorized, "NOT_SIGNED_IN", "尚未登录，或登录已失效；请登录后重试",
        "not signed in, or no longer; sign in and try again")
    static let forbidden = Problem(
        .forbidden, "FORBIDDEN", "您的身份无权做这件事", "your roles do not allow this")
    /// The account may, and the token that stands for it keeps to less.
    static func outOfScope(_ action: Action) -> Problem {
        let deed = action.rawValue
        return TokenScopes.canHold(action)
            ? Problem(
                .forbidden, "TOKEN_SCOPE", "此令牌的范围不含 \(deed)；请换用范围含它的令牌",
                "this token's scopes lack \(deed); use a token whose scopes have it")
            : Problem(
                .forbidden, "TOKEN_SCOPE", "令牌都不能做 \(deed)；请登录后再做",
                "no token is for \(deed); sign in to do it")
    }
    /// Nobody may be there to be told; it is no fault of the service, and not to be counted as one.
    static let brokenOff = Problem(
        .badRequest, "REQUEST_BROKEN_OFF", "请求中断，未作任何改动；请重新发送",
        "the request broke off and nothing was changed; send it again")
    static func tooLarge(limitBytes: Int) -> Problem {
        Problem(
            .contentTooLarge, "BODY_TOO_LARGE", "请求内容超过上限 \(limitBytes) 字节；请缩小或分次发送",
            "the body is larger than the \(limitBytes) bytes that go here; make it smaller or send"
                + " it in parts")
    }
}

extension Problem {
    private struct Document: Encodable {
        struct Fault: Encodable {
            let field: String
            let code: String
            let zh: String
            let en: String
        }

        let type: String
        let title: String
        let status: Int
        let detail: String
        let code: String
        let zh: String
        let en: String
        let field: String?
        let errors: [Fault]
        let requestId: String
    }

    /// The answer that tells it.
    func answer(in language: AnswerLanguage, requestID: String) -> Answer {
        let document = Document(
            type: "urn:gatepass:problem:\(code)", title: language.choose(title),
            status: status.code, detail: language.choose(text), code: code, zh: text.chinese,
            en: text.english, field: faults.first?.field,
            errors: faults.map {
                Document.Fault(
                    field: $0.field, code: $0.code, zh: $0.text.chinese, en: $0.text.english)
            }, requestId: requestID)
        let bytes = (try? OfficeJSON.text(document)).map { Array($0.utf8) } ?? []
        var answer = Answer(
            status, .bytes(bytes, type: "application/problem+json"))
        if let retryAfterSeconds { answer.headers[.retryAfter] = "\(retryAfterSeconds)" }
        if !allowed.isEmpty {
            answer.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
        }
        if status == .unauthorized { answer.headers[.wwwAuthenticate] = "Bearer" }
        return answer
    }
}
