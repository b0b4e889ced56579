// Refusals as they are told.
import Foundation
import HTTPTypes
import Testing

@testable import PassWeb

@Suite struct `A refusal` {
    private func told(_ problem: Problem, _ language: AnswerLanguage) throws -> [String: Any] {
        guard
            case .bytes(let bytes, "application/problem+json") =
                problem.answer(in: language, requestID: "1").content
        else {
            Issue.record("no problem details")
            return [:]
        }
        return try #require(
            try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `has title and detail in the language asked for, and the whole in both`() throws {
        let chinese = try told(.forbidden, .chinese)
        let english = try told(.forbidden, .english)
        #expect(chinese["title"] as? String == "无权操作")
        #expect(english["title"] as? String == "Not allowed")
        #expect(chinese["detail"] as? String == chinese["zh"] as? String)
        #expect(english["detail"] as? String == english["en"] as? String)
        #expect(chinese["zh"] as? String == english["zh"] as? String)
    }

    @Test func `has a title of its own for each status that the API's description names`() throws {
        let place = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Docs/api/openapi.yaml")
        let described = try String(contentsOf: place, encoding: .utf8)
            .matches(of: /'([45]\d\d)':/).compactMap { Int($0.1) }
        let other = Problem(.init(code: 499), "OTHER", "", "").title
        #expect(Set(described).count > 8)
        for code in Set(described) {
            #expect(Problem(.init(code: code), "SOME", "", "").title != other, "\(code)")
        }
    }
}
