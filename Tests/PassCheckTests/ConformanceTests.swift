// The vectors of an independent implementation, and our own finds.
import Conformance
import Foundation
import Testing

@Suite struct `Conformance` {
    private static let vectors = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")

    @Test(arguments: ["gp1.json", "own.json"])
    func `every case of a vectors file agrees`(name: String) throws {
        let json = try Data(contentsOf: Self.vectors.appending(path: name))
        let report = try runConformance([UInt8](json))
        #expect(report.differences == [])
        #expect(report.passedCount > 200)
    }
}
