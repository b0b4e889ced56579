// Several names in one cell.
import Identifiers
import Testing

@Suite struct `List of names` {
    @Test(arguments: [
        ("张三", ["张三"]), ("张三、李四", ["张三", "李四"]), ("张三，李四；王小明", ["张三", "李四", "王小明"]),
        ("张三/李四\n王小明", ["张三", "李四", "王小明"]), ("张三 李四", ["张三", "李四"]),
        ("张 三", ["张三"]), ("王 小明、李 四", ["王小明", "李四"]), ("Li Lei, Han Mei", ["Li Lei", "Han Mei"]),
        ("阿依古丽·买买提、李四", ["阿依古丽·买买提", "李四"]), ("张三、、张三、", ["张三"]),
    ])
    func `takes what people put between names, and each name once`(
        _ text: String, _ names: [String]
    ) throws {
        #expect(try PersonName.mendingList(text).value.map(\.text) == names)
    }

    @Test(arguments: ["", "、", "张三、4", "张三、李"])
    func `refuses a list in which something is no name, for the whole cell is in doubt`(
        _ text: String
    ) {
        #expect(throws: IdentifierError.self) { try PersonName.mendingList(text) }
    }

    @Test func `says what was mended in any of them`() throws {
        #expect(try PersonName.mendingList("张三、李 四").mends == .space)
        #expect(try PersonName.mendingList("张三，李四").mends == [])
    }
}
