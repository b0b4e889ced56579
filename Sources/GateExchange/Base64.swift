// Base64 (RFC 4648, sections 4 and 5), read strictly: one text for each value.
import FoundationEssentials

/// Bytes as Base64 text.
package enum Base64 {
    /// With padding, in the alphabet of section 4.
    package static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// - Returns: nil for anything but the text that `text` gives for some bytes.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let text = String(text)
        guard let data = Data(base64Encoded: text) else { return nil }
        let bytes = [UInt8](data)
        return self.text(bytes) == text ? bytes : nil
    }

    /// Without padding, in the alphabet of section 5, as one-time codes are written.
    package static func addressText(_ bytes: [UInt8]) -> String {
        var text = text(bytes)
        while text.hasSuffix("=") { text.removeLast() }
        return String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
