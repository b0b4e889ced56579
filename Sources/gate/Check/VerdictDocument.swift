// One verdict as JSON: every key always there, null where unknown.
import CommandSupport
import PassCheck
import PassFormat

extension ShownVerdict {
    /// The document.
    var document: JSONText {
        .object([
            "verdict": JSONText(kind == .again ? nil : verdict.outcome?.rawValue),
            "code": .string(kind == .again ? SameCodeTexts.code : verdict.code.rawValue),
            "also": .array(kind == .again ? [] : verdict.also.map { .string($0.rawValue) }),
            "title": JSONText(kind == .again ? SameCodeTexts.title : verdict.title),
            "reason": JSONText(kind == .again ? SameCodeTexts.reason : verdict.reason),
            "action": JSONText(kind == .again ? SameCodeTexts.action : verdict.action),
            "pass": verdict.passDocument,
            "display": display.document,
            "data_age_s": JSONText(dataAgeSeconds),
            "bundle": JSONText(bundleVersion),
            "gate": JSONText(gate),
            "direction": JSONText(direction?.name),
            "at": JSONText(at.seconds),
            "simulated": .truth(kind == .simulated),
            "elapsed_us": JSONText(elapsedMicroseconds),
        ])
    }
}

extension Verdict {
    fileprivate var passDocument: JSONText {
        guard let reference else { return .null }
        return .object([
            "index": .string(reference.index.hex),
            "seq": JSONText(reference.sequence),
            "kind": JSONText(claims?.kind.name),
            "org": JSONText(claims?.organisation),
            "label": JSONText(claims?.label?.text),
            "nbf": JSONText(claims?.notBefore.seconds),
            "exp": JSONText(claims?.expires.seconds),
        ])
    }
}

extension DisplayRecord? {
    fileprivate var document: JSONText {
        guard let self else { return .null }
        return .object([
            "number": .string(self.number),
            "name": JSONText(self.name),
            "firm": JSONText(self.firm),
            "department": JSONText(self.department),
            "plate": JSONText(self.plate),
        ])
    }
}
