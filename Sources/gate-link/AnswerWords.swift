// How the office's answers about applications are shown to a guard.
import PassFormat

/// How an application stands, as the guard reads it; nothing else that an office may say is shown.
func statusWords(_ status: String) -> BilingualText {
    switch status {
    case "open": BilingualText("等待审批", "waits for a decision")
    case "returned": BilingualText("已退回更正", "returned for correction")
    case "approved": BilingualText("已批准", "approved")
    case "refused": BilingualText("已拒绝", "refused")
    case "withdrawn": BilingualText("已撤回", "withdrawn")
    case "cancelled": BilingualText("已取消", "cancelled")
    default: BilingualText("状态不明，请更新本机程序", "in a state that this program does not know")
    }
}

/// A text of the office's without what would steer a terminal.
func steeringNothing(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.filter {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
            }))
}
