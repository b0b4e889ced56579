// How far the work on uploaded lists has come, while this program does it.
// Tests: Tests/IssuanceTests/ListJobTests.swift.
import Synchronization

/// Rows that were read, or written, of the lists under way.
final class ListProgress: Sendable {
    private let rows = Mutex<[Int64: Int]>([:])

    /// - Returns: nil where nothing is done to the list at present.
    func rows(of list: Int64) -> Int? { rows.withLock { $0[list] } }

    func note(_ count: Int, of list: Int64) { rows.withLock { $0[list] = count } }

    func end(_ list: Int64) { rows.withLock { $0[list] = nil } }
}
