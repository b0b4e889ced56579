// The table of all endpoints.

/// Everything that the service answers.
///
/// - Parameters:
///   - reception: what they share.
///   - settings: how the service runs.
func allEndpoints(_ reception: Reception, _ settings: ServiceSettings) -> [Endpoint] {
    sessionEndpoints + accountEndpoints + placeEndpoints + firmEndpoints
        + listEndpoints(reception) + passEndpoints
        + holderEndpoints(reception, settings) + deviceEndpoints
        + messageEndpoints(settings) + figureEndpoints
        + exchangeEndpoints(reception) + serviceEndpoints(reception, settings)
}
