// A swift-metrics backend that keeps every series in memory and writes them in Prometheus' text
// form 0.0.4. Series come from our own names, never from what a request brings, so their number
// has a bound.
import CoreMetrics
import Synchronization

/// Guards the series of one service.
final class PrometheusText: MetricsFactory {
    /// A name with its labels.
    fileprivate struct Series: Hashable, Comparable {
        let name: String
        /// As they are written, such as `operation="listPeople",status="200"`.
        let labels: String

        init(_ name: String, _ dimensions: [(String, String)]) {
            self.name = name
            labels = dimensions.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        }

        private static func escaped(_ text: String) -> String {
            text.reduce(into: "") { escaped, character in
                switch character {
                case "\\": escaped += "\\\\"
                case "\"": escaped += "\\\""
                case "\n": escaped += "\\n"
                default: escaped.append(character)
                }
            }
        }

        static func < (one: Series, other: Series) -> Bool {
            (one.name, one.labels) < (other.name, other.labels)
        }
    }

    /// What each name means; a name without a line here is not written.
    private let help: [String: String]
    private let series = Mutex<[Series: any Written]>([:])

    /// - Parameter help: one line for each name.
    init(help: [String: String]) { self.help = help }

    /// All series, by name.
    var text: String {
        let sorted = series.withLock { $0 }.sorted { $0.key < $1.key }
        var text = ""
        var last: String?
        for (series, value) in sorted {
            guard let help = help[series.name] else { continue }
            if series.name != last {
                text += "# HELP \(series.name) \(help)\n# TYPE \(series.name) \(value.type)\n"
                last = series.name
            }
            for line in value.lines {
                let labels = [series.labels, line.label].filter { !$0.isEmpty }
                let braces = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
                text += "\(series.name)\(line.suffix)\(braces) \(line.value)\n"
            }
        }
        return text
    }

    private func kept<Value: Written>(
        _ label: String, _ dimensions: [(String, String)], _ new: () -> Value
    ) -> Value {
        let key = Series(label, dimensions)
        return series.withLock { all in
            if let there = all[key] as? Value { return there }
            let made = new()
            all[key] = made
            return made
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        kept(label, dimensions) { CountedValue() }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        kept(label, dimensions) { MeteredValue() }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        kept(label, dimensions) { TimedValue() }
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler { kept(label, dimensions) { MeteredValue() } }

    func destroyCounter(_ counter: any CounterHandler) {}
    func destroyMeter(_ meter: any MeterHandler) {}
    func destroyTimer(_ timer: any TimerHandler) {}
    func destroyRecorder(_ recorder: any RecorderHandler) {}
}

/// A value as its lines.
private protocol Written: Sendable {
    var type: String { get }
    var lines: [(suffix: String, label: String, value: String)] { get }
}

/// A number that only grows.
private final class CountedValue: CounterHandler, Written {
    private let count = Atomic<Int64>(0)
    let type = "counter"

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }

    var lines: [(suffix: String, label: String, value: String)] {
        [("", "", "\(count.load(ordering: .relaxed))")]
    }
}

/// A number that goes up and down.
private final class MeteredValue: MeterHandler, RecorderHandler, Written {
    private let value = Mutex<Double>(0)
    let type = "gauge"

    func set(_ new: Int64) { set(Double(new)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ new: Int64) { set(Double(new)) }
    func record(_ new: Double) { set(new) }

    var lines: [(suffix: String, label: String, value: String)] {
        [("", "", "\(value.withLock { $0 })")]
    }
}

/// Durations, counted by how long they were.
private final class TimedValue: TimerHandler, Written {
    private struct Counts {
        var upTo = [Int](repeating: 0, count: TimedValue.bounds.count)
        var all = 0
        var nanoseconds: Int64 = 0
    }

    /// Upper ends in seconds as they are written, and in nanoseconds.
    private static let bounds: [(text: String, nanoseconds: Int64)] = [
        ("0.001", 1_000_000), ("0.005", 5_000_000), ("0.01", 10_000_000), ("0.03", 30_000_000),
        ("0.1", 100_000_000), ("0.3", 300_000_000), ("1.0", 1_000_000_000),
        ("3.0", 3_000_000_000), ("10.0", 10_000_000_000),
    ]

    private let counts = Mutex(Counts())
    let type = "histogram"

    func recordNanoseconds(_ duration: Int64) {
        counts.withLock { counts in
            counts.all += 1
            counts.nanoseconds += max(0, duration)
            for (index, bound) in Self.bounds.enumerated() where duration <= bound.nanoseconds {
                counts.upTo[index] += 1
            }
        }
    }

    var lines: [(suffix: String, label: String, value: String)] {
        let counts = counts.withLock { $0 }
        let buckets = zip(Self.bounds, counts.upTo).map { bound, count in
            (suffix: "_bucket", label: "le=\"\(bound.text)\"", value: "\(count)")
        }
        return buckets + [
            ("_bucket", "le=\"+Inf\"", "\(counts.all)"),
            ("_sum", "", "\(Double(counts.nanoseconds) / 1e9)"), ("_count", "", "\(counts.all)"),
        ]
    }
}
