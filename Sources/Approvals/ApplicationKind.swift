// A kind of application as data: form, route of desks, clocks, and what an approval does. Kinds
// come from files (ApplicationKinds); nothing in this room knows one by name.
package import PassFormat

/// A point on a desk's list that has to be looked at, for instance on site.
package struct ChecklistPoint: Sendable, Equatable {
    package let id: String
    package let title: BilingualText
    /// Whether an approval needs it to be in order.
    package let weight: Weight

    /// What a point that is not in order does.
    package enum Weight: String, Sendable, CaseIterable {
        case mustHold = "must_hold"
        case noted
    }

    package init(id: String, title: BilingualText, weight: Weight) {
        self.id = id
        self.title = title
        self.weight = weight
    }
}

/// A desk's part in a stage.
package struct StageDesk: Sendable, Equatable {
    /// The id by which the office knows the desk.
    package let desk: String
    package let clock: DeskClock
    /// Nil: always.
    package var when: Condition?
    /// Who is in charge next when the clock runs out, in this order.
    package var rises: [String] = []
    /// Desks to which it may hand on.
    package var handsOnTo: [String] = []
    package var checklist: [ChecklistPoint] = []

    package init(desk: String, clock: DeskClock) {
        self.desk = desk
        self.clock = clock
    }
}

/// A part of the way.
package struct Stage: Sendable, Equatable {
    /// How the desks of a stage follow one another.
    package enum Order: String, Sendable, CaseIterable {
        case inOrder = "in_order"
        case sideBySide = "side_by_side"
    }

    package let id: String
    package let title: BilingualText
    package let desks: [StageDesk]
    package var order = Order.inOrder
    /// Nil: always.
    package var when: Condition?

    package init(id: String, title: BilingualText, desks: [StageDesk]) {
        self.id = id
        self.title = title
        self.desks = desks
    }
}

/// Stages that firms of some levels need not pass.
package struct FastLane: Sendable, Equatable {
    package let levels: [FirmLevel]
    package let skips: [String]

    package init(levels: [FirmLevel], skips: [String]) {
        self.levels = levels
        self.skips = skips
    }
}

/// Who may file.
package enum FilerKind: String, Sendable, Codable, CaseIterable {
    case firm
    /// A guard, or a driver who stands at the gate.
    case gate
}

/// Who answers for an application.
package enum AnswerableRule: String, Sendable, CaseIterable {
    /// Whoever is in charge.
    case inCharge = "in_charge"
    /// Whoever took it first, to the end, also once it was handed on or has risen.
    case firstTaker = "first_taker"
}

/// What an approval does; the fields that it reads have fixed names.
package enum Outcome: String, Sendable, CaseIterable {
    /// People go onto the firm's list and get staff passes.
    case staffPasses = "staff_passes"
    /// The uploaded list of staff is written.
    case staffList = "staff_list"
    /// The uploaded list of vehicles is written.
    case vehicleList = "vehicle_list"
    /// The first so many of the firm's list who have no pass get one.
    case firstBatch = "first_batch"
    case vehiclePass = "vehicle_pass"
    case temporaryPasses = "temporary_passes"
    /// How many staff passes the firm may have at the site.
    case quota
    /// The same, and more than it may have now.
    case moreQuota = "more_quota"
    /// Zones of the site that the firm's passes are good for.
    case zones

    /// The fields that it reads, by type; the form must have those that are needed.
    package var fields: [(id: String, types: [String], isNeeded: Bool)] {
        switch self {
        case .staffPasses: [("people", ["people"], true), ("until", ["time"], false)]
        case .staffList, .vehicleList: [("list", ["list"], true)]
        case .firstBatch: [("first_batch", ["number"], true), ("until", ["time"], false)]
        case .vehiclePass:
            [
                ("plate", ["plate"], true), ("vehicle_type", ["text", "choice"], false),
                ("drivers", ["people"], true), ("cargo", ["text"], false),
                ("route", ["number"], false), ("from", ["time"], true), ("until", ["time"], true),
                ("trips", ["choice"], false),
            ]
        case .temporaryPasses:
            [
                ("people", ["people"], true), ("plate", ["plate"], false),
                ("from", ["time"], true), ("until", ["time"], true),
            ]
        case .quota, .moreQuota: [("quota", ["number"], true)]
        case .zones: [("zones", ["text"], true)]
        }
    }
}

/// Who is told by a short message what happens to an application.
package enum ToldParty: String, Sendable, CaseIterable {
    /// Where it stands: received, returned, approved, refused.
    case applicant
    /// The people of the next desk: that something waits.
    case desks
}

/// A kind of application.
package struct ApplicationKind: Sendable, Equatable {
    package let id: String
    package let title: BilingualText
    package let fields: [FormField]
    package let stages: [Stage]
    package var help: BilingualText?
    package var filers: [FilerKind] = [.firm]
    package var fastLanes: [FastLane] = []
    package var answerable = AnswerableRule.inCharge
    package var outcomes: [Outcome] = []
    /// The field whose things are ticked off at the exit.
    package var tickedOff: String?
    package var told = ToldParty.allCases

    /// - Parameter id: small letters, digits and `-`.
    package init(id: String, title: BilingualText, fields: [FormField], stages: [Stage]) {
        self.id = id
        self.title = title
        self.fields = fields
        self.stages = stages
    }

    /// - Returns: nil where the form has no such field.
    package func field(_ id: String) -> FormField? { fields.first { $0.id == id } }

    /// The desk of the route that a step belongs to; nil where the route has it no more.
    func desk(of step: DeskStep) -> StageDesk? {
        stages.first { $0.id == step.stage }?.desks.first { $0.desk == step.desk }
    }

    /// Whether a firm need not pass a stage.
    package func skips(_ stage: String, _ firm: FirmFacts) -> Bool {
        guard let level = firm.level else { return false }
        return fastLanes.contains { $0.levels.contains(level) && $0.skips.contains(stage) }
    }

    /// Where the uploaded list stands in a form.
    package static let listField = "list"

    /// All desks that it may come to, each once, in the order of the way.
    package var desks: [String] {
        var seen: Set<String> = []
        return stages.flatMap(\.desks).flatMap { [$0.desk] + $0.rises + $0.handsOnTo }
            .filter { seen.insert($0).inserted }
    }
}
