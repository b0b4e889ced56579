// What the doctors make of figures, and how they report.
import ArgumentParser
import CommandSupport
import Foundation
import PassFormat
import TestSupport
import Testing

@Suite struct `Health of a disk` {
    @Test func `is a fault below 50 MB and a warning below 500 MB`() {
        func state(_ bytes: UInt64, files: UInt64? = nil) -> HealthState {
            DiskRoom(freeBytes: bytes, freeFiles: files, takesWrites: true).finding.state
        }
        #expect(state(49_999_999) == .fault)
        #expect(state(50_000_000) == .warning)
        #expect(state(499_999_999) == .warning)
        #expect(state(500_000_000) == .ok)
        #expect(state(.max, files: 99) == .fault)
        #expect(state(.max, files: 100) == .warning)
        #expect(state(.max, files: 1_000) == .ok)
    }

    @Test func `is a fault where the file system takes no writes`() {
        let room = DiskRoom(freeBytes: .max, freeFiles: nil, takesWrites: false)
        #expect(room.finding.state == .fault)
    }

    @Test func `is measured in the folder itself, and nothing is left there`() throws {
        let folder = try TestFolder()
        #expect(DiskRoom(of: folder.path) != nil)
        #expect(DiskRoom(of: folder.path + "/none") == nil)
        var calls: UInt64 = 0
        let finding = DiskSpeed.finding(in: folder.path) {
            calls += 1
            return calls * 60_000
        }
        #expect(finding.state == .warning && calls == 40)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        #expect(DiskSpeed.finding(in: folder.path + "/none") { 0 }.state == .fault)
    }

    @Test func `is slow above 50 ms and too slow above 500 ms`() {
        #expect(DiskSpeed.finding(medianMicroseconds: 50_000).state == .ok)
        #expect(DiskSpeed.finding(medianMicroseconds: 50_001).state == .warning)
        #expect(DiskSpeed.finding(medianMicroseconds: 500_000).state == .warning)
        #expect(DiskSpeed.finding(medianMicroseconds: 500_001).state == .fault)
    }
}

@Suite struct `Report of a doctor` {
    private let subject = HealthSubject("thing", "东西", "Thing")
    private let text = HealthSubject("thing", "东西", "Thing").label

    @Test func `ends with 0, 2 or 3 by its worst finding`() {
        func code(_ states: HealthState...) -> ExitCode {
            HealthReport(states.map { subject.finding($0, text, remedy: text) }).exitCode
        }
        #expect(code(.ok, .warning) == ExitCode(0))
        #expect(code(.warning, .fault, .ok) == ExitCode(2))
        #expect(code(.nothingThere, .fault) == ExitCode(3))
    }

    @Test func `is one JSON document, with null where nothing has to be mended`() {
        let report = HealthReport([
            subject.ok("好", "well"), subject.finding(.nothingThere, text, remedy: text),
        ])
        #expect(
            report.document.line == """
                {"ok":false,"checks":[{"name":"thing","state":"ok","found":{"zh":"好","en":"well"},\
                "remedy":null},{"name":"thing","state":"fault","found":{"zh":"东西","en":"Thing"},\
                "remedy":{"zh":"东西","en":"Thing"}}]}
                """)
    }
}
