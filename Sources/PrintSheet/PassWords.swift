// What stands on every pass, in both languages.

enum PassWords {
    static let number = Label("通行证号", "Pass number")
    static let valid = Label("有效期", "Valid")
    static let footer = Label(
        "撤销后作废，以扫码为准；捡到请交门岗", "Void once revoked, only a scan tells; if found, hand it in at a gate"
    )

    /// Validity and limits.
    static func terms(of pass: PrintedPass, size: Double) -> [TextRun] {
        valid.runs(size: size) + [
            TextRun("  \(pass.from) – \(pass.until)", size: size, weight: .bold)
        ] + pass.limits.map { TextRun("  " + $0, size: size * 0.85) }
    }
}
