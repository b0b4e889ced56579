// `gatepass print guard-card`: the page that hangs at a gate.
import CommandSupport
import Foundation
import PassCheck
import PassFormat
import TestSupport
import Testing

/// A browser that prints; no package of the tests, so that the page is measured where there is one.
private let browser = try? InstalledProgram("chromium", aptPackage: "chromium")

@Suite struct `Guard's page` {
    /// What a person sees of a page, with the columns of a double-width character counted twice.
    private func seen(_ html: String) throws -> (text: String, columns: Int) {
        let body = try #require(html.split(separator: "<body>", maxSplits: 1).last)
        let bare = body.replacing(/<svg.*<\/svg>/.dotMatchesNewlines(), with: "")
            .replacing(/<[^>]*>/, with: "")
        let text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(String(bare)) { $0.replacing($1.0, with: $1.1) }
        let columns = text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
        return (text, columns)
    }

    @Test(arguments: ["text", "html"])
    func `says in both languages what each colour means, each key does, and what to do else`(
        format: String
    ) throws {
        try withGatepass { program in
            let page = try program.must("print", "guard-card", "--format", format).output
            let text = format == "html" ? try seen(page).text : page
            let outcomes: [Outcome?] = [.allow, .review, .deny, nil]
            for outcome in outcomes {
                for said in [outcome.word, outcome.colourName] {
                    #expect(text.contains(said.chinese) && text.contains(said.english))
                }
                #expect(text.contains(outcome.sign))
            }
            for key in WatchKey.allCases {
                #expect(text.contains(key.text.chinese) && text.contains(key.text.english))
                let pressed = format == "html" ? "/\(key.letter)" : "/ \(key.letter) "
                #expect(text.contains(pressed))
            }
            for code: VerdictCode in [
                .expired, .revoked, .badTag, .plateMismatch, .bundleStale, .clockSuspect, .noBundle,
            ] {
                #expect(text.contains(code.reason.chinese) && text.contains(code.reason.english))
                #expect(text.contains(code.rawValue))
            }
            for trouble in ["停电", "没有网络", "时间可疑", "道闸不动", "Clock suspect"] {
                #expect(text.contains(trouble))
            }
            #expect(text.contains(ScannerTest.text))
            // A page is taken to another machine: nothing of it lies elsewhere.
            #expect(!page.contains("src=") && !page.contains("url(") && !page.contains("href"))
        }
    }

    @Test func `names a gate, escaped, and goes into a file that others may read`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.must("gate", "set", "--number", "1", "--name", "<东>&\"门\"")
            try program.must("print", "guard-card", "--gate", "1", "--to", "guard.html")
            let file = program.folder.appendingPathComponent("guard.html").path
            let page = try String(contentsOfFile: file, encoding: .utf8)
            #expect(!page.contains("<东>"))
            #expect(try seen(page).text.contains("<东>&\"门\""))
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
            #expect(mode as? Int == 0o644)
            let none = try program.run("print", "guard-card", "--gate", "9", "--lang", "en")
            #expect(none.exitCode == 2 && none.complaints.contains("no gate 9"))
        }
    }

    @Test(arguments: ["registry.sqlite", "gatepass.toml", "keys/epoch-1.key", "keys/new.html"])
    func `takes the place of nothing that is the office's own`(name: String) throws {
        try withGatepass { program in
            try program.makeOffice()
            let file = program.data.appendingPathComponent(name)
            let before = try? Data(contentsOf: file)
            let answer = try program.run(
                "print", "guard-card", "--to", "d/\(name)", "--lang", "en")
            #expect(answer.exitCode == 2 && answer.complaints.contains("the office's own"))
            #expect(before == (try? Data(contentsOf: file)))
            try program.must("print", "guard-card", "--to", "d/guard.html")
        }
    }

    @Test func `is a document for programs, with the page where no file is named`() throws {
        try withGatepass { program in
            let shown = try program.must("print", "guard-card", "--json").object()
            #expect(shown["format"] as? String == "text")
            #expect((shown["text"] as? String)?.contains("放行") == true)
            #expect(shown["path"] is NSNull)
            let kept = try program.must("print", "guard-card", "--json", "--to", "p.html").object()
            #expect(kept["format"] as? String == "html" && kept["path"] as? String == "p.html")
            #expect(kept["text"] is NSNull)
        }
    }

    // With 6,000 columns a browser fills 97 of 100 parts of the page's height.
    @Test(arguments: ["zh", "en"])
    func `has no more text than one page takes`(language: String) throws {
        try withGatepass { program in
            let page = try program.must(
                "print", "guard-card", "--format", "html", "--lang", language)
            #expect(try seen(page.output).columns <= 6_000)
        }
    }

    @Test(.enabled(if: browser != nil, "no chromium here"), arguments: ["zh", "en"])
    func `is printed by a browser on one page`(language: String) throws {
        let browser = try #require(browser)
        try withGatepass { program in
            try program.must("print", "guard-card", "--lang", language, "--to", "guard.html")
            let place = program.folder.path
            _ = try browser.output([
                "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                "--user-data-dir=\(place)/browser", "--print-to-pdf=\(place)/guard.pdf",
                "file://\(place)/guard.html",
            ])
            let pdf = try Data(contentsOf: program.folder.appendingPathComponent("guard.pdf"))
            let source = String(decoding: pdf, as: Unicode.ASCII.self)
            #expect(source.matches(of: /\/Type *\/Page\b/).count == 1)
        }
    }
}
