// What becomes of rows whose key could not be stepped forward.
import FoundationEssentials
import Glibc
import JournalFormat
import Testing

@testable import GateState

@Suite struct `Key file of a journal` {
    @Test func `that cannot be written is an alarm each time, and takes no row back`() throws {
        let gate = try JournalFixture()
        let journal = try gate.open()
        try gate.add(1, to: journal)
        try makeKeyFileReadOnly(of: gate)
        for number in UInt64(2)...3 {
            let written = try journal.write(at: noon) { (open) throws(GateStateError) in
                try open.add(admission(of: 1))
            }
            #expect(written.value.number == number)
            #expect(written.alarm?.keyFile != nil)
            #expect(written.alarm?.missing == nil)
        }
        let next = try gate.open().write(at: noon) { (open) throws(GateStateError) in
            try open.add(admission(of: 1))
        }
        #expect(next.value.number == 4)
        #expect(next.alarm == nil)
        #expect(try gate.verify().fault == nil)
        #expect(try gate.issuerFaults() == [])
    }

    /// From now on the open key file takes no bytes, as on a disk that turned read-only.
    private func makeKeyFileReadOnly(of gate: JournalFixture) throws {
        let path = "\(gate.temporary.state)/journal.key"
        let files = FileManager.default
        let found = try files.contentsOfDirectory(atPath: "/proc/self/fd").first {
            (try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
        }
        let number = try #require(found.flatMap { Int32($0) })
        let readable = unsafe open(path, O_RDONLY | O_CLOEXEC)
        try #require(readable >= 0 && dup2(readable, number) == number)
        close(readable)
    }
}
