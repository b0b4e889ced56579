// The guard's desk: what a scan, a key or a pause leads to. It only asks the gate; what is decided,
// and what may be overridden, is decided there. Checks are in DeskChecks.swift, questions in
// DeskQuestions.swift, what the guard does in DeskActions.swift.
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

/// When something happens, by both clocks.
struct DeskMoment {
    let machine: MachineTime
    /// On a clock that only goes forward.
    let microseconds: UInt64

    var milliseconds: UInt64 { microseconds / 1_000 }
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
    var repeats = RepeatFilter()
    var shift: GuardShift?
    /// What is asked just now.
    var question: Question?
    /// What is typed without being shown.
    var secret: [UInt8] = []
    /// New scans that came while a question stood.
    var waitingScans: [Scan] = []
    /// Since when the wall stands.
    var wallTiming = WallTiming(.waiting, at: 0)
    private var noticeEnds: UInt64?

    /// What was judged last.
    struct LastCheck {
        let subject: Subject
        let answer: GateVerdict
        /// Whether somebody was let through by it, and that was not taken back.
        var isAdmitted: Bool

        /// What was shown or typed.
        enum Subject {
            case scan(Scan)
            case typed
        }

        init(_ subject: Subject, _ answer: GateVerdict) {
            self.subject = subject
            self.answer = answer
            isAdmitted = answer.verdict.outcome == .allow
        }
    }

    init(gate: Gate, language: Language, at machine: MachineTime) {
        self.gate = gate
        screen = GuardScreen(language: language)
        screen.wall = .waiting
        update(at: machine)
        takeUpShift()
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
    mutating func update(at machine: MachineTime) {
        // A bundle that cannot be read is told by the next verdict.
        try? gate.refresh()
        screen.link = LinkState(of: gate, at: machine)
        var now = machine.calendar
        screen.clockTrust = .trusted
        if let reading = try? gate.reading(of: machine) {
            now = reading.now
            screen.clockTrust = reading.trust
        }
        screen.clock = now.siteText(utcOffsetMinutes: gate.utcOffsetMinutes)
        let onDuty = (try? gate.shift(at: machine)) ?? nil
        if shift != nil, onDuty == nil { screen.alarm = DeskNotice.shiftOver.text }
        shift = onDuty
        screen.guardName = shift.map { $0.name ?? String($0.badge.index.hex.prefix(6)) }
        screen.keys = usefulKeys
        guard let core = gate.core else {
            screen.data = .none
            screen.direction = direction
            screen.gateName = BilingualText(
                "\(gate.identity.gate) 号门", "Gate \(gate.identity.gate)"
            ).text(in: screen.language)
            return
        }
        screen.gateName = core.place.name
        screen.direction = direction ?? core.place.direction
        screen.data = DataAge(of: core, at: now)
    }

    /// The counts of a shift that began before this program did.
    mutating func takeUpShift() {
        screen.tally = ShiftTally()
        guard let shift, let summary = try? gate.summary(of: shift) else { return }
        screen.tally.admitted = summary.admitted
        screen.tally.reviewed = summary.reviewed
        screen.tally.refused = summary.denied
        screen.tally.overridden = summary.overrides + summary.letOut
    }

    /// The commands that make sense now, the likeliest first.
    private var usefulKeys: [WatchKey] {
        var keys: [WatchKey] = []
        if let last {
            let verdict = last.answer.verdict
            if last.isAdmitted {
                keys += shift == nil ? [.refuse] : [.refuse, .annul]
            } else {
                if lastScan != nil, verdict.plate(last.answer.display) != nil {
                    keys += [.plateAsShown, .anotherPlate]
                }
                if shift != nil, verdict.mayBeOverridden { keys.append(.override) }
                if shift != nil, last.answer.direction == .outward, verdict.mayBeLetOut {
                    keys.append(.letLeave)
                }
            }
        }
        if shift == nil { keys.append(.logIn) }
        return keys + [.passNumber, .plateLookup, .help]
    }

    /// Answers what the guard or the scanner did.
    mutating func answer(_ input: DeskInput, at moment: DeskMoment) -> [DeskEffect] {
        if question != nil { return answerQuestion(input, at: moment) }
        switch input {
        case .scan(let bytes):
            screen.lower = .recent
            return judge(line: bytes, at: moment)
        case .menu:
            screen.lower = .menu
        case .command(let letter):
            screen.lower = .recent
            guard let key = WatchKey(rawValue: letter) else {
                notify(.unknownKey(letter), at: moment)
                return []
            }
            return obey(key, at: moment)
        case .escape, .enter:
            screen.lower = .recent
            if input == .escape { screen.alarm = nil }
        case .stray: notify(.strayKeys, at: moment)
        case .character, .backspace, .interrupt, .suspend, .redraw: break
        }
        return []
    }

    /// What changes because time passed.
    mutating func passTime(at moment: DeskMoment) {
        if let end = noticeEnds, moment.milliseconds >= end { clearNotice() }
        if question == nil, wallTiming.isOver(at: moment.milliseconds) {
            put(.waiting, at: moment)
        }
        screen.wallAgeSeconds =
            screen.wall.tone == .waiting
            ? nil : wallTiming.shownSeconds(at: moment.milliseconds)
        recordRepeats(repeats.ended(by: moment.microseconds), at: moment)
    }

    /// Records what is still to be recorded, before the program ends.
    mutating func finish(at moment: DeskMoment) {
        recordRepeats(repeats.ended(by: nil), at: moment)
    }

    /// Puts up another wall.
    mutating func put(_ wall: Wall, at moment: DeskMoment) {
        screen.wall = wall
        screen.wallAgeSeconds = nil
        wallTiming = WallTiming(wall.tone, at: moment.milliseconds)
    }

    /// Shows a notice for a while.
    mutating func notify(_ notice: DeskNotice, at moment: DeskMoment) {
        screen.notice = notice.text
        noticeEnds = moment.milliseconds + Self.noticeMilliseconds
    }

    mutating func clearNotice() {
        screen.notice = nil
        noticeEnds = nil
    }
}

extension LinkState {
    fileprivate init(of gate: Gate, at machine: MachineTime) {
        guard gate.isLinked else {
            self = .none
            return
        }
        let status = gate.linkStatus()
        let age = status?.ageSeconds(at: machine)
        switch status?.outcome {
        case .refused: self = .refused
        case .stopped: self = .stopped
        case .connected where (age ?? .max) < Self.silentAfterSeconds: self = .linked
        case .connected, .unreachable, nil: self = .silent(seconds: age)
        }
    }
}

extension DataAge {
    fileprivate init(of core: BundleCore, at now: Timestamp) {
        let age = now.seconds(since: core.factsAsOf)
        self =
            if now >= core.expires {
                .expired(seconds: age)
            } else if age > core.policy.staleAfterSeconds {
                .stale(seconds: age)
            } else {
                .fresh(seconds: age)
            }
    }
}
