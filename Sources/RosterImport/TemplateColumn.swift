// The columns of an empty list: what a person is told of each, and an invented example.

/// One column of a template.
struct TemplateColumn {
    /// Whether a row without it is refused.
    enum Need { case required, optional }

    let column: ListColumn
    let need: Need
    let width: Int
    let help: ListText
    let example: String
    var choices: [String] = []

    /// The header: one that every list may use, marked where it is needed, with its English name
    /// in brackets, which a reader passes over.
    var header: String {
        "\(column.title.zh)\(need == .required ? "*" : "")\n(\(column.title.en))"
    }

    /// How cells show: everything is text, so that no spreadsheet rounds a number or makes a date
    /// of a workshop; dates are dates.
    var numberFormat: String {
        switch column {
        case .validUntil: "yyyy-mm-dd"
        case .from, .until: "yyyy-mm-dd hh:mm"
        case .name, .identity, .phone, .employeeNumber, .department, .post, .zone, .address,
            .documentType, .plate, .vehicleType, .driver, .driverIdentity, .cargo, .route:
            CellLook.text
        }
    }

    /// The columns of a kind of list, in the order in which people fill them in.
    ///
    /// - Parameters:
    ///   - zones: names to choose from; empty where any is taken.
    ///   - routes: likewise.
    static func columns(
        of kind: ListKind, zones: [String], routes: [String]
    ) -> [TemplateColumn] {
        switch kind {
        case .staff: staff(zones)
        case .vehicles: vehicles(routes)
        }
    }

    private static func staff(_ zones: [String]) -> [TemplateColumn] {
        [
            TemplateColumn(
                column: .employeeNumber, need: .required, width: 14,
                help: ListText(
                    zh: "本单位内不重复。全单位都没有工号的，请删去这一列。",
                    en: "Unique in the firm. Where nobody has one, delete this column."),
                example: "E00001"),
            TemplateColumn(
                column: .name, need: .required, width: 14,
                help: ListText(
                    zh: "与证件一致，不加备注。", en: "As on the document, without notes."),
                example: "张三"),
            TemplateColumn(
                column: .documentType, need: .optional, width: 20,
                help: ListText(
                    zh: "可从下拉表选；留空则按号码判断。",
                    en: "Choose from the list; empty lets the number decide."),
                example: "居民身份证",
                choices: ["居民身份证", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证"]),
            TemplateColumn(
                column: .identity, need: .required, width: 24,
                help: ListText(
                    zh: "整个号码。本列已设为文本，粘贴时请选“只粘贴值”。",
                    en: "The whole number. The column is text: paste values only."),
                example: "99999920010503400X"),
            phone,
            TemplateColumn(
                column: .department, need: .optional, width: 16,
                help: ListText(zh: "部门名称。", en: "Name of the department."), example: "一车间"),
            TemplateColumn(
                column: .post, need: .optional, width: 14,
                help: ListText(zh: "岗位或工种。", en: "Post or trade."), example: "操作工"),
            TemplateColumn(
                column: .zone, need: .optional, width: 16,
                help: ListText(
                    zh: "已登记区域的名称或编号。", en: "Name or number of a known zone."),
                example: zones.first ?? "", choices: zones),
            TemplateColumn(
                column: .address, need: .optional, width: 24,
                help: ListText(zh: "住址或宿舍。", en: "Address or dormitory."), example: "一号宿舍"),
            TemplateColumn(
                column: .validUntil, need: .optional, width: 16,
                help: ListText(
                    zh: "如 2030-12-31；留空由办公室决定。",
                    en: "As 2030-12-31; empty leaves it to the office."), example: "2030-12-31"),
        ]
    }

    private static func vehicles(_ routes: [String]) -> [TemplateColumn] {
        [
            TemplateColumn(
                column: .plate, need: .required, width: 14,
                help: ListText(
                    zh: "牵引车或货车的车牌，不填挂车的。", en: "Of the truck or tractor, not of a trailer."),
                example: "沪A12345"),
            TemplateColumn(
                column: .vehicleType, need: .optional, width: 16,
                help: ListText(
                    zh: "可从下拉表选，也可自填。", en: "Choose from the list or write your own."),
                example: "重型货车",
                choices: ["重型货车", "中型货车", "轻型货车", "牵引车", "冷藏车", "危险品运输车", "客车", "小型客车"]),
            TemplateColumn(
                column: .driver, need: .required, width: 18,
                help: ListText(
                    zh: "可写几位，用顿号隔开。", en: "One or several, parted by 、 or commas."),
                example: "张三、李四"),
            TemplateColumn(
                column: .driverIdentity, need: .optional, width: 24,
                help: ListText(
                    zh: "整个号码。本列已设为文本，粘贴时请选“只粘贴值”。",
                    en: "The whole number. The column is text: paste values only."),
                example: "99999920010503400X"),
            phone,
            TemplateColumn(
                column: .cargo, need: .optional, width: 20,
                help: ListText(zh: "运输物资。", en: "What it carries."), example: "钢材"),
            TemplateColumn(
                column: .route, need: .optional, width: 18,
                help: ListText(
                    zh: "已登记线路的名称或编号。", en: "Name or number of a known route."),
                example: routes.first ?? "", choices: routes),
            TemplateColumn(
                column: .from, need: .optional, width: 20,
                help: ListText(
                    zh: "开始时间，如 2030-05-01 08:00。", en: "Beginning, as 2030-05-01 08:00."),
                example: "2030-05-01 08:00"),
            TemplateColumn(
                column: .until, need: .optional, width: 20,
                help: ListText(
                    zh: "结束时间，如 2030-05-31 20:00。", en: "End, as 2030-05-31 20:00."),
                example: "2030-05-31 20:00"),
        ]
    }

    private static let phone = TemplateColumn(
        column: .phone, need: .optional, width: 16,
        help: ListText(zh: "11位大陆手机号。", en: "11 digits, mainland mobile."),
        example: "19900000042")
}
