// `Idempotency-Key`: a request that creates something, sent again, gets the answer of the first.
import Authority
import FoundationEssentials
import HTTPTypes
import Issuance
import Registry

extension Call {
    private static let keyLength = 1...200
    /// What a key is made of: all that is seen in ASCII.
    private static let keyBytes: ClosedRange<UInt8> = 0x21...0x7E

    /// Does the request, or gives the answer that the same request had before.
    ///
    /// Only what is in memory as a whole can be kept; no endpoint that creates streams its answer.
    func once(
        _ method: String, _ address: String, _ body: (Call) throws -> Answer
    ) throws -> Answer {
        guard let key = headers[.idempotencyKey], let caller else { return try body(self) }
        guard Self.keyLength.contains(key.utf8.count), key.utf8.allSatisfy(Self.keyBytes.contains)
        else {
            var fields = Fields([:], from: .body)
            fields.refuse(
                "Idempotency-Key", "FIELD_FORM", "应为 1 到 200 个可见的 ASCII 字符，中间没有空格",
                "expected 1 to 200 visible ASCII characters without blanks")
            try fields.check()
            return try body(self)
        }
        let request = KeptRequest(
            account: caller.account, key: key,
            content: Array("\(method) \(address)\n".utf8) + self.body)
        let done = try office.once(request) { try KeptAnswer(body(self)) }
        return Answer(done)
    }
}

extension KeptAnswer {
    fileprivate init(_ answer: Answer) {
        let location = answer.headers[.location]
        switch answer.content {
        case .bytes(let bytes, let type):
            self.init(
                status: answer.status.code, location: location, type: type, body: bytes)
        case .none, .stream:
            self.init(status: answer.status.code, location: location, type: "", body: [])
        }
    }
}

extension Answer {
    fileprivate init(_ kept: (answer: KeptAnswer, isRepeated: Bool)) {
        let answer = kept.answer
        self.init(
            HTTPResponse.Status(code: answer.status),
            answer.type.isEmpty ? .none : .bytes(answer.body, type: answer.type))
        headers[.location] = answer.location
        if kept.isRepeated { headers[.idempotencyReplayed] = "true" }
    }
}
