import PrintSheet
import Testing

@Suite struct `PDF file` {
    @Test func `is the same from the same drawing and clock, and ends as a PDF does`() throws {
        func made() throws -> [UInt8] {
            var bytes: [UInt8] = []
            let file = try PDFFile(title: "页 Page", createdSeconds: 1_795_000_000) {
                bytes += $0
            }
            try file.beginPage(.a6)
            file.draw(
                Paragraph([TextRun("王𠮷 Nguyễn", size: 12)]),
                in: PaperSize.a6.box.inset(10))
            try file.finish()
            return bytes
        }
        let file = try made()
        #expect(try made() == file)
        #expect(String(decoding: file.suffix(6), as: UTF8.self) == "%%EOF\n")
    }
}
