// Templates of short messages: read as a whole, checked before anything is sent.
import Foundation
import Issuance
import TestSupport
import Testing

@Suite struct `Templates of messages` {
    private func templates(_ files: [String: String]) throws -> MessageTemplates {
        try withTemporaryFolder { folder in
            for (name, text) in files {
                try Data(text.utf8).write(to: folder.appending(path: name))
            }
            return try MessageTemplates(folder: folder.path())
        }
    }

    @Test func `of this house are all right and have both languages`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let own = try MessageTemplates(folder: root.appending(path: "Templates/sms").path())
        #expect(own.summaries.map(\.name).contains("notice"))
        #expect(own.summaries.first { $0.name == "notice" }?.values == ["firm", "text"])
    }

    @Test func `tell every fault of every file at once, with its line`() throws {
        let fault = #expect(throws: OfficeError.self) {
            _ = try templates([
                "a.zh.txt": "好\n{{Name}}", "a.en.txt": "fine",
                "b.zh.txt": "{{one}}", "b.en.txt": "{{two}}",
                "c.zh.txt": "单独", "d.zh.txt": "{{", "d.en.txt": "x }}",
                "E.zh.txt": "x", "f.fr.txt": "x", "g.zh.txt": "\u{7}", "g.en.txt": "",
            ])
        }
        let text = try #require(fault).english
        for part in [
            "a.zh.txt: line 2: {{Name}}", "b: the languages differ in names (one, two)",
            "c: one language", "d.zh.txt: line 1: {{ ", "d.en.txt: line 1: }} ", "E.zh.txt:",
            "f.fr.txt:", "g.zh.txt:", "g.en.txt:",
        ] { #expect(text.contains(part), "\(part)") }
        #expect(fault?.fault == .machine)
    }

    @Test func `that are not there are a fault of the installation`() {
        #expect(throws: OfficeError.self) { try MessageTemplates(folder: "/nowhere") }
    }
}
