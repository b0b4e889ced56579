// Kinds, desks and calendars of the engine's tests.
import Approvals
import Identifiers
import PassFormat
import Testing

enum Sample {
    /// 2026-05-28 04:26:40 at UTC+8, a Thursday, before work begins.
    static let start: Int64 = 1_779_913_600

    static func calendar() throws -> WorkingCalendar {
        let day: (Int, Int) throws -> CalendarDate = { month, day in
            try #require(CalendarDate(year: 2026, month: month, day: day))
        }
        return try WorkingCalendar(
            id: "cn", hours: [540..<720, 810..<1050], weekdays: [1, 2, 3, 4, 5],
            utcOffsetMinutes: 480,
            years: [2026: YearDays(holidays: [try day(6, 19)], worked: [try day(6, 20)])])
    }

    static func field(_ id: String, _ type: FieldType, _ need: FieldNeed = .always) -> FormField {
        var field = FormField(id: id, title: BilingualText(id, id), type: type)
        field.checks.need = need
        return field
    }

    /// Two desks in order, then two side by side where the number is above ten; the last of the
    /// first stage checks on site and fills a field.
    static func kind() -> ApplicationKind {
        var park = StageDesk(desk: "park", clock: .roundTheClock(minutes: 60))
        park.rises = ["lead", "district"]
        park.handsOnTo = ["town"]
        var site = StageDesk(desk: "site", clock: .workingTime(minutes: 120, calendar: "cn"))
        site.checklist = [
            ChecklistPoint(id: "door", title: BilingualText("门", "door"), weight: .mustHold),
            ChecklistPoint(id: "sign", title: BilingualText("牌", "sign"), weight: .noted),
        ]
        site.rises = ["district"]
        let title = BilingualText("环节", "stage")
        var together = Stage(
            id: "together", title: title,
            desks: [
                StageDesk(desk: "town", clock: .sameDay(calendar: "cn")),
                StageDesk(desk: "health", clock: .roundTheClock(minutes: 30)),
            ])
        together.order = .sideBySide
        together.when = .compare(field: "count", .above, .number(10))
        var granted = field("granted", .number)
        granted.checks.atMost = "count"
        granted.filler = .desk("site")
        var cargo = field("cargo", .text, .optional)
        cargo.change = .atOnce
        var plate = field("plate", .plate, .optional)
        plate.change = .approval
        var until = field("until", .time, .optional)
        until.checks.after = "from"
        var kind = ApplicationKind(
            id: "sample", title: title,
            fields: [
                field("count", .number), cargo, plate, field("from", .time, .optional), until,
                field("things", .items, .optional), field("phone", .telephone, .optional),
                field(
                    "why", .longText,
                    .when(.compare(field: "count", .atLeast, .number(100)))), granted,
            ],
            stages: [Stage(id: "first", title: title, desks: [park, site]), together])
        kind.fastLanes = [FastLane(levels: [.city], skips: ["together"])]
        kind.answerable = .firstTaker
        kind.tickedOff = "things"
        kind.outcomes = [.quota]
        return kind
    }

    static let firm = FirmFacts(level: .town, tags: ["规上"])

    static let roster: [String: [DeskSeat]] = [
        "park": [DeskSeat(who: "p1"), DeskSeat(who: "p2")], "lead": [DeskSeat(who: "l1")],
        "site": [DeskSeat(who: "s1"), DeskSeat(who: "p1")],
        "town": [DeskSeat(who: "t1"), DeskSeat(who: "p2", standingInFor: "t2")],
        "health": [DeskSeat(who: "h1")], "district": [DeskSeat(who: "d1")],
    ]

    static func setting(at seconds: Int64 = start) throws -> EngineSetting {
        EngineSetting(
            kind: kind(), calendars: ["cn": try calendar()], roster: roster, now: seconds,
            today: try #require(CalendarDate(year: 2026, month: 5, day: 28)))
    }

    static func filed(_ input: [String: FormInput] = ["count": .number(5)]) throws
        -> PassApplication
    {
        try done(kind().file(input, by: "hr", from: .firm, firm, in: setting())).application
    }

    static func done(
        _ result: EngineResult
    ) throws -> (application: PassApplication, effects: [ApplicationEffect]) {
        guard case .done(let application, let effects) = result else {
            Issue.record("refused: \(result)")
            throw Refused()
        }
        return (application, effects)
    }

    static func refusal(_ result: EngineResult) -> EngineRefusal? {
        if case .refused(let refusal) = result { refusal } else { nil }
    }

    struct Refused: Error {}

    static func desk(_ who: String) -> Actor { Actor(who: who, part: .desk) }
    static let applicant = Actor(who: "hr", part: .applicant)
    static let clock = Actor(who: "clock", part: .clock)

    /// What the desk on site says when it approves.
    static func onSite(_ door: PointFinding.Result = .holds) -> Approval {
        var approval = Approval()
        approval.findings = [
            PointFinding(point: "door", result: door), PointFinding(point: "sign", result: .fails),
        ]
        approval.values = ["granted": .number(3)]
        return approval
    }
}
