// Short messages: ordered for a firm's people, followed up, told of by their provider.
import Authority
import HTTPTypes
import Issuance
import Registry

/// - Parameter settings: with the templates of this service.
func messageEndpoints(_ settings: ServiceSettings) -> [Endpoint] {
    [
        Endpoint(
            .get, "/api/v1/message-templates", "listMessageTemplates",
            .permitted(.sendMessages) { _ in .common },
            .work { call in
                var query = call.query()
                try query.check()
                return try .json(["items": settings.messageTemplates.summaries])
            }),
        Endpoint(
            .post, "/api/v1/organisations/{organisation}/messages", "sendMessages",
            .permitted(.sendMessages, Call.wholeFirm),
            .work { try send($0, settings.messageTemplates) }
        ).creating(),
        Endpoint(
            .get, "/api/v1/organisations/{organisation}/messages", "listMessages",
            .permitted(.readMessages, Call.wholeFirm),
            .work(listOfFirm)),
        Endpoint(
            .get, "/api/v1/messages", "listAllMessages",
            .permitted(.readMessages) { _ in .office },
            .work { call in
                var (filter, query) = (MessageFilter(), call.query())
                return try list(call, &filter, &query)
            }),
        Endpoint(
            .post, "/api/v1/messages/receipts", "takeReceipts",
            .permitted(.takeReceipts) { _ in .office }, .work(takeReceipts)
        ).taking(bytes: 256 * 1_024),
    ]
}

private func send(_ call: Call, _ templates: MessageTemplates) throws -> Answer {
    let firm = try call.firm()
    var fields = try call.fields()
    let key = fields.optionalText("key", 1...80)
    let values = fields.optionalTexts("values", 1...MessageTemplates.mostValueCharacters)
    let language = fields.optionalChoice("language", of: MessageLanguage.self)
    let urgency = fields.optionalChoice("urgency", of: MessageUrgency.self)
    let wanted = fields.optionalNumber("site", SiteNumber.self)
    let (audience, template) = try fields.checked(
        fields.choice("audience", of: MessageAudience.self), fields.text("template", 1...40))
    try call.requirePart(.sendMessages, of: audience.holder, at: wanted)
    let sites = wanted.map { [$0] }
    var draft = NoticeDraft(
        key: try key ?? call.office.freshMessageKey(), template: template, values: values ?? [:])
    draft.language = language ?? .chinese
    draft.urgency = urgency ?? .usual
    let recipients: MessageRecipients =
        switch audience {
        case .staff: .staff(of: firm, at: sites)
        case .drivers: .drivers(of: firm, at: sites)
        }
    let queued = try call.office.notify(draft, recipients, of: firm, using: templates)
    return try .created(queued, at: "/api/v1/organisations/\(firm)/messages")
}

/// A firm's messages, in the part that the query names; who has to do with drivers alone sees those
/// to them.
@Sendable private func listOfFirm(_ call: Call) throws -> Answer {
    var query = call.query()
    var filter = MessageFilter()
    filter.organisation = try call.firm()
    filter.site = query.optionalNumber("site", SiteNumber.self)
    filter.audience = query.optionalChoice("audience", of: MessageAudience.self)
    if filter.audience == nil, call.sees(only: .vehicle, by: .readMessages) {
        filter.audience = .drivers
    }
    try call.requirePart(.readMessages, of: filter.audience?.holder, at: filter.site)
    return try list(call, &filter, &query)
}

private func list(
    _ call: Call, _ filter: inout MessageFilter, _ query: inout Fields
) throws -> Answer {
    let page = PageRequest(&query)
    filter.state = query.optionalChoice("state", of: MessageState.self)
    try query.check()
    let messages = try call.office.messages(filter, page.place)
    return try .json(Page(messages, page) { String($0.id) })
}

extension MessageAudience {
    fileprivate var holder: HolderKind { self == .staff ? .staff : .vehicle }
}

@Sendable private func takeReceipts(_ call: Call) throws -> Answer {
    var fields = try call.fields()
    let read = fields.optionalList("receipts", 1...1_000) { fields, name in
        let faults = fields.faults.count
        let receipt = fields.optionalObject(name) { receipt in receipt.messageReceipt() }
        if receipt == nil, fields.faults.count == faults {
            fields.refuse(name, "FIELD_MISSING", "缺少这一项", "this member is missing")
        }
        return receipt
    }
    try fields.check()
    return try .json(call.office.takeReceipts(read ?? []))
}

extension Fields {
    private enum Fate: String, CaseIterable { case delivered, failed }

    fileprivate mutating func messageReceipt() -> MessageReceipt? {
        let id = optionalText("id")
        let key = optionalText("key", 1...400)
        let reason = optionalText("reason", 1...40)
        let fate = choice("state", of: Fate.self)
        guard let fate else { return nil }
        guard let name = id.map(MessageReceipt.Name.providerID) ?? key.map(MessageReceipt.Name.key)
        else {
            refuse("id", "FIELD_MISSING", "缺少 id 或 key", "id or key is missing")
            return nil
        }
        return MessageReceipt(name: name, hasArrived: fate == .delivered, why: reason)
    }
}
