// One verdict as JSON: every key always there, null where unknown.
import CommandSupport
import PassCheck
import PassFormat

extension ShownVerdict {
    /// Writes the document as a line.
    func write(to json: inout JSONWriter) {
        let isAgain = kind == .again
        json.line {
            $0.pair("verdict", isAgain ? nil : verdict.outcome?.rawValue)
            $0.pair("code", isAgain ? SameCodeTexts.code : verdict.code.rawValue)
            $0.pair("also", isAgain ? [] : verdict.also.map(\.rawValue))
            $0.pair("title", isAgain ? SameCodeTexts.title : verdict.title)
            $0.pair("reason", isAgain ? SameCodeTexts.reason : verdict.reason)
            $0.pair("action", isAgain ? SameCodeTexts.action : verdict.action)
            verdict.writePass(to: &$0)
            display.write(to: &$0)
            $0.pair("data_age_s", dataAgeSeconds)
            $0.pair("bundle", bundleVersion)
            $0.pair("gate", gate.map(UInt64.init))
            $0.pair("direction", direction?.name)
            $0.pair("at", at.seconds)
            $0.pair("simulated", .truth(kind == .simulated))
            $0.pair("elapsed_us", elapsedMicroseconds)
        }
    }
}

extension Verdict {
    fileprivate func writePass(to json: inout JSONWriter) {
        guard let reference else { return json.pair("pass", .null) }
        json.pair("pass") {
            $0.pair("index", reference.index.hex)
            $0.pair("seq", UInt64(reference.sequence))
            $0.pair("kind", claims?.kind.name)
            $0.pair("org", claims?.organisation.map(UInt64.init))
            $0.pair("label", claims?.label?.text)
            $0.pair("nbf", claims?.notBefore.seconds)
            $0.pair("exp", claims?.expires.seconds)
        }
    }
}

extension DisplayRecord? {
    fileprivate func write(to json: inout JSONWriter) {
        guard let self else { return json.pair("display", .null) }
        json.pair("display") {
            $0.pair("number", self.number)
            $0.pair("name", self.name)
            $0.pair("firm", self.firm)
            $0.pair("department", self.department)
            $0.pair("plate", self.plate)
        }
    }
}
