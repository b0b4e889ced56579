// Why the program that reads pictures gave no answer, with the texts for a person.
package import PassFormat

/// Trouble with `gate-image` itself, not with the picture.
package enum PictureReadingFault: Error, Equatable, Sendable {
    /// It is not where it should be, or cannot be run; `cause` is the system's text.
    case missing(path: String, cause: String)
    /// It took longer than ``PictureLimit/readingSeconds``.
    case timedOut
    /// It ended by a signal or with a code of its own, or its answer is none; `ending` says which.
    case brokeOff(ending: String)

    /// What happened and what to do.
    package var text: BilingualText {
        switch self {
        case .missing(let path, let cause):
            BilingualText(
                "无法启动读图程序 \(path)（\(cause)）。请把 gate-image 装在 gate 旁边。",
                "The program that reads pictures cannot be started: \(path) (\(cause)); install "
                    + "gate-image beside gate.")
        case .timedOut:
            BilingualText(
                "读图超过 \(PictureLimit.readingSeconds) 秒，已停止。请裁剪或缩小图片，或直接扫码。",
                "Reading the picture took over \(PictureLimit.readingSeconds) seconds and was "
                    + "stopped; crop or shrink it, or scan the code.")
        case .brokeOff(let ending):
            BilingualText(
                "读图程序中断（\(ending)），图片未读取。请重新拍摄；若仍如此，请重装 gate-image 及其所需的库。",
                "The program that reads pictures broke off (\(ending)) and the picture was not "
                    + "read; take it again, and if that does not help install gate-image and its "
                    + "libraries anew.")
        }
    }
}
