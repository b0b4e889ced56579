// The table of all endpoints.
import ApplicationKinds

/// Everything that the service answers.
///
/// - Parameters:
///   - reception: what they share.
///   - settings: how the service runs.
///   - kinds: the applications that can be filed.
func allEndpoints(
    _ reception: Reception, _ settings: ServiceSettings, _ kinds: KindReading
) -> [Endpoint] {
    sessionEndpoints + accountEndpoints + placeEndpoints + firmEndpoints
        + listEndpoints(reception, kinds) + passEndpoints
        + checkEndpoints(reception.office)
        + holderEndpoints(reception, settings) + deviceEndpoints
        + messageEndpoints(settings) + figureEndpoints
        + applicationEndpoints(kinds)
        + exchangeEndpoints(reception, kinds) + serviceEndpoints(reception, settings)
}
