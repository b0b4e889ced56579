// What an endpoint answers, before it is written to the connection.
import HTTPTypes
import Hummingbird
import Issuance
import PassFormat

/// A status, header fields and content.
struct Answer: Sendable {
    enum Content: Sendable {
        case none
        case bytes([UInt8], type: String)
        /// Written as it comes about, of unknown length.
        case stream(type: String, ResponseBody)
    }

    var status: HTTPResponse.Status
    var headers = HTTPFields()
    var content: Content

    init(_ status: HTTPResponse.Status, _ content: Content = .none) {
        self.status = status
        self.content = content
    }

    /// A value as JSON, its names in snake_case.
    static func json(
        _ value: some Encodable, _ status: HTTPResponse.Status = .ok
    ) throws -> Answer {
        Answer(
            status, .bytes(Array(try OfficeJSON.text(value).utf8), type: "application/json"))
    }

    /// What was made, with its address.
    static func created(_ value: some Encodable, at path: String) throws -> Answer {
        var answer = try json(value, .created)
        answer.headers[.location] = path
        return answer
    }

    /// A file to be kept, never shown in the page's own origin.
    static func file(_ bytes: [UInt8], type: String, name: String) -> Answer {
        var answer = Answer(.ok, .bytes(bytes, type: type))
        answer.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return answer
    }

    static let nothing = Answer(.noContent)

    /// For Hummingbird.
    var response: Response {
        var headers = headers
        switch content {
        case .none: return Response(status: status, headers: headers)
        case .bytes(let bytes, let type):
            headers[.contentType] = type
            return Response(
                status: status, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let type, let body):
            headers[.contentType] = type
            return Response(status: status, headers: headers, body: body)
        }
    }
}

/// The language of people's text in an answer: Chinese unless English is preferred.
enum AnswerLanguage: Sendable {
    case chinese, english

    /// - Parameter field: `Accept-Language` as RFC 9110 has it; the first of zh and en counts.
    init(_ field: String?) {
        let tags = (field ?? "").lowercased().split(separator: ",").map {
            $0.drop { $0 == " " }.prefix(2)
        }
        self = tags.first { $0 == "zh" || $0 == "en" } == "en" ? .english : .chinese
    }

    func choose(_ text: BilingualText) -> String {
        switch self {
        case .chinese: text.chinese
        case .english: text.english
        }
    }
}
