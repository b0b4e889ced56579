// How the demonstration's page reads: numbered steps, Chinese first, English under it.
import Foundation
import GateState
import PassCheck
import PassFormat
import Registry

extension Demonstration {
    var now: Timestamp { Timestamp(seconds: UInt64(clamping: nowSeconds)) }

    func number<Thing>(_ value: Int64) throws -> Number<Thing> {
        guard let number = Number<Thing>(rawValue: value) else { throw DemonstrationFault.noCodes }
        return number
    }

    func readCodes(_ path: String) throws -> [DemonstrationCode] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().compactMap(
            DemonstrationCode.init)
    }

    func heading(_ chinese: String, _ english: String) {
        tell("")
        tell("  \(chinese)")
        tell("  \(english)")
    }

    func step(_ count: Int, _ chinese: String, _ english: String) {
        tell("")
        tell("  \(count). \(chinese)")
        tell("     \(english)")
    }

    func row(_ chinese: String, _ english: String, _ answer: GateVerdict) {
        let verdict = answer.verdict
        let mark =
            switch verdict.outcome {
            case .allow: "✔"
            case .review: "?"
            case .deny, nil: "✘"
            }
        let who = answer.display.map { $0.plate ?? $0.name ?? "" } ?? ""
        tell("     \(mark) \(verdict.title.chinese) \(verdict.code.rawValue)  \(chinese)  \(who)")
        tell("       \(verdict.title.english): \(english). \(verdict.reason.english)")
    }
}

/// One line of the exported texts.
struct DemonstrationCode {
    let key: String
    let number: String
    let text: String

    init?(_ line: Substring) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 4 else { return nil }
        key = String(fields[1])
        number = String(fields[2])
        text = String(fields[3])
    }
}

/// The demonstration did not come out as it must; something in the rooms is broken.
package enum DemonstrationFault: Error, CustomStringConvertible {
    case noCodes
    case chain

    package var description: String {
        switch self {
        case .noCodes: "演示没有得到通行码 / the demonstration got no codes; report it"
        case .chain: "演示的记录链核对不上 / the demonstration's records do not verify; report it"
        }
    }
}
