// The service itself: whether it lives, whether it can work, and the description of its API.
import FoundationEssentials
import HTTPTypes
import Issuance

/// What the service says of itself.
func serviceEndpoints(_ reception: Reception, _ settings: ServiceSettings) -> [Endpoint] {
    [
        Endpoint(
            .get, "/healthz", "health", .anyone,
            .work { _ in try .json(["status": "alive"]) }),
        Endpoint(
            .get, "/readyz", "readiness", .anyone,
            .work { call in
                try call.office.requireWorking()
                return try .json(["status": "ready"])
            }),
        Endpoint(
            .get, "/api/openapi.yaml", "description", .anyone,
            .work { _ in
                let path = "\(settings.resources)/Docs/api/openapi.yaml"
                guard let bytes = FileManager.default.contents(atPath: path) else {
                    throw Problem.notFound
                }
                return Answer(.ok, .bytes([UInt8](bytes), type: "application/yaml"))
            }),
    ]
}
