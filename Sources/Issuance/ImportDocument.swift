// The document that `roster import --json` prints, keys always present. It is written piece by
// piece: a bad list of the largest size has nearly a million problems.
import CommandSupport
import PassFormat
import Registry
import RosterImport

extension ImportReport {
    private static let problemsAPiece = 256

    /// Gives the document, on one line, to `write`.
    ///
    /// - Parameter passes: what `reached` holds, as JSON.
    package func writeDocument(passes: String?, _ write: (String) -> Void) {
        var piece =
            "{\"file\":\(file.json.line),\"rows\":\(rows),\"accepted\":\(accepted),"
            + "\"rejected\":\(rejected),\"problems\":["
        for (place, problem) in problems.enumerated() {
            if place > 0 { piece += "," }
            piece += problem.json.line
            if place % Self.problemsAPiece == 0 {
                write(piece)
                piece = ""
            }
        }
        write(
            piece + "],\"difference\":\(difference.json.line),\"applied\":\(applied),"
                + "\"batch\":\(JSONText(batch).line)")
        if let beyondLimit {
            let rows = beyondLimit.rows.map(String.init).joined(separator: ",")
            write(",\"beyond_limit\":{\"limit_s\":\(beyondLimit.limitS),\"rows\":[\(rows)]}")
        }
        if let reached, let passes {
            let count = reached.count { $0.number != nil }
            write(",\"would_revoke\":\(count),\"passes\":\(passes)")
        }
        write("}\n")
    }
}

extension ImportReport.File {
    fileprivate var json: JSONText {
        var pairs: [(key: String, value: JSONText)] = [
            ("type", JSONText(type)), ("sheet", JSONText(sheet)), ("encoding", JSONText(encoding)),
            ("header_row", JSONText(headerRow)),
        ]
        if !candidates.isEmpty { pairs.append(("candidates", .array(candidates.map(\.json)))) }
        return .pairs(pairs)
    }
}

extension ImportReport.Sheet {
    fileprivate var json: JSONText {
        .object([
            "sheet": .string(sheet), "header_row": JSONText(headerRow),
            "state": .string(state.rawValue),
        ])
    }
}

extension ImportReport.Problem {
    fileprivate var json: JSONText {
        .object([
            "row": JSONText(row), "column": JSONText(column), "code": .string(code),
            "severity": .string(severity), "value": JSONText(value),
            "message": JSONText(BilingualText(message.zh, message.en)),
            "fix": JSONText(BilingualText(fix.zh, fix.en)),
        ])
    }
}

extension ImportReport.Difference {
    fileprivate var json: JSONText {
        .object([
            "new": JSONText(new), "changed": JSONText(changed), "unchanged": JSONText(unchanged),
            "leavers": JSONText(leavers),
        ])
    }
}
