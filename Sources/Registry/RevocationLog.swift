// Revocations, each on stable storage in a plain file beside the key ring before anyone is told
// that it is done. A registry restored from a backup learns from it what was revoked since.
import FoundationEssentials
#if canImport(Glibc)
    import Glibc
#endif

/// Why a pass was withdrawn, as the manifest carries it.
package enum ReasonClass: UInt8, Sendable, CaseIterable, Encodable {
    case other = 0
    case lost = 1
    case stolen = 2
    case copied = 3
    case left = 4
    case misuse = 5
    case mistake = 6
    case key = 7

    /// The word that `--reason` takes and JSON shows.
    package var name: String {
        switch self {
        case .other: "other"
        case .lost: "lost"
        case .stolen: "stolen"
        case .copied: "copied"
        case .left: "left"
        case .misuse: "misuse"
        case .mistake: "mistake"
        case .key: "key"
        }
    }
}

/// A class and the words that were given.
package struct RevocationReason: Sendable, Equatable {
    package let reasonClass: ReasonClass
    package let text: String

    package init(_ reasonClass: ReasonClass, text: String) {
        self.reasonClass = reasonClass
        self.text = text
    }

    /// - Parameter text: one of the class names, or any words, which are of class `other`.
    package init(_ text: String) {
        let named = ReasonClass.allCases.first { $0.name == text.lowercased() }
        self.init(named ?? .other, text: text)
    }
}

/// One line of the file. It names no pass id.
package struct LoggedRevocation: Sendable, Equatable {
    /// 8 bytes.
    package let index: [UInt8]
    /// The newest sequence that the revocation reaches.
    package let sequence: UInt16
    package let atSeconds: Int64
    package let reasonClass: ReasonClass

    package init(index: [UInt8], sequence: UInt16, atSeconds: Int64, reasonClass: ReasonClass) {
        self.index = index
        self.sequence = sequence
        self.atSeconds = atSeconds
        self.reasonClass = reasonClass
    }

    var line: String { "\(hexadecimal(index)) \(sequence) \(atSeconds) \(reasonClass.rawValue)\n" }

    init?(line: Substring) {
        let parts = line.split(separator: " ")
        guard parts.count == 4, let index = bytes(hexadecimal: parts[0]), index.count == 8,
            let sequence = UInt16(parts[1]), let at = Int64(parts[2]), let code = UInt8(parts[3])
        else { return nil }
        self.init(
            index: index, sequence: sequence, atSeconds: at,
            reasonClass: ReasonClass(rawValue: code) ?? .other)
    }
}

/// The append-only file of revocations.
package struct RevocationLog: Sendable, Equatable {
    /// The file's name in the key ring's folder.
    package static let fileName = "revocations.log"

    package let path: String

    package init(path: String) { self.path = path }

    /// Appends lines and waits until they are on stable storage.
    ///
    /// - Throws: `RegistryError.revocationLog`.
    func append(_ revocations: [LoggedRevocation]) throws(RegistryError) {
        guard !revocations.isEmpty else { return }
        let file = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault() }
        defer { _ = Glibc.close(file) }
        // The blank line in front ends a line that an earlier fault may have left torn.
        var rest = ArraySlice(Array(("\n" + revocations.map(\.line).joined()).utf8))
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
            guard written > 0 else { throw fault() }
            rest = rest.dropFirst(written)
        }
        guard fsync(file) == 0 else { throw fault() }
    }

    /// Every line that is whole; a torn last line was never reported as done.
    ///
    /// - Returns: nil where there is no file.
    package func entries() -> [LoggedRevocation]? {
        guard let contents = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: contents, as: UTF8.self).split(separator: "\n")
            .compactMap(LoggedRevocation.init(line:))
    }

    private func fault() -> RegistryError {
        .revocationLog(path: path, detail: unsafe String(cString: strerror(errno)))
    }
}
