// One pass's code, given out once more.
import Identifiers
import PassFormat
import QRCode
package import Registry

/// How a single code is wanted.
package enum CodeForm: Sendable, Equatable {
    /// The text itself.
    case text
    /// So many pixels a module.
    case png(scalePixels: Int)
    case svg
}

extension CodeForm {
    /// The code of a token, drawn with its quiet zone.
    ///
    /// - Returns: UTF-8 for text and SVG.
    func code(of token: [UInt8]) throws -> [UInt8] {
        let text = TokenWriter.text(of: token)
        guard self != .text else { return Array(text.utf8) }
        let matrix = try QRMatrix.encode(text, maximumVersion: QRLimit.largestPassVersion)
        let margin = QRLimit.quietZoneModules.lowerBound
        switch self {
        case .text, .svg: return Array(try matrix.svg(quietZoneModules: margin).utf8)
        case .png(let scale):
            var renderer = try PNGRenderer(scalePixels: scale, quietZoneModules: margin)
            return try renderer.render(matrix)
        }
    }
}

extension Office {
    /// The code of a pass that is not withdrawn; the audit says that it was given out.
    ///
    /// - Parameter number: as typed.
    /// - Returns: UTF-8 for text and SVG; a secret of the holder.
    package func code(of number: String, as form: CodeForm) throws(OfficeError) -> [UInt8] {
        try changing { act in
            let token = try registry.token(of: passNumber(number), for: .code, act: act)
            return try form.code(of: token)
        }
    }

    /// Whose a pass is, and where.
    ///
    /// - Throws: `OfficeError` where there is none.
    package func holding(of number: String) throws(OfficeError) -> PassSummary {
        let detail = try pass(number: number)
        guard let newest = detail.history.first else {
            throw OfficeError(RegistryError.unknown(.pass, number))
        }
        return newest
    }
}
