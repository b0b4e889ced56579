// The table of all endpoints.

/// Everything that the service answers.
///
/// - Parameters:
///   - reception: what they share.
///   - settings: how the service runs.
func allEndpoints(_ reception: Reception, _ settings: ServiceSettings) -> [Endpoint] {
    placeEndpoints + firmEndpoints + passEndpoints + messageEndpoints(settings)
        + figureEndpoints
        + serviceEndpoints(reception, settings)
}
