// The age of a gate's data in words; every screen that shows a verdict has it.
package import PassFormat

/// How old something is, in the largest unit that says enough.
package func ageText(_ seconds: UInt64) -> BilingualText {
    switch seconds {
    case ..<120: BilingualText("\(seconds) 秒前", "\(seconds) s old")
    case ..<7_200: BilingualText("\(seconds / 60) 分钟前", "\(seconds / 60) min old")
    case ..<172_800: BilingualText("\(seconds / 3_600) 小时前", "\(seconds / 3_600) h old")
    default: BilingualText("\(seconds / 86_400) 天前", "\(seconds / 86_400) days old")
    }
}
