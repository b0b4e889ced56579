// What a gate's folder holds of its link with the office.
import Foundation
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import GateState

@Suite struct `Files of the link` {
    private let fixture: GateFixture

    init() throws { fixture = try GateFixture() }

    private func machine(_ seconds: UInt64, boot: UInt8 = 1) -> MachineTime {
        MachineTime(
            calendar: noon.advanced(bySeconds: seconds),
            boot: BootMoment(id: [UInt8](repeating: boot, count: 16), seconds: 100 + seconds))
    }

    @Test func `are kept and read back, and a damaged one is told`() throws {
        let gate = try fixture.gate()
        #expect(!gate.isLinked)
        #expect(try gate.officeAddress() == nil)
        #expect(gate.linkStatus() == nil)
        let address = OfficeAddress(server: "https://office.example", pin: "00")
        try gate.keep(address)
        #expect(gate.isLinked)
        #expect(try fixture.gate().officeAddress() == address)
        var status = LinkStatus(outcome: .refused, code: "DEVICE_UNKNOWN")
        status.offsetSeconds = -7
        try gate.keep(status)
        #expect(gate.linkStatus() == status)
        let path = "\(fixture.temporary.state)/office.link"
        try Data("{".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: GateStateError.damaged("office.link")) { try gate.officeAddress() }
    }

    @Test func `tell the age of the last contact by a clock that nobody can set`() {
        var status = LinkStatus(outcome: .connected)
        #expect(status.ageSeconds(at: machine(0)) == nil)
        status.touch(at: machine(0))
        var later = machine(90)
        later.calendar = noon
        #expect(status.ageSeconds(at: later) == 90)
        // After another boot the calendar is all there is.
        #expect(status.ageSeconds(at: machine(50, boot: 2)) == 50)
    }

    @Test func `say what the gate has: bundle, last row, and a journal from any row on`() throws {
        let gate = try fixture.gate()
        let empty = try gate.standing(at: machine(0))
        #expect(empty.row == 0)
        #expect(empty.bundle == 0)
        #expect(empty.head == JournalChain.start)
        let passes = try (1...3).map { try fixture.seal(seed: $0) }
        let bundle = try fixture.bundle(passes: passes)
        _ = try gate.load(fixture.stick(bundle.file), at: noon)
        for pass in passes { _ = gate.check(pass.text, at: noon) }
        let full = try gate.standing(at: machine(0))
        #expect(full.row == 3)
        #expect(full.bundle == bundle.version.number)
        #expect(try gate.lastRow() == 3)
        // A bundle that cannot be read does not make the gate say that it never had one.
        try FileManager.default.removeItem(atPath: "\(fixture.temporary.state)/bundle.gpb")
        #expect(try fixture.gate().standing(at: machine(0)).bundle == full.bundle)

        let file = try gate.outgoingJournal(from: 2, at: machine(0))
        #expect(file.rows == 2)
        let bytes = try file.read(file.byteCount + 1, at: 0)
        #expect(bytes.count == file.byteCount)
        #expect(SHA256.hash(bytes.span).array == file.digest.array)
        #expect(try file.read(8, at: 0) == Array("GPJRNL1\n".utf8))
        #expect(try file.read(8, at: bytes.count).isEmpty)
    }

    @Test func `take a bundle in pieces, and nothing of it stays behind`() throws {
        let gate = try fixture.gate()
        let bundle = try fixture.bundle(passes: [])
        let received = try gate.receiveBundle()
        for start in stride(from: 0, to: bundle.file.count, by: 100) {
            let piece = Array(bundle.file[start..<min(start + 100, bundle.file.count)])
            try received.append(piece.span)
        }
        #expect(received.byteCount == bundle.file.count)
        #expect(try gate.load(received, at: machine(0)) == .newer)
        #expect(gate.versionInForce?.number == bundle.version.number)
        let torn = try gate.receiveBundle()
        try torn.append(Array(bundle.file.prefix(200)).span)
        #expect(throws: GateStateError.self) { try gate.load(torn, at: machine(0)) }
        let left = try FileManager.default.contentsOfDirectory(atPath: fixture.temporary.state)
        #expect(!left.contains { $0.contains("received") || $0.contains("arriving") })
    }
}
