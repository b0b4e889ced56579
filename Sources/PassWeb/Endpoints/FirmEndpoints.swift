// Firms, their people and their vehicles.
import Authority
import HTTPTypes
import Issuance
import Registry

let firmEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/organisations", "listOrganisations", .signedIn,
        .work { call in
            let page = try call.page()
            guard let reach = call.caller?.reach(of: .readFirms), !reach.isEmpty else {
                throw call.forbidding(.readFirms)
            }
            let firms = try call.office.organisations(within: reach.scopes)
            return try .json(Page(of: firms, page) { $0.number.rawValue })
        }),
    Endpoint(
        .post, "/api/v1/organisations", "addOrganisation",
        .permitted(.addFirms) { _ in .office },
        .work { call in
            var fields = try call.fields()
            let change = firmChange(&fields)
            let (number, name) = try fields.checked(
                fields.number("number", OrganisationNumber.self), fields.text("name"))
            let firm = try call.office.addOrganisation(
                OrganisationDraft(
                    number: number, name: name, code: change.code, level: change.level,
                    tags: change.tags ?? [], labels: change.labels ?? .none))
            return try .created(firm, at: "/api/v1/organisations/\(firm.number)")
        }
    ).creating(),
    Endpoint(
        .get, "/api/v1/organisations/{organisation}", "showOrganisation",
        .permitted(.readFirms, Call.wholeFirm),
        .work { call in try .json(call.office.organisation(try call.firm())) }),
    Endpoint(
        .patch, "/api/v1/organisations/{organisation}", "changeOrganisation",
        .permitted(.changeFirms) { .organisation(try $0.firm().rawValue) },
        .work { call in
            var fields = try call.fields()
            let change = firmChange(&fields)
            try fields.check()
            return try .json(call.office.changeOrganisation(try call.firm(), change))
        }),
    Endpoint(
        .get, "/api/v1/organisations/{organisation}/people", "listPeople",
        .permitted(.readRosters, Call.wholeFirm),
        .work { call in
            let page = try call.page()
            try call.requireAll(.readRosters, of: .staff)
            let people = try call.office.people(of: try call.firm(), page.place)
            return try .json(Page(people, page) { String($0.id) })
        }
    ).reading(),
    Endpoint(
        .get, "/api/v1/organisations/{organisation}/vehicles", "listVehicles",
        .permitted(.readVehicles, Call.wholeFirm),
        .work { call in
            let page = try call.page()
            try call.requireAll(.readVehicles, of: .vehicle)
            let vehicles = try call.office.vehicles(of: try call.firm(), page.place)
            return try .json(Page(vehicles, page) { $0.plate })
        }
    ).reading(),
]

/// What a body says of a firm beyond its number.
private func firmChange(_ fields: inout Fields) -> OrganisationChange {
    OrganisationChange(
        name: fields.optionalText("name"), code: fields.optionalText("code", 18...40),
        level: fields.optionalChoice("level", of: OrganisationLevel.self),
        tags: fields.optionalList("tags", 0...20) { $0.text($1, 1...40) },
        labels: fields.optionalChoice("labels", of: LabelPolicy.self))
}

extension Call {
    /// The firm in the path, as what something is done to: its name and the like.
    ///
    /// It lets in who has to do with one of its sites. What takes in all that the firm has asks
    /// `requireAll` beside it, or `requirePart`.
    @Sendable static func wholeFirm(_ call: Call) throws -> Target {
        let firm = try call.firm()
        return .organisation(firm.rawValue, presentAt: try call.office.sites(of: firm))
    }

    /// Asks again for a deed that takes in all that the firm in the path has.
    ///
    /// It is asked at every site of the firm, and for each kind of holder. Who may do it
    /// in a part alone names the part.
    ///
    /// - Parameter kind: nil for both.
    func requireAll(_ action: Action, of kind: HolderKind?) throws {
        let firm = try firm()
        let holders = kind.map { [$0] } ?? HolderKind.allCases
        for site in try office.sites(of: firm) {
            for holder in holders {
                try require(action, on: .held(by: firm.rawValue, at: site, for: holder))
            }
        }
    }

    /// Asks again for a deed in a part of the firm, or in all of it.
    ///
    /// - Parameter site: nil for all of the firm's sites.
    func requirePart(_ action: Action, of kind: HolderKind?, at site: SiteNumber?) throws {
        guard let site else { return try requireAll(action, of: kind) }
        let firm = try firm().rawValue
        for holder in kind.map({ [$0] }) ?? HolderKind.allCases {
            try require(action, on: .held(by: firm, at: site.rawValue, for: holder))
        }
    }

    /// Which page the query asks for, where it asks for nothing else.
    func page() throws(Problem) -> PageRequest {
        var query = query()
        let page = PageRequest(&query)
        try query.check()
        return page
    }
}

extension PageRequest {
    /// The same for the registry, with one row more to say whether there is a next page.
    var place: PagePlace { PagePlace(after: after, limit: limit + 1) }
}
