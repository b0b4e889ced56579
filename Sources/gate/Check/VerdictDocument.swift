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
