// The service itself: whether it lives, whether it can work, the description of its API, and the
// page on which whoever is invited sets a password.
import FoundationEssentials
import HTTPTypes
import Issuance

/// What the service says of itself.
func serviceEndpoints(_ reception: Reception, _ settings: ServiceSettings) -> [Endpoint] {
    let yaml = FileManager.default.contents(
        atPath: "\(settings.resources)/Docs/api/openapi.yaml"
    ).map { [UInt8]($0) }
    let page = Late { yaml.flatMap { descriptionPage($0, in: settings.templates) } }
    let invitation = WebPage("invitation", in: settings.templates)
    return [
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
                guard let bytes = yaml else { throw Problem.notFound }
                return Answer(.ok, .bytes(bytes, type: "application/yaml"))
            }),
        Endpoint(
            .get, "/api", "descriptionPage", .anyone,
            .work { _ in
                guard let page = page.value else { throw Problem.notFound }
                return page.answer
            }),
        Endpoint(
            .get, "/invitation", "invitationPage", .anyone,
            .work { _ in
                guard let invitation else { throw Problem.notFound }
                return invitation.answer
            }),
    ]
}

/// The description as a page.
private func descriptionPage(_ yaml: [UInt8], in templates: String) -> WebPage? {
    guard let reader = DescriptionReader(String(decoding: yaml, as: UTF8.self)) else { return nil }
    let description = reader.description()
    return WebPage(
        "api", in: templates,
        [
            "title": description.title, "introduction": description.introduction,
            "groups": description.groups,
        ])
}
