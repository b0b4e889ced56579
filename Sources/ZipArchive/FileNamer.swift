// File names from employee numbers and plates that Windows, macOS and Linux all take, and that stay
// apart where capitals do not count.

/// Gives each key a file name of its own.
///
/// The same keys in the same order get the same names.
package struct FileNamer {
    /// Bytes of a name in UTF-8, suffix and extension included; shorter than any file system's
    /// limit, so that a folder can be unpacked deep.
    package static let nameBytes = 120

    private let pathExtension: String
    private var taken: Set<String> = []
    /// The last number given to a folded name: thousands of equal keys do not search from 2 again.
    private var lastSuffix: [String: Int] = [:]

    /// Starts without any name taken.
    /// - Parameter pathExtension: the part after the dot: 1 to 8 ASCII letters or digits, trusted.
    package init(pathExtension: String) {
        self.pathExtension = pathExtension
    }

    /// Makes a name for a key.
    ///
    /// What Windows refuses in names becomes `_`; a device's name gets a `_` in front; a name
    /// already given, capitals aside, gets -2, -3 and so on.
    /// - Parameter key: any text, also empty or hostile.
    /// - Returns: a name of at most ``nameBytes``, without folders.
    package mutating func name(for key: String) -> String {
        let stem = Self.stem(of: key)
        let first = fitted(stem, suffix: "")
        let shared = Self.folded(first)
        var (name, number) = (first, lastSuffix[shared] ?? 1)
        while !taken.insert(Self.folded(name)).inserted {
            number += 1
            name = fitted(stem, suffix: "-\(number)")
        }
        if number > 1 { lastSuffix[shared] = number }
        return name
    }

    /// Cuts the stem, never inside a character, until all fits.
    private func fitted(_ stem: String, suffix: String) -> String {
        let room = Self.nameBytes - suffix.utf8.count - 1 - pathExtension.utf8.count
        var cut = stem[...]
        while cut.utf8.count > room { cut.removeLast() }
        return Self.trimmed(cut) + suffix + "." + pathExtension
    }

    private static func stem(of key: String) -> String {
        let scalars = key.unicodeScalars.map { scalar -> Unicode.Scalar in
            forbidden.contains(scalar) || scalar.isUnfitForNames ? "_" : scalar
        }
        var stem = trimmed(String(String.UnicodeScalarView(scalars))[...])
        // A dot would hide the file, a dash would look like an option, a space gets lost.
        if let first = stem.first, ".- ".contains(first) {
            stem.replaceSubrange(...stem.startIndex, with: "_")
        }
        return isDevice(stem) ? "_" + stem : stem
    }

    private static let forbidden: Set<Unicode.Scalar> = [
        "<", ">", ":", "\"", "/", "\\", "|", "?", "*",
    ]

    /// Windows drops dots and spaces at the end; nothing left becomes `_`.
    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        return text.isEmpty ? "_" : String(text)
    }

    /// Names Windows keeps for devices, with any extension ("Naming Files, Paths, and
    /// Namespaces").
    private static func isDevice(_ stem: String) -> Bool {
        let base = trimmed(stem.prefix { $0 != "." }).uppercased()
        if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"].contains(base) {
            return true
        }
        guard base.count == 4, base.hasPrefix("COM") || base.hasPrefix("LPT") else { return false }
        return base.last.map { "0123456789¹²³".contains($0) } ?? false
    }

    /// One form for all names that a file system blind to capitals takes as one.
    private static func folded(_ name: String) -> String { name.uppercased().lowercased() }
}
