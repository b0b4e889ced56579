// Why a picture file was not read, with the texts for a person. Whoever reads it and whoever tells
// it are two programs; this is all that they share.
package import PassFormat

/// The kinds of picture files that are read.
package enum PictureFormat: UInt32, Sendable, CaseIterable {
    case png = 1
    case jpeg = 2

    /// The name that people know.
    var name: String {
        switch self {
        case .png: "PNG"
        case .jpeg: "JPEG"
        }
    }
}

/// What keeps a picture file from being read.
///
/// A picture without a code is no fault.
package enum PictureFault: Error, Equatable, Sendable {
    /// The file has no bytes.
    case empty
    /// The file has more than ``PictureLimit/fileBytes``.
    case tooManyBytes
    /// The file is neither PNG nor JPEG, whatever its name.
    case notPicture
    /// The file ends before the picture does.
    case truncated(PictureFormat)
    /// The file cannot be decoded.
    case damaged(PictureFormat)
    /// A side or the number of pixels is over ``PictureLimit``.
    case tooManyPixels(width: UInt32, height: UInt32)
    /// More than ``PictureLimit/codes`` codes are in the picture.
    case tooManyCodes
    /// There was no memory to look at the picture.
    case outOfMemory
    /// The QR decoder broke off for a reason it does not tell.
    case decoderFailed
    /// The system did not let the reading program be locked in, so it did not look.
    case notConfined

    /// Found, expected, and what to do.
    package var text: BilingualText {
        switch self {
        case .empty:
            BilingualText(
                "图片文件是空的。请重新保存或传送图片。", "The picture file is empty; save or send it again.")
        case .tooManyBytes:
            BilingualText(
                "图片文件超过 \(PictureLimit.fileBytes >> 20) MB。请裁剪或缩小后再试。",
                "The picture file is over \(PictureLimit.fileBytes >> 20) MB; crop or shrink it.")
        case .notPicture:
            BilingualText(
                "文件内容既不是 PNG 也不是 JPEG 图片。请另存为这两种格式之一。",
                "The file's content is neither a PNG nor a JPEG picture; save it as one of them.")
        case .truncated(let format):
            BilingualText(
                "\(format.name) 图片不完整，文件提前结束。请重新传送整个文件。",
                "The \(format.name) picture is not whole: the file ends early. "
                    + "Send all of it again."
            )
        case .damaged(let format):
            BilingualText(
                "\(format.name) 图片已损坏，或用了不支持的编码。请重新拍摄或另存。",
                "The \(format.name) picture is damaged or in a coding that is not read; take it or "
                    + "save it again.")
        case .tooManyPixels(let width, let height):
            BilingualText(
                "图片为 \(width) x \(height) 像素；每边须为 1 至 \(PictureLimit.sidePixels)，总数最多 "
                    + "\(PictureLimit.pixels)。请裁剪或缩小。",
                "The picture has \(width) x \(height) pixels; each side must have 1 to "
                    + "\(PictureLimit.sidePixels), all together at most \(PictureLimit.pixels). "
                    + "Crop or shrink it.")
        case .tooManyCodes:
            BilingualText(
                "图片中的码超过 \(PictureLimit.codes) 个。请只拍一个码。",
                "There are more than \(PictureLimit.codes) codes in the picture; take one alone.")
        case .outOfMemory:
            BilingualText(
                "内存不足，无法读取图片。请缩小图片或释放内存。",
                "There is no memory to read the picture; shrink it or free memory.")
        case .decoderFailed:
            BilingualText(
                "二维码解码器无法处理这张图片。请重新拍摄。",
                "The QR decoder broke off on this picture; take it again.")
        case .notConfined:
            BilingualText(
                "系统内核不支持 seccomp 隔离，为安全起见没有读取图片。请改用扫码枪。",
                "The kernel does not let the reading program be locked in by seccomp, so the "
                    + "picture was not looked at; use the scanner.")
        }
    }
}
