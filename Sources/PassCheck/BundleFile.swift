// The bundle as a file, laid out so that a gate can map it and search it in place:
//
//     8 bytes    "GPBNDL1\n"
//     64 bytes   Ed25519 signature over "gatepass/1 bundle\0" and the head
//     4 bytes    length of the head, big-endian
//     head       CBOR [core, [[section, length, SHA-256], …]], sections ascending
//     sections   one behind the other, in that order
//
// The core's hash names the version; the head binds the sections that a version's hash leaves out.
package import PassCrypto
import PassFormat

/// The parts of a bundle behind its head.
package enum BundleSection: UInt8, Sendable, CaseIterable {
    /// Group, live and look-up keys, sealed to the device.
    case sealedKeys = 1
    /// Fixed-width entries sorted by index.
    case manifest = 2
    /// Display records in the manifest's order.
    case display = 3
    /// Look-up hashes and indexes, sorted by hash.
    case lookup = 4
    /// The guards who may log in, sorted by the index of their badge.
    case guards = 5
    /// What applies to some passes besides the manifest, sorted by index.
    case conditions = 6

    /// Whether a bundle without it is whole; the rest is there, if need be without a byte.
    var mayBeAbsent: Bool {
        switch self {
        case .sealedKeys, .manifest, .display, .lookup: false
        case .guards, .conditions: true
        }
    }

    /// The part's name in messages.
    package var name: String {
        switch self {
        case .sealedKeys: "sealed keys"
        case .manifest: "manifest"
        case .display: "display records"
        case .lookup: "look-up records"
        case .guards: "guards"
        case .conditions: "conditions"
        }
    }
}

/// How much of a bundle is proved when it is opened.
package enum BundleProof: Sendable {
    /// Signature and every section's hash: when a bundle is loaded.
    case whole
    /// Signature and lengths; the sections were proved when the file was loaded.
    case head
    /// What a delta brings, before it is taken: the manifest that results and the sections that
    /// come whole. What it says of passes besides is under the delta's own signature.
    case delta
}

/// Put together and taken apart.
package enum BundleFile {
    static let magic: [UInt8] = Array("GPBNDL1\n".utf8)
    static let purpose: StaticString = "gatepass/1 bundle\0"
    static let fixedBytes = 8 + VerifyingKey.signatureBytes + 4
    /// Largest head that is read, in bytes.
    static let largestHeadBytes = 1 << 20

    /// The bytes of a bundle.
    ///
    /// - Parameter sections: those that the bundle has; all but guards and conditions, to be whole.
    /// - Throws: `CryptoError.library`.
    package static func encode(
        core: BundleCore, sections: [BundleSection: [UInt8]], signing: SigningKey
    ) throws(CryptoError) -> [UInt8] {
        encode(
            signedHead: try signedHead(core: core, sections: sections, signing: signing),
            sections: sections)
    }

    /// The bytes of a bundle whose head is signed.
    package static func encode(
        signedHead: [UInt8], sections: [BundleSection: [UInt8]]
    ) -> [UInt8] {
        let parts = BundleSection.allCases.map { sections[$0] ?? [] }
        var file: [UInt8] = []
        file.reserveCapacity(
            parts.reduce(magic.count + signedHead.count) { $0 + $1.count })
        file += magic + signedHead
        for part in parts { file += part }
        return file
    }

    /// Signature, length of the head and head: what a bundle and its deltas share.
    ///
    /// - Throws: `CryptoError.library`.
    package static func signedHead(
        core: BundleCore, sections: [BundleSection: [UInt8]], signing: SigningKey
    ) throws(CryptoError) -> [UInt8] {
        let parts = BundleSection.allCases.compactMap { section in
            sections[section].map { (section, $0) }
        }
        var writer = CBORWriter()
        writer.head(.array, 2)
        writer.byteString(core.encoded)
        writer.array(parts) { writer, part in
            writer.head(.array, 3)
            writer.unsigned(part.0.rawValue)
            writer.unsigned(part.1.count)
            writer.byteString(SHA256.hash(part.1.span).array)
        }
        let head = writer.bytes
        let signature = try signing.sign(purpose, head)
        return signature + bigEndianBytes(UInt32(clamping: head.count)) + head
    }

    struct Layout {
        let head: Head
        let sections: SectionPlaces
    }

    static func read(
        _ bytes: BundleBytes, issuer: VerifyingKey, proof: BundleProof
    ) throws(BundleFault) -> Layout {
        try place(try head(of: bytes, magic: magic, issuer: issuer), in: bytes, proof: proof)
    }

    /// One section as the head names it.
    struct Part {
        let number: UInt8
        let count: Int
        let hash: [UInt8]

        /// nil for a section that this program does not know.
        var section: BundleSection? { BundleSection(rawValue: number) }
    }

    /// A head whose signature is right.
    struct Head {
        let core: BundleCore
        /// Ascending by number, each once.
        let parts: [Part]
        /// Signature, length and head, as they stand behind the magic.
        let signed: Range<Int>
    }

    /// Reads a head and proves it.
    ///
    /// - Parameter issuer: whose signature it must have.
    static func head(
        of bytes: BundleBytes, magic: [UInt8], issuer: VerifyingKey
    ) throws(BundleFault) -> Head {
        let signed = try frame(of: bytes, magic: magic)
        let (signature, head) = bytes.withSpan(signed) { span in
            (
                (0..<VerifyingKey.signatureBytes).map { span[$0] },
                (VerifyingKey.signatureBytes + 4..<span.count).map { span[$0] }
            )
        }
        guard issuer.verifies(signature, of: purpose, head) else {
            throw try isOfAnotherIssuer(head, issuer) ? .foreignIssuer : .badSignature
        }
        let read = try parse(head, signed)
        guard read.core.issuerKeyID == issuerKeyID(issuer) else { throw .foreignIssuer }
        return read
    }

    /// Reads the head of a bundle whose signature was proved before, which its hash tells.
    ///
    /// - Parameter hash: SHA-256 of signature, length and head as they were then.
    /// - Returns: nil for another head.
    static func head(
        of bytes: BundleBytes, provedAs hash: [UInt8]
    ) throws(BundleFault) -> Head? {
        let signed = try frame(of: bytes, magic: magic)
        let isSame = bytes.withSpan(signed) { SHA256.hash($0).equals(hash.span) }
        guard isSame else { return nil }
        let place = signed.lowerBound + VerifyingKey.signatureBytes + 4..<signed.upperBound
        return try parse(bytes.withSpan(place) { span in span.indices.map { span[$0] } }, signed)
    }

    /// Where signature, length and head lie.
    private static func frame(
        of bytes: BundleBytes, magic: [UInt8]
    ) throws(BundleFault) -> Range<Int> {
        let start = bytes.withSpan(0..<fixedBytes) { span in span.indices.map { span[$0] } }
        guard start.starts(with: magic) else {
            throw start.count < magic.count && magic.starts(with: start) && !start.isEmpty
                ? .torn(expectedBytes: fixedBytes, foundBytes: bytes.count) : .notABundle
        }
        guard start.count == fixedBytes else {
            throw .torn(expectedBytes: fixedBytes, foundBytes: bytes.count)
        }
        let headCount = start.suffix(4).reduce(0) { $0 << 8 | Int($1) }
        guard headCount <= largestHeadBytes else { throw .malformed }
        let end = fixedBytes + headCount
        guard end <= bytes.count else {
            throw .torn(expectedBytes: end, foundBytes: bytes.count)
        }
        return magic.count..<end
    }

    private static func parse(
        _ head: [UInt8], _ signed: Range<Int>
    ) throws(BundleFault) -> Head {
        let (core, parts) = try parseHead(head)
        let numbers = parts.map(\.number)
        guard numbers == Set(numbers).sorted() else { throw .malformed }
        let manifests = parts.filter { $0.section == .manifest }
        guard manifests.allSatisfy({ $0.hash == core.manifestHash }) else { throw .malformed }
        return Head(core: core, parts: parts, signed: signed)
    }

    /// Tells a stranger's bundle from an altered one, for the text only.
    private static func isOfAnotherIssuer(
        _ head: [UInt8], _ issuer: VerifyingKey
    ) throws(BundleFault) -> Bool {
        guard let parts = try? parseHead(head) else { return false }
        return parts.core.issuerKeyID != issuerKeyID(issuer)
    }

    private static func parseHead(
        _ head: [UInt8]
    ) throws(BundleFault) -> (core: BundleCore, parts: [Part]) {
        do throws(CBORFault) {
            let input = head.span
            try CBORCursor.check(input, tags: .refused)
            var cursor = CBORCursor()
            guard try cursor.arrayCount(in: input) == 2 else { throw .unexpected }
            let coreRange = try cursor.byteString(in: input)
            let core = try BundleCore(decoding: input.extracting(coreRange))
            let parts: [Part] = try cursor.array(in: input) {
                (cursor, input) throws(CBORFault) in
                guard try cursor.arrayCount(in: input) == 3 else { throw .unexpected }
                let number: UInt8 = try cursor.number(in: input)
                let count: UInt32 = try cursor.number(in: input)
                return Part(
                    number: number, count: Int(count), hash: try cursor.byteArray(in: input))
            }
            return (core, parts)
        } catch { throw .malformed }
    }

    /// Finds the sections behind a head.
    static func place(
        _ head: Head, in bytes: BundleBytes, proof: BundleProof
    ) throws(BundleFault) -> Layout {
        let start = head.signed.upperBound
        let total = head.parts.reduce(start) { $0 + $1.count }
        guard total == bytes.count else {
            throw .torn(expectedBytes: total, foundBytes: bytes.count)
        }
        var sections = SectionPlaces()
        var position = start
        for part in head.parts {
            let range = position..<position + part.count
            position = range.upperBound
            let section = part.section
            if proof != .head {
                let isRight = bytes.withSpan(range) { SHA256.hash($0).matches(part.hash.span) }
                guard isRight else { throw .altered(part: section?.name ?? "unknown") }
            }
            if let section { sections.put(section, at: range) }
        }
        guard sections.isWhole else { throw .malformed }
        return Layout(head: head, sections: sections)
    }

    /// The first 8 bytes of SHA-256 over the issuer's key.
    package static func issuerKeyID(_ issuer: VerifyingKey) -> [UInt8] {
        SHA256.hash(issuer.bytes.span).prefix(8)
    }
}
