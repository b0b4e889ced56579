// A gate's folder refuses what others could have put there, and says it in both languages.
import Glibc
import PassCheck
import PassCrypto
import PassFormat
import PrivateFiles
import TestSupport
import Testing

@testable import GateState

@Suite struct `Gate folder` {
    @Test func `is not opened where others may look into it, or through a link`() throws {
        let fixture = try GateFixture()
        let state = fixture.temporary.state
        #expect(unsafe chmod(state, 0o750) == 0)
        #expect(
            throws: GateStateError.files(.wrongMode(state, found: 0o750, expected: 0o700))
        ) { try fixture.gate() }
        #expect(unsafe chmod(state, 0o700) == 0)
        let link = "\(fixture.temporary.path)/link"
        #expect(unsafe symlink(state, link) == 0)
        for path in [link, link + "/"] {
            #expect(throws: GateStateError.files(.symbolicLink(link))) {
                try Gate(opening: path)
            }
        }
        #expect(throws: GateStateError.noFolder("\(fixture.temporary.path)/none")) {
            try Gate(opening: "\(fixture.temporary.path)/none")
        }
    }

    @Test(arguments: ["device.keys", "journal.key", "journal.db", "bundle.gpb", "bundle.version"])
    func `refuses a file that others may read, or that is a link`(name: String) throws {
        let fixture = try GateFixture()
        _ = try fixture.loaded(passes: [])
        let path = "\(fixture.temporary.state)/\(name)"
        #expect(unsafe chmod(path, 0o644) == 0)
        #expect(throws: GateStateError.files(.wrongMode(path, found: 0o644, expected: 0o600))) {
            _ = try fixture.gate().journal()
        }
        #expect(unsafe chmod(path, 0o600) == 0)
        _ = try fixture.gate().journal()
        let elsewhere = "\(fixture.temporary.path)/elsewhere"
        #expect(unsafe rename(path, elsewhere) == 0)
        #expect(unsafe symlink(elsewhere, path) == 0)
        #expect(throws: GateStateError.files(.symbolicLink(path))) {
            _ = try fixture.gate().journal()
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `refuses a file and a folder of another user`() throws {
        let fixture = try GateFixture()
        let key = "\(fixture.temporary.state)/journal.key"
        #expect(unsafe chown(key, 1, 1) == 0)
        #expect(throws: GateStateError.files(.wrongOwner(key, found: 1, expected: 0))) {
            _ = try fixture.gate().journal()
        }
        let state = fixture.temporary.state
        #expect(unsafe chown(state, 1, 1) == 0)
        #expect(throws: GateStateError.files(.wrongOwner(state, found: 1, expected: 0))) {
            try fixture.gate()
        }
    }

    @Test func `is no gate's before an answer was accepted`() throws {
        let temporary = try TestFolder()
        _ = try Enrolling.request(at: temporary.state, random: .system)
        #expect(throws: GateStateError.notEnrolled) { try Gate(opening: temporary.state) }
    }

    @Test(arguments: [
        GateStateError.noFolder("/g"), .files(.symbolicLink("/g")), .damaged("device.keys"),
        .notEnrolled, .alreadyEnrolled(gate: 7), .noRequest, .enrolment(.otherRequest),
        .enrolment(.notADocument(expected: "a")), .enrolment(.badField("gate")),
        .enrolment(.wrongFormat(expected: "a", found: "b")), .enrolment(.badSignature("answer")),
        .enrolment(.notAFingerprint), .enrolment(.crypto(.noRandomness)), .bundle(.badSignature),
        .journalFailed(BilingualText("磁盘已满", "disk full")), .rowUnreadable(3),
        .journalBusy(waitedSeconds: 5),
        .crypto(.noRandomness),
    ])
    func `has a text in both languages for every error`(error: GateStateError) {
        #expect(error.description.count > 20)
        #expect(error.description.utf8.allSatisfy { $0 < 0x80 } || error.description.contains("–"))
        #expect(error.chineseText.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
    }
}
