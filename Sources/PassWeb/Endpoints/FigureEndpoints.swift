// Figures, narrowed to whoever asks.
import Authority
import HTTPTypes
import Issuance
import Registry

let figureEndpoints: [Endpoint] = [
    Endpoint(.get, "/api/v1/stats", "showFigures", .signedIn, .work(figures)),
    // The address that short scripts know.
    Endpoint(.get, "/api/stats", "showFiguresShort", .signedIn, .work(figures)),
    Endpoint(
        .get, "/api/v1/sites/{site}/inside", "showInside",
        .permitted(.readFigures) { .site(try $0.site().rawValue) },
        .work { call in
            var query = call.query()
            try query.check()
            return try .json(call.office.inside(site: try call.site()))
        }),
]

@Sendable private func figures(_ call: Call) throws -> Answer {
    var query = call.query()
    try query.check()
    guard let reach = call.caller?.reach(of: .readFigures), !reach.isEmpty else {
        throw call.forbidding(.readFigures)
    }
    return try .json(call.office.figures(.within(reach)))
}
