// What a doctor's JSON says, by the names of its checks.
import Foundation
import Testing

/// The checks of one run.
struct DoctorAnswer {
    /// One check.
    struct Check {
        let state: String
        let found: (chinese: String, english: String)
        let remedy: (chinese: String, english: String)?
    }

    let exitCode: Int32
    let isWell: Bool
    let checks: [(name: String, check: Check)]

    /// - Parameters:
    ///   - exitCode: how the program ended.
    ///   - document: its standard output, parsed.
    init(exitCode: Int32, _ document: [String: Any]) throws {
        self.exitCode = exitCode
        #expect(document.keys.sorted() == ["checks", "ok"])
        isWell = try #require(document["ok"] as? Bool)
        let list = try #require(document["checks"] as? [[String: Any]])
        checks = try list.map { entry in
            #expect(entry.keys.sorted() == ["found", "name", "remedy", "state"])
            let found = try #require(entry["found"] as? [String: String])
            let remedy = entry["remedy"] as? [String: String]
            func pair(_ text: [String: String]) throws -> (String, String) {
                let (chinese, english) = (try #require(text["zh"]), try #require(text["en"]))
                #expect(!chinese.isEmpty && !english.isEmpty)
                return (chinese, english)
            }
            return (
                try #require(entry["name"] as? String),
                Check(
                    state: try #require(entry["state"] as? String), found: try pair(found),
                    remedy: try remedy.map(pair))
            )
        }
        #expect(isWell == (exitCode == 0) && isWell == faults.isEmpty)
        for (_, check) in checks { #expect((check.remedy == nil) == (check.state == "ok")) }
    }

    /// The first check of a name.
    subscript(name: String) -> Check? { checks.first { $0.name == name }?.check }

    /// The names of what does not work.
    var faults: [String] { checks.filter { $0.check.state == "fault" }.map(\.name) }
}
