// Hexadecimal, as the RFCs print their vectors; anything that is no digit is passed over.
import PassCrypto

func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

func secret(_ text: String) -> SecretBytes {
    let bytes = hex(text)
    return SecretBytes(copying: bytes.span)
}

extension SecretBytes {
    /// The bytes as the vectors print them; for comparing only.
    var printed: String { hex(withBytes { span in span.indices.map { span[$0] } }) }
}
