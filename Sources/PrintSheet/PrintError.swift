// Why there is no paper.

/// What keeps pages from being made.
package enum PrintError: Error, Equatable, CustomStringConvertible {
    /// The fonts are not installed.
    case noFont
    /// Characters that no installed font has; nothing was printed.
    case unprintable([UnprintableText])
    /// The closure could not write; it throws this itself, with the errno it met.
    case write(errno: Int32)
    /// cairo or pango broke off; its own words.
    case library(String)

    package var description: String { english }

    /// Whether the machine is at fault, not what was to be printed.
    package var isOfTheMachine: Bool {
        switch self {
        case .unprintable: false
        case .noFont, .write, .library: true
        }
    }

    /// Problems listed one by one; the rest is counted.
    private static let listed = 20

    /// Found, expected, and what to do, in English.
    package var english: String {
        switch self {
        case .noFont:
            """
            the font \(PrintFont.family) is not installed; install it: \
            apt-get install \(PrintFont.aptPackage)
            """
        case .unprintable(let texts):
            """
            no installed font has these characters; nothing was written; install a font that has \
            them, or mend the list: \
            \(Self.list(texts, more: "and \(texts.count - Self.listed) more") { $0.english })
            """
        case .write(let errno):
            "the file could not be written (error \(errno)); check the disk and its free space"
        case .library(let words):
            "the page could not be drawn (\(words)); check that cairo and pango are installed whole"
        }
    }

    /// Found, expected, and what to do, in Chinese.
    package var chinese: String {
        switch self {
        case .noFont:
            "没有安装字体 \(PrintFont.family)；请安装：apt-get install \(PrintFont.aptPackage)"
        case .unprintable(let texts):
            """
            已装字体中没有下列字，未写出任何文件；请安装含这些字的字体，或改正名单：\
            \(Self.list(texts, more: "等共 \(texts.count) 处") { $0.chinese })
            """
        case .write(let errno):
            "无法写入文件（错误 \(errno)）；请检查磁盘及剩余空间"
        case .library(let words):
            "无法排版（\(words)）；请检查 cairo 和 pango 是否安装完整"
        }
    }

    private static func list(
        _ texts: [UnprintableText], more: String, _ words: (UnprintableText) -> String
    ) -> String {
        let shown = texts.prefix(listed).map(words).joined(separator: "; ")
        return texts.count > listed ? shown + "; " + more : shown
    }
}

/// A text with characters that cannot be printed.
package struct UnprintableText: Equatable, Sendable {
    /// Pass number and masked name or plate; nil where the text is on every pass.
    package let whose: String?
    package let field: PrintedField
    /// Each once, in order.
    package let scalars: [Unicode.Scalar]

    var chinese: String { words(field.label.chinese) }
    var english: String { words(field.label.english) }

    private func words(_ field: String) -> String {
        let named = scalars.map { "\($0) (\($0.codePoint))" }.joined(separator: ", ")
        return [whose, field, named].compactMap(\.self).joined(separator: " ")
    }
}

extension Unicode.Scalar {
    /// As U+4E2D.
    fileprivate var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
