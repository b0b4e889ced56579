// The query of an address as forms write it: `+` is a blank, and what is percent-encoded is UTF-8.
import Foundation
import HTTPTypes

enum Query {
    /// - Parameter text: what stands behind the question mark.
    /// - Throws: `Problem` for a member that stands twice, and for what cannot be decoded.
    static func members(_ text: String) throws(Problem) -> [String: String] {
        var members: [String: String] = [:]
        for part in text.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decoded(halves[0])
            let value = halves.count > 1 ? try decoded(halves[1]) : ""
            guard members.updateValue(value, forKey: name) == nil else {
                throw Problem(
                    .badRequest, "QUERY_TWICE", "网址中 \(name) 出现两次；请只留一个",
                    "\(name) stands in the address twice; leave one")
            }
        }
        return members
    }

    private static func decoded(_ part: Substring) throws(Problem) -> String {
        let text = part.replacing("+", with: " ").removingPercentEncoding
        guard let text else {
            throw Problem(
                .badRequest, "QUERY_ENCODING", "网址中 ? 之后的部分无法解码；请用 UTF-8 的百分号编码",
                "what stands behind the ? cannot be decoded; percent-encode it in UTF-8")
        }
        return text
    }
}
