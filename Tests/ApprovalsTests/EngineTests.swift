// The engine, action by action.
import Approvals
import PassFormat
import Testing

@Suite struct `The way of an application` {
    @Test func `goes through the desks in order, then side by side, to the approval`() throws {
        var application = try Sample.filed(["count": .number(20)])
        #expect(application.openSteps.map(\.desk) == ["park"])
        #expect(application.openSteps[0].dueAt == Sample.start + 3600)
        let setting = try Sample.setting()
        application = try Sample.done(
            application.after(.approve(step: 0, Approval()), by: Sample.desk("p1"), in: setting)
        ).application
        #expect(application.openSteps.map(\.desk) == ["site"])
        application = try Sample.done(
            application.after(
                .approve(step: 1, Sample.onSite()), by: Sample.desk("s1"), in: setting)
        ).application
        #expect(application.openSteps.map(\.desk) == ["town", "health"])
        #expect(application.values["granted"] == .number(3))
        application = try Sample.done(
            application.after(.approve(step: 3, Approval()), by: Sample.desk("h1"), in: setting)
        ).application
        #expect(application.status == .open)
        let last = try Sample.done(
            application.after(.approve(step: 2, Approval()), by: Sample.desk("t1"), in: setting))
        #expect(last.application.status == .approved)
        #expect(last.effects == [.carryOut, .tellApplicant(.approved)])
    }

    @Test func `skips a stage by its condition, and by the firm's level`() throws {
        let setting = try Sample.setting()
        for (firm, count, isSkipped) in [
            (Sample.firm, Int64(10), true), (Sample.firm, 11, false),
            (FirmFacts(level: .city, tags: []), 11, true),
            (FirmFacts(level: nil, tags: []), 11, false),
        ] {
            var application = try Sample.done(
                Sample.kind().file(
                    ["count": .number(count)], by: "hr", from: .firm, firm, in: setting)
            ).application
            for (step, who) in [(0, "p2"), (1, "s1")] {
                let approval = step == 1 ? Sample.onSite() : Approval()
                application = try Sample.done(
                    application.after(
                        .approve(step: step, approval), by: Sample.desk(who), in: setting)
                ).application
            }
            #expect((application.status == .approved) == isSkipped)
        }
    }

    @Test func `refuses a decision of a stranger, of the applicant, and of one who decided before`()
        throws
    {
        let setting = try Sample.setting()
        let application = try Sample.filed()
        let approve = ApplicationAction.approve(step: 0, Approval())
        #expect(
            Sample.refusal(application.after(approve, by: Sample.desk("x"), in: setting))
                == .notYours)
        #expect(
            Sample.refusal(application.after(approve, by: Sample.applicant, in: setting))
                == .notYours)
        let own = try Sample.done(
            Sample.kind().file(
                ["count": .number(1)], by: "p1", from: .firm, Sample.firm, in: setting)
        ).application
        #expect(
            Sample.refusal(own.after(approve, by: Sample.desk("p1"), in: setting))
                == .ownApplication)
        let second = try Sample.done(
            application.after(approve, by: Sample.desk("p1"), in: setting)
        ).application
        // p1 sits on site too.
        #expect(
            Sample.refusal(
                second.after(.approve(step: 1, Sample.onSite()), by: Sample.desk("p1"), in: setting)
            )
                == .decidedBefore)
        #expect(
            Sample.refusal(second.after(approve, by: Sample.desk("p2"), in: setting))
                == .stepDone(0))
    }

    @Test func `lets one desk's person take it, and no other decide it then but by handing on`()
        throws
    {
        let setting = try Sample.setting()
        var application = try Sample.done(
            try Sample.filed().after(.take(step: 0), by: Sample.desk("p1"), in: setting)
        ).application
        let approve = ApplicationAction.approve(step: 0, Approval())
        #expect(
            Sample.refusal(application.after(approve, by: Sample.desk("p2"), in: setting))
                == .takenBy("p1"))
        #expect(
            Sample.refusal(
                application.after(
                    .handOn(step: 0, to: .person("h1")), by: Sample.desk("p1"), in: setting))
                == .cannotHandTo("h1"))
        application = try Sample.done(
            application.after(
                .handOn(step: 0, to: .person("p2")), by: Sample.desk("p1"), in: setting)
        ).application
        #expect(application.steps[0].takenBy == "p2")
        #expect(application.answerable == "p1")
        let town = try Sample.done(
            application.after(
                .handOn(step: 0, to: .desk("town")), by: Sample.desk("p2"), in: setting)
        ).application
        #expect(town.steps[0].inCharge == "town")
        #expect(town.steps[0].dueAt == application.steps[0].dueAt)
        #expect(town.answerable == "p1")
        #expect(
            Sample.refusal(
                application.after(
                    .handOn(step: 0, to: .desk("health")), by: Sample.desk("p2"), in: setting))
                == .cannotHandTo("health"))
    }

    @Test func `notes in whose place a stand-in decides, who then cannot decide as well`() throws {
        let setting = try Sample.setting()
        var application = try Sample.filed(["count": .number(20)])
        application = try Sample.done(
            application.after(.approve(step: 0, Approval()), by: Sample.desk("p1"), in: setting)
        ).application
        application = try Sample.done(
            application.after(
                .approve(step: 1, Sample.onSite()), by: Sample.desk("s1"), in: setting)
        ).application
        application = try Sample.done(
            application.after(.approve(step: 2, Approval()), by: Sample.desk("p2"), in: setting)
        ).application
        #expect(application.steps[2].decidedBy == "p2")
        #expect(application.steps[2].standingInFor == "t2")
        #expect(application.deciders == ["p1", "s1", "p2", "t2"])
    }

    @Test func `wants the whole checklist, in order where a point must hold, and the desk's field`()
        throws
    {
        let setting = try Sample.setting()
        let application = try Sample.done(
            try Sample.filed().after(
                .approve(step: 0, Approval()), by: Sample.desk("p1"), in: setting)
        ).application
        let try1 = application.after(
            .approve(step: 1, Approval()), by: Sample.desk("s1"), in: setting)
        #expect(Sample.refusal(try1) == .checklist(missing: ["door", "sign"], failing: []))
        let try2 = application.after(
            .approve(step: 1, Sample.onSite(.fails)), by: Sample.desk("s1"), in: setting)
        #expect(Sample.refusal(try2) == .checklist(missing: [], failing: ["door"]))
        #expect(
            Sample.refusal(try2)?.text.english
                == "the checklist is not as it has to be, not in order: door; fill in each point"
                + " once, or return for correction")
        var empty = Sample.onSite()
        empty.values = [:]
        let try3 = Sample.refusal(
            application.after(.approve(step: 1, empty), by: Sample.desk("s1"), in: setting))
        guard case .form(let problems) = try3 else {
            Issue.record("\(String(describing: try3))")
            return
        }
        #expect(problems.map(\.code) == ["FIELD_MISSING"])
        #expect(problems.map(\.field) == ["granted"])
        // As many as were asked for, and no more.
        var more = Sample.onSite()
        for (count, code) in [(5, nil), (6, "FIELD_BOUNDS")] as [(Int64, String?)] {
            more.values = ["granted": .number(count)]
            let result = Sample.refusal(
                application.after(.approve(step: 1, more), by: Sample.desk("s1"), in: setting))
            guard case .form(let problems)? = result else {
                #expect(result == nil && code == nil)
                continue
            }
            #expect(problems.map(\.code) == [code])
            #expect(problems.first?.text.english.contains("above the 5 of count") == true)
        }
    }

    @Test func `is not returned with marks at what the applicant's form does not have`() throws {
        let returned = try Sample.filed(["count": .number(5), "cargo": .text("a")]).after(
            .giveBack(step: 0, reason: "wrong", marks: ["count": "too few", "colour": "what"]),
            by: Sample.desk("p1"), in: try Sample.setting())
        #expect(Sample.refusal(returned) == .notToBeMarked(["colour"]))
    }

    @Test func `is returned with fields marked, and only those are mended`() throws {
        let setting = try Sample.setting()
        let returned = try Sample.done(
            try Sample.filed(["count": .number(5), "cargo": .text("a")]).after(
                .giveBack(step: 0, reason: "wrong", marks: ["count": "too few"]),
                by: Sample.desk("p1"), in: setting))
        #expect(returned.application.status == .returned)
        #expect(returned.effects == [.tellApplicant(.returned)])
        let foreign = returned.application.after(
            .amend(["count": .number(6), "cargo": .text("b")]), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(foreign) == .notToBeChanged(["cargo"]))
        let nothing = returned.application.after(.amend([:]), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(nothing) == .notToBeChanged([]))
        let mended = try Sample.done(
            returned.application.after(
                .amend(["count": .number(6)]), by: Sample.applicant, in: setting)
        ).application
        #expect(mended.round == 2)
        #expect(mended.openSteps.map(\.desk) == ["park"])
        // In a new round those who returned it decide again.
        let again = mended.after(
            .approve(step: 1, Approval()), by: Sample.desk("p1"), in: setting)
        #expect(Sample.refusal(again) == nil)
    }

    @Test
    func `rises to the next in charge when the clock runs out, and says when nobody is above`()
        throws
    {
        var application = try Sample.done(
            try Sample.filed().after(.take(step: 0), by: Sample.desk("p1"), in: Sample.setting())
        ).application
        let early = application.after(
            .runOut, by: Sample.clock, in: try Sample.setting(at: Sample.start + 3599))
        #expect(Sample.refusal(early) == .nothingDue)
        let risen = try Sample.done(
            application.after(
                .runOut, by: Sample.clock, in: Sample.setting(at: Sample.start + 3600)))
        #expect(risen.effects == [.rose(step: 0, to: "lead")])
        #expect(risen.application.steps[0].takenBy == nil)
        #expect(risen.application.steps[0].dueAt == Sample.start + 7200)
        #expect(risen.application.steps[0].owedAt == Sample.start + 3600)
        #expect(risen.application.answerable == "p1")
        application = risen.application
        let setting = try Sample.setting(at: Sample.start + 3601)
        #expect(
            Sample.refusal(
                application.after(.approve(step: 0, Approval()), by: Sample.desk("p2"), in: setting)
            )
                == .notYours)
        application = try Sample.done(
            application.after(
                .runOut, by: Sample.clock, in: Sample.setting(at: Sample.start + 7200))
        ).application
        #expect(application.steps[0].inCharge == "district")
        #expect(application.steps[0].owedAt == Sample.start + 3600)
        let last = try Sample.done(
            application.after(
                .runOut, by: Sample.clock, in: Sample.setting(at: Sample.start + 10_800)))
        #expect(last.effects == [.pastTheLast(step: 0)])
        let quiet = last.application.after(
            .runOut, by: Sample.clock, in: try Sample.setting(at: Sample.start + 99_999))
        #expect(Sample.refusal(quiet) == .nothingDue)
        let decided = last.application.after(
            .approve(step: 0, Approval()), by: Sample.desk("d1"), in: setting)
        #expect(Sample.refusal(decided) == nil)
    }

    @Test func `asks and is answered once, and its clock goes on`() throws {
        let setting = try Sample.setting()
        let asked = try Sample.done(
            try Sample.filed().after(
                .ask(step: 0, text: "who?"), by: Sample.desk("p1"), in: setting))
        #expect(asked.effects == [.asked(question: 0)])
        #expect(asked.application.openSteps[0].dueAt == Sample.start + 3600)
        let answered = try Sample.done(
            asked.application.after(
                .answer(question: 0, text: "we"), by: Sample.applicant, in: setting)
        ).application
        #expect(answered.questions[0].answer == "we")
        let again = answered.after(
            .answer(question: 0, text: "they"), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(again) == .answered(0))
    }
}
