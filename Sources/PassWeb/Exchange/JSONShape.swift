// What a decoder of JSON lets pass and a service should not: a member that stands twice, of which
// two readers take different ones, and nesting that only a hostile body has.
import FoundationEssentials
import HTTPTypes

enum JSONShape {
    /// Objects and lists in one another; no body of the service needs half of it.
    static let depth = 32

    /// - Throws: `Problem` for a member that stands twice, and for nesting beyond the limit. What
    ///   is no JSON at all is left to the decoder.
    static func check(_ bytes: [UInt8]) throws(Problem) {
        /// The keys of each object around; nil for a list.
        var around: [Set<String>?] = []
        var awaitsKey = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                awaitsKey = byte == UInt8(ascii: "{")
                around.append(awaitsKey ? [] : nil)
                guard around.count <= depth else { throw tooDeep }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                around.removeLast(around.isEmpty ? 0 : 1)
                awaitsKey = false
            case UInt8(ascii: ","): awaitsKey = around.last.map { $0 != nil } ?? false
            case UInt8(ascii: "\""):
                let end = closingQuote(bytes, after: index)
                if awaitsKey, var keys = around.popLast() ?? nil {
                    let name = key(bytes[index..<min(end + 1, bytes.count)])
                    guard keys.insert(name).inserted else { throw twice }
                    around.append(keys)
                }
                awaitsKey = false
                index = end
            default: break
            }
            index += 1
        }
    }

    private static func closingQuote(_ bytes: [UInt8], after start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index
    }

    /// - Parameter quoted: with its quotes; what cannot be decoded stands for itself.
    private static func key(_ quoted: ArraySlice<UInt8>) -> String {
        let plain = String(decoding: quoted, as: UTF8.self)
        guard quoted.contains(UInt8(ascii: "\\")) else { return plain }
        let decoded = try? JSONDecoder().decode(String.self, from: Data(quoted))
        return decoded.map { "\"\($0)\"" } ?? plain
    }

    private static let twice = Problem(
        .badRequest, "MEMBER_TWICE", "请求内容中同一成员出现两次；请只留一个",
        "a member stands twice in one object; leave one")
    private static let tooDeep = Problem(
        .badRequest, "TOO_DEEP", "请求内容嵌套超过 \(depth) 层",
        "the body is nested more than \(depth) deep")
}
