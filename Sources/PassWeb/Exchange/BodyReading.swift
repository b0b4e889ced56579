// Bodies that are read piece by piece, and what is said of one that breaks off.
// Tests: Tests/PassWebTests/BodyTests.swift.
import Hummingbird
import NIOCore

extension Problem {
    /// What to say where a body cannot be read to its end: its sender went away or was too slow, or
    /// sent what is no HTTP.
    init(ofReading error: any Error) {
        self = (error as? Problem) ?? (error is CancellationError ? .cannotWork : .brokenOff)
    }
}

extension RequestBody {
    /// Hands on each piece of a body as it comes.
    ///
    /// - Throws: `Problem.brokenOff` where no more comes before its end; what `take` throws.
    func visit(_ take: ([UInt8]) async throws -> Void) async throws {
        var pieces = makeAsyncIterator()
        while true {
            let piece: ByteBuffer?
            do { piece = try await pieces.next() } catch { throw Problem(ofReading: error) }
            guard let piece else { return }
            try await take([UInt8](buffer: piece))
        }
    }
}
