// Whom a revocation would reach, as people read it before it is done.
import CommandSupport
import PassFormat
import Registry

extension BilingualText {
    /// Both texts with another under them, where there is one.
    func followed(by other: BilingualText?) -> BilingualText {
        guard let other else { return self }
        return BilingualText("\(chinese)\n\(other.chinese)", "\(english)\n\(other.english)")
    }

    /// The same with the passes that would be withdrawn: numbers, plates, masked names.
    func followed(byReach passes: [ReachedPass]) -> BilingualText {
        guard !passes.isEmpty else { return self }
        return followed(
            by: textTable(
                passes,
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("单位", "Firm", plain: \.organisation),
                    TextColumn("工号或车牌", "Key", plain: \.key),
                    TextColumn("姓名", "Name", plain: \.name),
                ]))
    }
}
