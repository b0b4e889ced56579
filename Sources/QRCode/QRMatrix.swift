// Text to modules, by libqrencode: alphanumeric mode, error correction M.
import CQREncode
import Glibc

/// The modules of one code, without quiet zone.
package struct QRMatrix: Equatable, Sendable {
    /// The symbol's version, 1 to ``QRLimit/version``.
    package let version: Int
    /// Modules on a side: 17 + 4 x version.
    package let size: Int
    /// A byte a module, row by row from the top left: 1 dark, 0 light.
    package let modules: [UInt8]

    /// Encodes a text in the smallest version that holds it.
    ///
    /// May be called on several threads at once; no state is shared between calls.
    /// - Parameters:
    ///   - text: 1 or more characters of the QR alphanumeric set.
    ///   - maximumVersion: 1 to ``QRLimit/version``.
    /// - Returns: the symbol at error correction level M.
    /// - Throws: ``QRCodeError``: no text, a character outside the set, a text too long for the
    ///   maximum version, a maximum version out of range, or trouble in libqrencode.
    package static func encode(
        _ text: String, maximumVersion: Int
    ) throws(QRCodeError) -> QRMatrix {
        guard (1...QRLimit.version).contains(maximumVersion) else {
            throw .version(maximumVersion)
        }
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        if let index = bytes.firstIndex(where: { !isAlphanumeric($0) }) {
            // All before the first bad byte is ASCII, so that bytes and characters count alike.
            throw .character(
                text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: index)],
                position: index + 1)
        }
        let capacities = QRLimit.alphanumericCapacities
        guard let index = capacities.firstIndex(where: { $0 >= bytes.count }),
            index < maximumVersion
        else {
            throw .tooLong(
                characters: bytes.count, capacity: capacities[maximumVersion - 1],
                maximumVersion: maximumVersion)
        }
        return try symbol(of: bytes, version: index + 1)
    }

    /// The matrix as lines of `#` for dark and `.` for light, each ended by a line feed.
    package var dump: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size * (size + 1))
        for row in 0..<size {
            for module in modules[row * size..<(row + 1) * size] {
                bytes.append(module == 1 ? UInt8(ascii: "#") : UInt8(ascii: "."))
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The 45 characters of ISO/IEC 18004, table 5.
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: " "), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "*"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    /// What the masks do, by version from 1; nil where this libqrencode takes none.
    private static let choices: [MaskChoice]? = {
        guard cqrencode_takes_masks() != 0 else { return nil }
        return try? (1...QRLimit.version).map { version in
            MaskChoice(
                symbols: try (0..<MaskChoice.count).map { mask in
                    try grid(of: [UInt8(ascii: "0")], version: version, mask: mask)
                })
        }
    }()

    private static func symbol(
        of bytes: [UInt8], version: Int
    ) throws(QRCodeError) -> QRMatrix {
        let grid =
            if let choices {
                choices[version - 1].best(of: try grid(of: bytes, version: version, mask: 0))
            } else {
                try grid(of: bytes, version: version, mask: nil)
            }
        return QRMatrix(version: version, size: grid.size, modules: grid.modules)
    }

    /// One input, used by this call alone and freed before it returns.
    ///
    /// - Parameter mask: nil for libqrencode's own choice.
    private static func grid(
        of bytes: [UInt8], version: Int, mask: Int?
    ) throws(QRCodeError) -> ModuleGrid {
        guard let input = unsafe QRinput_new2(Int32(version), QR_ECLEVEL_M) else {
            throw failure(errno)
        }
        defer { unsafe QRinput_free(input) }
        let appended = unsafe bytes.withUnsafeBufferPointer {
            unsafe QRinput_append(input, QR_MODE_AN, Int32($0.count), $0.baseAddress)
        }
        guard appended == 0 else { throw failure(errno) }
        let made =
            if let mask {
                unsafe cqrencode_under_mask(input, Int32(mask))
            } else {
                unsafe QRcode_encodeInput(input)
            }
        guard let code = unsafe made else { throw failure(errno) }
        defer { unsafe QRcode_free(code) }
        // libqrencode raises the version of its own accord where a text does not fit; then our
        // table of capacities would be wrong.
        guard unsafe Int(code.pointee.version) == version, let data = unsafe code.pointee.data
        else { throw .library("libqrencode", code: 0) }
        let size = unsafe Int(code.pointee.width)
        // The lowest bit is the colour; the others say what the module is for.
        return unsafe ModuleGrid(
            size: size, flags: UnsafeBufferPointer(start: data, count: size * size))
    }

    private static func failure(_ code: Int32) -> QRCodeError {
        code == ENOMEM ? .outOfMemory : .library("libqrencode", code: code)
    }
}
