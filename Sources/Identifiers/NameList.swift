// Several names in one text, such as the drivers of a truck: 张三、李四.
// Tests: Tests/IdentifiersTests/NameListTests.swift.

extension PersonName {
    /// Parses a list of names and says what was mended.
    ///
    /// Between names stands one of `、 ， , ； ; ／ /` or a line break, or, where all are of two or
    /// more Han characters, blanks. So 张 三 is one person and 张三 李四 are two.
    ///
    /// - Parameter text: as typed.
    /// - Returns: one or more names, each once.
    /// - Throws: `malformed(.personName)` for the first that is none; a text without any is one.
    package static func mendingList(_ text: String) throws(IdentifierError) -> Mended<[PersonName]>
    {
        var names: [PersonName] = []
        var mends: Mends = []
        let parts = text.unicodeScalars.split(whereSeparator: \.endsName).map { String($0) }
        for part in parts.isEmpty ? [text] : parts.flatMap(splitAtBlanks) {
            let name = try mending(part)
            mends.formUnion(name.mends)
            if !names.contains(name.value) { names.append(name.value) }
        }
        return Mended(value: names, mends: mends)
    }

    private static func splitAtBlanks(_ text: String) -> [String] {
        let parts = text.unicodeScalars.split { FullWidth.fold($0).isBlank }
        guard parts.count > 1, parts.allSatisfy({ $0.count > 1 && $0.allSatisfy(\.isHan) })
        else { return [text] }
        return parts.map { String($0) }
    }
}

extension Unicode.Scalar {
    fileprivate var endsName: Bool {
        switch FullWidth.fold(self) {
        case "、", ",", ";", "/", "\n", "\r": true
        default: false
        }
    }
}
