// The table of all endpoints.
import ApplicationKinds

/// Everything that the service answers.
///
/// - Parameters:
///   - reception: what they share.
///   - settings: how the service runs.
func allEndpoints(_ reception: Reception, _ settings: ServiceSettings) -> [Endpoint] {
    sessionEndpoints + accountEndpoints + placeEndpoints + firmEndpoints
        + listEndpoints(reception) + passEndpoints
        + checkEndpoints(reception.office)
        + holderEndpoints(reception, settings) + deviceEndpoints
        + messageEndpoints(settings) + figureEndpoints
        + applicationEndpoints(readKinds(in: "\(settings.resources)/Templates"))
        + exchangeEndpoints(reception) + serviceEndpoints(reception, settings)
}
