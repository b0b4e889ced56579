// Applications as firms have them: the kinds, filed, read, mended, given up; vehicles by the sheet;
// papers and quotas.
import ApplicationKinds
import Approvals
import Authority
import HTTPTypes
import Issuance
import Registry
import RosterImport

/// - Parameter kinds: what can be filed.
func applicationEndpoints(_ kinds: KindReading) -> [Endpoint] {
    filingEndpoints(kinds) + [vehicleSheetEndpoint(kinds)] + applicantEndpoints(kinds)
        + stepEndpoints(kinds)
        + deskEndpoints(kinds) + paperEndpoints(kinds) + applicationListEndpoints(kinds)
        + applicationReadingEndpoints(kinds)
}

private func filingEndpoints(_ kinds: KindReading) -> [Endpoint] {
    [
        Endpoint(
            .get, "/api/v1/application-kinds", "listApplicationKinds",
            .permitted(.readApplications) { _ in .common },
            .work { call in
                let query = call.query()
                try query.checking()
                return try .json(KindList(items: call.applications(kinds).kindViews))
            }),
        Endpoint(
            .post, "/api/v1/organisations/{organisation}/applications", "fileApplication",
            .permitted(.fileApplications) { .organisation(try $0.firm().rawValue) },
            .work { call in
                var fields = try call.fields()
                let values = fields.optionalForm("values") ?? [:]
                let from = fields.optionalChoice("from", of: FilerKind.self) ?? .firm
                let (kind, site) = try fields.checked(
                    fields.text("kind", 1...40), fields.number("site", SiteNumber.self))
                let applications = call.applications(kinds)
                let firm = try call.firm()
                try call.require(
                    .fileApplications,
                    on: .application(
                        of: firm.rawValue, at: site.rawValue, desks: [],
                        for: applications.holder(of: kind)))
                // Whoever files for the gate has to do with the site.
                if from == .gate { try call.require(.checkCodes, on: .site(site.rawValue)) }
                var filing = ApplicationFiling(
                    kind: kind, organisation: firm, site: site, input: values)
                filing.filer = from
                let view = try applications.file(filing)
                return try .created(view, at: "/api/v1/applications/\(view.number)")
            }
        ).taking(bytes: 1024 * 1024).creating(),
        Endpoint(
            .get, "/api/v1/organisations/{organisation}/applications", "listApplications",
            .permitted(.readApplications, Call.wholeFirm),
            .work { call in
                var query = call.query()
                let page = PageRequest(&query)
                let status = query.optionalChoice("status", of: ApplicationStatus.self)
                let kind = query.optionalText("kind", 1...40)
                let site = query.optionalNumber("site", SiteNumber.self)
                try query.check()
                let holder: HolderKind? =
                    call.sees(only: .vehicle, by: .readApplications) ? .vehicle : nil
                try call.requirePart(.readApplications, of: holder, at: site)
                var filter = ApplicationFilter(limit: page.limit + 1)
                filter.organisation = try call.firm()
                filter.after = page.after.flatMap { Int64($0) }
                filter.status = status?.rawValue
                filter.kind = kind
                let applications = call.applications(kinds)
                filter.site = site
                if holder == .vehicle { filter.kinds = applications.vehicleKinds }
                return try .json(
                    Page(applications.applications(filter), page) { String($0.number) })
            }),
    ]
}

private func vehicleSheetEndpoint(_ kinds: KindReading) -> Endpoint {
    Endpoint(
        .post, "/api/v1/organisations/{organisation}/vehicle-requests", "fileVehicles",
        .permitted(.requestVehicles) { .organisation(try $0.firm().rawValue) },
        .work { call in
            var query = call.query()
            var common: [String: FormInput] = [:]
            for name in ["origin", "destination", "cargo_class", "trips", "cargo"] {
                common[name] = query.optionalText(name).map(FormInput.text)
            }
            for name in ["from", "until"] {
                common[name] = query.optionalTime(name).map(FormInput.number)
            }
            let isPreview = query.flag("preview")
            let site = try query.checked(query.number("site", SiteNumber.self))
            let firm = try call.firm()
            try call.require(
                .requestVehicles,
                on: .held(by: firm.rawValue, at: site.rawValue, for: .vehicle))
            var filing = VehicleSheetFiling(organisation: firm, site: site, common: common)
            filing.mode = isPreview ? .dryRun : .apply
            let report = try call.applications(kinds)
                .fileVehicles(ListSource(call.body), filing)
            return try .json(report, isPreview ? .ok : .created)
        }
    ).taking(bytes: 20 * 1024 * 1024).creating()
}

private func applicantEndpoints(_ kinds: KindReading) -> [Endpoint] {
    let reading = Access.permitted(.readApplications) { try $0.wholeApplication(kinds) }
    let own = Access.permitted(.fileApplications) { try $0.ownApplication(kinds) }
    let path = "/api/v1/applications/{application}"
    let doing: @Sendable (@escaping @Sendable (inout Fields) throws -> ApplicationAction) -> Way = {
        action in
        .work { call in
            var fields = try call.fields()
            let action = try action(&fields)
            return try .json(
                call.applications(kinds).perform(
                    action, on: try call.applicationNumber(), as: .applicant))
        }
    }
    return [
        Endpoint(
            .get, path, "showApplication", reading,
            .work { call in
                try .json(
                    call.applications(kinds).application(try call.applicationNumber()))
            }),
        Endpoint(
            .post, "\(path)/amend", "amendApplication", own,
            doing { fields in
                let values = fields.optionalForm("values") ?? [:]
                try fields.check()
                return .amend(values)
            }
        ).taking(bytes: 1024 * 1024),
        Endpoint(
            .post, "\(path)/withdraw", "withdrawApplication", own,
            doing { .withdraw(reason: try $0.checked($0.text("reason", 1...1000))) }),
        Endpoint(
            .post, "\(path)/cancel", "cancelApplication", own,
            doing { .cancel(reason: try $0.checked($0.text("reason", 1...1000))) }),
        Endpoint(
            .post, "\(path)/questions/{question}/answer", "answerQuestion", own,
            .work { call in
                var fields = try call.fields()
                let text = try fields.checked(fields.text("text", 1...1000))
                return try .json(
                    call.applications(kinds).perform(
                        .answer(question: try call.place("question"), text: text),
                        on: try call.applicationNumber(), as: .applicant))
            }),
    ]
}

/// The kinds as a list is answered.
private struct KindList: Encodable {
    let items: [KindView]
}

extension ApplicationsOffice {
    /// The kinds that are about vehicles.
    var vehicleKinds: [String] {
        kinds.kinds.keys.filter { holder(of: $0) == .vehicle }.sorted()
    }
}

extension Call {
    func applications(_ kinds: KindReading) -> ApplicationsOffice {
        ApplicationsOffice(office, kinds: kinds)
    }

    func applicationNumber() throws(Problem) -> Int64 {
        guard let number = path["application"].flatMap({ Int64($0) }), number > 0 else {
            throw .notFound
        }
        return number
    }

    /// The place of a step, a question or a thing, from 0.
    func place(_ name: String) throws(Problem) -> Int {
        guard let place = path[name].flatMap({ Int($0) }), (0...100_000).contains(place) else {
            throw .notFound
        }
        return place
    }

    /// The application in the path, for all who have to do with it.
    func wholeApplication(_ kinds: KindReading) throws -> Target {
        let (number, caller) = (try applicationNumber(), try known())
        return try found { () throws(OfficeError) in
            try applications(kinds).target(of: number, for: caller)
        }
    }

    /// Whether the caller, a reviewer of some other desk, stands in at one of these.
    func isStandIn(at desks: [String], of site: SiteNumber) throws -> Bool {
        guard let caller else { return false }
        return try office.isStandIn(caller.auditName, at: desks, of: site)
    }

    /// The application in the path, for who files it.
    func ownApplication(_ kinds: KindReading) throws -> Target {
        let (applications, number) = (applications(kinds), try applicationNumber())
        let place = try found { () throws(OfficeError) in try applications.place(of: number) }
        return .application(
            of: place.organisation.rawValue, at: place.site.rawValue, desks: [],
            for: applications.holder(of: place.kind))
    }

    /// Whether no role of the caller's does something about others.
    func sees(only holder: HolderKind, by action: Action) -> Bool {
        guard let reach = caller?.reach(of: action) else { return true }
        return HolderKind.allCases.filter { $0 != holder }
            .allSatisfy { reach.scopes(for: $0).isEmpty }
    }
}
