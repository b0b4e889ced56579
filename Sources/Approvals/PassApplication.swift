// An application as it stands: a value that the engine makes anew with each thing that happens.
package import PassFormat

/// Where an application is on its way.
package enum ApplicationStatus: String, Sendable, Codable, CaseIterable {
    /// At a desk.
    case open
    /// With the applicant, for correction.
    case returned
    case approved, refused, withdrawn
    /// Approved, and given up since.
    case cancelled

    /// As people read it.
    package var words: BilingualText {
        switch self {
        case .open: BilingualText("审批中", "being decided")
        case .returned: BilingualText("已退回更正", "returned for correction")
        case .approved: BilingualText("已批准", "approved")
        case .refused: BilingualText("已拒绝", "refused")
        case .withdrawn: BilingualText("已撤回", "withdrawn")
        case .cancelled: BilingualText("已取消", "cancelled")
        }
    }
}

/// What a desk decided.
package enum Decision: String, Sendable, Codable {
    case approved, refused, returned

    /// As people read it.
    package var words: BilingualText {
        switch self {
        case .approved: BilingualText("批准", "approved")
        case .refused: BilingualText("拒绝", "refused")
        case .returned: BilingualText("退回更正", "returned for correction")
        }
    }
}

/// What was found of one point of a checklist.
package struct PointFinding: Sendable, Equatable, Codable {
    package let point: String
    package let result: Result
    package let note: String?

    /// Whether the point is in order.
    package enum Result: String, Sendable, Codable, CaseIterable { case holds, fails }

    package init(point: String, result: Result, note: String? = nil) {
        self.point = point
        self.result = result
        self.note = note
    }
}

/// One desk's part: opened, perhaps taken, decided once.
package struct DeskStep: Sendable, Equatable, Codable {
    /// From 0, in the order of opening.
    package let number: Int
    /// From 1; a correction begins another.
    package let round: Int
    package let stage: String
    /// The desk of the route.
    package let desk: String
    /// Seconds since 1970.
    package let openedAt: Int64
    /// The desk that decides now: another after handing on or rising.
    package internal(set) var inCharge: String
    /// Seconds since 1970.
    package internal(set) var dueAt: Int64
    /// When its first clock ran out, in seconds since 1970; nil: it has risen to nobody.
    package internal(set) var overranAt: Int64?
    package internal(set) var takenBy: String?
    package internal(set) var decision: Decision?
    package internal(set) var decidedBy: String?
    /// In whose place.
    package internal(set) var standingInFor: String?
    package internal(set) var decidedAt: Int64?
    package internal(set) var note: String?
    package internal(set) var findings: [PointFinding] = []
    /// How often it rose.
    package internal(set) var rises = 0
    /// Its clock ran out where nobody is above.
    package internal(set) var isPastTheLast = false
    /// It needs no decision any more, because another desk ended the round.
    package internal(set) var isDropped = false

    package var isOpen: Bool { decision == nil && !isDropped }

    /// When it was to be decided, whoever is in charge of it since, in seconds since 1970.
    package var owedAt: Int64 { overranAt ?? dueAt }
}

/// A desk's question to the applicant.
package struct DeskQuestion: Sendable, Equatable, Codable {
    package let step: Int
    package let askedBy: String
    package let text: String
    /// Seconds since 1970.
    package let askedAt: Int64
    package internal(set) var answer: String?
    /// Seconds since 1970.
    package internal(set) var answeredAt: Int64?
}

/// A thing of the list that was ticked off at the exit.
package struct ItemTick: Sendable, Equatable, Codable {
    /// From 0, in the list.
    package let item: Int
    package let by: String
    /// Seconds since 1970.
    package let at: Int64
}

/// An application.
package struct PassApplication: Sendable, Equatable, Codable {
    package let kind: String
    package let filedBy: String
    package let filer: FilerKind
    package let firm: FirmFacts
    /// Seconds since 1970.
    package let filedAt: Int64
    package internal(set) var status = ApplicationStatus.open
    package internal(set) var values: FormValues
    /// What the standing approval was given for; nil before the first.
    package internal(set) var granted: FormValues?
    /// From 1.
    package internal(set) var round = 1
    package internal(set) var steps: [DeskStep] = []
    package internal(set) var questions: [DeskQuestion] = []
    /// Fields to be corrected, each with what is wrong.
    package internal(set) var marks: [String: String] = [:]
    /// Why it was returned, refused, withdrawn or cancelled.
    package internal(set) var reason: String?
    /// Who took it first, where the kind wants that person to answer to the end.
    package internal(set) var answerable: String?
    package internal(set) var ticks: [ItemTick] = []

    package var openSteps: [DeskStep] { steps.filter(\.isOpen) }

    /// Who has decided in this round, and in whose place.
    package var deciders: Set<String> {
        var all: Set<String> = []
        for step in steps where step.round == round && step.decision != nil {
            if let who = step.decidedBy { all.insert(who) }
            if let who = step.standingInFor { all.insert(who) }
        }
        return all
    }

    /// Whether something of it is still to come from somebody: a decision, a correction, a thing
    /// that has not left.
    ///
    /// - Parameter kind: its own.
    package func isPending(_ kind: ApplicationKind) -> Bool {
        switch status {
        case .open, .returned: true
        case .approved: !untickedItems(kind).isEmpty
        case .refused, .withdrawn, .cancelled: false
        }
    }

    /// Things that were not ticked off yet, by their place in the list from 0.
    package func untickedItems(_ kind: ApplicationKind) -> [Int] {
        let items = kind.tickedOff.flatMap { values[$0]?.items } ?? []
        return items.indices.filter { item in !ticks.contains { $0.item == item } }
    }
}
