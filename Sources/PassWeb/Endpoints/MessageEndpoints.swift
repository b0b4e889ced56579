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
            .get, "/api/v1/organisations/{organisation}/message-jobs", "listMessageJobs",
            .permitted(.readMessages, Call.wholeFirm),
            .work { call in
                var query = call.query()
                let page = PageRequest(&query)
                try query.check()
                try call.requireAll(.readMessages, of: nil)
                let jobs = try call.office.messageJobs(of: try call.firm(), page.place)
                return try .json(Page(jobs, page) { String($0.number) })
            }),
        Endpoint(
            .get, "/api/v1/message-jobs/{job}", "showMessageJob", jobAccess(.readMessages),
            .work { call in try .json(call.job(.readMessages)) }),
        Endpoint(
            .post, "/api/v1/message-jobs/{job}/cancel", "cancelMessageJob",
            jobAccess(.sendMessages),
            .work { call in
                var fields = try call.fields()
                try fields.check()
                // Who may not tell all of them does not call back what all are told.
                let job = try call.job(.sendMessages)
                return try .json(call.office.cancelMessageJob(job.number), .accepted)
            }),
        Endpoint(
            .post, "/api/v1/messages/receipts", "takeReceipts",
            .permitted(.takeReceipts) { _ in .office }, .work(takeReceipts)
        ).taking(bytes: 256 * 1_024),
    ]
}

private func jobAccess(_ action: Action) -> Access {
    .permitted(action) { call in
        let number = try call.jobNumber()
        let job = try call.found { () throws(OfficeError) in try call.office.messageJob(number) }
        return .organisation(job.organisation.rawValue, presentAt: try call.sites(of: job))
    }
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
    let job = try call.office.notify(
        draft, all: audience, at: sites, of: firm, using: templates)
    var answer = try Answer.json(job, .accepted)
    answer.headers[.location] = "/api/v1/message-jobs/\(job.number)"
    return answer
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
    filter.job = query.optionalInteger("job", 1...Int64.max)
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

extension Call {
    fileprivate func jobNumber() throws(Problem) -> Int64 {
        guard let number = path["job"].flatMap(Int64.init(canonical:)) else { throw .notFound }
        return number
    }

    /// Where those are whom an order tells.
    fileprivate func sites(of job: MessageJob) throws -> [Int64] {
        try job.sites?.map(\.rawValue) ?? office.sites(of: job.organisation)
    }

    /// The order in the path, for a deed with all that it tells.
    ///
    /// - Throws: `Problem.notFound` where any of that is none of the caller's.
    fileprivate func job(_ action: Action) throws -> MessageJob {
        let job = try office.messageJob(try jobNumber())
        for site in try sites(of: job) {
            try require(
                action,
                on: .held(by: job.organisation.rawValue, at: site, for: job.audience.holder))
        }
        return job
    }
}
