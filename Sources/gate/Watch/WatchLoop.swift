// The loop of `gate watch`: keys, signals and time come in, frames, sounds and the barrier's
// command go out. What any of it means is the desk's.
import CommandSupport
import GateState
import Glibc
import PassFormat
import Terminal
import WatchScreen

/// Owns the terminal while the screen stands; one thread.
final class WatchLoop {
    private let terminal = RawTerminal()
    private var desk: GuardDesk
    private var keys = KeyStream()
    private var sounds: SoundPlayer
    private var barrier: Barrier?
    private var link: OfficeLink?
    private var shown: ShownFrame
    private var isOver = false
    /// When the terminal was last looked at for keys.
    private var lookedAt = WatchLoop.milliseconds

    init(
        desk: GuardDesk, sounds: SoundPlayer, barrier: Barrier?, link: consuming OfficeLink?,
        colours: ColourUse
    ) {
        self.desk = desk
        self.sounds = sounds
        self.barrier = barrier
        self.link = link
        shown = ShownFrame(colours)
    }

    private static var milliseconds: UInt64 { SystemClock.monotonicMicroseconds() / 1_000 }

    private static var moment: DeskMoment {
        DeskMoment(machine: .now(), microseconds: SystemClock.monotonicMicroseconds())
    }

    /// Runs until the guard leaves.
    ///
    /// - Throws: `TerminalError` where the terminal cannot be taken.
    func run() throws(TerminalError) {
        let signals = try ScreenSignals()
        try terminal.take()
        defer { terminal.giveBack() }
        while !isOver {
            draw()
            // Keys that wait already came at an unknown time since the last look.
            let areWaiting = signals.waitForKey(atMostMilliseconds: 0)
            let isTyped =
                areWaiting || signals.waitForKey(atMostMilliseconds: untilDeadline())
            while let number = signals.next() { answer(signal: number, signals) }
            let before = lookedAt
            lookedAt = Self.milliseconds
            if isTyped {
                guard let bytes = terminal.read() else { break }
                keys.append(bytes, at: lookedAt, since: areWaiting ? before : lookedAt)
            }
            answerKeys(signals)
            answerTime()
        }
        end()
    }

    private func draw() {
        desk.update(at: .now())
        let bytes = shown.update(to: desk.screen.frame(terminal.size))
        if !bytes.isEmpty { terminal.write(bytes) }
    }

    /// Milliseconds until something is due; the clock on the screen moves every second.
    private func untilDeadline() -> UInt64 {
        let now = Self.milliseconds
        let deadlines = [keys.deadline, sounds.deadline, barrier?.deadline, desk.deadline]
        let next = deadlines.compactMap(\.self).min() ?? .max
        return min(next > now ? next - now : 0, 1_000 - now % 1_000)
    }

    private func answerKeys(_ signals: borrowing ScreenSignals) {
        keys.mode = desk.typingMode
        while !isOver, let input = keys.next(at: lookedAt) {
            switch input {
            case .interrupt: obey(SIGINT, signals)
            case .suspend: suspend(signals)
            case .redraw: shown.forget()
            default: perform(desk.answer(input, at: Self.moment))
            }
            keys.mode = desk.typingMode
        }
    }

    private func answerTime() {
        let now = Self.milliseconds
        link?.keepUp(at: now)
        let bells = sounds.due(at: now)
        if !bells.isEmpty { terminal.write(bells) }
        for failure in barrier?.failures(at: now) ?? [] {
            perform(desk.tell(failure, at: Self.moment))
        }
        desk.passTime(at: Self.moment)
    }

    private func perform(_ effects: [DeskEffect]) {
        let now = Self.milliseconds
        for effect in effects {
            switch effect {
            case .sound(let tone): sounds.play(tone, at: now)
            case .open(let opening):
                if let failure = barrier?.open(opening, at: now) {
                    perform(desk.tell(failure, at: Self.moment))
                }
            case .quit: isOver = true
            }
        }
    }

    private func answer(signal: Int32, _ signals: borrowing ScreenSignals) {
        switch signal {
        case SIGWINCH: break
        case SIGCHLD: sounds.reap()
        case SIGTSTP: suspend(signals)
        case SIGCONT: takeAgain()
        case SIGPIPE: break
        default: obey(signal, signals)
        }
    }

    /// Leaves as the signal would have it.
    private func obey(_ number: Int32, _ signals: borrowing ScreenSignals) {
        end()
        signals.obey(number)
        isOver = true
    }

    /// Gives the terminal back, and leaves nothing unrecorded.
    private func end() {
        terminal.giveBack()
        link = nil
        desk.finish(at: Self.moment)
        finishBarrier()
    }

    private func suspend(_ signals: borrowing ScreenSignals) {
        terminal.giveBack()
        signals.obey(SIGTSTP)
        takeAgain()
    }

    private func takeAgain() {
        // Where that fails the terminal is gone, and its input ends too.
        try? terminal.take()
        shown.forget()
    }

    /// A barrier that was told to open is not left half-way.
    private func finishBarrier() {
        while let open = barrier, open.isBusy {
            for failure in barrier?.failures(at: Self.milliseconds) ?? [] {
                _ = desk.tell(failure, at: Self.moment)
            }
            usleep(20_000)
        }
    }
}
