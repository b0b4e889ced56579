// Facts of sites, codes of enrolment and reports of devices, on a real database.
import Foundation
import PassFormat
import Registry
import Testing

@Suite struct `Facts of a site` {
    private let office: TestRegistry
    private var registry: Registry { office.registry }

    init() throws {
        office = try TestRegistry()
        try office.furnish()
        try registry.add(Site(number: number(2), name: "西区"), act: TestRegistry.act(5))
    }

    @Test func `grow with what bundles are made of, and with nothing else`() throws {
        let watch = try registry.watchFacts()
        #expect(try watch.changed()?.count == 2)
        #expect(try watch.changed() == nil)
        // People without a pass are in no bundle.
        try grows(false, false) {
            _ = try registry.apply(
                [try person(1)], for: office.target(), act: TestRegistry.act(9))
        }
        try grows(true, false) { _ = try office.issueAll() }
        try grows(true, true) {
            try registry.set(
                Organisation(number: number(1042), name: "精密仪器总厂"), act: TestRegistry.act(11))
        }
        try grows(true, false) {
            try registry.add(
                Gate(
                    number: number(2), site: number(1), zone: number(1), name: "二号门",
                    direction: .inward), act: TestRegistry.act(12))
        }
        try grows(true, false) { try enrol() }
        let device = try registry.device(of: number(1))
        try grows(false, false) {
            _ = try registry.take(report(row: 3, at: 1), of: device, act: TestRegistry.act(14))
        }
        try grows(false, false) {
            _ = try registry.take(report(row: 2, at: 2), of: device, act: TestRegistry.act(15))
        }
        // What was kept from the gate is to be had now.
        try grows(true, false) {
            _ = try registry.acceptAlarms(at: number(1), act: TestRegistry.act(16, why: "seen"))
        }
        try grows(true, false) {
            try registry.revokeDevice(of: number(1), act: TestRegistry.act(17))
        }
        #expect(try watch.changed() != nil)
    }

    @Test func `keep the order of a device's reports, and raise each alarm once`() throws {
        try enrol()
        let device = try registry.device(of: number(1))
        func take(_ report: DeviceReport) throws -> Bool {
            try registry.take(report, of: device, act: TestRegistry.act(20))
        }
        #expect(try !take(report(row: 3, at: 10)))
        #expect(try !take(report(row: 2, at: 10)))
        #expect(try !take(report(row: 2, at: 9)))
        #expect(try registry.lastReport(of: device)?.report.row == 3)
        #expect(try take(report(row: 2, at: 11)))
        #expect(try !take(report(row: 2, at: 12)))
        #expect(try take(report(row: 2, at: 13, head: 9)))
        #expect(try registry.journalAlarms(.standing).map(\.kind) == [.stepBack, .fork])
    }

    @Test func `say nothing more of rows that came another way, once that was accepted`() throws {
        try enrol()
        let device = try registry.device(of: number(1))
        #expect(try !registry.take(report(row: 3, at: 10), of: device, act: TestRegistry.act(20)))
        // A copy of the gate's folder went on, and the office has its rows.
        let arrival = JournalArrival(lastRow: 6, asOfSeconds: nil, bundle: 1)
        _ = try registry.takeJournal(of: device, arrival, act: TestRegistry.act(20)) { intake in
            for row in 1...6 as ClosedRange<Int64> {
                let hash = [UInt8](repeating: row == 3 ? 0 : UInt8(row), count: 32)
                try intake.add(
                    JournalRecord(
                        number: row, bytes: [1], hash: hash, code: hash,
                        atSeconds: TestRegistry.start),
                    hashBefore: row == 1 ? [UInt8](repeating: 0, count: 32) : nil)
            }
        }
        #expect(
            try !registry.take(
                report(row: 6, at: 11, head: 6), of: device, act: TestRegistry.act(20)))
        #expect(try registry.take(report(row: 3, at: 12), of: device, act: TestRegistry.act(20)))
        #expect(
            try registry.acceptAlarms(at: number(1), act: TestRegistry.act(21, why: "seen")) == 1)
        #expect(try !registry.take(report(row: 3, at: 13), of: device, act: TestRegistry.act(22)))
        #expect(try registry.journalAlarms(.standing).isEmpty)
        // Another step back is another alarm.
        #expect(try registry.take(report(row: 2, at: 15), of: device, act: TestRegistry.act(24)))
    }

    private func grows(
        _ first: Bool, _ second: Bool, _ change: () throws -> Void
    ) throws {
        let before = try [1, 2].map { try registry.facts(of: number($0)).version }
        try change()
        let after = try [1, 2].map { try registry.facts(of: number($0)).version }
        #expect((after[0] > before[0]) == first)
        #expect((after[1] > before[1]) == second)
    }

    private func enrol() throws {
        _ = try registry.enrol(
            DeviceKeys(
                ed25519: [UInt8](repeating: 1, count: 32),
                x25519: [UInt8](repeating: 2, count: 32),
                journal: [UInt8](repeating: 3, count: 32)),
            at: number(1), fingerprint: "AAAA", requestHash: [UInt8](repeating: 4, count: 32),
            act: TestRegistry.act(13))
    }

    private func report(row: Int64, at seconds: Int64, head: UInt8 = 0) -> DeviceReport {
        DeviceReport(
            row: row, head: [UInt8](repeating: head, count: 32), bundle: 1,
            clock: (TestRegistry.start, false), createdSeconds: TestRegistry.start + seconds)
    }
}
