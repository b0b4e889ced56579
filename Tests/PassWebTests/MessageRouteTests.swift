// Orders of messages over HTTP: answered at once, followed, called back.
import Authority
import Foundation
import HTTPTypes
import Issuance
import Registry
import Testing

@testable import PassWeb

@Suite struct `Messages to a firm's people` {
    private let served: ServedOffice
    private let firm = "/api/v1/organisations/\(ServedFirm.own.organisation)"
    private let notice =
        #"{"audience":"staff","template":"notice","values":{"firm":"厂","text":"复工"},"key":"k"}"#

    init() throws { served = try ServedOffice() }

    private func lead(_ site: Int64) throws -> Entry {
        .session(
            try served.member("lead\(site)", [try #require(Grant(.siteLead, .site(site)))]))
    }

    @Test func `are a job that is answered before any is written, and is followed to the end`()
        async throws
    {
        let lead = try lead(ServedFirm.own.site)
        let told = try await served.ask(.post, firm + "/messages", lead, json: notice)
        #expect(told.status == 202, "\(told.text)")
        let place = try #require(told.headers[.location])
        let noted = try told.object()
        #expect(noted["state"] as? String == "writing")
        #expect(noted["recipients"] as? Int == 40)
        #expect(noted["queued"] as? Int == 0)
        while try served.office.workOnMessages() {}
        let followed = try await served.ask(.get, place, lead)
        #expect(followed.status == 200)
        let written = try followed.object()
        #expect(written["state"] as? String == "written")
        #expect(written["queued"] as? Int == 40)
        #expect(written["messages"] as? [String: Int] == ["waiting": 40])
        let list = try await served.ask(.get, firm + "/message-jobs", lead).object()
        let items = try #require(list["items"] as? [[String: Any]])
        #expect(items.map { $0["number"] as? Int } == [1])
    }

    @Test func `are called back by whoever may tell all of them`() async throws {
        let job = try served.orderMessages(of: .own)
        while try served.office.workOnMessages() {}
        let cancel = "/api/v1/message-jobs/\(job.number)/cancel"
        let lead = try lead(ServedFirm.own.site)
        #expect(try await served.ask(.post, cancel, lead, json: "{}").status == 202)
        while try served.office.workOnMessages() {}
        let shown = try served.office.messageJob(job.number)
        #expect(shown.state == .cancelled)
        #expect(shown.messages == ["dropped": 40])
        // One of both sites is not called back by the lead of one.
        let both = try served.office.notify(
            NoticeDraft(key: "both", template: "notice", values: ["firm": "厂", "text": "好"]),
            all: .staff,
            at: try [1, 2].map { try #require(SiteNumber(rawValue: $0)) },
            of: try #require(OrganisationNumber(rawValue: ServedFirm.own.organisation)),
            using: served.templates)
        let refused = try await served.ask(
            .post, "/api/v1/message-jobs/\(both.number)/cancel", lead, json: "{}")
        #expect(refused.status == 404)
    }
}
