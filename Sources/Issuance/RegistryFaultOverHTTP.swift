// The registry's refusals as they are told over HTTP, where nobody has the commands that the usual
// texts name.
import PassFormat
import Registry

extension RegistrySubject {
    /// The address that shows which there are; nil where none does.
    fileprivate var address: String? {
        switch self {
        case .organisation: "GET /api/v1/organisations"
        case .site: "GET /api/v1/sites"
        case .zone: "GET /api/v1/zones"
        case .gate: "GET /api/v1/gates"
        case .route: "GET /api/v1/routes"
        case .pass, .link: "GET /api/v1/organisations/N/passes"
        case .person: "GET /api/v1/organisations/N/people"
        case .vehicle: "GET /api/v1/organisations/N/vehicles"
        case .device: "GET /api/v1/sites/S/devices"
        case .application: "GET /api/v1/organisations/N/applications"
        case .attachment: "POST /api/v1/organisations/N/attachments"
        case .desk: "GET /api/v1/sites/S/desks"
        case .list, .batch: "GET /api/v1/organisations/N/lists"
        case .job: "GET /api/v1/organisations/N/message-jobs"
        case .message: "GET /api/v1/organisations/N/messages"
        case .account, .grant: "GET /api/v1/accounts"
        case .session: "GET /api/v1/sessions"
        case .token: "GET /api/v1/tokens"
        case .correction: "GET /api/v1/organisations/N/corrections"
        case .epoch, .group: nil
        }
    }
}

extension RegistryError {
    /// For people who ask over HTTP; nil where the usual text names no command.
    var textOverHTTP: BilingualText? {
        switch self {
        case .unknown(let subject, let name):
            BilingualText(
                "没有\(subject.chinese) \(name)" + (subject.address.map { "；请看 \($0)" } ?? ""),
                "no \(subject.rawValue) \(name) is known"
                    + (subject.address.map { "; see \($0)" } ?? ""))
        case .badName(let subject, let name):
            BilingualText(
                "\(subject.chinese)名称应为 1 到 200 个字符，不含不可见的控制字符，"
                    + "实为 \(name.unicodeScalars.count) 个；请改 name",
                "the \(subject.rawValue)'s name needs 1 to 200 characters, none of them invisible;"
                    + " found \(name.unicodeScalars.count) characters; mend name")
        case .zoneOfAnotherSite(let zone, let itsSite, let site):
            BilingualText(
                "区域 \(zone) 属于场所 \(itsSite)，不属于场所 \(site)；请看 GET /api/v1/zones",
                "zone \(zone) belongs to site \(itsSite), not to site \(site); see"
                    + " GET /api/v1/zones")
        case .passClosed(let number):
            BilingualText(
                "通行证 \(number) 已作废或用尽；请另发新证",
                "pass \(number) is revoked or used up; issue a new one")
        case .gateHasDevice(let gate):
            BilingualText(
                "门岗 \(gate) 已有设备；请先撤销该设备",
                "gate \(gate) has a device; revoke that device first")
        case .personNeeded:
            BilingualText(
                "所指的是车辆，此项只适用于人员；请改指人员",
                "that names a vehicle, and this is of people only; name a person")
        case .noGuard(let gate):
            BilingualText("此人不是门岗 \(gate) 的门卫", "this person is no guard of gate \(gate)")
        case .leaversUnconfirmed(let count, let total):
            BilingualText(
                "名单中缺少现有 \(total) 中的 \(count)，其通行证将作废；未作任何改动；"
                    + "请核对名单，确认后在 confirmed_leavers 写 \(count) 重试",
                "\(count) of \(total) are not in this list and would lose their passes; nothing was"
                    + " changed; check the list, then repeat with confirmed_leavers \(count)")
        case .batchOfAnotherKind(let number, _):
            BilingualText(
                "批次 \(number) 不是这一类名单；请核对", "batch \(number) is no list of this kind; check it")
        case .batchUndone(let number):
            BilingualText(
                "批次 \(number) 早已撤回，未作改动", "batch \(number) was undone before; nothing was changed")
        case .keyRevoked(let subject, let number):
            BilingualText(
                "\(subject.chinese) \(number) 已作废，不再用于封码；请由管理员换新密钥后重试",
                "\(subject.rawValue) \(number) is revoked, so nothing is sealed under it; have the"
                    + " administrator rotate the keys, then try again")
        case .noRegistry, .alreadyThere, .newerSchema, .broken, .diskFull, .busy, .cannotOpen,
            .duplicateNumber, .numberOutOfRange, .numbersUsedUp, .duplicateCode, .indexTaken,
            .guardHasLeft, .revocationLog, .sealedUnderAnotherKey, .quotaFull, .quotaOutOfRange,
            .auditBroken:
            nil
        }
    }
}
