// The guard's desk: what a scan, a key or a pause leads to. It only asks the gate; what is decided,
// and what may be overridden, is decided there.
import CommandSupport
import GateState
import PassCheck
import PassFormat
import WatchScreen

/// What the desk asks of the loop.
enum DeskEffect {
    case sound(Tone)
    case open(Barrier.Opening)
    case quit
}

/// The state of the desk and what its screen shows.
struct GuardDesk {
    /// A notice stands so long.
    private static let noticeMilliseconds: UInt64 = 6_000

    let gate: Gate
    var screen: GuardScreen
    /// nil: the gate's own.
    var direction: Direction?
    /// The newest verdict, and what it was made of.
    var last: LastCheck?
    /// What is asked just now.
    var question: Question?
    /// Scans that came while a question stood.
    var waitingScans: [[UInt8]] = []
    private var noticeEnds: UInt64?

    /// What was judged last.
    struct LastCheck {
        let subject: Subject
        let answer: GateVerdict

        /// What was shown or typed.
        enum Subject {
            case scan(Scan)
            case typed(TypedValue)
        }
    }

    init(gate: Gate, language: Language, at now: Timestamp) {
        self.gate = gate
        screen = GuardScreen(language: language)
        screen.wall = .waiting
        update(at: now)
    }

    /// When something changes by itself, in milliseconds; nil where nothing does.
    var deadline: UInt64? { noticeEnds }

    /// What typing leads to.
    var typingMode: TypingMode {
        switch screen.lower {
        case .recent, .help: .scanning
        case .menu: .menu
        case .prompt: .field
        }
    }

    /// Brings the bars up to date.
    mutating func update(at clock: Timestamp) {
        var now = clock
        screen.clockTrust = .trusted
        if let reading = try? gate.reading(of: clock) {
            now = reading.now
            screen.clockTrust = reading.trust
        }
        screen.clock = now.siteText(utcOffsetMinutes: gate.utcOffsetMinutes)
        guard case .inForce(let bundle, _) = gate.bundle else {
            screen.data = .none
            screen.direction = direction
            screen.gateName = BilingualText(
                "\(gate.identity.gate) 号门", "Gate \(gate.identity.gate)"
            ).text(in: screen.language)
            return
        }
        let core = bundle.core
        let age = now.seconds(since: core.factsAsOf)
        screen.gateName = core.place.name
        screen.direction = direction ?? core.place.direction
        screen.data =
            if now >= core.expires { .expired(seconds: age) } else if age
                > core.policy.staleAfterSeconds
            { .stale(seconds: age) } else { .fresh(seconds: age) }
    }

    /// Answers what the guard or the scanner did.
    ///
    /// - Parameters:
    ///   - clock: the system's time.
    ///   - milliseconds: a clock that only goes forward.
    mutating func answer(
        _ input: GuardInput, at clock: Timestamp, _ milliseconds: UInt64
    ) -> [DeskEffect] {
        if question != nil { return answerQuestion(input, at: clock, milliseconds) }
        switch input {
        case .scan(let bytes):
            screen.lower = .recent
            return judge(bytes, at: clock, milliseconds)
        case .menu:
            screen.lower = .menu
            return []
        case .command(let letter):
            screen.lower = .recent
            guard let key = WatchKey(rawValue: letter) else {
                notify(.unknownKey(letter), milliseconds)
                return []
            }
            return obey(key, at: clock, milliseconds)
        case .escape, .enter:
            screen.lower = .recent
            if input == .escape { screen.alarm = nil }
            return []
        case .stray:
            notify(.strayKeys, milliseconds)
            return []
        case .character, .backspace, .interrupt, .suspend, .redraw: return []
        }
    }

    /// What changes because time passed.
    mutating func passTime(at clock: Timestamp, _ milliseconds: UInt64) -> [DeskEffect] {
        if let end = noticeEnds, milliseconds >= end {
            screen.notice = nil
            noticeEnds = nil
        }
        return []
    }

    /// Tells that the barrier did not open.
    mutating func tell(_ failure: Barrier.Failure, at clock: Timestamp) -> [DeskEffect] {
        screen.alarm = failure.text
        return [.sound(.refuse)]
    }

    /// Judges a line of the scanner, code by code.
    mutating func judge(
        _ line: [UInt8], at clock: Timestamp, _ milliseconds: UInt64
    ) -> [DeskEffect] {
        let scans = parts(ofLine: line.span).map {
            Scan(text: Array(line[$0]), direction: direction, plate: nil)
        }
        return judge(scans, at: clock, milliseconds)
    }

    /// Judges scans and shows the one that needs the guard most.
    mutating func judge(
        _ scans: [Scan], at clock: Timestamp, _ milliseconds: UInt64
    ) -> [DeskEffect] {
        let checks = zip(scans, gate.check(scans, at: clock)).map {
            LastCheck(subject: .scan($0), answer: $1)
        }
        return show(checks, milliseconds)
    }

    /// Judges what was typed in place of a code.
    mutating func judge(
        _ typed: TypedValue, at clock: Timestamp, _ milliseconds: UInt64
    ) -> [DeskEffect] {
        let answer = gate.check(typed: typed, direction: direction, at: clock)
        return show([LastCheck(subject: .typed(typed), answer: answer)], milliseconds)
    }

    private mutating func show(
        _ checks: [LastCheck], _ milliseconds: UInt64
    ) -> [DeskEffect] {
        var effects: [DeskEffect] = []
        for check in checks {
            record(check)
            if check.answer.verdict.outcome == .allow {
                effects.append(.open(check.answer.opening))
            }
        }
        let severity: [Outcome?] = [nil, .deny, .review, .allow]
        let shown = checks.min { left, right in
            let ranks = [left, right].map { check in
                severity.firstIndex { $0 == check.answer.verdict.outcome } ?? 0
            }
            return ranks[0] < ranks[1]
        }
        guard let shown else { return effects }
        last = shown
        screen.wall = Wall(shown.answer.verdict, shown.answer.display)
        clearNotice()
        if checks.count > 1 { notify(.severalCodes(checks.count), milliseconds) }
        return effects + [.sound(screen.wall.tone)]
    }

    private mutating func record(_ check: LastCheck) {
        let answer = check.answer
        screen.tally.count(answer.verdict.outcome)
        list(
            RecentScan(
                time: answer.at.clockText(utcOffsetMinutes: gate.utcOffsetMinutes),
                tone: Tone(answer.verdict.outcome), who: answer.verdict.who(answer.display),
                code: answer.verdict.code.rawValue))
        if let alarm = answer.alarmText { screen.alarm = alarm }
    }

    /// Puts a line on top of the list.
    mutating func list(_ line: RecentScan) {
        screen.recent.insert(line, at: 0)
        if screen.recent.count > GuardScreen.recentRows { screen.recent.removeLast() }
    }

    /// Shows a notice for a while.
    mutating func notify(_ notice: DeskNotice, _ milliseconds: UInt64) {
        screen.notice = notice.text
        noticeEnds = milliseconds + Self.noticeMilliseconds
    }

    mutating func clearNotice() {
        screen.notice = nil
        noticeEnds = nil
    }
}

extension GateVerdict {
    /// What the barrier's command is told.
    fileprivate var opening: Barrier.Opening {
        Barrier.Opening(
            row: row?.number, verdict: verdict.outcome?.rawValue ?? "",
            code: verdict.code.rawValue, direction: direction)
    }
}
