// The HR guide explains every code that a list can come back with.
import Foundation
import Testing

@testable import RosterImport

@Suite struct `HR guide` {
    private static let guide = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Docs/hr-guide.md")

    @Test func `has a line for each problem code, and for no other`() throws {
        let text = try String(contentsOf: Self.guide, encoding: .utf8)
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let named = lines.compactMap { line in line.split(separator: "`").dropFirst().first }
        #expect(named.map(String.init) == ProblemCode.allCases.map(\.rawValue))
    }
}
