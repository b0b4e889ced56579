// What is wrong with a file of a kind or a calendar: where, what, and what to do.
package import PassFormat

/// One fault of a file.
package struct KindFault: Sendable, Equatable {
    /// The file's name, without its folder; of a folder its path.
    package let file: String
    /// From 1; nil where it is not about a line.
    package let line: Int?
    package let text: BilingualText

    /// `FILE:LINE: text`, in English.
    package var english: String { "\(place): \(text.english)" }

    /// `FILE:LINE: text`, in Chinese.
    package var chinese: String { "\(place)：\(text.chinese)" }

    private var place: String { line.map { "\(file):\($0)" } ?? file }
}

/// Gathers the faults of one file; guards nothing but their list.
final class FaultList {
    let file: String
    private(set) var faults: [KindFault] = []

    init(file: String) { self.file = file }

    func note(_ line: Int?, _ chinese: String, _ english: String) {
        faults.append(
            KindFault(file: file, line: line, text: BilingualText(chinese, english)))
    }
}
