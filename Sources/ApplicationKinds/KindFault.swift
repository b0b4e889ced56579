// What is wrong with a file of a kind or a calendar: where, what, and what to do.
package import PassFormat

/// One fault of a file.
package struct KindFault: Sendable, Equatable {
    /// The file's name, without its folder.
    package let file: String
    /// From 1.
    package let line: Int
    package let text: BilingualText

    /// `FILE:LINE: text`, in English.
    package var english: String { "\(file):\(line): \(text.english)" }

    /// `FILE:LINE: text`, in Chinese.
    package var chinese: String { "\(file):\(line)：\(text.chinese)" }
}

/// Gathers the faults of one file; guards nothing but their list.
final class FaultList {
    let file: String
    private(set) var faults: [KindFault] = []

    init(file: String) { self.file = file }

    func note(_ line: Int, _ chinese: String, _ english: String) {
        faults.append(
            KindFault(file: file, line: line, text: BilingualText(chinese, english)))
    }
}
