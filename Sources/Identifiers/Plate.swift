// Vehicle registration plates as GA 36 numbers them.

/// A plate without separators, in capitals.
package struct Plate: Sendable, Hashable {
    /// For instance `沪A12345`, `沪AD12345` or `沪A1234挂`.
    package let text: String

    /// - Parameter text: as typed; blanks, dashes and dots are dropped, full width folded,
    ///   letters raised.
    /// - Throws: `malformed(.plate)`.
    package init(parsing text: String) throws(IdentifierError) {
        self = try Self.mending(text).value
    }

    /// Parses and says what was mended; the dot painted on a plate is no mend.
    ///
    /// Parameter and error as of the initialiser.
    package static func mending(_ text: String) throws(IdentifierError) -> Mended<Plate> {
        let tidied = Tidied(text, dropping: [.dashes, .dots])
        guard let plate = Plate(canonical: tidied.text) else {
            throw .malformed(.plate, found: Masking.numbers(in: String(text.prefix(60))))
        }
        return Mended(value: plate, mends: tidied.mends)
    }

    /// - Parameter text: the text of a plate that was parsed before, kept as bytes since.
    package init(checkedBefore text: String) { self.text = text }

    private init?(canonical text: String) {
        let scalars = Array(text.unicodeScalars.prefix(9))
        guard (7...8).contains(scalars.count), Self.provinces.contains(scalars[0]),
            let office = Self.ascii(scalars[1]), office.isCapital, office.isClearLetterOrDigit
        else { return nil }
        let serial = scalars[2...]
        let isPlate =
            serial.count == 5
            ? Self.isOrdinary(serial) : Self.isNewEnergy(serial.compactMap(Self.ascii))
        guard isPlate else { return nil }
        self.text = text
    }

    private static func isOrdinary(_ serial: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let last = serial.last else { return false }
        let isClear = { (scalar: Unicode.Scalar) in ascii(scalar)?.isClearLetterOrDigit == true }
        return serial.dropLast().allSatisfy(isClear)
            && (isClear(last) || endings.contains(last))
    }

    /// Six places: small vehicles have the series letter first, large ones last after five digits.
    private static func isNewEnergy(_ serial: [UInt8]) -> Bool {
        guard serial.count == 6, serial.allSatisfy(\.isClearLetterOrDigit) else { return false }
        let isSeries = { (byte: UInt8) in byte.isCapital && byte <= UInt8(ascii: "K") }
        if isSeries(serial[0]) { return true }
        return isSeries(serial[5]) && serial.dropLast().allSatisfy { $0.digit != nil }
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> UInt8? {
        scalar.isASCII ? UInt8(scalar.value) : nil
    }

    private static let provinces = Set("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".unicodeScalars)
    private static let endings = Set("挂学警港澳".unicodeScalars)
}
