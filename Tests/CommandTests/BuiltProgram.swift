// Where the programs are that the tests run.
import Foundation

enum BuiltProgram {
    /// `GATEPASS_BIN` where it is set, else the folder of the test bundle.
    static var folder: String {
        let named =
            ProcessInfo.processInfo.environment["GATEPASS_BIN"]
            ?? CommandLine.arguments.first { $0.hasSuffix(".xctest") }
            .map { URL(filePath: $0).deletingLastPathComponent().path }
            ?? ".build/debug"
        return URL(filePath: named).path
    }
}
