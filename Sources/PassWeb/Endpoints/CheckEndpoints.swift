// Checks at the office: what a gate would say of a code.
import Authority
import HTTPTypes
import Identifiers
import Issuance
import PassFormat
import Registry

/// - Parameter office: whose passes are checked.
func checkEndpoints(_ office: Office) -> [Endpoint] {
    let desk = CheckDesk(office)
    return [
        Endpoint(
            .post, "/api/v1/gates/{gate}/checks", "checkCode",
            .permitted(.checkCodes) { call in
                let gate = try call.number("gate", GateNumber.self)
                let site = try call.found { () throws(OfficeError) in try desk.site(of: gate) }
                return .site(site.rawValue)
            },
            .work { call in
                var fields = try call.fields()
                let plate = fields.optionalPlate("plate")?.text
                let driver = fields.optionalText("driver", 1...50)
                let direction = fields.optionalChoice("direction", of: WayWord.self)
                var shown = ShownCode(try fields.checked(fields.text("text", 1...4_000)))
                shown.plate = plate
                shown.driver = driver
                shown.direction = direction?.direction
                let report = try desk.verdict(
                    on: shown, at: try call.number("gate", GateNumber.self))
                return Answer(.ok, .bytes(report.json, type: "application/json"))
            }
        ).reading()
    ]
}
