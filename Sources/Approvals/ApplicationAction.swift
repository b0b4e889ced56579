// What can happen to an application, who can do it, what comes of it, and why not.
package import Identifiers

/// Who does something.
package struct Actor: Sendable, Equatable, Codable {
    /// In which part a person acts.
    package enum Part: String, Sendable, Codable {
        case applicant, desk
        /// At the gate, by day and night.
        case gate
        /// No person: time passed.
        case clock
    }

    /// The account.
    package let who: String
    package let part: Part

    package init(who: String, part: Part) {
        self.who = who
        self.part = part
    }
}

/// To whom a step is handed on.
package enum HandOver: Sendable, Equatable, Codable {
    /// Somebody at the same desk.
    case person(String)
    case desk(String)
}

/// What a desk says when it approves.
package struct Approval: Sendable, Equatable, Codable {
    package var note: String?
    package var findings: [PointFinding] = []
    /// The fields that this desk fills.
    package var values: [String: FormInput] = [:]

    package init() {}
}

/// What happens to an application.
package enum ApplicationAction: Sendable, Equatable, Codable {
    case take(step: Int)
    case approve(step: Int, Approval)
    case refuse(step: Int, reason: String)
    /// For correction: the fields to be mended, each with what is wrong; none: any.
    case giveBack(step: Int, reason: String, marks: [String: String])
    case ask(step: Int, text: String)
    case answer(question: Int, text: String)
    case handOn(step: Int, to: HandOver)
    /// New values of some fields: after a return, or of what was approved.
    case amend([String: FormInput])
    case withdraw(reason: String)
    /// Gives up what was approved.
    case cancel(reason: String)
    case tickOff(item: Int)
    case runOut
}

/// Who sits at a desk now.
package struct DeskSeat: Sendable, Equatable {
    package let who: String
    /// In whose place; nil for the desk's own people.
    package let standingInFor: String?

    package init(who: String, standingInFor: String? = nil) {
        self.who = who
        self.standingInFor = standingInFor
    }
}

/// All that the engine looks at beside the application.
package struct EngineSetting: Sendable {
    package let kind: ApplicationKind
    /// By id.
    package let calendars: [String: WorkingCalendar]
    /// Who sits at each desk now, by the desk's id.
    package let roster: [String: [DeskSeat]]
    /// Seconds since 1970.
    package let now: Int64
    /// The local day of now.
    package let today: CalendarDate

    package init(
        kind: ApplicationKind, calendars: [String: WorkingCalendar], roster: [String: [DeskSeat]],
        now: Int64, today: CalendarDate
    ) {
        self.kind = kind
        self.calendars = calendars
        self.roster = roster
        self.now = now
        self.today = today
    }
}

/// What the office is to do beside keeping the new state.
package enum ApplicationEffect: Sendable, Equatable {
    /// A desk has something to decide.
    case opened(step: Int)
    /// All that the kind's approval does, for the first time.
    case carryOut
    /// Approved again: these fields changed, the passes get their next sequence.
    case renew(fields: [String])
    /// These fields changed without another approval; the codes stay.
    case refresh(fields: [String])
    case stopPasses
    /// Nobody decided in time.
    case rose(step: Int, to: String)
    /// Nobody decided in time, and nobody is above.
    case pastTheLast(step: Int)
    /// The applicant is to hear of it.
    case tellApplicant(ApplicationStatus)
    case asked(question: Int)
}

/// What became of an action; a refusal changes nothing.
package enum EngineResult: Sendable, Equatable {
    case done(PassApplication, [ApplicationEffect])
    case refused(EngineRefusal)
}

/// Why nothing was done.
package enum EngineRefusal: Error, Sendable, Equatable {
    /// The kind is not filed this way.
    case filer
    case form([FieldProblem])
    /// No desk of the route is there for this form: nobody could approve it.
    case noDesk
    /// A desk of the route where nobody sits.
    case emptyDesk(String)
    /// The application is not in a state for this.
    case status(ApplicationStatus)
    /// The actor has no part in this.
    case notYours
    case noSuchStep(Int)
    case stepDone(Int)
    case takenBy(String)
    case decidedBefore
    /// Nobody decides what they filed.
    case ownApplication
    case noSuchQuestion(Int)
    case answered(Int)
    case noReason
    /// Nothing was to be changed, or only fields that may not be.
    case notToBeChanged([String])
    /// Fields that the applicant's form does not have.
    case notToBeMarked([String])
    case checklist(missing: [String], failing: [String])
    case cannotHandTo(String)
    case noSuchItem(Int)
    case ticked(Int)
    case nothingDue
}
