// What a marked sheet says to the person who mends it. The texts of problems are in ProblemTexts.

/// Texts of a marked sheet, Chinese first.
enum MarkedTexts {
    /// The comment on a bad cell: what, why and how to mend.
    static func comment(on problem: ListProblem) -> String {
        let (zh, en) =
            switch problem.severity {
            case .error: ("须改", "To mend")
            case .warning: ("已更正", "Mended")
            }
        return """
            【\(zh)】\(problem.message.zh)。
            怎样改：\(problem.fix.zh)。

            \(en): \(problem.message.en).
            How: \(problem.fix.en).
            \(problem.code.rawValue)
            """
    }

    /// The comment on the place where a column should be.
    static func comment(onMissing column: ListColumn) -> String {
        """
        【缺列】名单没有“\(column.title.zh)”一列。
        怎样改：在本格写上表头“\(column.title.zh)”，再逐行填写下面的红格。

        A column is missing: \(column.title.en).
        How: write the header \(column.title.zh) here, then fill in the red cells below.
        """
    }

    /// How to go on, a sentence a line.
    static let steps: [ListText] = [
        ListText(
            zh: "1. 看第二张工作表：红色单元格须改，黄色单元格已自动更正、无须处理。鼠标停在格上，批注说明原因和改法。",
            en: "1. See the second sheet: red cells are to be mended, yellow ones were mended "
                + "already. A comment on each says why and how."),
        ListText(
            zh: "2. 直接在第二张工作表里改好，保存为 .xlsx。不必删除颜色、批注和本页。",
            en: "2. Mend them right there and save as .xlsx. Colours, comments and this page may "
                + "stay."),
        ListText(
            zh: "3. 用同一命令再导入一次。已导入的人员或车辆不会重复。",
            en: "3. Import it again with the same command. What went in before is not taken "
                + "twice."),
        ListText(
            zh: "请注意：本文件含名单中的个人信息，请妥善保管，用后删除。原表的格式、公式和其他工作表不在本文件内。",
            en: "Mind: this file holds the personal data of the list; keep it safe, delete it "
                + "after use. Formats, formulas and other sheets of the original are not in it."),
    ]

    /// What came of the list, in a sentence.
    static func outcome(_ reading: ListReading, _ counts: ProblemCounts) -> ListText {
        let errors = counts.count(.error)
        let mends = counts.count(.warning)
        let rows = reading.rowCount
        let good = reading.accepted.count
        if reading.problems.isEmpty {
            return ListText(
                zh: "没有问题：共 \(rows) 行，全部合格。", en: "No problems: all \(rows) rows are good.")
        }
        return ListText(
            zh: "共 \(rows) 行：合格 \(good) 行，不合格 \(reading.rejectedCount) 行。"
                + "须改 \(errors) 处，已自动更正 \(mends) 处。",
            en: "\(rows) rows: \(good) good, \(reading.rejectedCount) to be mended. "
                + "\(errors) cells to mend, \(mends) mended already.")
    }

    /// What the sheet cannot show, where there is such.
    static func limits(_ rows: MarkedRows, of reading: ListReading) -> [ListText] {
        var texts: [ListText] = []
        if reading.problems.count > rows.commentCount {
            texts.append(
                ListText(
                    zh: "批注只写到第 \(rows.commentCount) 处；其余只着色。改好后再导入，即可看到其余。",
                    en: "Only the first \(rows.commentCount) have comments, the others a colour. "
                        + "Mend these and import again to see the rest."))
        }
        if rows.uncalculatedCount > 0 {
            texts.append(
                ListText(
                    zh: "有 \(rows.uncalculatedCount) 个公式没有存下结果，这里写作 #N/A 或留空。请在表格软件里打开原表、"
                        + "重新计算并保存，再导入原表。",
                    en: "\(rows.uncalculatedCount) formulas have no stored value and are #N/A "
                        + "or empty here. Open the original in a spreadsheet program, save it, "
                        + "and import that."))
        }
        if rows.cutCount > 0 {
            texts.append(
                ListText(
                    zh: "有 \(rows.cutCount) 个单元格超过 32767 个字符，只保留了开头。",
                    en: "\(rows.cutCount) cells have over 32,767 characters; only their beginnings "
                        + "are kept."))
        }
        return texts
    }
}

extension ListColumn {
    /// What a person calls the column; the Chinese is a header that every list may use.
    var title: ListText {
        switch self {
        case .name: ListText(zh: "姓名", en: "Name")
        case .identity: ListText(zh: "证件号码", en: "ID number")
        case .phone: ListText(zh: "手机号", en: "Telephone")
        case .employeeNumber: ListText(zh: "工号", en: "Employee no.")
        case .department: ListText(zh: "部门", en: "Department")
        case .post: ListText(zh: "岗位", en: "Post")
        case .zone: ListText(zh: "区域", en: "Zone")
        case .address: ListText(zh: "住址", en: "Address")
        case .validUntil: ListText(zh: "有效期至", en: "Valid until")
        case .documentType: ListText(zh: "证件类型", en: "ID type")
        case .plate: ListText(zh: "车牌号", en: "Plate")
        case .vehicleType: ListText(zh: "车型", en: "Vehicle type")
        case .driver: ListText(zh: "驾驶员", en: "Driver")
        case .driverIdentity: ListText(zh: "驾驶员身份证号", en: "Driver's ID number")
        case .cargo: ListText(zh: "货物", en: "Cargo")
        case .route: ListText(zh: "线路", en: "Route")
        case .from: ListText(zh: "起", en: "From")
        case .until: ListText(zh: "止", en: "Until")
        }
    }
}
