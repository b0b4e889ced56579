// What gate and office agree on beside the documents: paths, names of fields, limits. The rules are
// in Docs/gp1.md, section Exchange. Tests: Tests/GateExchangeTests.

/// Paths of the exchange, each from the server's root.
package enum ExchangePath {
    /// Takes a one-time code and a device's request.
    package static let enrolments = "/api/v1/exchange/enrolments"
    /// Takes what the gate has.
    package static let state = "/api/v1/exchange/state"
    /// Gives the gate's bundle or a delta of it.
    package static let bundle = "/api/v1/exchange/bundle"
    /// Takes a signed journal file.
    package static let journal = "/api/v1/exchange/journal"
    /// Answers as soon as there is something new.
    package static let changes = "/api/v1/exchange/changes"
    /// Takes an application for somebody who stands at the gate, and says how it stands.
    package static let entries = "/api/v1/exchange/entries"
    /// Takes what of an application's equipment has left, and says how the list stands.
    package static let equipment = "/api/v1/exchange/equipment"
}

/// Fields of a request's or an answer's head, in lower case.
package enum ExchangeField {
    /// RFC 9530.
    package static let contentDigest = "content-digest"
    /// RFC 9421.
    package static let signatureInput = "signature-input"
    /// RFC 9421.
    package static let signature = "signature"
    /// The office's time, signed; see `SignedTime`.
    package static let time = "gatepass-time"
    /// Which facts a bundle was made of; see `ChangesAnswer`.
    package static let facts = "gatepass-facts"
}

/// Limits of the exchange: what is longer is refused unread.
package enum ExchangeLimit {
    /// A signed request counts for so many seconds before and behind the office's time.
    package static let windowSeconds: UInt64 = 300
    /// Bytes of a nonce.
    package static let nonceBytes = 16
    /// Requests of one device within the window; a gate sends about ten in a minute.
    package static let requestsInWindow = 4_096
    /// Bytes of a JSON document that a gate sends.
    package static let documentBytes = 16_384
    /// Bytes of a JSON document that the office answers with; a journal's answer names rows.
    package static let answerBytes = 4 << 20
    /// Bytes of a journal file that is taken over the network; a longer one travels on a stick.
    package static let journalBytes = 1 << 30
    /// Bytes of a bundle.
    package static let bundleBytes = 1 << 30
    /// Longest wait for something new, in seconds; under the usual limits of proxies.
    package static let longestWaitSeconds: UInt64 = 25
    /// Bytes of a one-time code for enrolment.
    package static let codeBytes = 32
    /// How long such a code can be used, in seconds.
    package static let codeLifetimeSeconds: Int64 = 900
}

/// Types of the bodies.
package enum ExchangeMedia {
    package static let bundle = "application/vnd.gatepass.bundle"
    package static let delta = "application/vnd.gatepass.delta"
    package static let journal = "application/vnd.gatepass.journal"
}
