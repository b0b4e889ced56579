// Who is told of what happens to an application, in the transaction in which it happens: the
// applicant where it stands, the next desk that something waits. A kind's file may say that one of
// them is not told. Tests: Tests/IssuanceTests/ApplicationMessageTests.swift.
import Approvals
import Identifiers
import PassFormat
import Registry

/// Templates that are filled in here, with the names of their values.
enum ApplicationMessage: String, CaseIterable {
    case moved = "application_moved"
    case deskOpened = "desk_opened"
    case deskRose = "desk_rose"

    var values: Set<String> {
        switch self {
        case .moved: ["number", "kind", "state"]
        case .deskOpened, .deskRose: ["number", "kind", "desk", "due"]
        }
    }
}

extension MessageTemplates {
    /// The templates that the office should fill in by itself and cannot.
    ///
    /// They are missing or have names that it has no values for; what they would tell is not told.
    package var unfit: [String] {
        ApplicationMessage.allCases.filter { message in
            texts[message.rawValue]?[.chinese]?.names.isSubset(of: message.values) != true
        }.map(\.rawValue)
    }
}

extension ApplicationRun {
    /// Below this a desk's message does not wait for the morning.
    private static let urgentSeconds: Int64 = 4 * 3_600
    private static let lifetimeSeconds: Int64 = 2 * 86_400
    /// In so many seconds a desk gets one message, however much comes to it: it has its queue.
    private static let deskPaceSeconds: Int64 = 900

    /// Tells the applicant that the application has come in.
    func tellFiled(_ application: PassApplication, _ stored: StoredApplication) throws {
        try tellApplicant(BilingualText("已收到", "received"), "filed", application, stored)
    }

    /// Tells whoever an effect concerns.
    func tell(
        of effect: ApplicationEffect, _ application: PassApplication, _ stored: StoredApplication
    ) throws {
        switch effect {
        case .opened(let step):
            try tellDesk(.deskOpened, application.steps[step], stored)
        case .rose(let step, _):
            try tellDesk(.deskRose, application.steps[step], stored)
        case .tellApplicant(let status):
            guard let words = status.told else { return }
            try tellApplicant(words, status.rawValue, application, stored)
        case .asked(let question):
            try tellApplicant(
                BilingualText("有疑问，请登录答复", "has a question for you; sign in to answer"),
                "asked\(question)", application, stored)
        case .carryOut, .renew, .refresh, .stopPasses, .pastTheLast: break
        }
    }

    private func tellApplicant(
        _ state: BilingualText, _ event: String, _ application: PassApplication,
        _ stored: StoredApplication
    ) throws {
        guard kind.told.contains(.applicant) else { return }
        // What was filed together goes one way together: one message for all of it.
        let group = stored.filedTogether ?? stored.number
        let numbers: [ContactNumber] =
            switch application.filer {
            case .firm: try writer.contacts(of: [application.filedBy])
            case .gate: numberInForm(application.values)
            }
        for number in numbers {
            var order = MessageOrder(
                topic: "application:\(group):\(event):\(act.atSeconds)",
                template: ApplicationMessage.moved.rawValue,
                values: [
                    "number": "\(group)", "kind": kind.title.said(in: number.language),
                    "state": state.said(in: number.language),
                ], expiresSeconds: act.atSeconds + Self.lifetimeSeconds)
            // Whoever filed at the gate stands there.
            order.urgency = application.filer == .gate ? .urgent : .usual
            order.organisation = stored.organisation
            try queue(order, to: number, at: stored.site)
        }
    }

    private func tellDesk(
        _ message: ApplicationMessage, _ step: DeskStep, _ stored: StoredApplication
    ) throws {
        guard kind.told.contains(.desks) else { return }
        let numbers = try writer.contacts(
            of: (setting.roster[step.inCharge] ?? []).map(\.who))
        guard !numbers.isEmpty else { return }
        let site = try office.registry.site(stored.site)
        let name = try office.registry.desks(of: stored.site).first { $0.id == step.inCharge }?.name
        let urgency: MessageUrgency =
            step.dueAt - act.atSeconds <= Self.urgentSeconds ? .urgent : .usual
        let pace = act.atSeconds / Self.deskPaceSeconds
        for number in numbers {
            var order = MessageOrder(
                topic: "desk:\(stored.site):\(step.inCharge):\(message.rawValue)"
                    + ":\(urgency.rawValue):\(pace)",
                template: message.rawValue,
                values: [
                    "number": "\(stored.number)", "kind": kind.title.said(in: number.language),
                    "desk": name ?? step.inCharge,
                    "due": LocalTime.text(step.dueAt, utcOffsetMinutes: site.utcOffsetMinutes),
                ],
                // Past its due time it has risen, and others are told.
                expiresSeconds: max(
                    act.atSeconds + 3_600,
                    min(step.dueAt, act.atSeconds + Self.lifetimeSeconds)))
            order.urgency = urgency
            try queue(order, to: number, at: stored.site)
        }
    }

    private func queue(
        _ order: MessageOrder, to number: ContactNumber, at site: SiteNumber
    ) throws {
        var order = order
        order.language = number.language
        try writer.queue(order, for: [MessageRecipient(phone: number.phone, site: site)])
    }

    /// The first number that the form has: nobody at the gate has an account.
    private func numberInForm(_ values: FormValues) -> [ContactNumber] {
        let found = kind.fields.lazy.compactMap { field -> String? in
            if field.type == .telephone { return values[field.id]?.text }
            return values[field.id]?.people?.lazy.compactMap(\.telephone).first
        }.first
        return found.flatMap { try? MobileNumber(parsing: $0) }
            .map { [ContactNumber(phone: $0, language: .chinese)] } ?? []
    }
}

extension ApplicationStatus {
    /// What the applicant is told; nil for what the applicant did.
    fileprivate var told: BilingualText? {
        switch self {
        case .returned: BilingualText("已退回，请登录更正", "was returned; sign in to correct it")
        case .approved: BilingualText("已批准", "approved")
        case .refused: BilingualText("未批准", "refused")
        case .open, .withdrawn, .cancelled: nil
        }
    }
}

extension BilingualText {
    func said(in language: MessageLanguage) -> String {
        switch language {
        case .chinese: chinese
        case .english: english
        }
    }
}

/// Times as they stand on paper and in messages.
enum LocalTime {
    /// Day and time of day on a site's clocks.
    static func text(_ seconds: Int64, utcOffsetMinutes: Int64) -> String {
        let moved = Double(seconds) + Double(utcOffsetMinutes) * 60
        let day = CalendarDate(daysSince1970: Int((moved / 86_400).rounded(.down)))
        let minute = Int64(moved / 60) % 1_440
        return "\(day?.text ?? "?") \(timeOfDay(minute))"
    }

    /// - Parameter minutes: since midnight.
    static func timeOfDay(_ minutes: Int64) -> String {
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
