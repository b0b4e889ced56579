// What a ZIP's directory says of one of its files, and which names are none.

/// A file in an archive.
struct ArchiveEntry {
    let name: String
    /// What it says it inflates to.
    let bytes: Int

    /// The form in which names are compared: parts of a workbook differ by more than case (ECMA-376
    /// part 2, 9.1.1), and some programs write `\` for `/`.
    static func key(_ name: String) -> String {
        String(
            decoding: name.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "\\"): UInt8(ascii: "/")
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
                default: byte
                }
            }, as: UTF8.self)
    }

    /// The places of all entries by their keys.
    ///
    /// - Throws: FILE_DAMAGED where a name leads out of the archive, or two are the same: readers
    ///   would differ in which they take.
    static func places(of entries: [ArchiveEntry]) throws(FileRefusal) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, entry) in entries.enumerated() {
            let key = key(entry.name)
            guard isInside(key), places.updateValue(place, forKey: key) == nil else {
                throw FileRefusal(code: .fileDamaged)
            }
        }
        return places
    }

    /// Whether unpacking it would put it below the folder it is unpacked in.
    private static func isInside(_ key: String) -> Bool {
        guard let first = key.utf8.first, first != UInt8(ascii: "/") else { return false }
        let second = key.utf8.dropFirst().first
        let isDrive = second == UInt8(ascii: ":") && (0x61...0x7A).contains(first)
        return !isDrive && !key.split(separator: "/").contains("..")
    }
}
