// The figures of the running service, for those who watch over it.
import HTTPTypes

/// Answers the figures to this machine and to whoever the settings name; to others it is not there.
func metrics(_ reception: Reception, _ certificate: ServiceCertificate?) -> Endpoint {
    Endpoint(
        .get, "/metrics", "metrics", .anyone,
        .work { call in
            guard reception.addresses.mayReadMetrics(call.headers, by: call.address) else {
                throw Problem.notFound
            }
            let text = try reception.figures.text(
                call.office, waiting: reception.load.waiting,
                certificateEnds: certificate?.facts.endsAtSeconds)
            return Answer(
                .ok, .bytes(Array(text.utf8), type: "text/plain; version=0.0.4; charset=utf-8"))
        })
}
