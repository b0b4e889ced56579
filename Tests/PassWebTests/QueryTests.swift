// Queries as browsers, scripts and people without good will write them.
import HTTPTypes
import Testing

@testable import PassWeb

@Suite struct `A query` {
    @Test func `is decoded as forms write it`() throws {
        #expect(
            try Query.members("employee=A+B%2B1&plate=%E6%B2%AAA12345&empty=&bare&x=a=b")
                == [
                    "employee": "A B+1", "plate": "沪A12345", "empty": "", "bare": "",
                    "x": "a=b",
                ])
        #expect(try Query.members("").isEmpty)
        #expect(try Query.members("li%6Dit=5") == ["limit": "5"])
    }

    @Test(arguments: ["a=%", "a=%zz", "a=%ff", "%c3=1", "a=%ed%a0%80"])
    func `is refused where it cannot be decoded`(_ text: String) {
        let problem = #expect(throws: Problem.self) { _ = try Query.members(text) }
        #expect(problem?.code == "QUERY_ENCODING")
        #expect(problem?.status.code == 400)
    }

    @Test func `names each member once, however it is written`() {
        let problem = #expect(throws: Problem.self) { _ = try Query.members("limit=5&li%6Dit=6") }
        #expect(problem?.code == "QUERY_TWICE")
    }
}
