// Lists over their endpoints: what a list lists decides who may bring it.
import Authority
import HTTPTypes
import Issuance
import Registry
import Testing

@testable import PassWeb

@Suite struct `Lists over HTTP` {
    private let served: ServedOffice
    private let firm = "/api/v1/organisations/\(ServedFirm.own.organisation)"

    init() throws { served = try ServedOffice() }

    private func member(_ login: String, _ role: Role) throws -> Entry {
        let grant = try #require(Grant(role, .organisation(ServedFirm.own.organisation)))
        return .session(try served.member(login, [grant]))
    }

    private func work() throws { while try served.office.workOnLists() {} }

    private func upload(_ entry: Entry, _ kind: String, _ text: String) async throws -> Told {
        let told = try await served.ask(
            .post, "\(firm)/lists?site=\(ServedFirm.own.site)&kind=\(kind)", entry, json: text)
        try work()
        return told
    }

    @Test func `of vehicles are a dispatcher's from the upload to the undoing`() async throws {
        let dispatcher = try member("dispatcher", .dispatcher)
        let sheet = "车牌号,车型,驾驶员\n沪A12345,货车,王小明\n沪A1,货车,王小明\n"
        let taken = try await upload(dispatcher, "vehicles", sheet)
        #expect(taken.status == 202, "\(taken.text)")
        let list = "/api/v1/lists/\(try #require(try taken.object()["id"] as? Int))"
        let read = try await served.ask(.get, list, dispatcher)
        #expect(try read.object()["state"] as? String == "checked")
        let report = try await served.ask(.get, "\(list)/report", dispatcher)
        #expect(report.text.contains("PLATE_FORMAT"))
        let marked = try await served.ask(.get, "\(list)/marked-sheet", dispatcher)
        #expect(marked.body.starts(with: Array("PK".utf8)))
        let submitted = try await served.ask(.post, "\(list)/submit", dispatcher, json: "{}")
        #expect(submitted.status == 202)
        try work()
        let vehicles = try await served.ask(.get, "\(firm)/vehicles", dispatcher)
        #expect(vehicles.text.contains("沪A12345"))
        let undone = try await served.ask(.post, "\(list)/undo", dispatcher, json: "{}")
        #expect(undone.status == 200, "\(undone.text)")
        let next = try await upload(dispatcher, "vehicles", sheet)
        let other = "/api/v1/lists/\(try #require(try next.object()["id"] as? Int))"
        let withdrawn = try await served.ask(.post, "\(other)/withdraw", dispatcher, json: "{}")
        #expect(try withdrawn.object()["state"] as? String == "withdrawn")
    }

    @Test func `of staff are none of a dispatcher's`() async throws {
        let dispatcher = try member("dispatcher", .dispatcher)
        let hr = try member("hr", .hr)
        let sheet = "姓名,证件号码\n王小明,999999199001010016\n"
        #expect(try await upload(dispatcher, "staff", sheet).status == 404)
        let theirs = try await upload(hr, "staff", sheet)
        let list = "/api/v1/lists/\(try #require(try theirs.object()["id"] as? Int))"
        for (method, part) in [
            (.get, ""), (.get, "/report"), (.get, "/marked-sheet"), (.post, "/submit"),
            (.post, "/withdraw"), (.post, "/undo"), (.get, "/events"),
        ] as [(HTTPRequest.Method, String)] {
            let told = try await served.ask(method, list + part, dispatcher, json: "{}")
            #expect(told.status == 404, "\(part) \(told.text)")
        }
        let mine = try await served.ask(.get, "\(firm)/lists", dispatcher)
        #expect(try (mine.object()["items"] as? [Any])?.isEmpty == true)
        #expect(try await served.ask(.get, "\(firm)/lists?kind=staff", dispatcher).status == 403)
        let all = try await served.ask(.get, "\(firm)/lists", hr)
        #expect(try (all.object()["items"] as? [Any])?.count == 1)
    }
}
