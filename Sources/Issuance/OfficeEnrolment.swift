// How a gate's device comes in over the network: a one-time code says which gate, the device's
// request says whose keys, and people compare the fingerprints that both sides show.
package import GateExchange
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
package import Registry

/// A code as it is shown once.
package struct EnrolmentCodeOutcome: Sendable, Encodable {
    package let gate: GateNumber
    /// A secret until it is used.
    package let code: String
    /// Seconds since 1970.
    package let expires: Int64
}

/// What is known of a gate's device, for who looks after gates.
package struct GateLinkListing: Sendable, Encodable {
    package let gate: GateNumber
    /// Both fingerprints as the gate shows them.
    package let fingerprint: String
    package let enrolment: String
    /// Seconds since 1970.
    package let enrolledAt: Int64
    /// When the device said something last, seconds since 1970; null where it never did.
    package let heardAt: Int64?
    /// Seconds that its clock is ahead of the office's, at that time.
    package let clockOffsetS: Int64?
    /// The bundle that it has then; 0 for none.
    package let bundle: Int64?
    /// The last row of its journal then.
    package let row: Int64?
    /// Whether an alarm stands, so that it gets no bundle.
    package let bundlesStopped: Bool

    private enum CodingKeys: String, CodingKey {
        case gate, fingerprint, enrolment, enrolledAt, heardAt, clockOffsetS, bundle, row,
            bundlesStopped
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(fingerprint, forKey: .fingerprint)
        try container.encode(enrolment, forKey: .enrolment)
        try container.encode(enrolledAt, forKey: .enrolledAt)
        try container.encode(heardAt, forKey: .heardAt)
        try container.encode(clockOffsetS, forKey: .clockOffsetS)
        try container.encode(bundle, forKey: .bundle)
        try container.encode(row, forKey: .row)
        try container.encode(bundlesStopped, forKey: .bundlesStopped)
    }
}

extension Office {
    /// Makes a code with which one device may enrol at a gate, within 15 minutes.
    ///
    /// - Throws: `OfficeError` for an unknown gate, or one that has a device.
    package func makeEnrolmentCode(
        for gate: GateNumber
    ) throws(OfficeError) -> EnrolmentCodeOutcome {
        try changing { act in
            let code = try EnrolmentCode.draw(setting.random)
            try registry.keepCode(
                EnrolmentCode.hash(code), for: gate,
                lifetimeSeconds: ExchangeLimit.codeLifetimeSeconds, act: act)
            return EnrolmentCodeOutcome(
                gate: gate, code: code, expires: act.atSeconds + ExchangeLimit.codeLifetimeSeconds)
        }
    }

    /// Enrols a device that shows a code.
    ///
    /// - Parameter coded: the code and the device's request.
    /// - Throws: `ExchangeRefusal.badCode`, `.badDocument`, `.office`.
    package func enrol(_ coded: CodedRequest) throws(ExchangeRefusal) -> EnrolmentOutcome {
        guard let json = try? coded.request() else { throw .badDocument }
        let hash = EnrolmentCode.hash(coded.code)
        let redemption: CodeRedemption
        do throws(OfficeError) {
            let request = try office { try EnrolmentRequest(json: json) }
            let isKnown = try office { try registry.hasCode(hash) }
            redemption =
                try !isKnown
                ? .unknown
                : changing { act in
                    try registry.redeemCode(hash, for: request.hash, act: act)
                }
            if case .gate(let gate) = redemption {
                return try enrolDevice(gate: gate, request: json, expectedFingerprint: nil)
            }
        } catch { throw .office(error) }
        throw .badCode(redemption)
    }

    /// The devices in use, by gate.
    package func gateLinks() throws(OfficeError) -> [GateLinkListing] {
        try office {
            try registry.devices().filter { $0.revokedAt == nil }.map { device in
                let last = try registry.lastReport(of: device)
                let enrolment = try enrolment(of: device)
                return GateLinkListing(
                    gate: device.gate, fingerprint: device.fingerprint, enrolment: enrolment.text,
                    enrolledAt: device.enrolledAt, heardAt: last?.receivedSeconds,
                    clockOffsetS: last.map { $0.report.asOfSeconds - $0.receivedSeconds },
                    bundle: last?.report.bundle, row: last?.report.row,
                    bundlesStopped: try standingAlarm(at: device.gate, device) != nil)
            }
        }
    }

    /// Begins to look out for what gates should have; see `FactsWatch`.
    package func watchFacts() throws(OfficeError) -> FactsWatch {
        try office { try registry.watchFacts() }
    }
}
