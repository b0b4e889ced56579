// Applications that gates file for somebody who stands there: each once, however often it is sent,
// and answered with how it stands now. Tests: Tests/IssuanceTests/ExchangeEntryTests.swift.
package import ApplicationKinds
import Approvals
package import GateExchange
import Registry

extension ExchangeDesk {
    /// Files what a gate asks, or says how it stands where it was filed before.
    ///
    /// - Parameter kinds: what can be filed.
    /// - Throws: `ExchangeRefusal.badDocument`; `.office` for an unknown firm, for a key that came
    ///   with other content, with every fault of
    ///   the form, or where no kind is filed from gates.
    package func file(
        _ request: EntryRequest, from caller: ExchangeCaller, _ kinds: KindReading
    ) throws(ExchangeRefusal) -> EntryAnswer {
        guard let key = request.goodKey,
            let firm = OrganisationNumber(rawValue: request.organisation)
        else {
            throw .badDocument
        }
        return try answering(caller) { office in
            let applications = ApplicationsOffice(office, kinds: kinds)
            var filing = ApplicationFiling(
                kind: try applications.entryKind(), organisation: firm,
                site: try office.registry.gate(caller.gate).site, input: request.form)
            filing.filer = .gate
            let sent = GateRequest(
                gate: caller.gate, key: key,
                content: String(decoding: try ExchangeJSON.bytes(request), as: UTF8.self))
            filing.gateRequest = sent
            let view = try applications.fileOnce(
                filing, sent, why: "by the \(request.writer.rawValue)")
            return EntryAnswer(
                application: view.number, status: view.status.rawValue, reason: view.reason.value,
                dueAt: view.dueAt.value, passes: view.passes, time: office.now)
        }
    }
}

extension ApplicationsOffice {
    /// The kind by which people come in from the gate.
    fileprivate func entryKind() throws -> String {
        let kind = kinds.kinds.values.sorted { $0.id < $1.id }.first {
            $0.outcomes.contains(.temporaryPasses) && $0.filers.contains(.gate)
        }
        guard let kind else {
            throw OfficeError(
                .unknown, "UNKNOWN_KIND", "没有可由门岗提交的临时进入申请；请联系值班室",
                "no kind of temporary entry is filed from gates; call the duty desk")
        }
        return kind.id
    }

    /// Files what a gate sends, unless that was filed already.
    fileprivate func fileOnce(
        _ filing: ApplicationFiling, _ sent: GateRequest, why: String
    ) throws -> ApplicationView {
        let number = try office.changing(why: why) { act in
            try office.registry.changeApplications(act: act) { writer in
                switch try writer.filed(under: sent) {
                case .application(let known): return known
                case .anotherRequest: throw Self.keyUsed
                case .nothing:
                    let run = try run(filing.kind, filing.site, writer, act)
                    return try run.file(filing, together: nil)
                }
            }
        }
        return try view(number)
    }

    private static let keyUsed = OfficeError(
        .refused, "IDEMPOTENCY_KEY_USED", field: "key",
        "这个 key 已用于内容不同的申请；查询进展请原样再发，另行申请请去掉 key",
        "this key came with an application of other content; to ask how that stands send it as it"
            + " was, to apply anew leave out the key")
}

extension EntryRequest {
    /// As the form has it.
    fileprivate var form: [String: FormInput] {
        var form: [String: FormInput] = [
            "people": .list(
                people.map {
                    .record([
                        "name": .text($0.name), "identity": .text($0.identity),
                        "telephone": .text($0.telephone),
                    ])
                }),
            "host": .text(host), "reason": .text(reason), "from": .number(from),
            "until": .number(until),
        ]
        if let plate { form["plate"] = .text(plate) }
        if let equipment {
            form["equipment"] = .list(
                equipment.map {
                    .record(["name": .text($0.name), "count": .number($0.count)])
                })
        }
        return form
    }
}
