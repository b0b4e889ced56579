// What happened to an application, told one after the other: who did what when, at which desk, why.
// Tests: Tests/IssuanceTests/ApplicationHistoryTests.swift.
import Approvals
import FoundationEssentials
package import Registry

/// What is kept of one thing that happened; sealed, since it quotes the form.
struct Happening: Codable {
    let input: [String: FormInput]?
    let action: ApplicationAction?
    let part: Actor.Part
    /// The desk in charge of the step at that time; nil where it was no desk's.
    let desk: String?
}

/// One thing that happened to an application, as it is told.
package struct HistoryEntry: Encodable, Sendable {
    /// From 1.
    package let number: Int
    /// Seconds since 1970.
    let at: Int64
    /// The account, as `account:12`.
    package let who: String
    /// The person's name; null for whom it is not to be told.
    package internal(set) var name: OrNull<String> = OrNull(nil)
    /// `applicant`, `desk`, `gate`, `clock`; null where it cannot be read.
    let part: OrNull<String>
    /// One word, such as `file`, `approve` or `hand-on`.
    package let what: String
    let step: OrNull<Int>
    package let desk: OrNull<String>
    /// To whom it was handed on: an account or a desk.
    package let to: OrNull<String>
    /// The reason, note, question or answer in its writer's words.
    package let reason: OrNull<String>
}

extension ApplicationsOffice {
    /// A page of what happened to an application, in order.
    ///
    /// - Parameters:
    ///   - page: its key is an entry's number, in decimal.
    ///   - name: gives the name of an account where the reader may see it.
    /// - Throws: `OfficeError` where there is no such application.
    package func history(
        of number: Int64, _ page: PagePlace, naming name: (AccountNumber) throws -> String?
    ) throws(OfficeError) -> [HistoryEntry] {
        try Issuance.office {
            _ = try office.registry.application(number)
            var names: [String: String?] = [:]
            return try office.registry.happenings(of: number, page).map { happening in
                var entry = HistoryEntry(happening)
                if names[entry.who] == nil {
                    names[entry.who] = .some(try AccountNumber(who: entry.who).flatMap(name))
                }
                entry.name = OrNull(names[entry.who] ?? nil)
                return entry
            }
        }
    }
}

extension HistoryEntry {
    fileprivate init(_ happening: ApplicationHappening) {
        // The words of a release to come are not known yet; that it happened is told all the same.
        let body = try? JSONDecoder().decode(Happening.self, from: Data(happening.body))
        number = happening.number
        at = happening.atSeconds
        who = happening.who
        what = happening.what
        part = OrNull(body?.part.rawValue)
        step = OrNull(body?.action?.step)
        desk = OrNull(body?.desk)
        to = OrNull(body?.action?.target)
        reason = OrNull(body?.action?.words)
    }
}

extension ApplicationAction {
    /// The step that it is done at.
    fileprivate var step: Int? {
        switch self {
        case .take(let step), .approve(let step, _), .refuse(let step, _),
            .giveBack(let step, _, _), .ask(let step, _), .handOn(let step, _):
            step
        case .answer, .amend, .withdraw, .cancel, .tickOff, .runOut: nil
        }
    }

    fileprivate var target: String? {
        switch self {
        case .handOn(_, .person(let who)): who
        case .handOn(_, .desk(let desk)): desk
        default: nil
        }
    }

    /// What its doer wrote.
    fileprivate var words: String? {
        switch self {
        case .approve(_, let approval): approval.note
        case .refuse(_, let reason), .giveBack(_, let reason, _), .withdraw(let reason),
            .cancel(let reason):
            reason
        case .ask(_, let text), .answer(_, let text): text
        case .take, .handOn, .amend, .tickOff, .runOut: nil
        }
    }
}

extension PassApplication {
    /// The desk that is in charge where something is done.
    func desk(of action: ApplicationAction) -> String? {
        let step: Int?
        if case .answer(let question, _) = action, questions.indices.contains(question) {
            step = questions[question].step
        } else {
            step = action.step
        }
        guard let step, steps.indices.contains(step) else { return nil }
        return steps[step].inCharge
    }
}
