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
        return WithStrangers(known: router.buildResponder())
    }
}

/// Answers what reaches no endpoint too, and what cannot be read as a request.
private struct WithStrangers: HTTPResponder {
    let known: RouterResponder<ServiceContext>

    @concurrent func respond(
        to request: Request, context: ServiceContext
    ) async throws -> Response {
        do { return try await known.respond(to: request, context: context) } catch {
            let problem: Problem
            switch error {
            case let error as Problem: problem = error
            case let error as HTTPError where error.status == .notFound: problem = .notFound
            case let error as any HTTPResponseError:
                problem = Problem(
                    error.status, "BAD_REQUEST", "请求无法理解", "the request cannot be understood")
            default: throw error
            }
            var answer = problem.answer(
                in: AnswerLanguage(request.headers[.acceptLanguage]),
                requestID: context.requestID)
            answer.headers[.requestID] = context.requestID
            ServiceHeaders.add(to: &answer.headers)
            return answer.response
        }
    }
}
