// What changed from one version of a gate's bundle to a later one, as a file:
//
//     8 bytes    "GPDLTA1\n"
//     head       signature, length and head of the whole bundle that results
//     40 bytes   the version it builds on: number (8), hash (32)
//     12 bytes   how many passes went, how many came or changed, bytes of the latter; 4 each
//     went       indexes of 8 bytes, ascending
//     came       ascending by index: manifest entry (36), length of the display record (2), count
//                of look-up hashes (2), display record, hashes of 8 bytes
//     sections   all others of the head, whole
//     64 bytes   Ed25519 signature over "gatepass/1 delta\0" and the SHA-256 of all before
//
// The head binds the result. The signature at the end binds what the delta says of passes, so that
// a gate need not hash the records of all the others to believe it.
// Tests: Tests/PassIssueTests/DeltaTests.swift, HostileDeltaTests.swift.
package import PassCrypto
package import PassFormat

/// A delta that is signed, for this gate.
package struct BundleDelta: Sendable {
    static let magic: [UInt8] = Array("GPDLTA1\n".utf8)
    static let purpose: StaticString = "gatepass/1 delta\0"
    static let fixedBytes = 8 + 32 + 12

    /// The version that it builds on.
    package let base: BundleVersion
    let top: SignedTop
    /// Indexes of passes that went, of 8 bytes.
    let removed: Range<Int>
    let changes: [DeltaChange]

    /// What is signed in the bundle that results.
    package var core: BundleCore { top.head.core }
    var bytes: BundleBytes { top.bytes }

    /// Whether a file is a delta and no whole bundle.
    package static func isDelta(_ bytes: BundleBytes) -> Bool {
        bytes.withSpan(0..<magic.count) { start in
            start.count == magic.count && magic.indices.allSatisfy { start[$0] == magic[$0] }
        }
    }

    /// Opens a delta.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - identity: the gate it must be for and the issuer it must be from.
    /// - Throws: `BundleFault`; the file is then no delta for this gate.
    package init(
        opening bytes: BundleBytes, for identity: GateIdentity
    ) throws(BundleFault) {
        let head = try BundleFile.head(of: bytes, magic: Self.magic, issuer: identity.issuer)
        try head.core.require(identity)
        let start = head.signed.upperBound
        let fixed = bytes.withSpan(start..<start + Self.fixedBytes) { span in
            span.indices.map { span[$0] }
        }
        guard fixed.count == Self.fixedBytes else {
            throw .torn(expectedBytes: start + Self.fixedBytes, foundBytes: bytes.count)
        }
        func number(_ range: Range<Int>) -> UInt64 { bigEndianNumber(fixed.span, range) }
        base = BundleVersion(number: number(0..<8), hash: Array(fixed[8..<40]))
        let removedCount = Int(number(40..<44))
        let changedCount = Int(number(44..<48))
        removed = start + Self.fixedBytes..<start + Self.fixedBytes + removedCount * 8
        let changed = removed.upperBound..<removed.upperBound + Int(number(48..<52))
        top = SignedTop(bytes, head, from: changed.upperBound)
        let end = top.end + VerifyingKey.signatureBytes
        guard end == bytes.count else {
            throw .torn(expectedBytes: end, foundBytes: bytes.count)
        }
        let hash = bytes.withSpan(0..<top.end) { SHA256.hash($0).array }
        let signature = bytes.withSpan(top.end..<end) { span in span.indices.map { span[$0] } }
        guard identity.issuer.verifies(signature, of: Self.purpose, hash) else {
            throw .badSignature
        }
        changes = try DeltaChange.read(changedCount, in: bytes, changed, under: head)
    }

    /// Measures what would result against the version in force.
    ///
    /// - Throws: `BundleFault.rolledBack`, `.forked` or `.expired`.
    package func arrival(
        after current: BundleVersion?, at now: Timestamp
    ) throws(BundleFault) -> BundleArrival {
        try core.arrival(after: current, at: now)
    }

    /// The version that results.
    package var version: BundleVersion { core.named }

    /// Puts a delta together.
    ///
    /// - Parameters:
    ///   - signedHead: that of the whole bundle.
    ///   - base: the version it builds on.
    ///   - removed: passes of the base that are in the bundle no more.
    ///   - changed: passes that are new or of which anything is different, ascending by index.
    ///   - sections: those of the whole bundle.
    /// - Returns: all but the signature, for `sign`.
    package static func encode(
        signedHead: [UInt8], base: BundleVersion, removed: [PassIndex], changed: [PassContent],
        sections: [BundleSection: [UInt8]]
    ) -> [UInt8] {
        let changes = changed.flatMap(\.encoded)
        var file = magic + signedHead + bigEndianBytes(base.number) + base.hash
        for count in [removed.count, changed.count, changes.count] {
            file += bigEndianBytes(UInt32(clamping: count))
        }
        for index in removed.sorted() { file += index.bytes }
        file += changes
        for section in BundleSection.allCases where !section.isToldByPass {
            file += sections[section] ?? []
        }
        return file
    }

    /// Adds the signature to what `encode` gave.
    ///
    /// - Throws: `CryptoError.library`.
    package static func sign(
        _ file: [UInt8], with key: SigningKey
    ) throws(CryptoError) -> [UInt8] {
        file + (try key.sign(purpose, SHA256.hash(file.span).array))
    }
}

/// Where one pass that came or changed lies in a delta.
struct DeltaChange: Sendable {
    let index: UInt64
    let entry: Range<Int>
    let record: Range<Int>
    /// Hashes of 8 bytes.
    let hashes: Range<Int>

    /// - Parameter head: what is signed, which bounds what is read into memory.
    static func read(
        _ count: Int, in bytes: BundleBytes, _ range: Range<Int>, under head: BundleFile.Head
    ) throws(BundleFault) -> [DeltaChange] {
        guard count <= head.count(of: .manifest) / ManifestEntry.encodedBytes else {
            throw .malformed
        }
        var rowsLeft = head.count(of: .lookup) / LookupSection.rowBytes
        var changes: [DeltaChange] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let entry = position..<position + ManifestEntry.encodedBytes
            let records = position + PassContent.fixedBytes
            guard changes.count < count, records <= range.upperBound else { throw .malformed }
            let (index, recordBytes, hashCount) = bytes.withSpan(position..<records) { span in
                (
                    bigEndianNumber(span, 0..<8), Int(bigEndianNumber(span, 36..<38)),
                    Int(bigEndianNumber(span, 38..<40))
                )
            }
            let hashes = records + recordBytes
            position = hashes + hashCount * 8
            rowsLeft -= hashCount
            guard rowsLeft >= 0, position <= range.upperBound,
                changes.last.map({ $0.index < index }) ?? true
            else { throw .malformed }
            changes.append(
                DeltaChange(
                    index: index, entry: entry, record: records..<hashes,
                    hashes: hashes..<position))
        }
        guard changes.count == count else { throw .malformed }
        return changes
    }
}
