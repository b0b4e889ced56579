// The commands of the guard's desk, and what is done with the answers to its questions.
import CommandSupport
import GateState
import Identifiers
import PassCheck
import PassFormat
import WatchScreen

extension GuardDesk {
    /// Does what a command key says.
    mutating func obey(_ key: WatchKey, at moment: DeskMoment) -> [DeskEffect] {
        switch key {
        case .quit: return [.quit]
        case .help: screen.lower = .help
        case .direction:
            let other: Direction = screen.direction == .inward ? .outward : .inward
            direction = other
            update(at: moment.machine)
            notify(.directionIs(other), at: moment)
        case .passNumber: ask(.passNumber)
        case .plateLookup: ask(.plateLookup)
        case .employee: ask(.organisation)
        case .plateAsShown, .anotherPlate, .driver, .temperature:
            guard let last, let scan = lastScan else {
                notify(.nothingToJudge, at: moment)
                return []
            }
            guard !last.isAdmitted else {
                notify(.alreadyAdmitted, at: moment)
                return []
            }
            return lookAgain(key, scan, at: moment)
        case .override, .letLeave, .refuse, .annul, .note:
            guard let last else {
                notify(.nothingScanned, at: moment)
                return []
            }
            begin(key, last, at: moment)
        case .logIn: ask(shift == nil ? .badge : .shiftEnd)
        }
        return []
    }

    /// Judges the last code once more, or asks for what is to be added first.
    private mutating func lookAgain(
        _ key: WatchKey, _ scan: Scan, at moment: DeskMoment
    ) -> [DeskEffect] {
        switch key {
        case .anotherPlate: ask(.anotherPlate)
        case .driver: ask(.driver)
        case .temperature: ask(.temperature)
        default:
            guard let answer = last?.answer, let plate = answer.verdict.plate(answer.display) else {
                notify(.noPlate, at: moment)
                return []
            }
            var again = scan
            again.plate = plate
            return judgeAgain(again, at: moment)
        }
        return []
    }

    /// Does what an answer says; the question is closed, or another one stands.
    ///
    /// - Throws: `Unusable` where it cannot be used.
    mutating func take(
        _ text: String, for asked: Question, at moment: DeskMoment
    ) throws(Unusable) -> [DeskEffect] {
        switch asked {
        case .passNumber, .plateLookup, .organisation, .employee:
            guard let typed = try typedValue(text, for: asked) else { return [] }
            let effects = judge(typed, at: moment)
            return effects + closeQuestion(at: moment)
        case .anotherPlate, .driver, .temperature:
            guard var scan = lastScan else { return closeQuestion(at: moment) }
            try add(text, to: &scan, for: asked)
            let effects = judgeAgain(scan, at: moment)
            return effects + closeQuestion(at: moment)
        case .overrideReason, .leaveReason, .refuseReason, .annulReason, .note:
            return try act(text, for: asked, at: moment)
        case .shiftEnd:
            if text == asked.reasons.first?.text(in: screen.language) {
                ask(.badge)
                return []
            }
            guard text == asked.reasons.last?.text(in: screen.language) else {
                throw Unusable(text: BilingualText("请按 1 或 2。", "Press 1 or 2."))
            }
            try logOut(at: moment)
            return closeQuestion(at: moment)
        case .badge, .secondBadge:
            throw .noBadge
        case .code(let badge):
            try logIn(badge, at: moment)
            return closeQuestion(at: moment)
        case .secondCode(let reason, let badge):
            return try confirm(badge, reason, at: moment)
        }
    }

    private mutating func typedValue(
        _ text: String, for asked: Question
    ) throws(Unusable) -> TypedValue? {
        switch asked {
        case .passNumber:
            let number = try usable { () throws(IdentifierError) in try PassNumber(parsing: text) }
            return .passNumber(number.digits)
        case .plateLookup:
            let plate = try usable { () throws(IdentifierError) in try Plate(parsing: text) }
            return .plate(plate.text)
        case .employee(let organisation):
            let number = try usable { () throws(IdentifierError) in
                try EmployeeNumber(parsing: text)
            }
            return .employee(organisation: organisation, number: number.text)
        default:
            guard let organisation = UInt32(FullWidth.fold(text)) else {
                throw Unusable(
                    text: BilingualText("单位编号是一个整数。", "A firm's number is a whole number."))
            }
            ask(.employee(organisation: organisation))
            return nil
        }
    }

    private func add(
        _ text: String, to scan: inout Scan, for asked: Question
    ) throws(Unusable) {
        switch asked {
        case .driver:
            guard !text.isEmpty else {
                throw Unusable(text: BilingualText("请输入姓名。", "Type the name."))
            }
            // What is no name is another than the pass's all the same.
            scan.driver = (try? PersonName(parsing: text))?.text ?? text
        case .temperature:
            guard let temperature = Temperature(argument: text) else {
                throw Unusable(
                    text: BilingualText(
                        "体温在 30.0 到 45.0 之间，如 36.5。",
                        "A temperature is from 30.0 to 45.0, such as 36.5."))
            }
            scan.temperatureTenths = temperature.tenths
        default:
            guard !text.isEmpty else {
                throw Unusable(text: BilingualText("请输入车牌。", "Type the plate."))
            }
            // What is no plate is another than the pass's all the same.
            scan.plate = (try? Plate(parsing: text))?.text ?? text
        }
    }

    private func usable<Value>(
        _ body: () throws(IdentifierError) -> Value
    ) throws(Unusable) -> Value {
        do throws(IdentifierError) { return try body() } catch {
            throw Unusable(text: BilingualText(error.chinese, error.english))
        }
    }
}
