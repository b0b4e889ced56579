// Tokens to codes, and the proof that a code reads back.
import ImageReader
import PassFormat
import QRCode
import Registry

extension QRLimit {
    /// The largest version that the text of a pass may need.
    static let largestPassVersion = 8
}

extension ExportOrder {
    /// What a picture's name ends with.
    var pictureExtension: String {
        if case .svg = format { "svg" } else { "png" }
    }

    /// The modules of each pass's code, in order, proved where that was asked for.
    func codes(of passes: [ExportedPass]) throws -> [QRMatrix] {
        try passes.map(code)
    }

    /// The pictures of each pass's code, in order.
    func pictures(of passes: [ExportedPass]) throws -> [[UInt8]] {
        let margin = QRLimit.quietZoneModules.lowerBound
        if case .svg = format {
            return try passes.map { Array(try code(of: $0).svg(quietZoneModules: margin).utf8) }
        }
        var renderer = try PNGRenderer(scalePixels: scale, quietZoneModules: margin)
        return try passes.map { try renderer.render(code(of: $0)) }
    }

    private func code(of pass: ExportedPass) throws -> QRMatrix {
        let text = TokenWriter.text(of: pass.token)
        let matrix = try QRMatrix.encode(text, maximumVersion: QRLimit.largestPassVersion)
        if proof == .decodeEach { try prove(matrix, says: text, of: pass.number, scale: scale) }
        return matrix
    }
}

/// Reads a drawn code with another library than drew it.
///
/// - Parameters:
///   - text: what it must say.
///   - number: the pass's number, for the message.
///   - scale: pixels of one module.
/// - Throws: `OfficeError` where it does not read back; `QRCodeError`, `ImageReaderError`.
func prove(_ matrix: QRMatrix, says text: String, of number: String, scale: Int) throws {
    let picture = try matrix.luminance(
        scalePixels: scale, quietZoneModules: QRLimit.quietZoneModules.lowerBound)
    let read = try readCodes(
        luminance: picture.bytes, width: picture.sidePixels, height: picture.sidePixels,
        kind: .drawing)
    guard read == [text] else {
        throw OfficeError(
            "\(number) 的二维码画好后读不出原文，未导出；请报告此事",
            "the code of \(number) does not read back; nothing was exported, report this",
            exitCode: 3)
    }
}
