// What `gate doctor` and `gatepass doctor` found, and how it is told. What is looked at is in the
// files beside this one and in the programs. Tests: Tests/CommandTests/Health*.swift.
package import ArgumentParser
package import PassFormat

/// How it stands with one subject.
package enum HealthState: Sendable, Equatable {
    case ok
    /// Works, but somebody should look at it.
    case warning
    /// Something does not work.
    case fault
    /// There is no folder to look at.
    case nothingThere

    /// The word in JSON.
    package var word: String {
        switch self {
        case .ok: "ok"
        case .warning: "warning"
        case .fault, .nothingThere: "fault"
        }
    }

    /// The word for people; some screens show no colour.
    package var name: BilingualText {
        switch self {
        case .ok: BilingualText("正常", "OK     ")
        case .warning: BilingualText("注意", "WARNING")
        case .fault, .nothingThere: BilingualText("故障", "FAULT  ")
        }
    }

    fileprivate var colour: Colour {
        switch self {
        case .ok: .green
        case .warning: .yellow
        case .fault, .nothingThere: .red
        }
    }
}

/// What a finding is about.
package struct HealthSubject: Sendable, Equatable {
    /// For programs; never changes.
    package let name: String
    /// For people.
    package let label: BilingualText

    package init(_ name: String, _ chinese: String, _ english: String) {
        self.name = name
        label = BilingualText(chinese, english)
    }

    /// All is well; says what was found.
    package func ok(_ chinese: String, _ english: String) -> HealthFinding {
        finding(.ok, BilingualText(chinese, english), remedy: nil)
    }

    /// Anything else; says what to do.
    package func finding(
        _ state: HealthState, _ found: BilingualText, remedy: BilingualText?
    ) -> HealthFinding {
        HealthFinding(subject: self, state: state, found: found, remedy: remedy)
    }
}

/// One thing that was looked at.
package struct HealthFinding: Sendable, Equatable {
    package let subject: HealthSubject
    package let state: HealthState
    package let found: BilingualText
    /// How it is mended; nil where nothing has to be.
    package let remedy: BilingualText?
}

/// All findings of one run.
package struct HealthReport: Sendable {
    package let findings: [HealthFinding]

    package init(_ findings: [HealthFinding]) { self.findings = findings }

    /// 0 where all is well, warnings allowed; 2 where something is wrong; 3 where nothing is there.
    package var exitCode: ExitCode {
        if has(.nothingThere) { return .cannotWork }
        return has(.fault) ? .nothingDone : .success
    }

    /// `{"ok":…,"checks":[…]}`.
    package var document: JSONText {
        .object([
            "ok": .truth(exitCode == .success),
            "checks": .array(
                findings.map { finding in
                    .object([
                        "name": .string(finding.subject.name),
                        "state": .string(finding.state.word),
                        "found": JSONText(finding.found),
                        "remedy": finding.remedy.map { JSONText($0) } ?? .null,
                    ])
                }),
        ])
    }

    /// Writes the report to standard output.
    ///
    /// - Throws: the exit code, where it is not 0.
    package func tell(_ form: OutputForm, on console: Console) throws(ExitCode) {
        switch form {
        case .json: console.print(document.line)
        case .people: console.printWhole(lines(on: console).map { $0 + "\n" }.joined())
        }
        guard exitCode == .success else { throw exitCode }
    }

    private func has(_ state: HealthState) -> Bool { findings.contains { $0.state == state } }

    private func lines(on console: Console) -> [String] {
        let language = console.language
        var lines: [String] = []
        for finding in findings {
            let word = console.coloured(
                " \(finding.state.name.text(in: language)) ", finding.state.colour)
            let label = finding.subject.label.text(in: language)
            let found = finding.found.text(in: language)
            lines.append(
                word + BilingualText("\(label)：\(found)", "\(label): \(found)").text(in: language))
            if let remedy = finding.remedy {
                let text = BilingualText("处理：\(remedy.chinese)", "Do: \(remedy.english)")
                lines.append("        " + text.text(in: language))
            }
        }
        let count = { (states: [HealthState]) in
            findings.filter { states.contains($0.state) }.count
        }
        let (well, warnings) = (count([.ok]), count([.warning]))
        let faults = count([.fault, .nothingThere])
        let sum = BilingualText(
            "共 \(findings.count) 项：正常 \(well)，注意 \(warnings)，故障 \(faults)。",
            "\(findings.count) checks: \(well) ok, \(warnings) warnings, \(faults) faults.")
        return lines + [sum.text(in: language)]
    }
}
