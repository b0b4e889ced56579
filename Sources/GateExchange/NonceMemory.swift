// Which requests were seen within the window, so that none counts twice.

/// Why a request that is rightly signed does not count.
package enum SignatureRefusal: Error, Equatable, Sendable {
    /// It was signed for a time too far from the office's.
    case clockOff
    /// It was here already.
    case replayed
    /// The device sent more within the window than a gate has reason to.
    case tooMany
}

/// The nonces of each device that still could be repeated.
package struct NonceMemory: Sendable {
    /// Nothing is known of requests from before this time.
    private let startedSeconds: UInt64
    private var devices: [String: Seen] = [:]

    private struct Seen {
        var seconds: [[UInt8]: UInt64] = [:]
        var sweptSeconds: UInt64 = 0
    }

    /// - Parameter startedSeconds: when the program began to remember; a request signed before it
    ///   may have been seen by the program before this one.
    package init(startedSeconds: UInt64) { self.startedSeconds = startedSeconds }

    /// Takes note of a request whose signature is right.
    ///
    /// - Throws: `SignatureRefusal`.
    package mutating func take(
        _ parameters: SignatureParameters, at nowSeconds: UInt64
    ) throws(SignatureRefusal) {
        let created = parameters.createdSeconds
        let window = ExchangeLimit.windowSeconds
        let earliest = max(nowSeconds > window ? nowSeconds - window : 0, startedSeconds)
        guard created >= earliest, created <= nowSeconds.addingClamped(window) else {
            throw .clockOff
        }
        var seen = devices[parameters.keyID] ?? Seen()
        guard seen.seconds[parameters.nonce] == nil else { throw .replayed }
        if seen.sweptSeconds < earliest {
            seen.seconds = seen.seconds.filter { $0.value >= earliest }
            seen.sweptSeconds = nowSeconds
        }
        guard seen.seconds.count < ExchangeLimit.requestsInWindow else { throw .tooMany }
        seen.seconds[parameters.nonce] = created
        devices[parameters.keyID] = seen
    }
}

extension UInt64 {
    fileprivate func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
