// Gates' devices for who looks after them: codes to enrol by, how each stands, alarms.
import Authority
import HTTPTypes
import Issuance
import PassFormat
import Registry

private func ofGate(_ call: Call) throws -> Target {
    .site(try call.gate().site.rawValue)
}

let deviceEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/sites/{site}/devices", "listDevices",
        .permitted(.readDevices) { .site(try $0.site().rawValue) },
        .work { call in
            var query = call.query()
            let page = PageRequest(&query)
            try query.check()
            let site = try call.site()
            let gates = Set(try call.office.gates().filter { $0.site == site }.map(\.number))
            let links = try call.office.gateLinks().filter { gates.contains($0.gate) }
            return try .json(Page(of: links, page) { $0.gate.rawValue })
        }),
    Endpoint(
        .post, "/api/v1/gates/{gate}/enrolment-codes", "makeEnrolmentCode",
        .permitted(.enrolDevices, ofGate),
        .work { call in
            try .json(
                call.office.makeEnrolmentCode(for: try call.gate().number), .created)
        }
    ).creating(),
    Endpoint(
        .post, "/api/v1/gates/{gate}/device-revocations", "revokeDevice",
        .permitted(.revokeDevices, ofGate),
        .work { call in
            var fields = try call.fields()
            let reason = try fields.checked(fields.text("reason"))
            try call.office.revokeDevice(gate: try call.gate().number, why: reason)
            return .nothing
        }),
    Endpoint(
        .get, "/api/v1/gates/{gate}/alarms", "listAlarms",
        .permitted(.readJournals, ofGate),
        .work { call in
            let gate = try call.gate().number
            let alarms = try call.office.journalAlarms(.all).filter { $0.gate == gate }
            return try .json(["items": alarms])
        }),
    Endpoint(
        .post, "/api/v1/gates/{gate}/alarm-acceptances", "acceptAlarms",
        .permitted(.acceptJournals, ofGate),
        .work { call in
            var fields = try call.fields()
            let reason = try fields.checked(fields.text("reason"))
            let count = try call.office.acceptJournalAlarms(
                gate: try call.gate().number, why: reason)
            return try .json(["accepted": count])
        }),
]

extension Call {
    /// The gate in the path.
    ///
    /// - Throws: `Problem.notFound`.
    fileprivate func gate() throws -> Gate {
        let number = try number("gate", GateNumber.self)
        guard let gate = try office.gates().first(where: { $0.number == number }) else {
            throw Problem.notFound
        }
        return gate
    }
}
