// What no approval could bring is refused before it lies before a desk, so that nobody waits in
// vain. It is looked at again when the desks have approved, since time goes on meanwhile.
// Tests: Tests/IssuanceTests/ApplicationCheckTests.swift.
import Approvals
import PassFormat
import Registry

extension ApplicationRun {
    /// - Throws: `OfficeError` with every field that no approval could grant as it is.
    func requireGrantable(
        _ values: FormValues, of organisation: OrganisationNumber, at site: SiteNumber
    ) throws {
        let problems = try kind.outcomes.compactMap { outcome in
            switch outcome {
            case .staffPasses, .firstBatch:
                try endProblem(values, from: setting.now, [.staff], at: site)
            case .vehiclePass:
                try endProblem(values, from: values["from"]?.seconds, [.vehicle], at: site)
            case .temporaryPasses:
                try endProblem(
                    values, from: values["from"]?.seconds,
                    values["plate"] == nil ? [.temporary] : [.temporary, .vehicle], at: site)
            case .moreQuota: try increaseProblem(values, of: organisation, at: site)
            case .staffList, .vehicleList, .quota, .zones: nil
            }
        }
        guard problems.isEmpty else { throw OfficeError(EngineRefusal.form(problems)) }
    }

    /// What is wrong with a quota that is to be more than the firm's; nil where nothing is.
    func increaseProblem(
        _ values: FormValues, of organisation: OrganisationNumber, at site: SiteNumber
    ) throws -> FieldProblem? {
        guard let wanted = values["quota"]?.number else { return nil }
        let text: BilingualText
        switch try writer.quota(of: organisation, at: site) {
        case nil:
            text = BilingualText(
                "单位在该场所没有人数上限；不必申请增加",
                "nothing limits the firm's people at this site; there is no need to apply")
        case let present? where wanted <= present:
            text = BilingualText(
                "“quota”为 \(wanted)，现有 \(present) 人；请填写增加后的总人数",
                "quota is \(wanted), and the firm has \(present); give the number of people in all,"
                    + " above that")
        default: return nil
        }
        return FieldProblem(field: "quota", code: "FIELD_BOUNDS", text: text)
    }

    /// What is wrong with the time until which passes are asked for; nil where nothing is.
    private func endProblem(
        _ values: FormValues, from: Int64?, _ passes: [PassKind], at site: SiteNumber
    ) throws -> FieldProblem? {
        guard let from, let until = values["until"]?.seconds else { return nil }
        guard until > setting.now else {
            return FieldProblem(
                field: "until", code: "FIELD_BOUNDS",
                text: BilingualText(
                    "“until”已经过去；请改为以后的时间", "until is in the past; give a later time"))
        }
        let place = try office.registry.site(site)
        let longest = passes.map(place.lifetimeSeconds).min() ?? .max
        guard until - from > longest else { return nil }
        return FieldProblem(
            field: "until", code: "FIELD_BOUNDS",
            text: BilingualText(
                "“until”超过本场所上限（\(longest / 86_400) 天）；请改早",
                "until is beyond the \(longest / 86_400) d that the site allows; give an earlier"
                    + " time"))
    }
}
