// What kind of refusal a status is, in a few words: the title of a problem, by RFC 9457 the same at
// each occurrence but for the language.
import HTTPTypes
import PassFormat

extension Problem {
    /// In both languages.
    var title: BilingualText { Self.title(of: status) }

    private static func title(of status: HTTPResponse.Status) -> BilingualText {
        switch status {
        case .badRequest: BilingualText("请求无法理解", "Request not understood")
        case .unauthorized: BilingualText("尚未登录", "Not signed in")
        case .forbidden: BilingualText("无权操作", "Not allowed")
        case .notFound: BilingualText("没有这一项", "Not found")
        case .methodNotAllowed: BilingualText("不支持该方法", "Method not allowed")
        case .conflict: BilingualText("与现状冲突", "In conflict with what is there")
        case .contentTooLarge: BilingualText("请求内容过大", "Body too large")
        case .unsupportedMediaType: BilingualText("内容类型不符", "Content type not taken")
        case .unprocessableContent: BilingualText("内容有误", "Content not acceptable")
        case .tooManyRequests: BilingualText("请求过于频繁", "Too many requests")
        case .serviceUnavailable: BilingualText("服务暂时无法工作", "Service not available")
        default: BilingualText("请求未被接受", "Request not taken")
        }
    }
}
