// Links to passes: made and ended by the office, opened by holders, who are known by nothing else.
import Authority
import HTTPTypes
import Issuance
import PassFormat
import Registry

/// - Parameters:
///   - reception: what endpoints share.
///   - settings: where the service is reached, and where its templates are.
func holderEndpoints(_ reception: Reception, _ settings: ServiceSettings) -> [Endpoint] {
    let page = WebPage("holder", in: settings.templates)
    return [
        Endpoint(
            .post, "/api/v1/passes/{number}/link", "makeLink",
            .permitted(.linkPasses, Call.onePass),
            .work { call in
                var fields = try call.fields()
                try fields.check()
                let secret = try call.office.makeHolderLink(number: try call.text("number"))
                return try .json(
                    MadeLink(url: "\(settings.origin(call))/p#\(secret)"), .created)
            }),
        Endpoint(
            .delete, "/api/v1/passes/{number}/link", "endLink",
            .permitted(.linkPasses, Call.onePass),
            .work { call in
                try call.office.endHolderLink(number: try call.text("number"))
                return .nothing
            }),
        Endpoint(
            .get, "/p", "holderPage", .anyone,
            .work { _ in
                guard let page else { throw Problem.notFound }
                return page.answer
            }),
    ] + openedLinks(reception) + corrections
}

private struct MadeLink: Encodable {
    let url: String
}

/// What holders ask for with the secret of their link, which stands in the body alone.
private func openedLinks(_ reception: Reception) -> [Endpoint] {
    [
        Endpoint(
            .post, "/api/v1/holder", "showHolder", .anyone,
            .work { call in
                var fields = try call.fields()
                let secret = try fields.checked(fields.text("secret", linkLength))
                return try reception.opening(call) {
                    try .json(call.office.holderView(secret: secret))
                }
            }),
        Endpoint(
            .post, "/api/v1/holder/live", "showLive", .anyone,
            .work { call in
                var fields = try call.fields()
                let device = fields.optionalText("device", linkLength)
                let secret = try fields.checked(fields.text("secret", linkLength))
                return try reception.opening(call) {
                    try .json(call.office.holderLive(secret: secret, device: device))
                }
            }),
        Endpoint(
            .post, "/api/v1/holder/corrections", "fileCorrection", .anyone,
            .work { call in
                var fields = try call.fields()
                let (secret, text) = try fields.checked(
                    fields.text("secret", linkLength), fields.text("text", 1...500))
                return try reception.opening(call) {
                    try call.office.fileCorrection(secret: secret, text: text)
                    return .nothing
                }
            }),
    ]
}

private let linkLength = 43...43

private let corrections: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/organisations/{organisation}/corrections", "listCorrections",
        .permitted(.readRosters, Call.wholeFirm),
        .work { call in
            var query = call.query()
            let page = PageRequest(&query)
            let site = query.optionalNumber("site", SiteNumber.self)
            try query.check()
            try call.requirePart(.readRosters, of: nil, at: site)
            let found = try call.office.corrections(of: try call.firm(), at: site, page.place)
            return try .json(Page(found, page) { String($0.id) })
        }),
    Endpoint(
        .post, "/api/v1/organisations/{organisation}/corrections/{correction}/close",
        "closeCorrection", .permitted(.applyRosters, Call.wholeFirm),
        .work { call in
            var fields = try call.fields()
            try fields.check()
            guard let id = call.path["correction"].flatMap(Int64.init(canonical:)) else {
                throw Problem.notFound
            }
            let firm = try call.firm()
            try call.require(.applyRosters, on: try call.correction(id, of: firm))
            try call.office.closeCorrection(id, of: firm)
            return .nothing
        }),
]

extension Call {
    /// A correction, as what something is done to.
    ///
    /// - Throws: `Problem.notFound` where the firm has none of this number.
    fileprivate func correction(_ id: Int64, of firm: OrganisationNumber) throws -> Target {
        let place = try found { () throws(OfficeError) in
            try office.correctionPlace(id, of: firm)
        }
        return .held(
            by: firm.rawValue, at: place.site.rawValue,
            for: place.kind == .vehicle ? .vehicle : .staff)
    }
}

extension Reception {
    /// Opens a link, and counts by address: all of it, and much sooner what opened nothing.
    ///
    /// A good link opens all the same: many people come by one address, some with links that ended.
    fileprivate func opening(_ call: Call, _ body: () throws -> Answer) throws -> Answer {
        try pace.count(.opened, from: call.address, at: call.office.clock.nowSeconds)
        do { return try body() } catch let error as OfficeError where error.fault == .unknown {
            try pace.count(.missed, from: call.address, at: call.office.clock.nowSeconds)
            throw error
        }
    }
}

extension ServiceSettings {
    /// Scheme and host under which holders reach the service.
    fileprivate func origin(_ call: Call) -> String {
        if let publicAddress { return publicAddress }
        let isPlain = certificate == nil && trustedProxies.isEmpty
        let own = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        // Whoever asks wrote the host that is named, and a link must lead nowhere else by it.
        let named = call.host.wholeMatch(of: /([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/)
        return "\(isPlain ? "http" : "https")://\(named?.output.0 ?? own[...])"
    }
}
