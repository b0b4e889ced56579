// What is brought out again, ticked off by the gate at the exit. Tests:
// Tests/IssuanceTests/ExchangeEntryTests.swift.
package import ApplicationKinds
import Approvals
package import GateExchange
import Registry

extension ExchangeDesk {
    /// Ticks off what a gate says has left, and tells how the list stands.
    ///
    /// What was ticked off before stays as it was, so that a request can be sent again.
    ///
    /// - Parameter kinds: what can be filed.
    /// - Throws: `ExchangeRefusal.badDocument`; `.office` where the gate's site has no such
    ///   application, the list no such number, or nothing may leave yet.
    package func equipment(
        _ request: EquipmentRequest, from caller: ExchangeCaller, _ kinds: KindReading
    ) throws(ExchangeRefusal) -> EquipmentAnswer {
        guard request.tick.count <= EquipmentRequest.mostTicks else { throw .badDocument }
        return try answering(caller) { office in
            let applications = ApplicationsOffice(office, kinds: kinds)
            let site = try office.registry.gate(caller.gate).site
            let view = try applications.brought(out: request, at: site)
            return EquipmentAnswer(
                application: view.number, status: view.status.rawValue,
                items: view.items.map {
                    EquipmentAnswer.Item(
                        number: $0.item + 1, name: $0.name, count: $0.count,
                        tickedBy: $0.tickedBy.value, tickedAt: $0.tickedAt.value)
                }, time: office.now)
        }
    }
}

extension ApplicationsOffice {
    /// - Parameter site: of the gate; what lies elsewhere is as if it were not there.
    fileprivate func brought(
        out request: EquipmentRequest, at site: SiteNumber
    ) throws -> ApplicationView {
        let number = request.application
        let isHere: Bool
        do { isHere = try place(of: number).site == site } catch {
            guard error.fault == .unknown else { throw error }
            isHere = false
        }
        guard isHere else { throw Self.noApplication(number) }
        let view = try application(number)
        for wanted in request.tick where wanted < 1 || wanted > view.items.count {
            throw Self.noItem(wanted, of: view.items.count)
        }
        guard !request.tick.isEmpty else { return view }
        try office.changing { act in
            try office.registry.changeApplications(act: act) { writer in
                let actor = Actor(who: act.who, part: .gate)
                for wanted in Set(request.tick).sorted() {
                    do {
                        try perform(
                            .tickOff(item: wanted - 1), on: number, by: actor, writer, act)
                    } catch let error as OfficeError
                        where error.code == EngineRefusal.ticked(wanted - 1).code
                    { continue }
                }
            }
        }
        return try application(number)
    }

    private static func noApplication(_ number: Int64) -> OfficeError {
        OfficeError(
            .unknown, "UNKNOWN_APPLICATION", "本场所没有申请 \(number)；请核对申请编号",
            "this site has no application \(number); check the number")
    }

    private static func noItem(_ wanted: Int, of count: Int) -> OfficeError {
        OfficeError(
            .refused, "UNKNOWN_ITEM", field: "tick", "带出清单有 \(count) 项，没有第 \(wanted) 项；请核对",
            "the list has \(count) items and no item \(wanted); look again")
    }
}
