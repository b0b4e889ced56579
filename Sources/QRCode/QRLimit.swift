// How large codes and their pictures may be.

/// Limits on codes and their pictures.
package enum QRLimit {
    /// The largest version made: that of a live text.
    package static let version = alphanumericCapacities.count
    /// Pixels a module; 64 draws version 9 on 3,904 pixels, more than a poster needs.
    package static let scalePixels = 1...64
    /// Light modules round the code; ISO/IEC 18004 asks for four.
    package static let quietZoneModules = 4...32

    /// Alphanumeric characters that versions 1 to 9 hold at level M (ISO/IEC 18004, table 7).
    static let alphanumericCapacities = [20, 38, 61, 90, 122, 154, 178, 221, 262]

    static func check(quietZoneModules: Int) throws(QRCodeError) {
        guard Self.quietZoneModules.contains(quietZoneModules) else {
            throw .quietZone(modules: quietZoneModules)
        }
    }
}
