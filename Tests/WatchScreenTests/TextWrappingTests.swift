// Lines broken by columns.
import Terminal
import Testing

@testable import WatchScreen

@Suite struct `Broken lines` {
    @Test func `break between words, and between Han characters but not before what closes`() {
        #expect(wrapped("one two three", columns: 8) == ["one two", "three"])
        #expect(wrapped("放行放行。", columns: 8) == ["放行放", "行。"])
        #expect(wrapped("放行放行放行", columns: 8) == ["放行放行", "放行"])
        #expect(wrapped("本门的码。 [NOT_OUR_CODE]", columns: 14) == ["本门的码。", "[NOT_OUR_CODE]"])
        #expect(wrapped("", columns: 8) == [""])
    }

    @Test func `lose nothing and never exceed the columns`() {
        let text = "核对证件，打电话问其单位；属实再放行。 The pass is not on this gate's list; averylongwordindeed"
        for columns in 2...60 {
            let lines = wrapped(text, columns: columns)
            #expect(lines.allSatisfy { CellWidth.columns(of: $0) <= columns })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }
}
