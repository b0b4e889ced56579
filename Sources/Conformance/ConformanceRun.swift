// Runs a vectors file against this verifier. `gatepass conformance` and `gate conformance` print
// what comes out. Tests: Tests/PassCheckTests/ConformanceTests.swift.
import FoundationEssentials
import PassCheck
import PassCrypto
import PassFormat

/// Why a vectors file could not be run.
package enum ConformanceError: Error, CustomStringConvertible {
    case tooLarge(foundBytes: Int)
    case notVectors(String)
    case unusableKey(epoch: UInt8)
    case unusableEntry(manifest: String, position: Int)

    package var description: String {
        switch self {
        case .tooLarge(let found):
            "测试向量文件过大（\(found) 字节，上限 \(VectorFile.largestFileBytes)）。"
                + " / The vectors file has \(found) bytes; at most \(VectorFile.largestFileBytes)"
                + " are read. Split it."
        case .notVectors(let why):
            "不是 \(VectorFile.format) 格式的 JSON：\(why)"
                + " / This is not JSON of the form \(VectorFile.format): \(why)"
        case .unusableKey(let epoch):
            "第 \(epoch) 期的根密钥不是 64 位十六进制。"
                + " / The root of epoch \(epoch) is not 64 hexadecimal digits."
        case .unusableEntry(let manifest, let position):
            "清单「\(manifest)」第 \(position) 条不可用。"
                + " / Entry \(position) of manifest \"\(manifest)\" cannot be used: it needs index,"
                + " seq, digest and a status of active or revoked."
        }
    }
}

/// What a run found.
package struct ConformanceReport: Sendable {
    package private(set) var passedCount = 0
    /// One line for each case that differs.
    package private(set) var differences: [String] = []

    /// The closing line of both commands.
    package var summary: String { "\(passedCount) passed, \(differences.count) failed" }

    mutating func compare<Value: Equatable>(_ name: String, expected: Value, found: Value) {
        if expected == found {
            passedCount += 1
        } else {
            differences.append("\(name): expected \(expected), found \(found)")
        }
    }
}

/// Runs every case of a vectors file.
///
/// - Parameter json: a file of the form `gp1-vectors/1`.
/// - Throws: `ConformanceError` where the file is not one.
package func runConformance(_ json: [UInt8]) throws(ConformanceError) -> ConformanceReport {
    guard json.count <= VectorFile.largestFileBytes else {
        throw .tooLarge(foundBytes: json.count)
    }
    let file: VectorFile
    do { file = try JSONDecoder().decode(VectorFile.self, from: Data(json)) } catch {
        throw .notVectors(String(describing: error))
    }
    guard file.format == VectorFile.format else { throw .notVectors("format \(file.format)") }
    var run = try Run(file)
    run.compareDerivedKeys(file.keys)
    for testCase in file.cases ?? [] { run.compare(testCase, manifest: nil, part: "cases") }
    for testCase in file.live ?? [] { run.compare(testCase, manifest: nil, part: "live") }
    for stream in file.streams ?? [] { run.compare(stream) }
    for listing in file.manifests ?? [] { try run.compare(listing) }
    return run.report
}

/// The file's keys and policy, and the report as it grows.
private struct Run {
    private var roots: [UInt8: RootKey] = [:]
    private let basis: DecisionBasis
    private(set) var report = ConformanceReport()

    init(_ file: VectorFile) throws(ConformanceError) {
        var groupKeys = AssociationList<KeyID, GroupKey>()
        var liveKeys = AssociationList<KeyID, LiveKey>()
        var revokedEpochs: Set<UInt8> = []
        for epoch in file.keys {
            guard let bytes = bytes(hexadecimal: epoch.root),
                let root = try? RootKey(SecretBytes(copying: bytes.span))
            else { throw .unusableKey(epoch: epoch.epoch) }
            roots[epoch.epoch] = root
            if epoch.revoked { revokedEpochs.insert(epoch.epoch) }
            for group in epoch.groups {
                let keyID = KeyID(epoch: epoch.epoch, group: group)
                groupKeys[keyID] = root.groupKey(keyID: keyID.bytes)
                liveKeys[keyID] = root.liveKey(keyID: keyID.bytes)
            }
        }
        var policy = GatePolicy.standard
        policy.utcOffsetMinutes = file.policy.utcOffsetMinutes
        policy.leewaySeconds = file.policy.leewaySeconds
        policy.staffLifetimeSeconds = file.policy.maxLifetimeSeconds.staff
        policy.vehicleLifetimeSeconds = file.policy.maxLifetimeSeconds.vehicle
        policy.temporaryLifetimeSeconds = file.policy.maxLifetimeSeconds.temporary
        let keys = KeyTable(
            authority: .groupKeys(groupKeys), liveKeys: liveKeys, revokedEpochs: revokedEpochs)
        basis = DecisionBasis(keys: keys, policy: policy, manifest: nil, bundleTimes: nil)
    }

    mutating func compareDerivedKeys(_ epochs: [VectorFile.Epoch]) {
        for epoch in epochs {
            for derived in epoch.derived ?? [] {
                let keyID = KeyID(epoch: epoch.epoch, group: derived.group)
                let name = "keys: epoch \(epoch.epoch), group \(derived.group)"
                let root = roots[epoch.epoch]
                let mac = root?.groupKey(keyID: keyID.bytes).secret
                let live = root?.liveKey(keyID: keyID.bytes).secret
                report.compare("\(name), mac", expected: true, found: mac.isEqual(derived.mac))
                report.compare("\(name), live", expected: true, found: live.isEqual(derived.live))
            }
        }
    }

    mutating func compare(_ testCase: VectorFile.Case, manifest: ListedManifest?, part: String) {
        var basis = basis
        if let manifest { manifest.apply(to: &basis) }
        let text = Array(testCase.text.utf8)
        let verification = verify(text.span, with: basis)
        let place = testCase.context
        let context = GateContext(
            zone: place?.zone ?? 0, gate: place?.gate ?? 0,
            direction: place?.direction.flatMap(Direction.init(name:)), sight: .conformance,
            clock: .trusted)
        let verdict = decide(
            verification, at: Timestamp(seconds: testCase.at), in: context, history: .none,
            with: basis)
        let name = "\(part): \(testCase.name)"
        report.compare(name, expected: testCase.expect.code, found: verdict.code.rawValue)
        guard let expected = testCase.expect.claims else { return }
        var found: ExpectedClaims?
        if case .authentic(let pass) = verification { found = ExpectedClaims(pass) }
        report.compare("\(name), claims", expected: expected.normal, found: found ?? .init())
    }

    mutating func compare(_ stream: VectorFile.Stream) {
        let input = Array(stream.input.utf8)
        var scanner = TokenScanner()
        var tokens: [String] = []
        while let token = scanner.next(in: input.span) { tokens.append(token.text(in: input.span)) }
        report.compare("streams: \(stream.name)", expected: stream.tokens, found: tokens)
    }

    mutating func compare(_ listing: VectorFile.Listing) throws(ConformanceError) {
        let manifest = try ListedManifest(listing)
        for testCase in listing.cases {
            compare(testCase, manifest: manifest, part: "manifests, \(listing.name)")
        }
        for display in listing.displayKeys ?? [] {
            let text = Array(display.text.utf8)
            var isRight = false
            if case .authentic(let pass) = verify(text.span, with: basis) {
                isRight = bytes(hexadecimal: display.key).map(pass.displayKey.matches) ?? false
            }
            let name = "manifests, \(listing.name): display key \(display.key.prefix(8))"
            report.compare(name, expected: true, found: isRight)
        }
    }
}

/// A manifest of the file, with what its policy for unknown passes means for keys.
private struct ListedManifest {
    private let manifest: Manifest
    private let unknown: UnknownPassPolicy

    init(_ listing: VectorFile.Listing) throws(ConformanceError) {
        var entries: [ManifestEntry] = []
        for (position, entry) in listing.entries.enumerated() {
            guard let index = bytes(hexadecimal: entry.index).flatMap(PassIndex.init(bytes:)),
                let digest = bytes(hexadecimal: entry.digest).flatMap(TokenDigest.init(bytes:)),
                entry.status == "active" || entry.status == "revoked"
            else { throw .unusableEntry(manifest: listing.name, position: position) }
            entries.append(
                ManifestEntry(
                    reference: PassReference(index: index, sequence: entry.seq, digest: digest),
                    expires: .latest,
                    status: entry.status == "active" ? .active : .revokedOther))
        }
        manifest = Manifest(entries: entries)
        unknown = listing.unknown == "deny" ? .deny : .review
    }

    /// A gate that denies what it does not know holds no MAC key.
    func apply(to basis: inout DecisionBasis) {
        basis.manifest = manifest
        basis.policy.unknownPass = unknown
        if unknown == .deny { basis.keys.authority = .manifestOnly }
    }
}

extension SecretBytes? {
    fileprivate func isEqual(_ digits: String) -> Bool {
        guard let self, let expected = bytes(hexadecimal: digits) else { return false }
        return self.withBytes { equalInConstantTime($0, expected.span) }
    }
}

extension ExpectedClaims {
    init(_ pass: VerifiedPass) {
        let claims = pass.claims
        epoch = pass.token.keyID.epoch
        group = pass.token.keyID.group
        passID = hexadecimal(claims.identity.id)
        sequence = claims.identity.sequence
        notBefore = claims.notBefore.seconds
        expires = claims.expires.seconds
        kind = claims.kind.name
        zones = claims.zones?.array
        gates = claims.gates?.array
        organisation = claims.organisation
        label = claims.label?.text
        route = claims.route
        dayWindow = claims.dayWindow.map { [$0.startMinute, $0.endMinute] }
        direction = claims.direction?.name
        maximumEntries = claims.maximumEntries
        live = claims.copies == .liveRequired ? true : nil
    }

    /// One name for the live claim, so that both spellings compare.
    var normal: ExpectedClaims {
        var claims = self
        claims.live = live == true || liveRequired == true ? true : nil
        claims.liveRequired = nil
        return claims
    }
}
