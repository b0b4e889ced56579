// Sites, zones, gates and routes: listed, added, changed.
import Authority
import HTTPTypes
import Issuance
import PassFormat
import Registry

let placeEndpoints: [Endpoint] =
    siteEndpoints + zoneEndpoints + gateEndpoints + routeEndpoints

private let reading = Access.permitted(.readPlaces) { _ in .common }
private let adding = Access.permitted(.addPlaces) { _ in .office }
private let changing = Access.permitted(.changePlaces) { .site(try $0.site().rawValue) }

private let siteEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/sites", "listSites", reading,
        .work { call in
            let page = try call.page()
            return try .json(Page(of: call.office.sites(), page) { $0.number.rawValue })
        }),
    Endpoint(
        .post, "/api/v1/sites", "addSite", adding,
        .work { call in
            var fields = try call.fields()
            let (number, name) = try fields.checked(
                fields.number("number", SiteNumber.self), fields.text("name"))
            let site = try call.office.addSite(number, name: name)
            return try .created(site, at: "/api/v1/sites/\(site.number)")
        }
    ).creating(),
    Endpoint(
        .patch, "/api/v1/sites/{site}", "changeSite", changing,
        .work { call in
            var fields = try call.fields()
            var change = SiteChange(name: fields.optionalText("name"))
            change.unknownPolicy = fields.optionalChoice("unknown_policy", of: UnknownPolicy.self)
            change.staleAfterSeconds = fields.optionalInteger(
                "stale_after_seconds", 60...31_536_000)
            change.utcOffsetMinutes = fields.optionalInteger("utc_offset_minutes", -720...840)
            try fields.check()
            return try .json(call.office.changeSite(try call.site(), change))
        }),
]

private let zoneEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/zones", "listZones", reading,
        .work { call in
            var query = call.query()
            let page = PageRequest(&query)
            let site = query.optionalNumber("site", SiteNumber.self)
            try query.check()
            let zones = try call.office.zones().filter { site == nil || $0.site == site }
            return try .json(Page(of: zones, page) { $0.number.rawValue })
        }),
    Endpoint(
        .post, "/api/v1/sites/{site}/zones", "addZone", changing,
        .work { call in
            var fields = try call.fields()
            let (number, name) = try fields.checked(
                fields.number("number", ZoneNumber.self), fields.text("name"))
            let zone = try call.office.addZone(
                Zone(number: number, site: try call.site(), name: name))
            return try .created(zone, at: "/api/v1/zones?site=\(zone.site)")
        }
    ).creating(),
]

private let gateEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/gates", "listGates", reading,
        .work { call in
            var query = call.query()
            let page = PageRequest(&query)
            let site = query.optionalNumber("site", SiteNumber.self)
            try query.check()
            let gates = try call.office.gates().filter { site == nil || $0.site == site }
            return try .json(Page(of: gates, page) { $0.number.rawValue })
        }),
    Endpoint(
        .post, "/api/v1/sites/{site}/gates", "addGate", changing,
        .work { call in
            var fields = try call.fields()
            let direction = fields.optionalChoice("direction", of: GateDirection.self)
            let (number, zone, name) = try fields.checked(
                fields.number("number", GateNumber.self),
                fields.number("zone", ZoneNumber.self), fields.text("name"))
            let gate = try call.office.addGate(
                Gate(
                    number: number, site: try call.site(), zone: zone, name: name,
                    direction: direction ?? .inward))
            return try .created(gate, at: "/api/v1/gates?site=\(gate.site)")
        }
    ).creating(),
]

private let routeEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/routes", "listRoutes", reading,
        .work { call in
            let page = try call.page()
            return try .json(Page(of: call.office.routes(), page) { $0.number.rawValue })
        }),
    Endpoint(
        .post, "/api/v1/routes", "addRoute", adding,
        .work { call in
            var fields = try call.fields()
            let checkpoints = fields.optionalNumbers("checkpoints", 1...100, GateNumber.self)
            let hours = fields.optionalHours("hours")
            let (number, name) = try fields.checked(
                fields.number("number", RouteNumber.self), fields.text("name"))
            let route = try call.office.addRoute(
                Route(
                    number: number, name: name, checkpoints: checkpoints ?? [],
                    startMinute: hours.map { Int64($0.startMinute) },
                    endMinute: hours.map { Int64($0.endMinute) }))
            return try .created(route, at: "/api/v1/routes")
        }
    ).creating(),
]
