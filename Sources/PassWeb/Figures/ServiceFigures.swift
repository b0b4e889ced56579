// The figures of the running service, for `/metrics`: their names and where they come from. Names
// end in their unit, as Prometheus asks.
import CoreMetrics
import Issuance
import Registry
import Synchronization

/// What is counted while the service runs.
struct ServiceFigures: Sendable {
    private static let requests = "gatepass_requests_total"
    private static let seconds = "gatepass_request_seconds"
    private static let waiting = "gatepass_work_waiting"
    private static let registryBytes = "gatepass_registry_bytes"
    private static let changedAt = "gatepass_registry_changed_timestamp_seconds"
    private static let backupAt = "gatepass_backup_timestamp_seconds"
    private static let journalAt = "gatepass_gate_journal_timestamp_seconds"
    private static let certificateEnds = "gatepass_certificate_ends_timestamp_seconds"

    private let prometheus = PrometheusText(help: [
        requests: "Requests answered, by operation and status.",
        seconds: "Time from the head of a request to its answer, by operation.",
        waiting: "Requests that wait for a thread to work on.",
        registryBytes: "Size of the registry with its log.",
        changedAt: "When the office last recorded a change.",
        backupAt: "When the last backup was made.",
        journalAt: "Up to when the office has a gate's journal, by the gate's clock.",
        certificateEnds: "When the certificate in use ends.",
    ])

    private let counters = KeptByName<Answered, Counter>()
    private let timers = KeptByName<String, Timer>()

    private struct Answered: Hashable {
        let operation: String
        let status: Int
    }

    /// Counts an answer.
    ///
    /// - Parameters:
    ///   - operation: the endpoint's; "-" where the request reached none.
    ///   - status: of the answer.
    ///   - took: from the head to the answer.
    func count(_ operation: String, _ status: Int, _ took: Duration) {
        counters.kept(Answered(operation: operation, status: status)) {
            Counter(
                label: Self.requests,
                dimensions: [("operation", operation), ("status", "\(status)")],
                factory: prometheus)
        }.increment()
        let nanoseconds =
            took.components.seconds * 1_000_000_000
            + took.components.attoseconds / 1_000_000_000
        timers.kept(operation) {
            Timer(label: Self.seconds, dimensions: [("operation", operation)], factory: prometheus)
        }.recordNanoseconds(nanoseconds)
    }

    /// All of them, as they are now.
    ///
    /// - Parameters:
    ///   - waiting: requests that wait for a thread.
    ///   - certificateEnds: when the certificate in use ends, seconds since 1970; nil without one.
    /// - Throws: `OfficeError` where the registry does not answer.
    func text(_ office: Office, waiting: Int, certificateEnds: Int64?) throws -> String {
        let vitals = try office.vitals()
        set(Self.waiting, Int64(waiting))
        set(Self.registryBytes, vitals.registryBytes)
        set(Self.changedAt, vitals.changedAt)
        set(Self.backupAt, vitals.backupAt)
        set(Self.certificateEnds, certificateEnds)
        for (gate, at) in vitals.journalsAsOf {
            set(Self.journalAt, at, [("gate", "\(gate)")])
        }
        return prometheus.text
    }

    private func set(_ name: String, _ value: Int64?, _ labels: [(String, String)] = []) {
        guard let value else { return }
        Meter(label: name, dimensions: labels, factory: prometheus).set(value)
    }
}

/// Series that were looked up before, since each answer asks for two; guards them.
private final class KeptByName<Name: Hashable & Sendable, Series: Sendable>: Sendable {
    private let series = Mutex<[Name: Series]>([:])

    func kept(_ name: Name, _ make: () -> Series) -> Series {
        series.withLock { series in
            if let there = series[name] { return there }
            let made = make()
            series[name] = made
            return made
        }
    }
}
