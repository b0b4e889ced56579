// Papers of applications, and quotas of firms.
import ApplicationKinds
import Authority
import HTTPTypes
import Issuance
import Registry

/// - Parameter kinds: what can be filed.
func paperEndpoints(_ kinds: KindReading) -> [Endpoint] {
    [
        Endpoint(
            .post, "/api/v1/organisations/{organisation}/attachments", "keepAttachment",
            .permitted(.fileApplications) { .organisation(try $0.firm().rawValue) },
            .work { call in
                let firm = try call.firm()
                let kept = try call.office.keepAttachment(call.body, of: firm)
                return try .created(
                    kept, at: "/api/v1/organisations/\(firm)/attachments/\(kept.sha256)")
            }
        ).taking(bytes: Office.attachmentBytes).creating(),
        Endpoint(
            .get, "/api/v1/organisations/{organisation}/attachments/{attachment}",
            "showAttachment",
            .permitted(.fileApplications) { .organisation(try $0.firm().rawValue) },
            .work { call in try call.paper(of: try call.firm()) }),
        Endpoint(
            .get, "/api/v1/applications/{application}/attachments/{attachment}",
            "showApplicationAttachment",
            .permitted(.readApplications) { try $0.wholeApplication(kinds) },
            .work { call in
                let applications = call.applications(kinds)
                let number = try call.applicationNumber()
                let name = try call.text("attachment")
                guard try applications.papers(of: number).contains(name) else {
                    throw Problem.notFound
                }
                return try call.paper(of: try applications.place(of: number).organisation)
            }),
        Endpoint(
            .get, "/api/v1/organisations/{organisation}/quotas", "listQuotas",
            .permitted(.readQuotas, Call.wholeFirm),
            .work { call in
                var query = call.query()
                let site = query.optionalNumber("site", SiteNumber.self)
                try query.check()
                let firm = try call.firm()
                for number in try site.map({ [$0.rawValue] }) ?? call.office.sites(of: firm) {
                    try call.require(
                        .readQuotas, on: .application(of: firm.rawValue, at: number, desks: []))
                }
                let quotas = try call.office.quotas(of: firm)
                return try .json(
                    QuotaList(items: quotas.filter { site == nil || $0.site == site }))
            }),
        Endpoint(
            .put, "/api/v1/organisations/{organisation}/quotas/{site}", "setQuota",
            .permitted(.setQuotas) { .site(try $0.site().rawValue) },
            .work { call in
                var fields = try call.fields()
                let limit = try fields.checked(fields.integer("limit", 0...1_000_000))
                return try .json(
                    QuotaList(
                        items: call.office.setQuota(
                            limit, of: try call.firm(), at: try call.site())))
            }),
    ]
}

private struct QuotaList: Encodable {
    let items: [StaffQuota]
}

extension Call {
    /// The paper in the path as a file to be kept: never shown in the page's own origin.
    fileprivate func paper(of firm: OrganisationNumber) throws -> Answer {
        let (row, bytes) = try office.attachment(try text("attachment"), of: firm)
        let name = "\(row.sha256.prefix(12)).\(row.type.rawValue)"
        return .file(bytes, type: row.type.mediaType, name: name)
    }
}
