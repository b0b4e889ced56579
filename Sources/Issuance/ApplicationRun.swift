// One thing that happens to an application, inside its transaction: the engine decides, its state
// is kept, and what follows from it is carried out.
import Approvals
import FoundationEssentials
import Identifiers
import PassFormat
import Registry

/// The engine's setting with the transaction around it.
struct ApplicationRun {
    let office: Office
    let writer: ApplicationWriter
    let act: Act
    let setting: EngineSetting

    init(office: Office, writer: ApplicationWriter, act: Act, setting: EngineSetting) {
        self.office = office
        self.writer = writer
        self.act = act
        self.setting = setting
    }

    var kind: ApplicationKind { setting.kind }

    /// - Parameter together: the first of those that are filed at once.
    /// - Returns: the application's number.
    func file(_ filing: ApplicationFiling, together: Int64?) throws -> Int64 {
        let firm = FirmFacts(try writer.organisation(filing.organisation))
        let result = kind.file(
            filing.input, by: act.who, from: filing.filer, firm, in: setting)
        let (application, effects) = try Self.taken(result)
        try check(application, beside: nil, of: filing.organisation)
        try requireGrantable(application.values, of: filing.organisation, at: filing.site)
        var new = NewApplication(
            kind: kind.id, organisation: filing.organisation, site: filing.site)
        new.filedTogether = together
        new.gateRequest = filing.gateRequest
        let event = Happening(
            input: filing.input, action: nil,
            part: filing.filer == .gate ? .gate : .applicant, desk: nil)
        let number = try writer.file(
            new, try record(application, "file", event, desks: []))
        let stored = try writer.application(number)
        try carryList(application, after: nil, of: stored)
        try follow(effects, application, stored)
        try tellFiled(application, stored)
        return number
    }

    func perform(
        _ action: ApplicationAction, on stored: StoredApplication, by actor: Actor
    ) throws {
        let before = try PassApplication(of: stored)
        let (application, effects) = try Self.taken(
            before.after(action, by: actor, in: setting))
        if application.values != before.values, application.status != .refused {
            try check(application, beside: stored.number, of: stored.organisation)
        }
        if application.round > before.round {
            if before.granted != nil, kind.outcomes.contains(.vehiclePass) {
                _ = try passesToChange(of: stored.number)
            }
            try requireGrantable(application.values, of: stored.organisation, at: stored.site)
        }
        let event = Happening(
            input: nil, action: action, part: actor.part, desk: before.desk(of: action))
        try writer.store(
            try record(application, action.word, event, desks: stored.desks), of: stored)
        try carryList(application, after: before, of: stored)
        try follow(effects, application, stored)
    }

    private func follow(
        _ effects: [ApplicationEffect], _ application: PassApplication,
        _ stored: StoredApplication
    ) throws {
        for effect in effects {
            switch effect {
            case .carryOut: try carryOut(application, stored)
            case .renew, .refresh: try renew(effect, application, stored)
            case .stopPasses:
                let reason = RevocationReason(.other, text: "the application was cancelled")
                _ = try writer.revokePasses(of: stored.number, reason: reason)
            case .opened, .rose, .pastTheLast, .tellApplicant, .asked: break
            }
            try tell(of: effect, application, stored)
        }
    }

    /// What the engine cannot know: whether what a form names is there.
    private func check(
        _ application: PassApplication, beside number: Int64?, of organisation: OrganisationNumber
    ) throws {
        for file in application.values.values.compactMap(\.attachments).joined() {
            try writer.requireAttachment(file, of: organisation)
        }
        guard kind.outcomes.contains(.vehiclePass) else { return }
        let wish = VehicleWish(application.values)
        if let route = wish.route { try writer.requireRoute(route) }
        try requireFree(wish, beside: number, of: organisation)
    }

    /// - Throws: `OfficeError` where the firm has a pass for the vehicle already in that time.
    func requireFree(
        _ wish: VehicleWish, beside number: Int64?, of organisation: OrganisationNumber
    ) throws {
        if let plate = wish.plate, let span = wish.span,
            try writer.hasPass(for: plate, of: organisation, during: span, beside: number)
        {
            throw OfficeError(
                .conflict, "VEHICLE_HAS_PASS", field: "plate",
                "\(plate.text) 在这段时间已有有效通行证；请修改或取消原申请，或改时间",
                "\(plate.text) has a pass that is good in this time; amend or cancel that"
                    + " application, or change the time")
        }
    }

    private func record(
        _ application: PassApplication, _ what: String, _ event: Happening, desks: [String]
    ) throws -> ApplicationRecord {
        let open = application.openSteps
        let reached = application.steps.flatMap { [$0.desk, $0.inCharge] }
        let index = ApplicationIndex(
            status: application.status.rawValue,
            pending: .init(
                isPending: application.isPending(kind),
                dueAt: open.filter { !$0.isPastTheLast }.map(\.dueAt).min()),
            answerable: application.answerable, desks: Set(desks + reached).sorted(),
            steps: open.map {
                .init(
                    number: $0.number, desk: $0.inCharge, dueAt: $0.owedAt, takenBy: $0.takenBy)
            })
        return ApplicationRecord(
            index: index, state: try jsonBytes(application), what: what,
            event: try jsonBytes(event),
            details: "kind=\(kind.id) status=\(application.status.rawValue)"
                + " desks=\(open.map(\.inCharge).joined(separator: ","))"
                + (application.list.map { " list=\($0.number)" } ?? ""))
    }

    private static func taken(
        _ result: EngineResult
    ) throws(OfficeError) -> (PassApplication, [ApplicationEffect]) {
        switch result {
        case .done(let application, let effects): return (application, effects)
        case .refused(let refusal): throw OfficeError(refusal)
        }
    }
}

func jsonBytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return [UInt8](try encoder.encode(value))
}

extension PassApplication {
    /// - Throws: `RegistryError.sealedUnderAnotherKey` where the state is none.
    init(of stored: StoredApplication) throws {
        do {
            self = try JSONDecoder().decode(PassApplication.self, from: Data(stored.state))
        } catch { throw RegistryError.sealedUnderAnotherKey("applications.state") }
    }
}

extension FirmFacts {
    init(_ firm: Organisation) {
        let level: FirmLevel? =
            switch firm.level {
            case .city?: .city
            case .district?: .district
            case .town?: .town
            case nil: nil
            }
        self.init(level: level, tags: firm.tags)
    }
}

extension OfficeError {
    init(_ refusal: EngineRefusal) {
        let fault: Fault =
            switch refusal {
            case .notYours, .ownApplication: .forbidden
            case .noSuchStep, .noSuchQuestion, .noSuchItem: .unknown
            case .status, .stepDone, .takenBy, .decidedBefore, .answered, .ticked, .nothingDue,
                .emptyDesk, .noDesk:
                .conflict
            case .filer, .form, .noReason, .notToBeChanged, .notToBeMarked, .checklist,
                .cannotHandTo:
                .refused
            }
        self.init(fault, refusal.code, refusal.text.chinese, refusal.text.english)
        switch refusal {
        case .form(let problems):
            faults = problems.map { MemberFault(field: $0.field, code: $0.code, text: $0.text) }
        case .notToBeMarked(let fields):
            faults = fields.map {
                MemberFault(field: "marks.\($0)", code: refusal.code, text: refusal.text)
            }
        default: break
        }
    }
}
