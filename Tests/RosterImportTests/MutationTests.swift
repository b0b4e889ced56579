// Sample lists with bytes changed, cut and put in, from fixed seeds: every one has an answer.
import RosterImport
import TestSupport
import Testing

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

@Suite struct `Mutated list` {
    @Test(arguments: try Samples.paths().filter { try !Samples.bytes($0).isEmpty })
    func `always has an answer`(_ path: String) throws {
        let sample = try Samples.bytes(path)
        let options = try options()
        var numbers = SeededNumbers(state: UInt64(sample.count))
        for _ in 0..<400 {
            let bytes = mutate(sample, &numbers)
            let reading = readList(bytes, kind: Samples.kind(path), options: options)
            #expect(reading.accepted.count <= reading.rowCount)
            if reading.fileProblem != nil { #expect(reading.problems.count == 1) }
        }
    }

    @Test func `always has an answer inside a sound ZIP too`() throws {
        let rows = WorkbookMaker.header + WorkbookMaker.person + WorkbookMaker.person
        let xml = Array(WorkbookMaker.sheet(rows).utf8)
        let options = try options()
        var numbers = SeededNumbers(state: 11)
        for _ in 0..<3000 {
            var zip = ZipMaker()
            for (path, content) in WorkbookMaker.partsWithoutSheet {
                zip.add(path, mutate(Array(content.utf8), &numbers, atLeast: 0))
            }
            zip.add("xl/worksheets/sheet0.xml", mutate(xml, &numbers, atLeast: 0))
            let reading = readList(zip.archive, kind: .staff, options: options)
            #expect(reading.accepted.count <= reading.rowCount)
        }
    }

    private func mutate(
        _ sample: [UInt8], _ numbers: inout SeededNumbers, atLeast: Int = 1
    ) -> [UInt8] {
        var bytes = sample
        for _ in 0..<Int.random(in: atLeast...4, using: &numbers) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &numbers)
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 2: bytes.removeSubrange(place..<min(place + 7, bytes.count))
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
            case 4: bytes.removeLast(bytes.count - place)
            default:
                bytes.insert(contentsOf: bytes[place..<min(place + 40, bytes.count)], at: place)
            }
        }
        return bytes
    }
}
