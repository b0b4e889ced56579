// The commands of the guard's desk and the questions they ask.
import CommandSupport
import GateState
import Identifiers
import PassCheck
import PassFormat
import WatchScreen

/// What is asked, and what the answer is for.
enum Question {
    case passNumber
    case plateLookup
    case organisation
    case employee(organisation: UInt32)
    case anotherPlate

    /// The question on the screen.
    var prompt: GuardPrompt {
        switch self {
        case .passNumber:
            GuardPrompt(title: BilingualText("证号（15 位数字）", "Pass number (15 digits)"))
        case .plateLookup:
            GuardPrompt(title: BilingualText("要查的车牌", "Plate to look up"))
        case .organisation: GuardPrompt(title: BilingualText("单位编号", "The firm's number"))
        case .employee: GuardPrompt(title: BilingualText("工号", "Employee number"))
        case .anotherPlate: GuardPrompt(title: BilingualText("看到的车牌", "The plate as seen"))
        }
    }
}

/// An answer that cannot be used, and why.
private struct Unusable: Error {
    let text: BilingualText
}

extension GuardDesk {
    /// Does what a command key says.
    mutating func obey(
        _ key: WatchKey, at clock: Timestamp, _ milliseconds: UInt64
    ) -> [DeskEffect] {
        switch key {
        case .quit: return [.quit]
        case .help: screen.lower = .help
        case .direction:
            direction = screen.direction == .inward ? .outward : .inward
            update(at: clock)
            notify(.directionIs(direction), milliseconds)
        case .passNumber: ask(.passNumber)
        case .plateLookup: ask(.plateLookup)
        case .employee: ask(.organisation)
        case .anotherPlate:
            guard lastScan != nil else {
                notify(.nothingToJudge, milliseconds)
                return []
            }
            ask(.anotherPlate)
        case .plateAsShown:
            guard let scan = lastScan else {
                notify(.nothingToJudge, milliseconds)
                return []
            }
            guard let plate = screen.wall.plate else {
                notify(.noPlate, milliseconds)
                return []
            }
            return judge([scan.with(plate: plate)], at: clock, milliseconds)
        case .override, .letLeave, .refuse, .annul, .note, .driver, .temperature, .logIn:
            notify(.unknownKey(key.letter), milliseconds)
        }
        return []
    }

    /// The last code that was shown; nil where the last check was typed.
    var lastScan: Scan? {
        guard case .scan(let scan) = last?.subject else { return nil }
        return scan
    }

    /// Puts a question.
    mutating func ask(_ next: Question) {
        question = next
        screen.lower = .prompt(next.prompt)
        clearNotice()
    }

    /// Takes keys for the question that stands.
    mutating func answerQuestion(
        _ input: GuardInput, at clock: Timestamp, _ milliseconds: UInt64
    ) -> [DeskEffect] {
        guard let asked = question, case .prompt(var prompt) = screen.lower else { return [] }
        switch input {
        case .character(let character):
            prompt.field.append(character)
            prompt.problem = nil
        case .backspace: _ = prompt.field.popLast()
        case .scan(let bytes):
            waitingScans.append(bytes)
            prompt.waitingScans = waitingScans.count
        case .escape: return closeQuestion(at: clock, milliseconds)
        case .enter:
            do throws(Unusable) {
                return try take(prompt.field, for: asked, at: clock, milliseconds)
            } catch { prompt.problem = error.text }
        case .command, .menu, .interrupt, .suspend, .redraw, .stray: break
        }
        screen.lower = .prompt(prompt)
        return []
    }

    /// Ends the question and judges what was scanned meanwhile.
    mutating func closeQuestion(at clock: Timestamp, _ milliseconds: UInt64) -> [DeskEffect] {
        question = nil
        screen.lower = .recent
        let waiting = waitingScans
        waitingScans = []
        return waiting.flatMap { judge($0, at: clock, milliseconds) }
    }

    private mutating func take(
        _ text: String, for asked: Question, at clock: Timestamp, _ milliseconds: UInt64
    ) throws(Unusable) -> [DeskEffect] {
        switch asked {
        case .passNumber:
            let number = try usable { () throws(IdentifierError) in try PassNumber(parsing: text) }
            return check(.passNumber(number.digits), at: clock, milliseconds)
        case .plateLookup:
            let plate = try usable { () throws(IdentifierError) in try Plate(parsing: text) }
            return check(.plate(plate.text), at: clock, milliseconds)
        case .organisation:
            guard let organisation = UInt32(FullWidth.fold(text)) else {
                throw Unusable(
                    text: BilingualText("单位编号是一个整数。", "A firm's number is a whole number."))
            }
            ask(.employee(organisation: organisation))
            return []
        case .employee(let organisation):
            let number = try usable { () throws(IdentifierError) in
                try EmployeeNumber(parsing: text)
            }
            return check(
                .employee(organisation: organisation, number: number.text), at: clock,
                milliseconds)
        case .anotherPlate:
            // What is no plate is another than the pass's all the same.
            let plate = (try? Plate(parsing: text))?.text ?? text
            guard let scan = lastScan, !text.isEmpty else {
                throw Unusable(text: BilingualText("请输入车牌。", "Type the plate."))
            }
            let effects = judge([scan.with(plate: plate)], at: clock, milliseconds)
            return effects + closeQuestion(at: clock, milliseconds)
        }
    }

    private mutating func check(
        _ typed: TypedValue, at clock: Timestamp, _ milliseconds: UInt64
    ) -> [DeskEffect] {
        let effects = judge(typed, at: clock, milliseconds)
        return effects + closeQuestion(at: clock, milliseconds)
    }

    private func usable<Value>(
        _ body: () throws(IdentifierError) -> Value
    ) throws(Unusable) -> Value {
        do throws(IdentifierError) { return try body() } catch {
            throw Unusable(text: BilingualText(error.chinese, error.english))
        }
    }
}

extension Scan {
    /// The same code beside another plate.
    func with(plate: String) -> Scan {
        var scan = self
        scan.plate = plate
        return scan
    }
}
