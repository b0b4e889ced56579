// What `gatepass demo` plays comes out as it tells.
import Demonstration
import TestSupport
import Testing

@Suite struct `Demonstration page` {
    @Test func `admits the good and refuses forged, expired, altered and revoked codes`() throws {
        let folder = try TestFolder()
        let page = Page()
        let verdicts = try Demonstration(
            in: folder.path, nowSeconds: 1_780_000_000, random: .fixed(seed: 4),
            tell: { page.lines.append($0) }
        ).play()
        #expect(
            verdicts.map(\.code) == [
                "OK", "OK", "BAD_TAG", "EXPIRED", "BAD_TAG", "REVOKED",
            ])
        let text = page.lines.joined(separator: "\n")
        for code in ["ID_CHECKSUM", "ID_ROUNDED", "PHONE_FORMAT"] { #expect(text.contains(code)) }
        #expect(!text.contains("99999919900101"))
        #expect(page.lines.count < 60)
    }
}

private final class Page {
    var lines: [String] = []
}
