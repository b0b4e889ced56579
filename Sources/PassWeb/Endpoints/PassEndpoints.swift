// Passes: listed, issued, shown, given out again, withdrawn.
import Authority
import HTTPTypes
import Identifiers
import Issuance
import PassFormat
import Registry

let passEndpoints: [Endpoint] = passListEndpoints + onePassEndpoints + revocationEndpoints

private let passListEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/organisations/{organisation}/passes", "listPasses",
        .permitted(.listPasses, Call.wholeFirm),
        .work { call in
            var query = call.query()
            let page = PageRequest(&query)
            var filter = PassFilter()
            filter.organisation = try call.firm()
            let kind = query.optionalChoice("kind", of: HolderKind.self)
            filter.kind = kind?.passKind
            filter.state = query.optionalChoice("state", of: PassState.self)
            filter.employeeNumber = query.optionalText("employee")
            filter.plate = query.optionalPlate("plate")?.text
            filter.after = page.after
            filter.limit = page.limit + 1
            try query.check()
            try call.requireAll(.listPasses, of: kind)
            return try .json(
                Page(call.office.passes(filter), page) { $0.number.filter { $0 != "-" } })
        }
    ).reading(),
    Endpoint(
        .post, "/api/v1/organisations/{organisation}/passes", "issuePasses",
        .permitted(.issuePasses, Call.wholeFirm),
        .work { call in
            var fields = try call.fields()
            let kind = fields.optionalChoice("kind", of: HolderKind.self)
            var order = issueOrder(&fields, try call.firm(), PassKindFilter(kind))
            order.key = fields.optionalText("key")
            try fields.check()
            try call.requireAll(.issuePasses, of: kind)
            return try .json(call.office.issue(order), .created)
        }
    ).creating(),
    Endpoint(
        .post, "/api/v1/organisations/{organisation}/codes", "issueCode",
        .permitted(.issuePasses, Call.wholeFirm),
        .change { call in
            var fields = try call.fields()
            let format = fields.optionalChoice("format", of: CodeFormat.self) ?? .png
            let scale = fields.optionalInteger("scale", 1...32) ?? 4
            let order = issueOrder(&fields, try call.firm(), .all)
            let (kind, key) = try fields.checked(
                fields.choice("kind", of: HolderKind.self), fields.text("key"))
            try call.requireAll(.issuePasses, of: kind)
            let issued = try call.office.issueOne(
                order, kind.passKind, key, as: format.form(scale: Int(scale)))
            return {
                let number = issued.number
                var answer = Answer.file(
                    try issued.code(), type: format.mediaType, name: "\(number).\(format.suffix)")
                answer.status = .created
                answer.headers[.location] = "/api/v1/passes/\(number)"
                return answer
            }
        }
    ).creating(),
    Endpoint(
        .post, "/api/v1/organisations/{organisation}/renewals", "renewPasses",
        .permitted(.renewPasses, Call.wholeFirm),
        .work { call in
            var fields = try call.fields()
            let kind = fields.optionalChoice("kind", of: HolderKind.self)
            let until = fields.optionalTime("until")
            let isPreview = fields.flag("preview")
            let seconds = try fields.checked(
                fields.integer("expiring_within_seconds", 1...31_536_000))
            var order = RenewalOrder(
                organisation: try call.firm(), kind: PassKindFilter(kind), withinSeconds: seconds)
            order.untilSeconds = until
            try call.requireAll(.renewPasses, of: kind)
            return try .json(
                isPreview ? call.office.previewRenewal(order) : call.office.renew(order))
        }
    ).creating(),
]

private let onePassEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/passes/{number}", "showPass", .permitted(.showPasses, Call.onePass),
        .work { call in try .json(call.office.pass(number: try call.text("number"))) }
    ).reading(),
    Endpoint(
        .get, "/api/v1/passes/{number}/code", "showCode",
        .permitted(.exportPasses, Call.onePass),
        .work { call in
            var query = call.query()
            let format = query.optionalChoice("format", of: CodeFormat.self) ?? .png
            let scale = query.optionalInteger("scale", 1...32) ?? 4
            try query.check()
            let number = try call.text("number")
            let form = format.form(scale: Int(scale))
            let bytes = try call.office.code(of: number, as: form)
            return .file(bytes, type: format.mediaType, name: "\(number).\(format.suffix)")
        }),
    Endpoint(
        .post, "/api/v1/passes/{number}/reissue", "reissuePass",
        .permitted(.reissuePasses, Call.onePass),
        .work { call in
            var fields = try call.fields()
            try fields.check()
            return try .json(
                call.office.reissue(number: try call.text("number")), .created)
        }
    ).creating(),
    Endpoint(
        .post, "/api/v1/passes/{number}/revoke", "revokePass",
        .permitted(.revokePasses, Call.onePass),
        .work { call in
            var fields = try call.fields()
            let reason = try fields.checked(fields.text("reason"))
            let number = try PassNumber(parsing: try call.text("number"))
            return try .json(
                call.office.revoke(
                    RevocationOrder(
                        reach: .number(number), beforeSeconds: nil, reason: reason)))
        }),
]

private let revocationEndpoints: [Endpoint] = [
    Endpoint(
        .post, "/api/v1/organisations/{organisation}/revocations", "revokePasses",
        .permitted(.revokePasses, Call.wholeFirm),
        .work { call in
            var fields = try call.fields()
            let firm = try call.firm()
            let employee = fields.optionalText("employee")
            let before = fields.optionalTime("before")
            let isPreview = fields.flag("preview")
            let reason = try fields.checked(fields.text("reason"))
            try call.requireAll(.revokePasses, of: employee == nil ? nil : .staff)
            let order = RevocationOrder(
                reach: employee.map { .employee($0, firm) } ?? .organisation(firm),
                beforeSeconds: before, reason: reason)
            return isPreview
                ? try .json(call.office.previewRevocation(order))
                : try .json(call.office.revoke(order))
        })
]

/// How a code can be asked for.
private enum CodeFormat: String, CaseIterable {
    case png, svg, text

    func form(scale: Int) -> CodeForm {
        switch self {
        case .png: .png(scalePixels: scale)
        case .svg: .svg
        case .text: .text
        }
    }

    var mediaType: String {
        switch self {
        case .png: "image/png"
        case .svg: "image/svg+xml"
        case .text: "text/plain; charset=utf-8"
        }
    }

    var suffix: String { self == .text ? "txt" : rawValue }
}

/// What a body says of passes to be issued, beyond whose.
private func issueOrder(
    _ fields: inout Fields, _ firm: OrganisationNumber, _ kind: PassKindFilter
) -> IssueOrder {
    var order = IssueOrder(
        organisation: firm, kind: kind, fromSeconds: fields.optionalTime("from"),
        untilSeconds: fields.optionalTime("until"))
    order.terms = fields.optionalObject("terms", passTerms) ?? PassTerms()
    return order
}

private func passTerms(_ fields: inout Fields) -> PassTerms? {
    var terms = PassTerms()
    let gates = fields.optionalNumbers("gates", 1...16, GateNumber.self) ?? []
    terms.gates = Set(gates).sorted()
    terms.direction = fields.optionalChoice("direction", of: WayWord.self)?.direction
    terms.hours = fields.optionalHours("hours")
    terms.maximumEntries = fields.optionalInteger("max_entries", 1...65_535)
        .flatMap(UInt16.init(exactly:))
    terms.copies = fields.flag("live_required") ? .liveRequired : .count
    return terms
}

/// A direction as answers write it.
enum WayWord: String, CaseIterable {
    case inward = "in"
    case outward = "out"

    var direction: Direction { self == .inward ? .inward : .outward }
}

extension HolderKind {
    var passKind: PassKind { self == .staff ? .staff : .vehicle }
}

extension PassKindFilter {
    /// - Parameter kind: nil for both.
    init(_ kind: HolderKind?) {
        switch kind {
        case .staff?: self = .staff
        case .vehicle?: self = .vehicles
        case nil: self = .all
        }
    }
}

extension Call {
    /// The pass in the path, as what something is done to.
    @Sendable static func onePass(_ call: Call) throws -> Target {
        do {
            let pass = try call.office.holding(of: try call.text("number"))
            let holder: HolderKind = pass.kind == PassKind.vehicle.name ? .vehicle : .staff
            return .held(
                by: pass.organisation.rawValue, at: pass.site.rawValue, for: holder)
        } catch let error as OfficeError where error.fault != .machine {
            // Of a pass that is not there nobody learns more than of another's.
            throw Problem.notFound
        }
    }
}
