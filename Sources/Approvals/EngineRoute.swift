// The way through the desks: which stage comes next, which of its desks, until when.

extension EngineRun {
    /// Begins a round at the first stage.
    mutating func begin() throws(EngineRefusal) {
        application.status = .open
        application.reason = nil
        application.marks = [:]
        guard try open(fromStage: 0) else { throw .noDesk }
    }

    /// Goes on after a desk approved.
    mutating func goOn(after step: DeskStep) throws(EngineRefusal) {
        guard application.openSteps.isEmpty else { return }
        guard let place = kind.stages.firstIndex(where: { $0.id == step.stage }) else {
            // The kind was changed meanwhile and has this stage no more: what is left of the way
            // cannot be told, so the desks look again from its beginning.
            application.round += 1
            return try begin()
        }
        let stage = kind.stages[place]
        if stage.order == .inOrder,
            let desk = stage.desks.firstIndex(where: { $0.desk == step.desk }),
            let next = applicable(stage).first(where: { $0.offset > desk })
        {
            return try open(next.desk, of: stage)
        }
        guard try !open(fromStage: place + 1) else { return }
        finish()
    }

    /// Opens the first stage from a place on that has a desk for this form.
    ///
    /// - Returns: false where there is none.
    private mutating func open(fromStage first: Int) throws(EngineRefusal) -> Bool {
        for stage in kind.stages.dropFirst(first) where isPassed(stage) {
            let desks = applicable(stage)
            guard let next = desks.first else { continue }
            switch stage.order {
            case .inOrder: try open(next.desk, of: stage)
            case .sideBySide: for desk in desks { try open(desk.desk, of: stage) }
            }
            return true
        }
        return false
    }

    private func isPassed(_ stage: Stage) -> Bool {
        guard !kind.skips(stage.id, application.firm) else { return false }
        return stage.when?.holds(of: application.values, application.firm) ?? true
    }

    private func applicable(_ stage: Stage) -> [(offset: Int, desk: StageDesk)] {
        stage.desks.enumerated().filter {
            $0.element.when?.holds(of: application.values, application.firm) ?? true
        }.map { ($0.offset, $0.element) }
    }

    private mutating func open(_ desk: StageDesk, of stage: Stage) throws(EngineRefusal) {
        guard setting.roster[desk.desk]?.isEmpty == false else { throw .emptyDesk(desk.desk) }
        let step = DeskStep(
            number: application.steps.count, round: application.round, stage: stage.id,
            desk: desk.desk, openedAt: setting.now, inCharge: desk.desk, dueAt: due(desk.clock))
        application.steps.append(step)
        effects.append(.opened(step: step.number))
    }

    func due(_ clock: DeskClock) -> Int64 {
        clock.due(from: setting.now, by: setting.calendars).atSeconds
    }

    /// Nobody is to decide any more.
    private mutating func finish() {
        application.status = .approved
        let before = application.granted
        application.granted = application.values
        if let before {
            let changed = kind.fields.map(\.id).filter { before[$0] != application.values[$0] }
            effects.append(.renew(fields: changed))
        } else {
            effects.append(.carryOut)
        }
        effects.append(.tellApplicant(.approved))
    }

    /// Ends the round before its end: by a refusal, a return, a withdrawal.
    mutating func drop(to status: ApplicationStatus, _ reason: String) {
        for step in application.openSteps { application.steps[step.number].isDropped = true }
        application.status = status
        application.reason = reason
        // What was approved before stays as it was.
        if let granted = application.granted, status == .refused || status == .withdrawn {
            application.values = granted
            application.status = .approved
        }
        effects.append(.tellApplicant(status))
    }

    /// Passes every overdue step to who is next in charge.
    mutating func runOut() throws(EngineRefusal) {
        guard application.status == .open else { throw .status(application.status) }
        var isDue = false
        for step in application.openSteps where step.dueAt <= setting.now && !step.isPastTheLast {
            isDue = true
            let desk = kind.desk(of: step)
            let above = desk?.rises.dropFirst(step.rises) ?? []
            // A desk where nobody sits is passed over.
            if let place = above.firstIndex(where: { setting.roster[$0]?.isEmpty == false }),
                let clock = desk?.clock
            {
                application.steps[step.number].inCharge = above[place]
                application.steps[step.number].rises = place + 1
                application.steps[step.number].takenBy = nil
                application.steps[step.number].overranAt = step.owedAt
                application.steps[step.number].dueAt = due(clock)
                effects.append(.rose(step: step.number, to: above[place]))
            } else {
                application.steps[step.number].isPastTheLast = true
                effects.append(.pastTheLast(step: step.number))
            }
        }
        guard isDue else { throw .nothingDue }
    }
}
