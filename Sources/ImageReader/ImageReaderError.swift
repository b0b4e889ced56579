// Why a picture could not be looked at. A picture without a code is no error: its list is empty.
import Pictures

/// Trouble with a picture's size, or inside the decoder.
package enum ImageReaderError: Error, Equatable, CustomStringConvertible {
    /// A side is below 1 or above ``PictureLimit/sidePixels``.
    case side(pixels: Int)
    /// The picture has more than ``PictureLimit/pixels``.
    case tooManyPixels(width: Int, height: Int)
    /// The bytes given are not one for each pixel.
    case byteCount(found: Int, width: Int, height: Int)
    /// There was no memory to look at the picture.
    case outOfMemory(width: Int, height: Int)
    /// zxing-cpp broke off for a reason it does not tell.
    case decoderFailed

    package var description: String { english }

    /// Found, expected, and what to do, in English.
    package var english: String {
        switch self {
        case .side(let pixels):
            """
            the picture has a side of \(pixels) pixels; 1 to \(PictureLimit.sidePixels) are read; \
            crop or shrink it
            """
        case .tooManyPixels(let width, let height):
            """
            the picture has \(width) x \(height) pixels; at most \(PictureLimit.pixels) in all are \
            read; crop or shrink it
            """
        case .byteCount(let found, let width, let height):
            """
            \(found) bytes came for \(width) x \(height) pixels, which need \(width * height); \
            give one byte for each pixel
            """
        case .outOfMemory(let width, let height):
            "no memory to read \(width) x \(height) pixels; shrink the picture or free memory"
        case .decoderFailed:
            "the QR decoder broke off on this picture; take or export it again"
        }
    }

    /// Found, expected, and what to do, in Chinese.
    package var chinese: String {
        switch self {
        case .side(let pixels):
            "图片有一边为 \(pixels) 像素,可读范围是 1 到 \(PictureLimit.sidePixels);请裁剪或缩小"
        case .tooManyPixels(let width, let height):
            "图片为 \(width) x \(height) 像素,总数最多 \(PictureLimit.pixels);请裁剪或缩小"
        case .byteCount(let found, let width, let height):
            "\(width) x \(height) 像素需要 \(width * height) 字节,收到 \(found);请每个像素给一个字节"
        case .outOfMemory(let width, let height):
            "内存不足,无法读取 \(width) x \(height) 像素;请缩小图片或释放内存"
        case .decoderFailed:
            "二维码解码器无法处理这张图片;请重新拍摄或导出"
        }
    }
}
