// What stands on every pass, in both languages.

enum PassWords {
    static let number = Label("通行证号", "Pass number")
    static let valid = Label("有效期", "Valid")
    static let firm = Label("单位", "Firm")
    static let issuer = Label("签发", "Issued by")
    static let route = Label("线路", "Route")
    static let driver = Label("驾驶员", "Driver")
    static let vehicleType = Label("车型", "Vehicle type")
    static let limits = Label("限制", "Limits")
    static let footer = Label(
        "撤销后作废，以扫码为准；捡到请交门岗",
        "Void once revoked. If found, hand it in at a gate.")
    static let void = Label(
        "撤销后作废：本证是否有效，以门岗扫码结果为准。",
        "Void once revoked: whether this permit holds, only a scan at the gate tells.")
    static let plateCounts = Label(
        "只认牵引车号牌，挂车号牌不算；换车无效。",
        "Good for this plate alone; a tractor's counts, a trailer's does not.")

    /// The label alone, in both languages.
    static func label(_ label: Label, size: Double) -> Paragraph {
        Paragraph(label.runs(size: size))
    }
}
