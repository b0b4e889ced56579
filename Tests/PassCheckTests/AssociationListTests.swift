// Tests of Sources/PassCheck/AssociationList.swift.
import PassCheck
import Testing

@Suite("A list of associations") struct AssociationListTests {
    @Test("holds the last value of each key")
    func lastValue() {
        var list: AssociationList = [7: "east", 8: "west"]
        list[7] = "north"
        #expect(list[7] == "north")
        #expect(list[8] == "west")
        #expect(list[9] == nil)
        #expect(list.count == 2)
    }

    @Test("forgets a key that is set to nil, and only that one")
    func removal() {
        var list: AssociationList = [7: "east", 8: "west"]
        list[7] = nil
        list[9] = nil
        #expect(list[7] == nil)
        #expect(list.pairs.map(\.key) == [8])
    }

    @Test("is equal to one filled in another order, and not to one of other values")
    func equality() {
        let list: AssociationList = [7: "east", 8: "west"]
        #expect(list == [8: "west", 7: "east"])
        #expect(list != [7: "east", 8: "east"])
        #expect(list != [7: "east"])
        #expect(AssociationList<Int, String>().isEmpty)
    }
}
