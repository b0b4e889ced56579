// What desks do with a step.

extension EngineRun {
    mutating func take(_ at: DeskSeatAt, _ actor: Actor) throws(EngineRefusal) {
        guard application.steps[at.step].takenBy != actor.who else { return }
        try requireFresh(actor.who, at.seat.standingInFor)
        application.steps[at.step].takenBy = actor.who
        if kind.answerable == .firstTaker, application.answerable == nil {
            application.answerable = actor.who
        }
    }

    mutating func approve(
        _ at: DeskSeatAt, _ actor: Actor, _ approval: Approval
    ) throws(EngineRefusal) {
        try take(at, actor)
        try requireFresh(actor.who, at.seat.standingInFor)
        if let note = approval.note { try Self.requireWords(note) }
        let step = application.steps[at.step]
        try check(approval.findings, kind.desk(of: step)?.checklist ?? [])
        let reading = kind.read(
            approval.values, of: .desk(step.desk), over: application.values, application.firm,
            today: setting.today)
        guard reading.problems.isEmpty else { throw .form(reading.problems) }
        application.values = reading.values
        decide(.approved, at)
        application.steps[at.step].note = approval.note
        application.steps[at.step].findings = approval.findings
        try goOn(after: application.steps[at.step])
    }

    mutating func refuse(
        _ at: DeskSeatAt, _ actor: Actor, _ reason: String
    ) throws(EngineRefusal) {
        try Self.requireWords(reason)
        try take(at, actor)
        try requireFresh(actor.who, at.seat.standingInFor)
        decide(.refused, at)
        application.steps[at.step].note = reason
        drop(to: .refused, reason)
    }

    mutating func giveBack(
        _ at: DeskSeatAt, _ actor: Actor, _ reason: String, _ marks: [String: String]
    ) throws(EngineRefusal) {
        try Self.requireWords(reason)
        let foreign = marks.keys.sorted().filter { kind.field($0)?.filler != .applicant }
        guard foreign.isEmpty else { throw .notToBeMarked(foreign) }
        for text in marks.values { try Self.requireWords(text) }
        try take(at, actor)
        try requireFresh(actor.who, at.seat.standingInFor)
        decide(.returned, at)
        application.steps[at.step].note = reason
        drop(to: .returned, reason)
        application.marks = marks
    }

    mutating func ask(_ at: DeskSeatAt, _ actor: Actor, _ text: String) throws(EngineRefusal) {
        try Self.requireWords(text)
        try take(at, actor)
        application.questions.append(
            DeskQuestion(step: at.step, askedBy: actor.who, text: text, askedAt: setting.now))
        effects.append(.asked(question: application.questions.count - 1))
    }

    mutating func handOn(_ at: DeskSeatAt, _ target: HandOver) throws(EngineRefusal) {
        let step = application.steps[at.step]
        // Who hands on has had it, and may be who answers for it.
        try take(at, Actor(who: at.seat.who, part: .desk))
        switch target {
        case .person(let who):
            guard let seat = setting.roster[step.inCharge]?.first(where: { $0.who == who }),
                isFresh(who, seat.standingInFor)
            else { throw .cannotHandTo(who) }
            application.steps[at.step].takenBy = who
        case .desk(let id):
            guard kind.desk(of: step)?.handsOnTo.contains(id) == true,
                setting.roster[id]?.isEmpty == false
            else { throw .cannotHandTo(id) }
            // Its clock goes on: handing on wins no time.
            application.steps[at.step].inCharge = id
            application.steps[at.step].takenBy = nil
            effects.append(.opened(step: at.step))
        }
    }

    private mutating func decide(_ decision: Decision, _ at: DeskSeatAt) {
        application.steps[at.step].decision = decision
        application.steps[at.step].decidedBy = at.seat.who
        application.steps[at.step].standingInFor = at.seat.standingInFor
        application.steps[at.step].decidedAt = setting.now
    }

    private func isFresh(_ who: String, _ standingInFor: String?) -> Bool {
        let people = [who] + (standingInFor.map { [$0] } ?? [])
        return !people.contains(application.filedBy)
            && application.deciders.isDisjoint(with: people)
    }

    /// Nobody decides what they filed, or twice in a round, also not through a stand-in.
    private func requireFresh(_ who: String, _ standingInFor: String?) throws(EngineRefusal) {
        guard !isFresh(who, standingInFor) else { return }
        let people = [who] + (standingInFor.map { [$0] } ?? [])
        throw people.contains(application.filedBy) ? .ownApplication : .decidedBefore
    }

    private func check(
        _ findings: [PointFinding], _ points: [ChecklistPoint]
    ) throws(EngineRefusal) {
        let found = Dictionary(
            findings.map { ($0.point, $0.result) }, uniquingKeysWith: { first, _ in first })
        let missing = points.map(\.id).filter { found[$0] == nil }
        let failing = points.filter { $0.weight == .mustHold && found[$0.id] == .fails }.map(\.id)
        let known = points.map(\.id)
        let strange = found.keys.filter { !known.contains($0) }.sorted()
        guard missing.isEmpty, failing.isEmpty, strange.isEmpty, found.count == findings.count
        else { throw .checklist(missing: missing + strange, failing: failing) }
        for note in findings.compactMap(\.note) { try Self.requireWords(note) }
    }
}
