// The table of endpoints as Hummingbird's router; what is not in it is answered as well.
import HTTPTypes
import Hummingbird

extension Reception {
    private static let methods: [HTTPRequest.Method] =
        [
            .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
        ] + [HTTPRequest.Method("QUERY")].compactMap(\.self)

    /// Answers by all endpoints; another method at an address is 405 with those that there are.
    func responder(_ endpoints: [Endpoint]) -> some HTTPResponder<ServiceContext> {
        let router = Router(context: ServiceContext.self)
        let byPath = Dictionary(grouping: endpoints, by: \.path)
        for (path, here) in byPath {
            let address = RouterPath(path)
            let allowed = here.map(\.method)
            for endpoint in here {
                router.on(address, method: endpoint.method) { request, context in
                    await answer(endpoint, request, context)
                }
            }
            for method in Self.methods where !allowed.contains(method) {
                router.on(address, method: method) { _, _ -> Response in
                    var problem = Problem(
                        .methodNotAllowed, "METHOD_NOT_ALLOWED", "此网址不支持该方法",
                        "this address does not take that method")
                    problem.allowed = allowed
                    throw problem
                }
            }
        }
        return WithStrangers(known: router.buildResponder(), reception: self)
    }
}

/// Answers what reaches no endpoint too, and what cannot be read as a request.
private struct WithStrangers: HTTPResponder {
    let known: RouterResponder<ServiceContext>
    let reception: Reception

    @concurrent func respond(
        to request: Request, context: ServiceContext
    ) async throws -> Response {
        let began = ContinuousClock.now
        let problem: Problem
        do {
            let response = try await known.respond(to: request, context: context)
            // What has no id of ours is Hummingbird's own refusal, such as for an unknown address.
            guard response.headers[.requestID] == nil else { return response }
            problem = Self.problem(response.status)
        } catch let error as Problem { problem = error } catch let error as any HTTPResponseError {
            problem = Self.problem(error.status)
        }
        var answer = problem.answer(
            in: AnswerLanguage(request.headers[.acceptLanguage]), requestID: context.requestID)
        answer.headers[.requestID] = context.requestID
        ServiceHeaders.add(to: &answer.headers)
        reception.note("-", answer, nil, since: began, context.requestID)
        return answer.response
    }

    private static func problem(_ status: HTTPResponse.Status) -> Problem {
        guard status != .notFound else { return .notFound }
        return Problem(status, "BAD_REQUEST", "请求无法理解", "the request cannot be understood")
    }
}
