// What a thief can make of a gate: its whole folder, its device's keys and a journal of 1,000
// scans, against another gate of the site whose bundle is current.
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport
import Testing

@testable import GateState

@Suite struct `Stolen gate` {
    private let stolen: GateFixture
    private let passes: [SealedPass]
    private let others: GateFixture
    private let other: Gate

    /// 100 passes, each scanned ten times at the gate that is stolen.
    init() throws {
        stolen = try GateFixture()
        var passes: [SealedPass] = []
        for seed in 1...100 { passes.append(try stolen.seal(seed: UInt64(seed))) }
        self.passes = passes
        let gate = try stolen.loaded(passes: passes)
        let scans = passes.map {
            Scan(text: Array($0.text.utf8), direction: nil, plate: nil)
        }
        for _ in 0..<10 { _ = gate.check(scans, at: noon) }
        others = try GateFixture(number: 8, besides: stolen)
        other = try others.loaded(passes: passes)
    }

    /// All files of the folder, as the thief reads them.
    private func files() throws -> [[UInt8]] {
        let folder = try PrivateFolder(opening: stolen.temporary.state)
        let names = [
            "device.keys", "journal.key", "journal.db", "journal.db-wal", "bundle.gpb",
            "bundle.version",
        ]
        return try names.map { try folder.read($0, limitBytes: 1 << 26) ?? [] }
    }

    private func rows() throws -> [JournalRow] {
        var rows: [JournalRow] = []
        try stolen.gate().journal().forEachRow(last: nil) { rows.append($0) }
        return rows
    }

    /// The keys that the device's own key opens.
    private func keys() throws -> SealedKeys {
        guard case .inForce(_, let keys) = try stolen.gate().bundle else {
            throw GateStateError.notEnrolled
        }
        return keys
    }

    @Test func `holds no pass id and no tag of a scanned pass, wherever one looks`() throws {
        let wanted = Set(passes.map(\.reference.index.rawValue))
        let tags = Set(passes.map { Array($0.token.suffix(8)) })
        for content in try files() {
            let bytes = content.span
            for start in 0..<max(0, content.count - PassIdentity.idBytes) {
                var hash = SHA256()
                hash.update("gatepass/1 idx")
                hash.update(bytes.extracting(start..<start + PassIdentity.idBytes))
                let index = PassIndex(bytes: hash.finish().prefix(8))?.rawValue
                if let index, wanted.contains(index) { Issue.record("a pass id at \(start)") }
                if tags.contains(Array(content[start..<start + 8])) {
                    Issue.record("a tag at \(start)")
                }
            }
        }
    }

    @Test func `makes no token that another gate admits, with its group key and all its rows`()
        throws
    {
        let group = try #require(try keys().groupKeys[GateFixture.keyID])
        let rows = try rows()
        #expect(rows.count == 1_000)
        for guess in Guess.allCases {
            var forged: [Scan] = []
            // The first 100 rows name all 100 passes.
            for row in rows.prefix(100) {
                let reference = try #require(row.event.reference)
                let claims = try #require(guess.claims(for: reference))
                let payload = claims.encoded()
                let header = TokenWriter.protectedHeader(GateFixture.keyID)
                let tag = MACStructure.tag(
                    under: group, protected: header.span, payload: payload.span)
                let token = TokenWriter.token(
                    protected: header, payload: payload, tag: tag.array)
                let text = Array(TokenWriter.text(of: token).utf8)
                forged.append(Scan(text: text, direction: nil, plate: nil))
            }
            let codes = Set(other.check(forged, at: noon).map(\.verdict.code))
            // The tag is right, since whoever can check can also forge; the manifest is not.
            #expect(codes == [.unknownPass])
        }
        let real = Scan(text: Array(passes[0].text.utf8), direction: nil, plate: nil)
        #expect(other.check([real], at: noon).map(\.verdict.code) == [.ok])
    }

    @Test func `reads no name but that of a pass in hand`() throws {
        guard case .inForce(let bundle, let keys) = try stolen.gate().bundle else {
            Issue.record("no bundle in force")
            return
        }
        let name = Array("张*三".utf8)
        #expect(try !files().contains { $0.contains(name) })
        let group = try #require(keys.groupKeys[GateFixture.keyID])
        for row in try rows().prefix(100) {
            let reference = try #require(row.event.reference)
            let claims = try #require(Guess.indexAsPassID.claims(for: reference))
            let payload = claims.encoded()
            let header = TokenWriter.protectedHeader(GateFixture.keyID)
            let tag = MACStructure.tag(
                under: group, protected: header.span, payload: payload.span)
            let token = TokenWriter.token(protected: header, payload: payload, tag: tag.array)
            let text = Array(TokenWriter.text(of: token).utf8)
            let basis = bundle.basis(with: keys)
            guard case .authentic(let forged) = verify(text.span, with: basis) else {
                Issue.record("the forged token has a wrong tag")
                return
            }
            #expect(bundle.displayRecord(of: forged) == nil)
        }
        let inHand = Array(passes[0].text.utf8)
        guard case .authentic(let pass) = verify(inHand.span, with: bundle.basis(with: keys)) else {
            Issue.record("the pass in hand is refused")
            return
        }
        #expect(bundle.displayRecord(of: pass)?.name == "张*三")
    }

    @Test func `holds no MAC key at all where unknown passes are denied`() throws {
        let fixture = try GateFixture(number: 9, besides: stolen)
        let made = try fixture.bundle(passes: passes) { $0.policy.unknownPass = .deny }
        let gate = try fixture.gate()
        _ = try gate.load(try fixture.stick(made.file), at: noon)
        guard case .inForce(_, let keys) = gate.bundle else {
            Issue.record("no bundle in force")
            return
        }
        #expect(keys.groupKeys.isEmpty)
        #expect(gate.check(passes[0].text)?.verdict.code == .ok)
        let unlisted = try stolen.seal(seed: 5_000)
        let answer = try #require(gate.check(unlisted.text))
        #expect(answer.verdict.outcome == .deny)
        #expect(answer.verdict.code == .unknownPass)
    }
}

/// How a thief may guess the pass behind a row: index, sequence and digest are all that it says.
private enum Guess: CaseIterable {
    case indexAsPassID, digestAsPassID, anyPassID, nextSequence

    func claims(for reference: PassReference) -> Claims? {
        let index = reference.index.bytes
        let digest = reference.digest.bytes
        let (id, sequence): ([UInt8], UInt16) =
            switch self {
            case .indexAsPassID: (index + digest.prefix(2), reference.sequence)
            case .digestAsPassID: (Array(digest.prefix(10)), reference.sequence)
            case .anyPassID: ((try? RandomSource.system.bytes(10)) ?? [], reference.sequence)
            case .nextSequence: (index + digest.suffix(2), reference.sequence + 1)
            }
        return PassIdentity(id: id, sequence: sequence).map {
            Claims(
                identity: $0, kind: .staff, notBefore: noon,
                expires: noon.advanced(bySeconds: 864_000))
        }
    }
}
