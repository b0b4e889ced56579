// Texts kept under Tests/Golden. With UPDATE_GOLDEN=1 they are written anew and the test fails all
// the same, so that a rewrite is looked at before it counts.
import Foundation

/// A text that may only change on purpose.
package struct GoldenFile {
    private let location: URL
    private let name: String

    /// - Parameter name: the file's name in Tests/Golden.
    package init(_ name: String) {
        self.name = name
        location = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden").appendingPathComponent(name)
    }

    /// Compares a text with the file.
    /// - Throws: ``GoldenFileError``, also after a rewrite.
    package func check(_ text: String) throws {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: location.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: location)
            throw GoldenFileError.rewritten(name: name)
        }
        guard let kept = try? Data(contentsOf: location) else {
            throw GoldenFileError.missing(name: name)
        }
        if kept != Data(text.utf8) { throw GoldenFileError.differs(name: name, text: text) }
    }
}

/// Why a golden file does not agree.
package enum GoldenFileError: Error, CustomStringConvertible {
    case missing(name: String)
    case differs(name: String, text: String)
    case rewritten(name: String)

    package var description: String {
        switch self {
        case .missing(let name):
            "Tests/Golden/\(name) is missing; write it with UPDATE_GOLDEN=1 and look at it"
        case .differs(let name, let text):
            "Tests/Golden/\(name) differs; if that is meant, UPDATE_GOLDEN=1. Now it is:\n\(text)"
        case .rewritten(let name):
            "Tests/Golden/\(name) was written anew; look at it, then run without UPDATE_GOLDEN"
        }
    }
}
