// Whatever is told on standard error, or kept as a reason, may repeat what was given by mistake: a
// code, which is a secret of its holder, or somebody's ID or telephone number.
import Identifiers
import PassFormat

extension String {
    /// The text with codes cut down to their prefix and long numbers masked in the middle.
    package var withoutSecrets: String { Masking.numbers(in: withoutCodes) }

    /// The text with each code in it cut down to its prefix, such as `GP1…`.
    var withoutCodes: String {
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
