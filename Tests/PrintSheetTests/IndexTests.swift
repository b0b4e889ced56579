// The pages that say what is where.
import PrintSheet
import TestSupport
import Testing

@Suite struct `Index of printed passes` {
    @Test func `lists key, name and number of each with its page and place`() throws {
        let passes = try (0..<9).map { try Paper.person($0, name: Paper.rareNames[$0 % 6]) }
        try Paper.printing(passes, as: .sheet, index: .listed) { (paper) throws in
            #expect(try paper.pages() == 3)
            let lines = try paper.text().split(separator: "\n").map(String.init)
            for (place, pass) in zip(["1-1", "1-8", "2-1"], [passes[0], passes[7], passes[8]]) {
                #expect(lines.filter { $0 == place }.count == 2, "on the pass and in the index")
                #expect(lines.contains(pass.key))
                #expect(lines.filter { $0.contains(pass.number) }.count == 2)
            }
        }
    }

    @Test func `has the size of the badges before it`() throws {
        let passes = try (0..<2).map { try Paper.person($0) }
        try Paper.printing(passes, as: .badge, index: .listed) { (paper) throws in
            #expect(try paper.pages() == 3)
            #expect(try paper.size(ofPage: 3) == [105, 148])
        }
    }

    @Test func `goes on over as many pages as it needs`() throws {
        let passes = try (0..<60).map { try Paper.person($0) }
        try Paper.printing(passes, as: .sheet, index: .listed) { (paper) throws in
            #expect(try paper.pages() == 8 + 2)
            let text = try paper.text()
            for pass in passes { #expect(text.contains(pass.key)) }
        }
    }

    @Test func `is left out where there is one pass, or nobody wants it`() throws {
        try Paper.printing([try Paper.person(1)], as: .sheet, index: .listed) { (paper) throws in
            #expect(try paper.pages() == 1)
        }
        try Paper.printing(try (0..<2).map { try Paper.person($0) }, as: .sheet) { (paper) throws in
            #expect(try paper.pages() == 1)
        }
    }
}
