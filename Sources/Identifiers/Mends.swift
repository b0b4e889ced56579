// What parsing had to change before a value stood in its canonical form. Lists report these as
// warnings; everything else may ignore them.

/// The kinds of change made to a text while it was parsed.
package struct Mends: OptionSet, Sendable, Hashable {
    /// One bit for each kind.
    package let rawValue: UInt8

    /// - Parameter rawValue: bits of the kinds below.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Full-width characters were folded to the narrow ones.
    package static let width = Mends(rawValue: 1)
    /// Blanks, invisible characters or dashes were taken out.
    package static let space = Mends(rawValue: 2)
    /// Small letters were raised.
    package static let letterCase = Mends(rawValue: 4)
    /// A country prefix was taken off.
    package static let prefix = Mends(rawValue: 8)
}

/// A parsed value, with the changes that its text needed.
package struct Mended<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The value in its canonical form.
    package let value: Value
    /// What was changed on the way; empty where the text was canonical already.
    package let mends: Mends

    /// - Parameters:
    ///   - value: the canonical value.
    ///   - mends: what was changed.
    package init(value: Value, mends: Mends) {
        self.value = value
        self.mends = mends
    }
}
