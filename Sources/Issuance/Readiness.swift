// Whether the office can work at present, found out by trying.
// Tests: Tests/IssuanceTests/OfficeTests.swift, Tests/RegistryTests/PlaceTests.swift.
import Registry
import Synchronization

extension Office {
    /// Finds out whether the registry can be read and written at present, by doing so.
    ///
    /// - Throws: `OfficeError` where it cannot.
    package func requireWorking() throws(OfficeError) {
        try readiness.outcome(at: now) { () throws(OfficeError) in
            try office {
                guard try registry.durability().synchronous >= 2 else {
                    throw OfficeError(
                        "数据库不再逐次落盘", "the registry does not write through to the disk",
                        exitCode: 3)
                }
                try registry.tryWriting(at: now)
            }
        }
    }
}

/// What the last trial of the registry came to: anybody may ask, and each trial waits for the disk.
final class Readiness: Sendable {
    /// How long an outcome is told again.
    private static let keptSeconds: Int64 = 5

    private let last = Mutex<(atSeconds: Int64, outcome: Result<Void, OfficeError>)?>(nil)

    func outcome(
        at seconds: Int64, _ attempt: () throws(OfficeError) -> Void
    ) throws(OfficeError) {
        let outcome = last.withLock { last in
            if let last, (0..<Self.keptSeconds).contains(seconds - last.atSeconds) {
                return last.outcome
            }
            let outcome = Result { () throws(OfficeError) in try attempt() }
            last = (seconds, outcome)
            return outcome
        }
        try outcome.get()
    }
}
