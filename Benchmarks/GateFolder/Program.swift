// A gate's folder as Benchmarks/bench.py needs it, and the parts of a gate's work that are timed
// inside one program.
//
//     bench-gate-folder make FOLDER PASSES    keys, passes, codes, bundle, empty state
//     bench-gate-folder bundle FOLDER         makes the bundle again: CPU seconds as JSON
//     bench-gate-folder rows FOLDER ROWS      adds rows to the journal of FOLDER/state
//     bench-gate-folder open FOLDER TIMES     opens the gate and finds a pass: microseconds as JSON
//     bench-gate-folder delta FOLDER CHANGED  a bundle `base`, and from it to the next a `delta` and
//                                             the `next` bundle whole: bytes as JSON
import GateState
import Glibc
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport

@main enum GateFolder {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let now = Timestamp(seconds: UInt64(time(nil)))
        switch words.first {
        case "make" where words.count == 3:
            try InventedGate(words[1]).make(passes: Int(words[2]) ?? 1, at: now)
        case "bundle" where words.count == 2: try InventedGate(words[1]).timeBundle(at: now)
        case "rows" where words.count == 3:
            try InventedGate(words[1]).addRows(Int(words[2]) ?? 1, at: now)
        case "open" where words.count == 3:
            try InventedGate(words[1]).timeOpening(Int(words[2]) ?? 1)
        case "delta" where words.count == 3:
            try InventedGate(words[1]).makeDelta(of: Int(words[2]) ?? 1, at: now)
        default:
            print("usage: bench-gate-folder make|bundle|rows|open|delta FOLDER [COUNT]")
            exit(64)
        }
    }
}

extension InventedGate {
    /// Other names for some passes, evenly among all.
    fileprivate func makeDelta(of changed: Int, at now: Timestamp) throws {
        let maker = BundleMaker(ring: try ring(), random: .system)
        var entries = try passes().map(\.bundleEntry)
        var order = try order(at: now)
        let base = try maker.make(order, entries: entries)
        for position in stride(from: 0, to: entries.count, by: max(entries.count / changed, 1))
            .prefix(changed)
        {
            let old = entries[position]
            guard let display = old.display else { exit(2) }
            var record = display.record
            record.name = "赵*"
            entries[position] = BundleEntry(
                entry: old.entry,
                display: .init(token: display.token, record: record, typed: display.typed))
        }
        order.version += 1
        order.previous = base.version
        let made = try maker.make(
            order, entries: entries,
            from: DeltaBase(version: base.version, snapshot: base.snapshot))
        guard let delta = made.delta else { exit(2) }
        try writeWhole("\(folder)/base", base.file)
        try writeWhole("\(folder)/next", made.file)
        try writeWhole("\(folder)/delta", delta.file)
        print(
            "{\"changed\":\(delta.changedCount),\"delta_bytes\":\(delta.file.count),"
                + "\"whole_bytes\":\(made.file.count)}")
    }

    fileprivate func timeBundle(at now: Timestamp) throws {
        let ring = try ring()
        let entries = try passes().map(\.bundleEntry)
        let order = try order(at: now)
        let start = clock()
        let made = try BundleMaker(ring: ring, random: .system).make(order, entries: entries)
        let seconds = Double(clock() - start) / 1_000_000
        print("{\"passes\":\(made.entryCount),\"cpu_seconds\":\(seconds)}")
    }

    /// Rows as checks write them, each of another pass, in commits of 512.
    fileprivate func addRows(_ count: Int, at now: Timestamp) throws {
        let journal = try Gate(opening: state).journal()
        let references = try passes().map(\.entry.reference)
        var done = 0
        while done < count {
            let group = done..<min(done + 512, count)
            _ = try journal.write(at: now) { (open) throws(GateStateError) in
                for row in group {
                    var event = JournalEvent(
                        kind: .check, at: now, gate: Self.number, bundleVersion: now.seconds)
                    event.reference = references[row % references.count]
                    event.outcome = .allow
                    event.code = VerdictCode.ok.rawValue
                    event.direction = .inward
                    event.entries = 1
                    event.place = .inside
                    try open.add(event)
                }
            }
            done = group.upperBound
        }
        journal.settle()
    }

    private func nanoseconds() -> Int {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec
    }

    /// Signature, seal and the search for one pass, the median of many times.
    fileprivate func timeOpening(_ times: Int) throws {
        guard let wanted = try passes().first?.entry.reference else { exit(2) }
        var all: [Int] = []
        for _ in 0..<times {
            let start = nanoseconds()
            let gate = try Gate(opening: state)
            guard case .active? = gate.basis?.manifest?.judge(wanted) else { exit(2) }
            all.append(nanoseconds() - start)
        }
        all.sort()
        print("{\"us\":\(Double(all[all.count / 2]) / 1_000)}")
    }
}
