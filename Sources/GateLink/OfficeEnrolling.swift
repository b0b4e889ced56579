// How a device enrols itself over the network, by a one-time code.
import GateExchange
package import GateState
package import PassCheck
package import PassCrypto
package import PassFormat

/// The steps of it, in this order.
package struct OfficeEnrolling {
    private let path: String
    private let address: OfficeAddress
    private let replacement: EnrolmentReplacement

    /// - Parameters:
    ///   - path: the gate's folder, which is made where there is none.
    ///   - replacement: what to do where it is a gate's already.
    package init(
        at path: String, address: OfficeAddress, ifEnrolled replacement: EnrolmentReplacement
    ) {
        self.path = path
        self.address = address
        self.replacement = replacement
    }

    /// Draws the device's keys.
    ///
    /// - Returns: the request, whose fingerprint is shown.
    /// - Throws: `LinkFault.gate`, among others where the folder is a gate's and is to stay it.
    package func request(random: RandomSource) throws(LinkFault) -> EnrolmentRequest {
        if replacement == .refuse, let gate = try? Gate(opening: path) {
            throw .gate(.alreadyEnrolled(gate: gate.identity.gate))
        }
        return try ofGate { () throws(GateStateError) in
            try Enrolling.request(at: path, random: random)
        }
    }

    /// Sends it with the code.
    ///
    /// - Returns: the office's answer, and the same read, whose fingerprint a person compares.
    /// - Throws: `LinkFault`.
    package func answer(
        to request: EnrolmentRequest, code: String, over line: HTTPSLine
    ) throws(LinkFault) -> (json: [UInt8], read: EnrolmentAnswer) {
        guard let coded = try? CodedRequest(code: code, request: request.json),
            let json = try? ExchangeJSON.bytes(coded)
        else { throw .badAnswer("request") }
        var sent = LineRequest(
            method: "POST", target: ExchangePath.enrolments,
            limitBytes: EnrolmentLimits.documentBytes)
        sent.body = .bytes(json)
        sent.fields = [("Content-Type", "application/json")]
        let answer = try line.answer(to: sent)
        guard answer.status == 200 || answer.status == 201 else { throw refusal(answer) }
        let read = try ofGate { () throws(GateStateError) in
            try Enrolling.examine(answer.body, at: path, ifEnrolled: replacement)
        }
        return (answer.body, read)
    }

    /// Becomes the gate, and keeps where the office is.
    ///
    /// - Throws: `LinkFault.gate`.
    package func accept(_ json: [UInt8], now: Timestamp) throws(LinkFault) {
        try ofGate { () throws(GateStateError) in
            try Enrolling.accept(json, at: path, ifEnrolled: replacement, now: now)
            try Gate(opening: path).keep(address)
        }
    }
}
