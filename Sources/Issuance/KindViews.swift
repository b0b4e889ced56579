// Kinds of applications as they are shown: what a form needs to be drawn and filled in.
import ApplicationKinds
import Approvals
import PassFormat

/// A kind with its form and its way.
package struct KindView: Encodable, Sendable {
    package let id: String
    let title: Bilingual
    let help: OrNull<Bilingual>
    /// `firm`, `gate`.
    let filers: [String]
    let fields: [FieldView]
    let stages: [StageView]
    let outcomes: [String]

    struct ChoiceView: Encodable, Sendable {
        let id: String
        let title: Bilingual
    }

    struct FieldView: Encodable, Sendable {
        let id: String
        let title: Bilingual
        let help: OrNull<Bilingual>
        let type: String
        let choices: [ChoiceView]
        /// `always`, `optional`, or `when`: it hangs on other fields.
        let required: String
        let min: OrNull<Int64>
        let max: OrNull<Int64>
        let pattern: OrNull<String>
        let after: OrNull<String>
        let atMost: OrNull<String>
        let entryNeeds: [String]
        /// Of each entry of a list of people or things; empty for what is no such list.
        let members: [MemberView]
        /// The desk that fills it; null: who files.
        let filledBy: OrNull<String>
        /// `never`, `at_once`, `approval`.
        let change: String
    }

    /// A member of an entry.
    struct MemberView: Encodable, Sendable {
        let name: String
        /// As of a field.
        let type: String
        /// `always`, `optional`.
        let required: String
        let min: OrNull<Int64>
        let max: OrNull<Int64>

        init(_ member: EntryMember) {
            name = member.name
            type = member.type.word
            required = member.isNeeded ? "always" : "optional"
            min = OrNull(member.bounds?.lowerBound)
            max = OrNull(member.bounds?.upperBound)
        }
    }

    struct StageView: Encodable, Sendable {
        let id: String
        let title: Bilingual
        /// `in_order`, `side_by_side`.
        let order: String
        let desks: [DeskView]
    }

    struct DeskView: Encodable, Sendable {
        let desk: String
        /// Of which `minutes` are counted; null: by day and night.
        let calendar: OrNull<String>
        /// Null: to the end of the day.
        let minutes: OrNull<Int>
        let rises: [String]
        let handsOnTo: [String]
        let checklist: [ChoiceView]
    }
}

extension ApplicationsOffice {
    /// Every kind that can be filed, by id.
    package var kindViews: [KindView] {
        kinds.kinds.values.sorted { $0.id < $1.id }.map(KindView.init)
    }
}

extension KindView {
    fileprivate init(_ kind: ApplicationKind) {
        id = kind.id
        title = Bilingual(kind.title)
        help = OrNull(kind.help.map { Bilingual($0) })
        filers = kind.filers.map(\.rawValue)
        fields = kind.fields.map(FieldView.init)
        stages = kind.stages.map(StageView.init)
        outcomes = kind.outcomes.map(\.rawValue)
    }
}

extension KindView.FieldView {
    fileprivate init(_ field: FormField) {
        id = field.id
        title = Bilingual(field.title)
        help = OrNull(field.help.map { Bilingual($0) })
        type = field.type.word
        if case .choice(let all) = field.type {
            choices = all.map { .init(id: $0.id, title: Bilingual($0.title)) }
        } else {
            choices = []
        }
        required =
            switch field.checks.need {
            case .always: "always"
            case .optional: "optional"
            case .when: "when"
            }
        min = OrNull(field.checks.minimum)
        max = OrNull(field.checks.maximum)
        pattern = OrNull(field.checks.pattern?.rawValue)
        after = OrNull(field.checks.after)
        atMost = OrNull(field.checks.atMost)
        entryNeeds = field.checks.entryNeeds.map(\.rawValue)
        members = field.members.map(KindView.MemberView.init)
        if case .desk(let desk) = field.filler {
            filledBy = OrNull(desk)
        } else {
            filledBy = OrNull(nil)
        }
        change = field.change.rawValue
    }
}

extension KindView.StageView {
    fileprivate init(_ stage: Stage) {
        id = stage.id
        title = Bilingual(stage.title)
        order = stage.order.rawValue
        desks = stage.desks.map(KindView.DeskView.init)
    }
}

extension KindView.DeskView {
    fileprivate init(_ part: StageDesk) {
        desk = part.desk
        calendar = OrNull(part.clock.calendar)
        minutes =
            switch part.clock {
            case .roundTheClock(let minutes), .workingTime(let minutes, _): OrNull(minutes)
            case .sameDay: OrNull(nil)
            }
        rises = part.rises
        handsOnTo = part.handsOnTo
        checklist = part.checklist.map { .init(id: $0.id, title: Bilingual($0.title)) }
    }
}
