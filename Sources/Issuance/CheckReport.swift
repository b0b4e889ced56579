// A verdict of the office as JSON, with the keys that a gate's has.
import PassCheck
import PassFormat
import Registry

/// What a gate would say; nothing was recorded.
package struct CheckReport: Sendable, Encodable {
    /// The pass, as far as the code itself told.
    private struct Pass: Sendable, Encodable {
        let index: String
        let seq: UInt16
        let kind: String?
        let org: UInt32?
        let label: String?
        let nbf: UInt64?
        let exp: UInt64?

        private enum CodingKeys: String, CodingKey { case index, seq, kind, org, label, nbf, exp }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(index, forKey: .index)
            try container.encode(seq, forKey: .seq)
            try container.encode(kind, forKey: .kind)
            try container.encode(org, forKey: .org)
            try container.encode(label, forKey: .label)
            try container.encode(nbf, forKey: .nbf)
            try container.encode(exp, forKey: .exp)
        }
    }

    /// What a guard would be shown.
    private struct Display: Sendable, Encodable {
        let number: String
        let name: String?
        let firm: String?
        let department: String?
        let plate: String?

        private enum CodingKeys: String, CodingKey { case number, name, firm, department, plate }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(number, forKey: .number)
            try container.encode(name, forKey: .name)
            try container.encode(firm, forKey: .firm)
            try container.encode(department, forKey: .department)
            try container.encode(plate, forKey: .plate)
        }
    }

    private let verdict: Verdict
    private let pass: Pass?
    private let display: Display?
    private let gate: GateNumber
    private let direction: Direction?
    private let at: Int64

    init(
        _ verdict: Verdict, _ display: DisplayRecord?, gate: GateNumber, direction: Direction?,
        at seconds: Int64
    ) {
        self.verdict = verdict
        self.gate = gate
        self.direction = direction
        at = seconds
        let claims = verdict.claims
        pass = verdict.reference.map {
            Pass(
                index: $0.index.hex, seq: $0.sequence, kind: claims?.kind.name,
                org: claims?.organisation, label: claims?.label?.text,
                nbf: claims?.notBefore.seconds, exp: claims?.expires.seconds)
        }
        self.display = display.map {
            Display(
                number: $0.number, name: $0.name, firm: $0.firm, department: $0.department,
                plate: $0.plate)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case verdict, code, also, title, reason, action, pass, display, dataAgeS, bundle, gate
        case direction, at, simulated
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(verdict.outcome?.rawValue, forKey: .verdict)
        try container.encode(verdict.code.rawValue, forKey: .code)
        try container.encode(verdict.also.map(\.rawValue), forKey: .also)
        try container.encode(Bilingual(verdict.title), forKey: .title)
        try container.encode(Bilingual(verdict.reason), forKey: .reason)
        try container.encode(Bilingual(verdict.action), forKey: .action)
        try container.encode(pass, forKey: .pass)
        try container.encode(display, forKey: .display)
        try container.encode(0, forKey: .dataAgeS)
        try container.encodeNil(forKey: .bundle)
        try container.encode(gate, forKey: .gate)
        try container.encode(direction?.name, forKey: .direction)
        try container.encode(at, forKey: .at)
        try container.encode(true, forKey: .simulated)
    }
}
