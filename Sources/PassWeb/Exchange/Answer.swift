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

    /// - Parameter field: `Accept-Language` as RFC 9110 has it; of zh and en the one of the greater
    ///   weight counts, of equal ones the first.
    init(_ field: String?) {
        let ranges = (field ?? "").lowercased().split(separator: ",")
            .compactMap { range -> (language: Substring, weight: Int)? in
                let parts = range.split(separator: ";").map { $0.filter { !" \t".contains($0) } }
                guard let language = parts.first?.split(separator: "-").first else { return nil }
                let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
                return (language, weight.map { Self.thousandths($0.dropFirst(2)) } ?? 1000)
            }
            .filter { ["zh", "en"].contains($0.language) && $0.weight > 0 }
        let greatest = ranges.map(\.weight).max()
        self = ranges.first { $0.weight == greatest }?.language == "en" ? .english : .chinese
    }

    /// - Parameter weight: 0 to 1 with at most three decimals; what is none weighs nothing.
    private static func thousandths(_ weight: Substring) -> Int {
        let parts = weight.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count > 1 ? parts[1] : ""
        guard parts[0] == "0" || parts[0] == "1", decimals.utf8.count <= 3,
            decimals.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return 0 }
        let padded = decimals + String(repeating: "0", count: 3 - decimals.utf8.count)
        return min(1000, (parts[0] == "1" ? 1000 : 0) + (Int(padded) ?? 0))
    }

    func choose(_ text: BilingualText) -> String {
        switch self {
        case .chinese: text.chinese
        case .english: text.english
        }
    }
}
