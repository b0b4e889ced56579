// What `gatepass doctor` asks of the office; nothing here changes anything.
import PassIssue
package import QRCode
package import Registry

/// How the file of revocations beside the key ring stands.
package enum RevocationsState: Sendable, Equatable {
    /// Holds every revocation since that second of 1970, and so many of them.
    case complete(sinceSeconds: Int64, count: Int)
    /// Readable, but does not say since when it is complete.
    case unclear(count: Int)
    case missing
}

extension Office {
    /// The epochs of a key ring that opens.
    ///
    /// - Throws: `OfficeError` where it does not.
    package static func epochs(of folders: OfficeFolders) throws(OfficeError) -> [UInt8] {
        try office { try folders.openRing().epochs }
    }

    /// Whether the key ring lies under a passphrase; needs none to tell.
    ///
    /// - Throws: `OfficeError` where there is no folder of keys, or others may use it.
    package static func hasSealedKeys(_ folders: OfficeFolders) throws(OfficeError) -> Bool {
        try office { try KeyRing.isSealed(at: folders.keys) }
    }

    /// Reads the file of revocations.
    package static func revocations(of folders: OfficeFolders) -> RevocationsState {
        guard let contents = folders.revocations.contents() else { return .missing }
        guard let since = contents.sinceSeconds else {
            return .unclear(count: contents.entries.count)
        }
        return .complete(sinceSeconds: since, count: contents.entries.count)
    }

    /// Draws a code and reads it back, as an export with proof does.
    ///
    /// - Throws: `OfficeError` where it cannot be drawn or does not read back.
    package static func proveDrawing(of text: String) throws(OfficeError) {
        try office {
            let matrix = try QRMatrix.encode(text, maximumVersion: QRLimit.version)
            try prove(matrix, says: text, of: "doctor", scale: 4)
        }
    }

    /// Draws a code as SVG, for a page.
    ///
    /// - Parameter text: characters of the QR alphanumeric set.
    /// - Throws: `OfficeError` where it cannot be drawn.
    package static func drawing(of text: String) throws(OfficeError) -> String {
        try office {
            try modules(of: text).svg(quietZoneModules: QRLimit.quietZoneModules.lowerBound)
        }
    }

    /// The modules of a code, for paper; parameter and error as of `drawing(of:)`.
    package static func modules(of text: String) throws(OfficeError) -> QRMatrix {
        try office { try QRMatrix.encode(text, maximumVersion: QRLimit.version) }
    }

    /// How the registry's file stands.
    package func registryHealth() throws(OfficeError) -> RegistryHealth {
        try office { try registry.health() }
    }

    /// Figures of the registry for a service that is asked often.
    package func vitals() throws(OfficeError) -> RegistryVitals {
        try office { try registry.vitals() }
    }

    /// Every gate with its device and its newest bundle.
    package func provisions() throws(OfficeError) -> [GateProvision] {
        try office { try registry.provisions() }
    }
}
