// Where the office is, as a person types it.
package import GateState
import PassFormat

extension OfficeAddress {
    /// Reads what a person typed.
    ///
    /// - Parameters:
    ///   - server: `https://` with host and, where it is not 443, port; a slash may end it.
    ///   - pin: 64 hexadecimal digits, or `sha256//` and Base64 as libcurl writes it.
    /// - Throws: `LinkFault.badAddress`, `.badPin`.
    package init(typed server: String, pin: String) throws(LinkFault) {
        var place = server
        if place.hasSuffix("/") { place.removeLast() }
        let host = place.dropFirst(8)
        guard place.lowercased().hasPrefix("https://"), !host.isEmpty, host.utf8.count <= 255,
            host.utf8.allSatisfy(Self.isOfHost)
        else { throw .badAddress(server) }
        let base64 = pin.hasPrefix("sha256//") ? pin.dropFirst(8) : Substring(pin)
        let hash = PassFormat.bytes(hexadecimal: pin) ?? Base64.bytes(base64) ?? []
        guard hash.count == 32 else { throw .badPin }
        self.init(server: "https://\(host)", pin: hexadecimal(hash))
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-.:[]".utf8.contains(byte)
        }
    }

    /// The pin as libcurl takes it.
    var curlPin: String { "sha256//\(Base64.text(PassFormat.bytes(hexadecimal: pin) ?? []))" }
}
