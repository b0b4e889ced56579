// Applications after their approval: amended, ticked off, given up.
import Approvals
import Testing

@Suite struct `An approved application` {
    private let setting: EngineSetting
    private let approved: PassApplication

    init() throws {
        setting = try Sample.setting()
        let filed = try Sample.filed([
            "count": .number(5), "plate": .text("沪A12345"), "cargo": .text("pumps"),
            "things": .list([
                .record(["name": .text("meter"), "count": .number(2)]),
                .record(["name": .text("case")]),
            ]),
        ])
        let first = try Sample.done(
            filed.after(.approve(step: 0, Approval()), by: Sample.desk("p1"), in: setting))
        approved = try Sample.done(
            first.application.after(
                .approve(step: 1, Sample.onSite()), by: Sample.desk("s1"), in: setting)
        ).application
    }

    @Test func `takes some fields at once, and others only by the desks`() throws {
        let cargo = try Sample.done(
            approved.after(.amend(["cargo": .text("valves")]), by: Sample.applicant, in: setting))
        #expect(cargo.effects == [.refresh(fields: ["cargo"])])
        #expect(cargo.application.status == .approved)
        let count = approved.after(.amend(["count": .number(9)]), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(count) == .notToBeChanged(["count"]))
        let same = approved.after(.amend([:]), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(same) == .notToBeChanged([]))
        let plate = try Sample.done(
            approved.after(.amend(["plate": .text("沪B12345")]), by: Sample.applicant, in: setting)
        ).application
        #expect(plate.status == .open)
        let refused = try Sample.done(
            plate.after(.refuse(step: 2, reason: "no"), by: Sample.desk("p1"), in: setting)
        ).application
        #expect(refused.status == .approved)
        #expect(refused.values == approved.values)
        var next = plate
        for (step, who) in [(2, "p2"), (3, "s1")] {
            let result = try Sample.done(
                next.after(
                    .approve(step: step, step == 3 ? Sample.onSite() : Approval()),
                    by: Sample.desk(who), in: setting))
            next = result.application
            if step == 3 {
                #expect(result.effects == [.renew(fields: ["plate"]), .tellApplicant(.approved)])
            }
        }
    }

    @Test func `takes at once what needs no approval, whatever the desks say of the rest`() throws {
        let both = try Sample.done(
            approved.after(
                .amend(["cargo": .text("valves"), "plate": .text("沪B12345")]),
                by: Sample.applicant, in: setting))
        #expect(both.effects == [.refresh(fields: ["cargo"]), .opened(step: 2)])
        #expect(both.application.granted?["cargo"] == .text("valves"))
        #expect(both.application.granted?["plate"] == .text("沪A12345"))
        // Also while the desks look at the plate.
        let again = try Sample.done(
            both.application.after(
                .amend(["cargo": .text("pipes")]), by: Sample.applicant, in: setting))
        #expect(again.effects == [.refresh(fields: ["cargo"])])
        #expect(again.application.status == .open)
        let other = again.application.after(
            .amend(["plate": .text("沪C12345")]), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(other) == .status(.open))
        let refused = try Sample.done(
            again.application.after(
                .refuse(step: 2, reason: "no"), by: Sample.desk("p1"), in: setting)
        ).application
        #expect(refused.status == .approved)
        #expect(refused.values["cargo"] == .text("pipes"))
        #expect(refused.values["plate"] == .text("沪A12345"))
    }

    @Test func `is pending until each thing is ticked off, once`() throws {
        #expect(approved.isPending(setting.kind))
        let guardAtGate = Actor(who: "gate:1", part: .gate)
        let one = try Sample.done(
            approved.after(.tickOff(item: 1), by: guardAtGate, in: setting)
        ).application
        #expect(one.untickedItems(setting.kind) == [0])
        #expect(
            Sample.refusal(one.after(.tickOff(item: 1), by: guardAtGate, in: setting)) == .ticked(1)
        )
        #expect(
            Sample.refusal(one.after(.tickOff(item: 2), by: guardAtGate, in: setting))
                == .noSuchItem(2))
        #expect(
            Sample.refusal(one.after(.tickOff(item: 0), by: Sample.applicant, in: setting))
                == .notYours)
        let both = try Sample.done(one.after(.tickOff(item: 0), by: guardAtGate, in: setting))
        #expect(!both.application.isPending(setting.kind))
    }

    @Test func `is given up by the applicant, and stays so`() throws {
        let given = try Sample.done(
            approved.after(.cancel(reason: "not needed"), by: Sample.applicant, in: setting))
        #expect(given.effects == [.stopPasses, .tellApplicant(.cancelled)])
        let again = given.application.after(
            .cancel(reason: "again"), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(again) == .status(.cancelled))
        let withdrawn = approved.after(.withdraw(reason: "x"), by: Sample.applicant, in: setting)
        #expect(Sample.refusal(withdrawn) == .status(.approved))
    }
}
