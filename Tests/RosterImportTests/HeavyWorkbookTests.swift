// Workbooks that would cost much time or memory before they are refused.
import TestSupport
import Testing

@testable import RosterImport

private typealias Maker = WorkbookMaker

/// Wants everything and keeps nothing.
private final class IdleVisitor: PartVisitor {
    func begin(_ name: XMLName, _ attributes: XMLAttributes) -> ReadingFlow { .goOn }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    func end(_ name: XMLName) -> ReadingFlow { .goOn }
}

@Suite struct `Heavy workbook` {
    private static let good = Maker(rows: Maker.header + Maker.person)

    /// What is said of a part of two elements and three attributes that comes after others.
    private func refusal(after seen: XMLTally) throws -> ProblemCode? {
        let part = Array("<a b='' c=''><d e=''/></a>".utf8)
        var parser = try PartParser(IdleVisitor(), after: seen)
        do throws(FileRefusal) {
            _ = unsafe try parser.feed(capacity: part.count) { buffer in
                unsafe buffer.copyBytes(from: part)
                return part.count
            }
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `has as many elements and attributes as all parts may have, and no more`() throws {
        let elements = ListLimits.xmlElements - 2
        let attributes = ListLimits.xmlTotalAttributes - 3
        #expect(try refusal(after: XMLTally(elements: elements, attributes: attributes)) == nil)
        #expect(try refusal(after: XMLTally(elements: elements + 1)) == .fileTooBig)
        #expect(try refusal(after: XMLTally(attributes: attributes + 1)) == .fileTooBig)
    }

    @Test func `spreads its attributes over several parts`() throws {
        let tag = "<a" + (0..<500).map { " a\($0)=\"\"" }.joined() + "/>"
        let part = "<worksheet>" + String(repeating: tag, count: 4_000) + "</worksheet>"
        let sheets = (0..<6).map { ("s\($0)", "visible", part) }
        #expect(try RosterImportTests.refusal(of: Maker(sheets: sheets).bytes) == .fileTooBig)
    }

    @Test func `has a directory that is as long as it may be, and longer`() throws {
        let name = String(repeating: "n", count: 994)
        var zip = Self.good.zip
        for number in 0..<2_090 { zip.add("\(100_000 + number)" + name, []) }
        let reading = readList(zip.archive, kind: .staff, options: try options())
        #expect(reading.accepted.count == 1)
        for number in 2_090..<2_100 { zip.add("\(100_000 + number)" + name, []) }
        #expect(try RosterImportTests.refusal(of: zip.archive) == .fileTooBig)
    }

    @Test(arguments: ListBound.allCases)
    func `is told which limit it is beyond, and what to do`(_ bound: ListBound) throws {
        let problem = ListProblem(
            row: nil, column: nil, code: .fileTooBig, value: nil, cause: .beyond(bound))
        let code = ProblemCode.fileTooBig
        #expect(problem.message != code.message && problem.fix != code.fix)
        #expect(problem.message.zh.hasPrefix("文件过大：") && problem.fix.zh.hasPrefix("请"))
        #expect(problem.message.en.hasPrefix("the file is too big: "))
        #expect(PackedRows([problem]).first?.cause == .beyond(bound))
    }

    @Test func `has more different texts than are kept, and says so`() throws {
        var maker = Self.good
        let texts = String(repeating: "<si/>", count: ListLimits.sharedStrings + 1)
        maker.sharedStrings = "<sst>\(texts)</sst>"
        let problem = readList(maker.bytes, kind: .staff, options: try options()).fileProblem
        #expect(problem?.code == .fileTooBig)
        #expect(problem?.cause == .beyond(.sharedTexts))
    }

    @Test func `says of a part that it is short, though its beginning alone is longer`() throws {
        for (count, code) in [(2_000, ProblemCode.fileDamaged), (300 << 20, .fileTooBig)] {
            let blanks = deflated(" ", repeating: "", count: count, "")
            var zip = Self.good.zip
            zip.add("xl/a.xml", packed: blanks.stream, size: 10, check: 0, method: 8)
            #expect(try RosterImportTests.refusal(of: zip.archive) == code)
        }
    }
}
