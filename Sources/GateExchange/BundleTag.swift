// The name of a version of a gate's bundle as an entity tag (RFC 9110, section 8.8.3).
import PassFormat

/// Number and hash of a version.
package struct BundleTag: Sendable, Equatable {
    package let version: UInt64
    /// 32 bytes.
    package let hash: [UInt8]

    package init(version: UInt64, hash: [UInt8]) {
        self.version = version
        self.hash = hash
    }

    /// - Returns: nil for anything that `field` does not give.
    package init?(field: String) {
        let parts = field.dropFirst().dropLast().split(
            separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let version = UInt64(parts[0]),
            let hash = bytes(hexadecimal: parts[1]), hash.count == 32
        else { return nil }
        self.init(version: version, hash: hash)
        guard self.field == field else { return nil }
    }

    /// The value of `ETag` and of `If-None-Match`.
    package var field: String { "\"\(version)-\(hexadecimal(hash))\"" }
}
