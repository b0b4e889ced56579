// Numbers as a workbook stores them, written out digit by digit without going through a Double.
import Identifiers

/// The decimal text of a stored number.
enum DecimalText {
    /// Writes out `9.999E+17`, `19900000042.0` and the like.
    ///
    /// - Parameter stored: the text of a numeric cell (XML Schema double).
    /// - Returns: plain digits where that is exact and of at most forty digits; else as stored.
    static func expand(_ stored: String) -> String {
        let bytes = Array(stored.utf8)
        if bytes.allSatisfy(isDigit) { return stored }
        var digits: [UInt8] = []
        var index = 0
        var pointShift = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var seenPoint = false
        while index < bytes.count, isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".") {
            if bytes[index] == UInt8(ascii: ".") {
                guard !seenPoint else { return stored }
                seenPoint = true
            } else {
                digits.append(bytes[index])
                if seenPoint { pointShift -= 1 }
            }
            index += 1
        }
        guard !digits.isEmpty, let exponent = exponent(bytes[index...]) else { return stored }
        pointShift += exponent
        while pointShift < 0, digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            pointShift += 1
        }
        guard digits.count <= 40, (0...40).contains(pointShift) else {
            return digits.isEmpty ? "0" : stored
        }
        digits += Array(repeating: UInt8(ascii: "0"), count: pointShift)
        let trimmed = digits.drop { $0 == UInt8(ascii: "0") }
        guard !trimmed.isEmpty else { return "0" }
        return (isNegative ? "-" : "") + String(decoding: trimmed, as: UTF8.self)
    }

    /// Puts zeros before a whole number that is not negative, up to so many digits.
    static func padded(_ text: String, to digits: Int) -> String {
        guard text.utf8.allSatisfy(isDigit) else { return text }
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// Whether a text is a number in E notation, as a spreadsheet shows one too wide for its cell.
    static func isScientific(_ text: String) -> Bool {
        let bytes = Array(FullWidth.fold(text).trimmingBlanks().utf8)
        guard let mark = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }),
            mark >= 1, isDigit(bytes[0]),
            bytes[..<mark].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") })
        else { return false }
        return exponent(bytes[mark...]) != nil
    }

    /// Reads `E+17`; nothing at all is 0.
    private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let mark = bytes.first else { return 0 }
        guard mark | 0x20 == UInt8(ascii: "e") else { return nil }
        var digits = bytes.dropFirst()
        let sign = digits.first
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { digits = digits.dropFirst() }
        guard (1...4).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return sign == UInt8(ascii: "-") ? -value : value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
