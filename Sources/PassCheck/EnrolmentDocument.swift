// The JSON of enrolment: fields, hexadecimal, and texts of what is refused.
import FoundationEssentials
import PassCrypto
import PassFormat

struct RequestFields: Decodable {
    let ed25519: String
    let x25519: String
    let journal: String
    let signature: String
}

struct AnswerFields: Decodable {
    let gate: UInt16
    let device: String
    let request: String
    let issuerEd25519: String
    let issuerX25519: String
    let signature: String

    private enum CodingKeys: String, CodingKey {
        case gate, device, request, signature
        case issuerEd25519 = "issuer_ed25519"
        case issuerX25519 = "issuer_x25519"
    }
}

private struct FormatField: Decodable {
    let format: String
}

enum DocumentValue {
    case text(String)
    case number(UInt64)
}

/// Reads a document of one format.
func decodeDocument<Fields: Decodable>(
    _ json: [UInt8], as format: String
) throws(EnrolmentError) -> Fields {
    guard json.count <= EnrolmentLimits.documentBytes else {
        throw .notADocument(expected: format)
    }
    let data = Data(json)
    let decoder = JSONDecoder()
    guard let found = try? decoder.decode(FormatField.self, from: data).format else {
        throw .notADocument(expected: format)
    }
    guard found == format else {
        throw .wrongFormat(expected: format, found: String(found.prefix(40)))
    }
    do {
        return try decoder.decode(Fields.self, from: data)
    } catch let DecodingError.keyNotFound(key, _) {
        throw .badField(key.stringValue)
    } catch let DecodingError.typeMismatch(_, context) {
        throw .badField(context.codingPath.last?.stringValue ?? format)
    } catch let DecodingError.valueNotFound(_, context) {
        throw .badField(context.codingPath.last?.stringValue ?? format)
    } catch let DecodingError.dataCorrupted(context) {
        throw .badField(context.codingPath.last?.stringValue ?? format)
    } catch {
        throw .notADocument(expected: format)
    }
}

/// Writes fields in the order given, one a line; the values hold nothing that JSON would escape.
func encodeDocument(_ fields: [(name: String, value: DocumentValue)]) -> [UInt8] {
    let lines = fields.map { field in
        switch field.value {
        case .text(let text): "  \"\(field.name)\": \"\(text)\""
        case .number(let number): "  \"\(field.name)\": \(number)"
        }
    }
    return Array("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8)
}

func hexBytes(
    _ text: String, count: Int, _ field: String
) throws(EnrolmentError) -> [UInt8] {
    guard let found = bytes(hexadecimal: text), found.count == count else { throw .badField(field) }
    return found
}

func verifyingKey(_ text: String, _ field: String) throws(EnrolmentError) -> VerifyingKey {
    let bytes = try hexBytes(text, count: 32, field)
    do { return try VerifyingKey(bytes) } catch { throw .badField(field) }
}

extension EnrolmentError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notADocument(let expected):
            "the file is no \(expected) document; give the file that the other side wrote"
        case .wrongFormat(let expected, let found):
            "the file says format \(found) where \(expected) is needed; "
                + "give the other file, or update the older program"
        case .badField(let field):
            "the field \(field) is missing or not well formed; fetch the file again"
        case .badSignature(let what):
            "the signature of the \(what) is wrong: the file was changed; fetch it again"
        case .otherRequest:
            "the answer was made for another request; "
                + "take the newest device.json to the office and accept its answer"
        case .otherFingerprint(let expected, let found):
            "the fingerprint is \(found.text), not \(expected.text); "
                + "compare again with the gate's screen before going on"
        case .notAFingerprint:
            "a fingerprint is 24 letters A–Z and digits 2–7 in fours, as the gate prints it"
        case .crypto(let error): error.description
        }
    }

    /// The same in Chinese.
    package var chineseText: String {
        switch self {
        case .notADocument(let expected): "文件不是 \(expected) 文档；请使用对方生成的文件"
        case .wrongFormat(let expected, let found):
            "文件格式为 \(found)，应为 \(expected)；请换用正确的文件，或升级较旧的程序"
        case .badField(let field): "字段 \(field) 缺失或格式不对；请重新取得文件"
        case .badSignature: "签名不符，文件被改动过；请重新取得文件"
        case .otherRequest: "该答复是为另一份申请制作的；请把最新的 device.json 交给办公室，再导入其答复"
        case .otherFingerprint(let expected, let found):
            "指纹为 \(found.text)，而不是 \(expected.text)；请先与门岗屏幕再次核对"
        case .notAFingerprint: "指纹由 24 个字符组成（A–Z 与 2–7），四个一组，照门岗屏幕输入"
        case .crypto: "密钥运算失败；请确认 OpenSSL 3 安装完整"
        }
    }
}
