// What a person reads where the cause of a problem says more than its code.

extension ProblemCause {
    /// What takes the place of the code's own texts; nil where those say it all.
    var texts: (message: ListText, fix: ListText)? {
        switch self {
        case .usual: nil
        case .formulaWithoutValue:
            (
                ListText(
                    zh: "公式没有存下计算结果", en: "the file does not hold the value of this formula"),
                ListText(
                    zh: "请用表格软件打开、保存后再上传，或直接填写内容",
                    en: "open and save it in the spreadsheet program, or enter the value itself")
            )
        case .headerAgain(let row):
            (
                ListText(
                    zh: "第\(row)行又是表头，但各列的次序与上面的不同",
                    en: "row \(row) is the header again, with its columns in another order"),
                ListText(
                    zh: "请把该行以下各列调成与第一个表头相同，或另存为一个文件",
                    en: "bring the columns below it into the order of the first header, or "
                        + "make it a file of its own")
            )
        case .beyond(let bound): (bound.message, bound.fix)
        case .noSuchSheet(let names):
            (
                ListText(
                    zh: "没有这个名称的工作表；有：" + names.joined(separator: "、"),
                    en: "no sheet has that name; there are: " + names.joined(separator: ", ")),
                ListText(zh: "请用 --sheet 指明其中一张", en: "name one of them with --sheet")
            )
        }
    }
}

extension ListBound {
    /// Which limit it is, and how high.
    fileprivate var message: ListText {
        switch self {
        case .sharedTexts:
            ListText(
                zh: "文件过大：各不相同的文字上限为\(Self.sharedMebibytes) MiB、"
                    + "\(ListLimits.sharedStrings)条",
                en: "the file is too big: \(Self.sharedMebibytes) MiB and "
                    + "\(ListLimits.sharedStrings) different texts are the limits")
        case .rowTexts:
            ListText(
                zh: "文件过大：名单各行的文字上限为\(ListLimits.keptTextBytes >> 20) MiB",
                en: "the file is too big: \(ListLimits.keptTextBytes >> 20) MiB of texts in the "
                    + "rows of the list are the limit")
        case .cells:
            ListText(
                zh: "文件过大：一张工作表的单元格上限为\(ListLimits.cells)个，含只有格式的空单元格",
                en: "the file is too big: \(ListLimits.cells) cells of a sheet, also empty ones "
                    + "with a format, are the limit")
        case .markup:
            ListText(
                zh: "文件过大：各工作表的单元格和格式合计过多",
                en: "the file is too big: all sheets together have too many cells and formats")
        }
    }

    /// What to do about it.
    fileprivate var fix: ListText {
        ListText(
            zh: "请删去与名单无关的列、工作表和空行的格式，或拆成几个文件",
            en: "remove columns and sheets that are not of the list and formats of empty rows, or "
                + "split the list")
    }

    private static let sharedMebibytes = ListLimits.sharedStringBytes >> 20
}
