// The engine: an application, what happens, and the setting in; the application as it is then and
// what the office has to do out. Pure and total: what cannot be is a refusal, and changes nothing.

extension ApplicationKind {
    /// Files an application.
    ///
    /// - Parameters:
    ///   - input: the applicant's fields as typed.
    ///   - firm: as it stands on filing; the route is decided by it to the end.
    package func file(
        _ input: [String: FormInput], by who: String, from filer: FilerKind, _ firm: FirmFacts,
        in setting: EngineSetting
    ) -> EngineResult {
        guard filers.contains(filer) else { return .refused(.filer) }
        let reading = read(input, of: .applicant, over: [:], firm, today: setting.today)
        guard reading.problems.isEmpty else { return .refused(.form(reading.problems)) }
        let application = PassApplication(
            kind: id, filedBy: who, filer: filer, firm: firm, filedAt: setting.now,
            values: reading.values)
        var run = EngineRun(application, setting)
        do throws(EngineRefusal) { try run.begin() } catch { return .refused(error) }
        return .done(run.application, run.effects)
    }
}

extension PassApplication {
    /// What becomes of the application by an action.
    package func after(
        _ action: ApplicationAction, by actor: Actor, in setting: EngineSetting
    ) -> EngineResult {
        var run = EngineRun(self, setting)
        do throws(EngineRefusal) { try run.perform(action, by: actor) } catch {
            return .refused(error)
        }
        return .done(run.application, run.effects)
    }
}

/// One action on its way; thrown away where it is refused.
struct EngineRun {
    var application: PassApplication
    var effects: [ApplicationEffect] = []
    let setting: EngineSetting

    init(_ application: PassApplication, _ setting: EngineSetting) {
        self.application = application
        self.setting = setting
    }

    var kind: ApplicationKind { setting.kind }

    mutating func perform(
        _ action: ApplicationAction, by actor: Actor
    ) throws(EngineRefusal) {
        switch action {
        case .take(let step): try take(try mine(step, actor), actor)
        case .approve(let step, let approval): try approve(try mine(step, actor), actor, approval)
        case .refuse(let step, let reason): try refuse(try mine(step, actor), actor, reason)
        case .giveBack(let step, let reason, let marks):
            try giveBack(try mine(step, actor), actor, reason, marks)
        case .ask(let step, let text): try ask(try mine(step, actor), actor, text)
        case .handOn(let step, let target): try handOn(try mine(step, actor), target)
        case .answer(let question, let text): try answer(question, text, actor)
        case .amend(let input): try amend(input, actor)
        case .withdraw(let reason): try withdraw(reason, actor)
        case .cancel(let reason): try cancel(reason, actor)
        case .tickOff(let item): try tickOff(item, actor)
        case .runOut: try runOut()
        }
    }

    /// The step that the actor may work on.
    private func mine(_ number: Int, _ actor: Actor) throws(EngineRefusal) -> DeskSeatAt {
        guard actor.part == .desk else { throw .notYours }
        guard application.status == .open else { throw .status(application.status) }
        guard application.steps.indices.contains(number) else { throw .noSuchStep(number) }
        let step = application.steps[number]
        let seats = setting.roster[step.inCharge] ?? []
        // Who stands in for the taker goes on in the taker's place; else one's own seat counts.
        guard
            let seat = seats.first(where: {
                $0.who == actor.who && $0.standingInFor != nil && $0.standingInFor == step.takenBy
            })
                ?? seats.first(where: { $0.who == actor.who && $0.standingInFor == nil })
                ?? seats.first(where: { $0.who == actor.who })
        else { throw .notYours }
        guard step.isOpen else { throw .stepDone(number) }
        if let taker = step.takenBy, taker != actor.who, taker != seat.standingInFor {
            throw .takenBy(taker)
        }
        return DeskSeatAt(step: number, seat: seat)
    }

    static func requireWords(_ text: String) throws(EngineRefusal) {
        guard (1...1000).contains(text.unicodeScalars.count),
            text.contains(where: { !$0.isWhitespace })
        else { throw .noReason }
    }

    func requireApplicant(_ actor: Actor) throws(EngineRefusal) {
        guard actor.part == .applicant else { throw .notYours }
    }
}

/// Somebody at the desk of a step.
struct DeskSeatAt {
    let step: Int
    let seat: DeskSeat
}
