// What applicants do with their application, and gates with its things.

extension EngineRun {
    mutating func answer(
        _ question: Int, _ text: String, _ actor: Actor
    ) throws(EngineRefusal) {
        try requireApplicant(actor)
        try Self.requireWords(text)
        guard application.status == .open else { throw .status(application.status) }
        guard application.questions.indices.contains(question) else {
            throw .noSuchQuestion(question)
        }
        guard application.questions[question].answer == nil else { throw .answered(question) }
        application.questions[question].answer = text
        application.questions[question].answeredAt = setting.now
    }

    mutating func withdraw(_ reason: String, _ actor: Actor) throws(EngineRefusal) {
        try requireApplicant(actor)
        try Self.requireWords(reason)
        switch application.status {
        case .open, .returned: drop(to: .withdrawn, reason)
        case .approved, .refused, .withdrawn, .cancelled: throw .status(application.status)
        }
    }

    mutating func cancel(_ reason: String, _ actor: Actor) throws(EngineRefusal) {
        try requireApplicant(actor)
        try Self.requireWords(reason)
        // While the desks look at an amendment, what was approved still stands and can be given up.
        guard application.granted != nil, application.status != .cancelled else {
            throw .status(application.status)
        }
        for step in application.openSteps { application.steps[step.number].isDropped = true }
        application.status = .cancelled
        application.reason = reason
        effects.append(.stopPasses)
        effects.append(.tellApplicant(.cancelled))
    }

    mutating func amend(_ input: [String: FormInput], _ actor: Actor) throws(EngineRefusal) {
        try requireApplicant(actor)
        let before = application.values
        let reading = kind.read(
            input, of: .applicant, over: before, application.firm, today: setting.today)
        guard reading.problems.isEmpty else { throw .form(reading.problems) }
        let changed = kind.fields.map(\.id).filter { before[$0] != reading.values[$0] }
        switch application.status {
        case .returned:
            let foreign = changed.filter { !isMarked($0) }
            guard application.marks.isEmpty || foreign.isEmpty else {
                throw .notToBeChanged(foreign)
            }
            application.values = reading.values
            application.round += 1
            try begin()
        case .approved:
            let fixed = changed.filter { kind.field($0)?.change == .never }
            guard !changed.isEmpty, fixed.isEmpty else { throw .notToBeChanged(fixed) }
            application.values = reading.values
            if changed.allSatisfy({ kind.field($0)?.change == .atOnce }) {
                application.granted = reading.values
                effects.append(.refresh(fields: changed))
            } else {
                application.round += 1
                try begin()
            }
        case .open, .refused, .withdrawn, .cancelled: throw .status(application.status)
        }
    }

    /// Whether a field may be mended: itself marked, or its checks look at one that is.
    private func isMarked(_ id: String) -> Bool {
        var asked: Set = [id]
        if let checks = kind.field(id)?.checks {
            if case .when(let condition) = checks.need { asked.formUnion(condition.fields) }
            if let earlier = checks.after { asked.insert(earlier) }
        }
        return !asked.isDisjoint(with: application.marks.keys)
    }

    mutating func tickOff(_ item: Int, _ actor: Actor) throws(EngineRefusal) {
        guard actor.part == .gate || actor.part == .desk else { throw .notYours }
        guard application.status == .approved else { throw .status(application.status) }
        let items = kind.tickedOff.flatMap { application.values[$0]?.items } ?? []
        guard items.indices.contains(item) else { throw .noSuchItem(item) }
        guard !application.ticks.contains(where: { $0.item == item }) else { throw .ticked(item) }
        application.ticks.append(ItemTick(item: item, by: actor.who, at: setting.now))
    }
}
