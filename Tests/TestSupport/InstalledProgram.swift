// Other people's programs as judges of what we write: found on PATH, run, their answer returned.
// A missing program fails the test that needs it: a check left out looks like one that held.
import Foundation

/// A program that a test cannot do without.
package struct InstalledProgram {
    private let name: String
    private let location: URL

    /// Looks for a program.
    /// - Parameters:
    ///   - name: the file's name.
    ///   - aptPackage: the Debian package it comes from, named in the failure.
    ///   - searchPath: folders separated by colons.
    /// - Throws: ``InstalledProgramError/missing(name:aptPackage:)``.
    package init(
        _ name: String, aptPackage: String,
        searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    ) throws {
        let places = searchPath.split(separator: ":").map { folder in
            URL(fileURLWithPath: String(folder)).appendingPathComponent(name)
        }
        let place = places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
        guard let place else {
            throw InstalledProgramError.missing(name: name, aptPackage: aptPackage)
        }
        self.name = name
        location = place
    }

    /// Where it is.
    package var path: String { location.path }

    /// Runs it to its end.
    /// - Parameter arguments: as on a command line, without a shell.
    /// - Returns: what it wrote to standard output, as UTF-8.
    /// - Throws: ``InstalledProgramError/failed(name:status:complaint:)`` for an exit code but 0.
    package func output(_ arguments: [String]) throws -> String {
        try withTemporaryFolder { folder in
            // Files, not pipes: neither can fill up while the other is being read. What zbarimg
            // complains of where there is no D-Bus stays out of its answer.
            let answer = folder.appendingPathComponent("stdout")
            let complaint = folder.appendingPathComponent("stderr")
            for file in [answer, complaint] { try Data().write(to: file) }
            let run = Process()
            run.executableURL = location
            run.arguments = arguments
            run.standardInput = FileHandle.nullDevice
            run.standardOutput = try FileHandle(forWritingTo: answer)
            run.standardError = try FileHandle(forWritingTo: complaint)
            try run.run()
            run.waitUntilExit()
            guard run.terminationReason == .exit, run.terminationStatus == 0 else {
                throw InstalledProgramError.failed(
                    name: name, status: run.terminationStatus,
                    complaint: String(decoding: try Data(contentsOf: complaint), as: UTF8.self))
            }
            return String(decoding: try Data(contentsOf: answer), as: UTF8.self)
        }
    }
}

/// Why a judge gave no answer.
package enum InstalledProgramError: Error, Equatable, CustomStringConvertible {
    case missing(name: String, aptPackage: String)
    case failed(name: String, status: Int32, complaint: String)

    package var description: String {
        switch self {
        case .missing(let name, let aptPackage):
            "\(name) is not installed, and this test needs it: apt-get install \(aptPackage)"
        case .failed(let name, let status, let complaint):
            "\(name) ended with \(status): \(complaint)"
        }
    }
}
