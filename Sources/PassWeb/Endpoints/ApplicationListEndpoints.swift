// The uploaded list that an application carries, as its desks see it.
import ApplicationKinds
import Authority
import HTTPTypes
import Issuance
import Registry

/// - Parameter kinds: what can be filed.
func applicationListEndpoints(_ kinds: KindReading) -> [Endpoint] {
    let path = "/api/v1/applications/{application}/list"
    let reading = Access.permitted(.readApplications) { try $0.wholeApplication(kinds) }
    return [
        Endpoint(
            .get, path, "showApplicationList", reading,
            .work { call in
                try call.query().checking()
                return try .json(
                    call.applications(kinds).list(of: try call.applicationNumber()))
            }),
        Endpoint(
            .get, "\(path)/report", "showApplicationListReport", reading,
            .work { call in
                try call.query().checking()
                let document = try call.applications(kinds)
                    .listDocument(of: try call.applicationNumber())
                return Answer(.ok, .bytes(document, type: "application/json"))
            }),
        Endpoint(
            .get, "\(path)/rows", "listApplicationListRows", reading,
            .work { call in
                let page = try call.page()
                let rows = try call.applications(kinds)
                    .listRows(of: try call.applicationNumber(), page.place)
                return Answer(
                    .ok,
                    .bytes(rows.document(PageRequest.cursor), type: "application/json"))
            }),
        Endpoint(
            .post, "\(path)/sheet", "readApplicationListSheet",
            .permitted(.readWholeNumbers) { try $0.wholeApplication(kinds) },
            .work { call in
                var fields = try call.fields()
                let reason = try fields.checked(fields.text("reason", 1...200))
                let (list, sheet) = try call.applications(kinds)
                    .listSheet(of: try call.applicationNumber(), why: reason)
                return .sheet(sheet, name: "list-\(list).xlsx")
            }),
    ]
}

extension Answer {
    /// A workbook to be kept.
    static func sheet(_ bytes: [UInt8], name: String) -> Answer {
        .file(
            bytes, type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            name: name)
    }
}
