// A code is a secret of its holder. Whatever is told on standard error may repeat what was given by
// mistake, so codes in it are cut down to their prefix.
import PassFormat

extension String {
    /// The text with each code in it cut down to its prefix, such as `GP1…`.
    package var withoutCodes: String {
        let bytes = Array(utf8)
        var scanner = TokenScanner()
        var kept: [UInt8] = []
        var start = 0
        while let token = scanner.next(in: bytes.span) {
            kept += bytes[start..<token.body.lowerBound]
            if !token.body.isEmpty { kept += "…".utf8 }
            start = token.body.upperBound
        }
        return String(decoding: kept + bytes[start...], as: UTF8.self)
    }
}
