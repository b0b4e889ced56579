// Thousands of actions at random: whatever is tried, some things must stay true.
import Approvals
import Testing

@Suite struct `Whatever happens to an application` {
    private static let people = ["p1", "p2", "l1", "s1", "t1", "h1", "d1", "hr", "x"]

    private func anyAction(_ application: PassApplication, _ random: inout Steps)
        -> ApplicationAction
    {
        let step = random.next(below: application.steps.count + 1)
        switch random.next(below: 16) {
        case 0...5:
            return .approve(step: step, random.next(below: 3) == 0 ? Approval() : Sample.onSite())
        case 6: return .take(step: step)
        case 7: return .giveBack(step: step, reason: "r", marks: ["count": "m"])
        case 8: return .refuse(step: step, reason: random.next(below: 2) == 0 ? "r" : "")
        case 9: return .handOn(step: step, to: .person(Self.people[random.next(below: 9)]))
        case 10: return .handOn(step: step, to: .desk("town"))
        case 11: return .amend(["count": .number(Int64(random.next(below: 20)))])
        case 12: return .amend(["plate": .text("沪A1234\(random.next(below: 10))")])
        case 13: return .ask(step: step, text: "q")
        case 14: return random.next(below: 4) == 0 ? .withdraw(reason: "r") : .runOut
        default: return .tickOff(item: random.next(below: 2))
        }
    }

    @Test(arguments: 1...60)
    func `nobody decides twice, due times only grow, and an approval is every desk's`(
        seed: Int
    ) throws {
        var random = Steps(seed: UInt64(seed))
        var now = Sample.start
        var application = try Sample.filed(["count": .number(Int64(random.next(below: 20)))])
        var kept: [(ApplicationAction, Actor, Int64)] = []
        let first = application
        for _ in 0..<120 {
            now += Int64(random.next(below: 2000))
            let who = Self.people[random.next(below: Self.people.count)]
            let actor = Actor(who: who, part: who == "hr" ? .applicant : .desk)
            let action = anyAction(application, &random)
            let before = application
            guard
                case .done(let after, let effects) = application.after(
                    action, by: actor, in: try Sample.setting(at: now))
            else { continue }
            application = after
            kept.append((action, actor, now))
            try check(before, after, effects)
        }
        // The record of what was done tells the state.
        var again = first
        for (action, actor, at) in kept {
            again = try Sample.done(again.after(action, by: actor, in: Sample.setting(at: at)))
                .application
        }
        #expect(again == application)
        try expectAWayOn(application, at: now)
    }

    private func check(
        _ before: PassApplication, _ after: PassApplication, _ effects: [ApplicationEffect]
    ) throws {
        for step in after.steps {
            #expect(step.dueAt >= step.openedAt)
            if before.steps.indices.contains(step.number) {
                let earlier = before.steps[step.number]
                #expect(step.dueAt >= earlier.dueAt)
                // What was decided stays.
                if !earlier.isOpen { #expect(step == earlier) }
            }
        }
        for round in 1...after.round {
            let decided = after.steps.filter { $0.round == round && $0.decision != nil }
            #expect(Set(decided.compactMap(\.decidedBy)).count == decided.count)
            #expect(!decided.contains { $0.decidedBy == after.filedBy })
        }
        #expect((after.status == .open) == !after.openSteps.isEmpty)
        if effects.contains(.carryOut)
            || effects.contains(where: { if case .renew = $0 { true } else { false } })
        {
            let round = after.steps.filter { $0.round == after.round }
            #expect(!round.isEmpty)
            #expect(round.allSatisfy { $0.decision == .approved })
        }
        if let answerable = before.answerable { #expect(after.answerable == answerable) }
    }

    /// From any state that is not an end, somebody can go on.
    private func expectAWayOn(_ application: PassApplication, at now: Int64) throws {
        let setting = try Sample.setting(at: now)
        switch application.status {
        case .open, .returned:
            let withdrawn = application.after(
                .withdraw(reason: "r"), by: Sample.applicant, in: setting)
            #expect(Sample.refusal(withdrawn) == nil)
        case .approved:
            let given = application.after(.cancel(reason: "r"), by: Sample.applicant, in: setting)
            #expect(Sample.refusal(given) == nil)
        case .refused, .withdrawn, .cancelled: break
        }
        for step in application.openSteps {
            let seats = Sample.roster[step.inCharge] ?? []
            let canDecide = seats.contains { seat in
                Sample.refusal(
                    application.after(
                        .refuse(step: step.number, reason: "r"), by: Sample.desk(seat.who),
                        in: setting)) == nil
            }
            // Where all of a desk have decided before, the clock takes it to the next in charge.
            let rises =
                Sample.refusal(
                    application.after(
                        .runOut, by: Sample.clock, in: try Sample.setting(at: now + 90_000_000)))
                == nil
            #expect(canDecide || rises || step.isPastTheLast)
        }
    }
}
