// Why a text could not become a code, or a code a picture.

/// What keeps a code from being made.
package enum QRCodeError: Error, Equatable, CustomStringConvertible {
    /// There is nothing to encode.
    case empty
    /// A character outside the QR alphanumeric set; `position` counts characters from 1.
    case character(Unicode.Scalar, position: Int)
    /// More characters than the largest allowed version holds.
    case tooLong(characters: Int, capacity: Int, maximumVersion: Int)
    /// A maximum version that is not one of ours.
    case version(Int)
    /// A module of no pixels, or of more than the limit.
    case scale(pixels: Int)
    /// A quiet zone too small for readers, or larger than the limit.
    case quietZone(modules: Int)
    /// The system gave no memory for a code or its picture.
    case outOfMemory
    /// A library broke off; `code` is its errno, or 0 where it tells none.
    case library(String, code: Int32)

    package var description: String { english }

    /// Found, expected, and what to do, in English.
    package var english: String {
        switch self {
        case .empty:
            "the text is empty; a code needs at least one character"
        case .character(let scalar, let position):
            """
            character \(position) is \(scalar.codePoint); a code takes 0-9, A-Z, space and \
            $ % * + - . / : only; mend the text
            """
        case .tooLong(let characters, let capacity, let maximumVersion):
            """
            the text has \(characters) characters; a code up to version \(maximumVersion) at \
            level M holds \(capacity); shorten it by \(characters - capacity)
            """
        case .version(let found):
            "version \(found) is not made here; choose 1 to \(QRLimit.version)"
        case .scale(let pixels):
            "a module of \(pixels) pixels cannot be drawn; choose \(QRLimit.scalePixels.text)"
        case .quietZone(let modules):
            """
            a quiet zone of \(modules) modules is out of range; choose \
            \(QRLimit.quietZoneModules.text)
            """
        case .outOfMemory:
            "no memory to draw a code; free memory and try again"
        case .library(let name, let code):
            "\(name) could not make the code (error \(code)); check that it is installed whole"
        }
    }

    /// Found, expected, and what to do, in Chinese.
    package var chinese: String {
        switch self {
        case .empty:
            "文本为空;二维码至少需要一个字符"
        case .character(let scalar, let position):
            "第 \(position) 个字符是 \(scalar.codePoint);只能用 0-9、A-Z、空格和 $ % * + - . / :;请改正文本"
        case .tooLong(let characters, let capacity, let maximumVersion):
            """
            文本有 \(characters) 个字符;版本 \(maximumVersion)、M 级纠错最多容纳 \(capacity) 个;\
            请缩短 \(characters - capacity) 个
            """
        case .version(let found):
            "不支持版本 \(found);请选 1 到 \(QRLimit.version)"
        case .scale(let pixels):
            "无法按每模块 \(pixels) 像素绘制;请选 \(QRLimit.scalePixels.text)"
        case .quietZone(let modules):
            "静区 \(modules) 模块超出范围;请选 \(QRLimit.quietZoneModules.text)"
        case .outOfMemory:
            "内存不足,无法绘制二维码;请释放内存后重试"
        case .library(let name, let code):
            "\(name) 未能生成二维码(错误 \(code));请检查其安装是否完整"
        }
    }
}

extension Unicode.Scalar {
    /// As U+4E2D, so that an invisible or hostile character is named and not shown.
    fileprivate var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension ClosedRange<Int> {
    fileprivate var text: String { "\(lowerBound)-\(upperBound)" }
}
