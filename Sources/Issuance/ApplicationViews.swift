// Applications as they are shown: keys always present, ID and telephone numbers masked.
package import Approvals
import Identifiers
import PassFormat
package import Registry

/// A value, or null where there is none: a key is never left out.
package struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    package let value: Value?

    init(_ value: Value?) { self.value = value }

    package func encode(to encoder: any Encoder) throws {
        var one = encoder.singleValueContainer()
        if let value { try one.encode(value) } else { try one.encodeNil() }
    }
}

/// An application as a whole.
package struct ApplicationView: Encodable, Sendable {
    package let number: Int64
    package let kind: String
    let title: Bilingual
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let status: ApplicationStatus
    let isPending: Bool
    let filedBy: String
    /// Seconds since 1970.
    let filedAt: Int64
    /// The first of those that were filed at once.
    package let filedTogether: OrNull<Int64>
    package let round: Int
    /// By field; numbers of people masked.
    package let values: [String: FormInput]
    package let steps: [StepView]
    let questions: [QuestionView]
    /// Fields to be corrected, with what is wrong.
    package let marks: [String: String]
    package let reason: OrNull<String>
    /// Who took it first and answers for it.
    package let answerable: OrNull<String>
    /// When the next clock runs out, seconds since 1970.
    package let dueAt: OrNull<Int64>
    /// What is ticked off at the exit.
    package let items: [ItemView]
    /// The numbers of the passes that it brought, in groups.
    package let passes: [String]
    /// What the calendars lack, for instance `cn 2027`.
    package let calendarLacks: [String]
    /// On whose whitelist the firm stood on filing: `city`, `district`, `town`.
    package let level: OrNull<String>
    /// The stages that firms of this level need not pass.
    package let fastLane: [String]
    /// The uploaded list that it carries.
    package internal(set) var list: OrNull<ListJobReport> = OrNull(nil)

    /// One desk's part.
    package struct StepView: Encodable, Sendable {
        package let step: Int
        let round: Int
        let stage: String
        package let desk: String
        package let inCharge: String
        let openedAt: Int64
        package let dueAt: Int64
        let takenBy: OrNull<String>
        package let decision: OrNull<Decision>
        let decidedBy: OrNull<String>
        let standingInFor: OrNull<String>
        let decidedAt: OrNull<Int64>
        let note: OrNull<String>
        let checklist: [FindingView]
        let rises: Int
        /// Whether it waits for a decision.
        package let isOpen: Bool
    }

    /// What was found of one point.
    struct FindingView: Encodable, Sendable {
        let point: String
        /// `holds`, `fails`.
        let result: String
        let note: OrNull<String>
    }

    /// A desk's question.
    struct QuestionView: Encodable, Sendable {
        let question: Int
        let step: Int
        let askedBy: String
        let askedAt: Int64
        let text: String
        let answer: OrNull<String>
        let answeredAt: OrNull<Int64>
    }

    /// One thing of the list.
    package struct ItemView: Encodable, Sendable {
        package let item: Int
        let name: String
        let count: Int64
        package let tickedBy: OrNull<String>
        let tickedAt: OrNull<Int64>
    }
}

extension ApplicationView {
    init(
        _ stored: StoredApplication, _ state: PassApplication, _ kind: ApplicationKind?,
        passes: [String], lacks: [String]
    ) {
        number = stored.number
        self.kind = stored.kind
        title = Bilingual(kind?.title ?? BilingualText(stored.kind, stored.kind))
        organisation = stored.organisation
        site = stored.site
        status = state.status
        isPending = kind.map { state.isPending($0) } ?? false
        filedBy = state.filedBy
        filedAt = state.filedAt
        filedTogether = OrNull(stored.filedTogether)
        round = state.round
        // A field that the kind has no more might be a number of a person: it is shown as one.
        values = Dictionary(
            uniqueKeysWithValues: state.values.map { id, value in
                (id, value.shown(as: kind?.field(id)?.type ?? .identity))
            })
        steps = state.steps.map(StepView.init)
        questions = state.questions.enumerated().map { QuestionView($0.offset, $0.element) }
        marks = state.marks
        reason = OrNull(state.reason)
        answerable = OrNull(state.answerable)
        dueAt = OrNull(state.openSteps.map(\.dueAt).min())
        items = kind.map { Self.items(of: state, $0) } ?? []
        self.passes = passes.map { (try? PassNumber(parsing: $0))?.text ?? $0 }
        calendarLacks = lacks
        level = OrNull(state.firm.level?.rawValue)
        fastLane = kind?.stages.map(\.id).filter { kind?.skips($0, state.firm) == true } ?? []
    }

    private static func items(of state: PassApplication, _ kind: ApplicationKind) -> [ItemView] {
        let items = kind.tickedOff.flatMap { state.values[$0]?.items } ?? []
        return items.enumerated().map { place, item in
            let tick = state.ticks.first { $0.item == place }
            return ItemView(
                item: place, name: item.name, count: item.count, tickedBy: OrNull(tick?.by),
                tickedAt: OrNull(tick?.at))
        }
    }
}

extension ApplicationView.StepView {
    fileprivate init(_ step: DeskStep) {
        self.step = step.number
        round = step.round
        stage = step.stage
        desk = step.desk
        inCharge = step.inCharge
        openedAt = step.openedAt
        dueAt = step.dueAt
        takenBy = OrNull(step.takenBy)
        decision = OrNull(step.decision)
        decidedBy = OrNull(step.decidedBy)
        standingInFor = OrNull(step.standingInFor)
        decidedAt = OrNull(step.decidedAt)
        note = OrNull(step.note)
        checklist = step.findings.map {
            .init(point: $0.point, result: $0.result.rawValue, note: OrNull($0.note))
        }
        rises = step.rises
        isOpen = step.isOpen
    }
}

extension ApplicationView.QuestionView {
    fileprivate init(_ place: Int, _ question: DeskQuestion) {
        self.question = place
        step = question.step
        askedBy = question.askedBy
        askedAt = question.askedAt
        text = question.text
        answer = OrNull(question.answer)
        answeredAt = OrNull(question.answeredAt)
    }
}
