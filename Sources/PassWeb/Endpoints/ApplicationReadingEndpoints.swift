// What is read of applications beyond the form: their history, and numbers of people in full.
import ApplicationKinds
import Authority
import HTTPTypes
import Issuance
import Registry

/// - Parameter kinds: what can be filed.
func applicationReadingEndpoints(_ kinds: KindReading) -> [Endpoint] {
    let path = "/api/v1/applications/{application}"
    return [
        Endpoint(
            .get, "\(path)/history", "showApplicationHistory",
            .permitted(.readApplications) { try $0.wholeApplication(kinds) },
            .work { call in
                let page = try call.page()
                let reach = try call.known().reach(of: .readAccounts)
                let own = try call.ownNumber()
                let history = try call.applications(kinds).history(
                    of: try call.applicationNumber(), page.place
                ) { number in
                    let account = try call.office.account(number)
                    return number == own
                        ? account.account.name : account.seen(within: reach)?.account.name
                }
                return try .json(Page(history, page) { String($0.number) })
            }),
        Endpoint(
            .post, "\(path)/whole-numbers", "readWholeNumbers",
            .permitted(.readWholeNumbers) { try $0.wholeApplication(kinds) },
            .work { call in
                var fields = try call.fields()
                let reason = try fields.checked(fields.text("reason"))
                return try .json(
                    call.applications(kinds).wholeNumbers(
                        of: try call.applicationNumber(), why: reason))
            }),
        Endpoint(
            .post, "/api/v1/sites/{site}/desks/{desk}/search", "searchNumber",
            .permitted(.readWholeNumbers, Call.deskAtWork),
            .work { call in
                let page = try call.page()
                var fields = try call.fields()
                let (number, reason) = try fields.checked(
                    fields.text("number", 4...40), fields.text("reason"))
                let found = try call.applications(kinds).search(
                    number, at: try call.text("desk"), of: try call.site(), page.place,
                    why: reason)
                return try .json(
                    MatchPage(
                        items: found.matches, next: found.next.map(PageRequest.cursor)))
            }),
    ]
}

/// A page of a search, which may end before it is full.
private struct MatchPage: Encodable {
    let items: [NumberMatch]
    let next: String?

    private enum CodingKeys: String, CodingKey { case items, next }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}
