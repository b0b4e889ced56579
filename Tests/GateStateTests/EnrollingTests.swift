// From request to accepted answer, and everything that is refused on the way.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport
import Testing

@testable import GateState

@Suite struct `Enrolment` {
    @Test func `gives both sides one device fingerprint, one enrolment fingerprint and one K(1)`()
        throws
    {
        let fixture = try GateFixture()
        let read = try EnrolmentRequest(json: fixture.request.json)
        #expect(read == fixture.request)
        #expect(read.fingerprint.bytes == fixture.answer.device.bytes)
        #expect(try fixture.gate().fingerprint == read.fingerprint)
        #expect(try EnrolmentAnswer(json: fixture.answer.json) == fixture.answer)

        let expected = SHA256.hash(
            "gatepass/1 enrol", [0, 7], read.fingerprint.bytes,
            fixture.ring.signing.verifyingKey.bytes, fixture.ring.agreement.publicKey)
        #expect(fixture.answer.fingerprint.bytes == expected.prefix(15))

        let issuerSide = JournalKey(
            shared: try fixture.ring.agreement.sharedSecret(with: read.journalKey),
            salt: read.journalKey + fixture.ring.agreement.publicKey, gate: 7)
        let gateSide = try fixture.gate().journal().keyFile.read()
        #expect(gateSide.number == 1)
        #expect(gateSide.key.code(of: [1]) == issuerSide.code(of: [1]))
    }

    @Test func `prints fingerprints in fours and reads them back however they are typed`() throws {
        let fingerprint = try GateFixture().request.fingerprint
        let text = fingerprint.text
        #expect(text.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4])
        #expect(try Fingerprint(text) == fingerprint)
        let loose = text.lowercased().split(separator: "-").joined(separator: " ")
        #expect(try Fingerprint(loose) == fingerprint)
        for wrong in ["", String(text.dropLast()), text + "A", "1" + text.dropFirst()] {
            #expect(throws: EnrolmentError.notAFingerprint) { try Fingerprint(wrong) }
        }
    }

    @Test func `wipes J, keeps all files to their owner, and begins at row 1`() throws {
        let fixture = try GateFixture()
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        let names = ["pending.keys", "device.keys", "journal.key", "journal.db"]
        let present = names.map { folder.has($0) }
        #expect(present == [false, true, true, true])
        for name in names { try folder.requireOwnFile(name) }
        #expect(try fixture.gate().journal().verify(acknowledged: nil).rowCount == 0)
    }

    @Test func `refuses a second accept and changes nothing`() throws {
        let fixture = try GateFixture()
        let gate = try fixture.gate()
        _ = gate.check("nonsense")
        #expect(throws: GateStateError.alreadyEnrolled(gate: 7)) {
            try Enrolling.accept(
                fixture.answer.json, at: fixture.temporary.state, ifEnrolled: .refuse, now: noon)
        }
        #expect(throws: GateStateError.noRequest) {
            try Enrolling.accept(
                fixture.answer.json, at: fixture.temporary.state, ifEnrolled: .replace, now: noon)
        }
        #expect(try fixture.gate().journal().verify(acknowledged: nil).rowCount == 1)
    }

    @Test func `starts anew on replacement: no bundle, a new chain, the old journal kept`() throws {
        let fixture = try GateFixture()
        let gate = try fixture.loaded(passes: [])
        _ = gate.check("nonsense")
        let state = fixture.temporary.state
        let request = try Enrolling.request(at: state, random: .fixed(seed: 3))
        #expect(request.fingerprint != fixture.request.fingerprint)
        #expect(try fixture.gate().bundle.trouble == nil)
        let answer = try EnrolmentAnswer.make(
            request: request, gate: 8, signing: fixture.ring.signing,
            issuerAgreementKey: fixture.ring.agreement.publicKey)
        #expect(
            try Enrolling.examine(answer.json, at: state, ifEnrolled: .replace) == answer)
        try Enrolling.accept(answer.json, at: state, ifEnrolled: .replace, now: noon)

        let anew = try fixture.gate()
        #expect(anew.identity.gate == 8)
        #expect(anew.bundle.trouble == .noBundle)
        let folder = try PrivateFolder(opening: state)
        let left = ["bundle.gpb", "bundle.overlay", "bundle.version"].filter { folder.has($0) }
        #expect(left == [])
        #expect(try anew.journal().verify(acknowledged: nil).rowCount == 0)
        let old = try Database(path: "\(state)/journal-\(noon.seconds).db", access: .read)
        let rowsKept = try old.number("SELECT count(*) FROM row")
        #expect(rowsKept == 1)
    }

    @Test func `refuses an answer to another request`() throws {
        let fixture = try GateFixture()
        _ = try Enrolling.request(at: fixture.temporary.state, random: .fixed(seed: 4))
        #expect(throws: GateStateError.enrolment(.otherRequest)) {
            try Enrolling.accept(
                fixture.answer.json, at: fixture.temporary.state, ifEnrolled: .replace, now: noon)
        }
        #expect(try fixture.gate().identity.gate == 7)
    }

    @Test(arguments: ["gate", "device", "request", "issuer_ed25519", "issuer_x25519", "signature"])
    func `refuses an answer with one field changed, missing or of another shape`(
        field: String
    ) throws {
        let fixture = try GateFixture()
        let text = String(decoding: fixture.answer.json, as: UTF8.self)
        for change in Change.allCases {
            let altered = change.apply(to: field, in: text)
            #expect(altered != text)
            #expect(throws: EnrolmentError.self) {
                try EnrolmentAnswer(json: Array(altered.utf8))
            }
        }
    }

    @Test(arguments: ["ed25519", "x25519", "journal", "signature"])
    func `refuses a request with one field changed, missing or of another shape`(
        field: String
    ) throws {
        let text = String(decoding: try GateFixture().request.json, as: UTF8.self)
        for change in Change.allCases {
            let altered = change.apply(to: field, in: text)
            #expect(altered != text)
            #expect(throws: EnrolmentError.self) {
                try EnrolmentRequest(json: Array(altered.utf8))
            }
        }
    }

    @Test func `refuses the other document, no document, and one that is too long`() throws {
        let fixture = try GateFixture()
        #expect(
            throws: EnrolmentError.wrongFormat(
                expected: "gatepass-enrolment/1", found: "gatepass-device/1")
        ) { try EnrolmentAnswer(json: fixture.request.json) }
        for bytes in [[], [0xFF], Array("{}".utf8), Array("[1]".utf8)] {
            #expect(throws: EnrolmentError.notADocument(expected: "gatepass-device/1")) {
                try EnrolmentRequest(json: bytes)
            }
        }
        let padding = [UInt8](repeating: 0x20, count: EnrolmentLimits.documentBytes)
        #expect(throws: EnrolmentError.notADocument(expected: "gatepass-device/1")) {
            try EnrolmentRequest(json: fixture.request.json + padding)
        }
    }

    @Test func `makes no answer for gate 0 or with a key of another length`() throws {
        let fixture = try GateFixture()
        #expect(throws: EnrolmentError.badField("gate")) {
            try EnrolmentAnswer.make(
                request: fixture.request, gate: 0, signing: fixture.ring.signing,
                issuerAgreementKey: fixture.ring.agreement.publicKey)
        }
        #expect(throws: EnrolmentError.badField("issuer_x25519")) {
            try EnrolmentAnswer.make(
                request: fixture.request, gate: 1, signing: fixture.ring.signing,
                issuerAgreementKey: [1])
        }
    }

    @Test(arguments: ["device.keys", "pending.keys"])
    func `says that a file of keys is damaged, whichever byte it is`(name: String) throws {
        let fixture = try GateFixture()
        let state = fixture.temporary.state
        _ = try Enrolling.request(at: state, random: .fixed(seed: 5))
        let folder = try PrivateFolder(opening: state)
        let whole = try folder.read(name, limitBytes: 1_000) ?? []
        for position in stride(from: 0, to: whole.count, by: 7) {
            var altered = whole
            altered[position] ^= 0x10
            try folder.replace(name, with: altered.span)
            #expect(throws: GateStateError.damaged(name)) {
                _ = try fixture.gate()
                _ = try Enrolling.examine(
                    fixture.answer.json, at: state, ifEnrolled: .replace)
            }
        }
    }
}

/// What tests do to a field of a document.
private enum Change: CaseIterable {
    case value, removal, shape

    func apply(to field: String, in text: String) -> String {
        var lines = text.split(separator: "\n").map(String.init)
        guard let place = lines.firstIndex(where: { $0.contains("\"\(field)\"") }) else {
            return text
        }
        switch self {
        case .value:
            let isNumber = !lines[place].hasSuffix("\",") && !lines[place].hasSuffix("\"")
            lines[place] = isNumber ? "  \"\(field)\": 9," : flipped(lines[place], field)
        case .removal: lines[place] = lines[place].hasSuffix(",") ? "" : "  \"other\": 1"
        case .shape: lines[place] = "  \"\(field)\": []" + (lines[place].hasSuffix(",") ? "," : "")
        }
        return lines.joined(separator: "\n")
    }

    /// The line with the first character of its value replaced.
    private func flipped(_ line: String, _ field: String) -> String {
        var characters = Array(line)
        let position = "  \"\(field)\": \"".count
        characters[position] = characters[position] == "2" ? "3" : "2"
        return String(characters)
    }
}
