// A body temperature as people type it.
import ArgumentParser

/// Tenths of a degree Celsius, from 30.0 to 45.0.
package struct Temperature: ExpressibleByArgument {
    /// 300–450.
    package let tenths: UInt16

    /// - Parameter argument: such as `36.5`, `37`, or with a comma or full-width digits.
    package init?(argument: String) {
        let folded = argument.unicodeScalars.map { scalar -> Character in
            (0xFF01...0xFF5E).contains(scalar.value)
                ? Character(Unicode.Scalar(UInt8(scalar.value - 0xFEE0))) : Character(scalar)
        }
        let parts = String(folded).split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { ".,。".contains($0) })
        guard let first = parts.first, let degrees = UInt16(first), (30...45).contains(degrees),
            parts.count == 1 || parts[1].count == 1,
            let tenth = parts.count == 1 ? 0 : UInt16(parts[1])
        else { return nil }
        tenths = degrees * 10 + tenth
        guard tenths <= 450 else { return nil }
    }
}
