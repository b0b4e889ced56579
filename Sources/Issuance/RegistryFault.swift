// What each refusal of the registry is to a program: of which kind, and under which code.
import Registry

extension RegistryError {
    var fault: OfficeError.Fault {
        switch self {
        case .noRegistry, .newerSchema, .broken, .diskFull, .busy, .cannotOpen: .machine
        case .unknown, .noGuard: .unknown
        case .alreadyThere, .duplicateNumber, .numbersUsedUp, .duplicateCode, .indexTaken,
            .quotaFull, .passClosed, .gateHasDevice, .leaversUnconfirmed, .batchUndone, .keyRevoked:
            .conflict
        case .quotaOutOfRange, .numberOutOfRange, .badName, .zoneOfAnotherSite, .personNeeded,
            .guardHasLeft,
            .batchOfAnotherKind, .revocationLog, .sealedUnderAnotherKey, .auditBroken:
            .refused
        }
    }

    /// The member that is at fault, where it has this name wherever it is given.
    var field: String? {
        switch self {
        case .badName: "name"
        case .zoneOfAnotherSite: "zone"
        case .leaversUnconfirmed: "confirmed_leavers"
        default: nil
        }
    }

    var code: String {
        switch self {
        case .noRegistry: "NO_REGISTRY"
        case .newerSchema: "NEWER_SCHEMA"
        case .broken: "REGISTRY_DAMAGED"
        case .diskFull: "DISK_FULL"
        case .busy: "BUSY"
        case .cannotOpen: "CANNOT_WORK"
        case .revocationLog: "REVOCATION_LOG"
        case .sealedUnderAnotherKey: "WRONG_KEY_RING"
        case .auditBroken: "AUDIT_BROKEN"
        case .unknown(let subject, _): "UNKNOWN_\(subject.rawValue.uppercased())"
        case .noGuard: "UNKNOWN_GUARD"
        case .alreadyThere: "ALREADY_THERE"
        case .duplicateNumber: "NUMBER_TAKEN"
        case .numbersUsedUp: "NUMBERS_USED_UP"
        case .duplicateCode: "CREDIT_CODE_TAKEN"
        case .indexTaken: "INDEX_TAKEN"
        case .quotaFull: "QUOTA_FULL"
        case .quotaOutOfRange: "QUOTA_OUT_OF_RANGE"
        case .passClosed: "PASS_CLOSED"
        case .gateHasDevice: "GATE_HAS_DEVICE"
        case .leaversUnconfirmed: "LEAVERS_UNCONFIRMED"
        case .batchUndone: "BATCH_UNDONE"
        case .keyRevoked: "KEY_REVOKED"
        case .numberOutOfRange: "NUMBER_OUT_OF_RANGE"
        case .badName: "NAME_INVALID"
        case .zoneOfAnotherSite: "ZONE_OF_ANOTHER_SITE"
        case .personNeeded: "PERSON_NEEDED"
        case .guardHasLeft: "GUARD_HAS_LEFT"
        case .batchOfAnotherKind: "BATCH_OF_ANOTHER_KIND"
        }
    }
}
