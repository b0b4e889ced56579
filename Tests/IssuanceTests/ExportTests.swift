// Codes out of the house, more of them than are drawn at a time.
import Foundation
import Issuance
import PassCrypto
import PassFormat
import Synchronization
import Testing

@Suite struct `Exported codes` {
    @Test func `come in the order of the keys, each once, though several cores draw them`() throws {
        let house = try `The office`()
        let people = (0..<700).map { place in
            let digits = String(10_000 + place)
            return "王伟,A00\(digits),E\(digits)"
        }
        let list = Array((["姓名,身份证号,工号"] + people.shuffled()).joined(separator: "\n").utf8)
        let options = ImportOptions(organisation: `The office`.firm, site: `The office`.site)
        #expect(try house.office.importStaff(list, options).applied)
        #expect(try house.issue(until: 10).issued == 700)
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "codes.csv").path()
        var told: [Int] = []
        let report = try house.office.export(
            ExportOrder(
                organisation: `The office`.firm, kind: .all, to: file, format: .text)
        ) { done, total in
            told.append(done)
            #expect(total == 700)
        }
        #expect(report.files == 1)
        #expect(told == told.sorted())
        #expect(told.last == 700)
        let lines = try String(contentsOfFile: file, encoding: .utf8)
            .split(whereSeparator: \.isNewline).dropFirst()
        let cells = lines.map { $0.split(separator: ",").map(String.init) }
        #expect(cells.map { $0[1] } == (0..<700).map { "E\(10_000 + $0)" })
        #expect(Set(cells.map { $0[3] }).count == 700)
    }
}

@Suite struct `A pass id that was drawn before` {
    @Test func `is drawn anew, because two passes would have one index`() throws {
        let house = try `The office`()
        let drawn = Mutex<UInt8>(0)
        // Each pass id comes three times; nonces do not repeat.
        let random = RandomSource { (count) throws(CryptoError) in
            guard count == PassIdentity.idBytes else {
                return try RandomSource.system.bytes(count)
            }
            let turn = drawn.withLock {
                $0 += 1
                return $0
            }
            return [UInt8](repeating: turn / 3 + 1, count: count)
        }
        let office = try house.later(1, random: random)
        let people = (10..<30).map { "王伟,A00000\($0),E\($0)" }
        let list = Array((["姓名,身份证号,工号"] + people).joined(separator: "\n").utf8)
        let options = ImportOptions(organisation: `The office`.firm, site: `The office`.site)
        _ = try office.importStaff(list, options)
        let report = try office.issue(
            IssueOrder(
                organisation: `The office`.firm, kind: .all, fromSeconds: nil, untilSeconds: nil))
        #expect(report.issued == 20)
        #expect(report.refused.isEmpty)
        #expect(drawn.withLock { $0 } > 20)
    }
}
