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
        if application.status == .open, changed.allSatisfy(isAtOnce), settle(changed, of: input) {
            application.values = reading.values
            return
        }
        switch application.status {
        case .returned:
            let foreign = changed.filter { !isMarked($0) }
            guard application.marks.isEmpty || foreign.isEmpty else {
                throw .notToBeChanged(foreign)
            }
            // A field that is named with the value it has is said to be right as it was.
            guard !input.isEmpty else { throw .notToBeChanged([]) }
        case .approved:
            let fixed = changed.filter { kind.field($0)?.change == .never }
            guard !changed.isEmpty, fixed.isEmpty else { throw .notToBeChanged(fixed) }
        case .open, .refused, .withdrawn, .cancelled: throw .status(application.status)
        }
        _ = settle(changed, of: input)
        application.values = reading.values
        guard application.status == .returned || application.granted != application.values else {
            return
        }
        application.round += 1
        try begin()
    }

    private func isAtOnce(_ field: String) -> Bool { kind.field(field)?.change == .atOnce }

    /// Takes into what was approved the changes that need no approval, also while the desks look at
    /// others.
    ///
    /// - Returns: false where there are none, or where they do not fit without the others.
    private mutating func settle(_ changed: [String], of input: [String: FormInput]) -> Bool {
        let atOnce = changed.filter(isAtOnce)
        guard let granted = application.granted, !atOnce.isEmpty else { return false }
        let alone = kind.read(
            input.filter { atOnce.contains($0.key) }, of: .applicant, over: granted,
            application.firm, today: setting.today)
        guard alone.problems.isEmpty else { return false }
        application.granted = alone.values
        effects.append(.refresh(fields: atOnce))
        return true
    }

    /// Whether a field may be mended: itself marked, or its checks look at one that is.
    private func isMarked(_ id: String) -> Bool {
        var asked: Set = [id]
        if let checks = kind.field(id)?.checks {
            if case .when(let condition) = checks.need { asked.formUnion(condition.fields) }
            asked.formUnion([checks.after, checks.atMost].compactMap(\.self))
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
