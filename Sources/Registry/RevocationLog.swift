// Revocations, each on stable storage in a plain file beside the key ring before anyone is told
// that it is done. A registry restored from a backup learns from it what was revoked since. Its
// first line says since when it holds every revocation.
import FoundationEssentials
import PassFormat

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

/// One revocation of the file, which names no pass id.
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

/// One revocation of keys in the file.
///
/// Its line has the form of the others, so that a torn one is not read as another number or time,
/// and a program that knows only passes passes it over.
package struct LoggedKeyRevocation: Sendable, Equatable {
    /// What was revoked.
    package enum Key: Sendable, Equatable {
        case epoch(UInt8)
        case group(GroupNumber, SiteNumber)
    }

    package let key: Key
    package let atSeconds: Int64

    package init(key: Key, atSeconds: Int64) {
        self.key = key
        self.atSeconds = atSeconds
    }

    var line: String {
        let name =
            switch key {
            case .epoch(let epoch): "epoch \(epoch)"
            case .group(let group, let site): "group \(group) \(site)"
            }
        return "\(name) \(atSeconds) \(ReasonClass.key.rawValue)\n"
    }

    init?(line: Substring) {
        let parts = line.split(separator: " ")
        guard parts.count >= 4, parts.last == "\(ReasonClass.key.rawValue)",
            let at = Int64(parts[parts.count - 2])
        else { return nil }
        switch (parts[0], parts.count) {
        case ("epoch", 4):
            guard let epoch = UInt8(parts[1]), epoch > 0 else { return nil }
            self.init(key: .epoch(epoch), atSeconds: at)
        case ("group", 5):
            guard let group = Int64(parts[1]).flatMap(GroupNumber.init(rawValue:)),
                let site = Int64(parts[2]).flatMap(SiteNumber.init(rawValue:))
            else { return nil }
            self.init(key: .group(group, site), atSeconds: at)
        default: return nil
        }
    }
}

/// A device that was taken out of use, in the file; the last field ends its line as in the others.
struct LoggedDeviceRevocation: Sendable, Equatable {
    let gate: GateNumber
    /// As people compare it.
    let fingerprint: String
    let atSeconds: Int64

    var line: String {
        "device \(gate) \(fingerprint) \(atSeconds) \(ReasonClass.other.rawValue)\n"
    }

    init(gate: GateNumber, fingerprint: String, atSeconds: Int64) {
        self.gate = gate
        self.fingerprint = fingerprint
        self.atSeconds = atSeconds
    }

    init?(line: Substring) {
        let parts = line.split(separator: " ")
        guard parts.count == 5, parts[0] == "device", parts[4] == "\(ReasonClass.other.rawValue)",
            let gate = Int64(parts[1]).flatMap(GateNumber.init(rawValue:)), let at = Int64(parts[3])
        else { return nil }
        self.init(gate: gate, fingerprint: String(parts[2]), atSeconds: at)
    }
}

/// What the file holds.
package struct LoggedRevocations: Sendable, Equatable {
    /// Since when it is complete; nil where it does not say.
    package let sinceSeconds: Int64?
    package let entries: [LoggedRevocation]
    package let keys: [LoggedKeyRevocation]
    let devices: [LoggedDeviceRevocation]

    /// The highest group that is named as revoked; nil where none is.
    var highestGroup: Int64? {
        keys.compactMap { if case .group(let group, _) = $0.key { group.rawValue } else { nil } }
            .max()
    }

    /// Whether no revocation after the moment can be missing.
    ///
    /// - Parameter seconds: when a backup was made; nil: not known.
    func reachesBack(to seconds: Int64?) -> Bool {
        guard let sinceSeconds, let seconds else { return false }
        return sinceSeconds <= seconds
    }
}

/// The append-only file of revocations.
package struct RevocationLog: Sendable, Equatable {
    /// The file's name in the key ring's folder.
    package static let fileName = "revocations.log"

    package let path: String

    package init(path: String) { self.path = path }

    /// Makes the file where there is none, so that a missing one shows.
    ///
    /// - Parameter seconds: since when it holds every revocation, seconds since 1970.
    /// - Throws: `RegistryError.revocationLog`.
    func begin(atSeconds seconds: Int64) throws(RegistryError) {
        let file = open(O_CREAT | O_EXCL)
        guard file >= 0 || errno == EEXIST else { throw fault() }
        guard file >= 0 else { return }
        defer { _ = Glibc.close(file) }
        try write("since \(seconds)\n", to: file)
        guard synchroniseFolder(of: path) else { throw fault() }
    }

    /// Appends lines and waits until they are on stable storage.
    ///
    /// - Throws: `RegistryError.revocationLog`.
    func append(_ revocations: [LoggedRevocation]) throws(RegistryError) {
        guard let first = revocations.first else { return }
        try append(revocations.map(\.line), atSeconds: first.atSeconds)
    }

    /// The same for keys.
    func append(_ revocations: [LoggedKeyRevocation]) throws(RegistryError) {
        guard let first = revocations.first else { return }
        try append(revocations.map(\.line), atSeconds: first.atSeconds)
    }

    /// The same for a device.
    func append(_ revocation: LoggedDeviceRevocation) throws(RegistryError) {
        try append([revocation.line], atSeconds: revocation.atSeconds)
    }

    private func append(_ lines: [String], atSeconds seconds: Int64) throws(RegistryError) {
        try begin(atSeconds: seconds)
        let file = open(0)
        guard file >= 0 else { throw fault() }
        defer { _ = Glibc.close(file) }
        // The blank line in front ends a line that an earlier fault may have left torn.
        try write("\n" + lines.joined(), to: file)
    }

    /// Every line that is whole; a torn last line was never reported as done.
    ///
    /// - Returns: nil where there is no file, or none that can be read.
    package func contents() -> LoggedRevocations? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let since = lines.first.flatMap { line in
            line.hasPrefix("since ") ? Int64(line.dropFirst(6)) : nil
        }
        return LoggedRevocations(
            sinceSeconds: since, entries: lines.compactMap(LoggedRevocation.init(line:)),
            keys: lines.compactMap(LoggedKeyRevocation.init(line:)),
            devices: lines.compactMap(LoggedDeviceRevocation.init(line:)))
    }

    private func open(_ flags: Int32) -> Int32 {
        unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | flags, 0o600)
    }

    private func write(_ text: String, to file: Int32) throws(RegistryError) {
        var rest = ArraySlice(Array(text.utf8))
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress, $0.count)
            }
            guard written > 0 else { throw fault() }
            rest = rest.dropFirst(written)
        }
        guard fsync(file) == 0 else { throw fault() }
    }

    private func fault() -> RegistryError {
        .revocationLog(path: path, detail: unsafe String(cString: strerror(errno)))
    }
}
