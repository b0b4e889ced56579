// What a person reads for each code, and what to do about it. The one table of these texts.

/// What is wrong and how to mend it, in both languages.
private struct Texts {
    let message: ListText
    let fix: ListText

    init(_ zh: String, _ fixZh: String, _ en: String, _ fixEn: String) {
        message = ListText(zh: zh, en: en)
        fix = ListText(zh: fixZh, en: fixEn)
    }
}

extension ProblemCode {
    /// What is wrong.
    package var message: ListText { texts.message }
    /// How to mend it.
    package var fix: ListText { texts.fix }

    private var texts: Texts {
        switch self {
        case .nameMissing: .nameMissing
        case .nameInvalid: .nameInvalid
        case .idMissing: .idMissing
        case .idFormat: .idFormat
        case .idChecksum: .idChecksum
        case .idDate: .idDate
        case .idRounded: .idRounded
        case .idDuplicate: .idDuplicate
        case .phoneFormat: .phoneFormat
        case .employeeNoMissing: .employeeNoMissing
        case .employeeNoDuplicate: .employeeNoDuplicate
        case .zoneUnknown: .zoneUnknown
        case .routeUnknown: .routeUnknown
        case .dateFormat: .dateFormat
        case .datePast: .datePast
        case .dateOrder: .dateOrder
        case .cellTooLong: .cellTooLong
        case .cellError: .cellError
        case .plateMissing: .plateMissing
        case .plateFormat: .plateFormat
        case .plateDuplicate: .plateDuplicate
        case .driverMissing: .driverMissing
        case .fileEmpty: .fileEmpty
        case .fileType: .fileType
        case .fileOldExcel: .fileOldExcel
        case .fileEncrypted: .fileEncrypted
        case .fileDamaged: .fileDamaged
        case .fileTooBig: .fileTooBig
        case .fileEncoding: .fileEncoding
        case .noHeader: .noHeader
        case .headerDuplicate: .headerDuplicate
        case .noRows: .noRows
        case .mendedWidth: .mendedWidth
        case .mendedSpace: .mendedSpace
        case .mendedCase: .mendedCase
        case .mendedPrefix: .mendedPrefix
        }
    }
}

extension Texts {
    static let nameMissing = Texts(
        "姓名没有填写",
        "请填写证件上的姓名",
        "the name is missing",
        "enter the name as on the document")
    static let nameInvalid = Texts(
        "姓名应为2至50个汉字或拉丁字母，可含空格和间隔号·",
        "请去掉数字、括号和备注，只留姓名",
        "a name has 2 to 50 Han or Latin letters, with spaces and ·",
        "leave the name only, without digits, brackets or notes")
    static let idMissing = Texts(
        "证件号码没有填写",
        "请填写身份证号，或护照、居留证件号码",
        "the ID number is missing",
        "enter the number of the ID, passport or permit")
    static let idFormat = Texts(
        "不是证件号码：身份证为17位数字加校验码，护照或居留证件为1个字母加7至9位数字",
        "请对照证件重新填写；其他证件请加“证件类型”一列注明",
        "not an ID number: an ID has 17 digits and a check character, a "
            + "passport or permit a letter and 7 to 9 digits",
        "copy it again from the document; for other documents add a "
            + "column id_type")
    static let idChecksum = Texts(
        "身份证号校验码不符，有一位写错或相邻两位颠倒",
        "请对照身份证逐位核对",
        "the check character does not fit: a digit is wrong or two are swapped",
        "compare it with the ID, digit by digit")
    static let idDate = Texts(
        "身份证号第7至14位不是有效的出生日期，或晚于今天",
        "请对照身份证核对出生年月日",
        "digits 7 to 14 are no date of birth, or one in the future",
        "compare the date of birth with the ID")
    static let idRounded = Texts(
        "证件号码被表格软件当作数字存储，末几位已丢失",
        "请先把该列设为“文本”格式，再从原始资料重新填写整个号码",
        "the number was stored as a numeric value and its last digits are lost",
        "format the column as text, then enter the whole number again "
            + "from its source")
    static let idDuplicate = Texts(
        "证件号码与前面某行相同",
        "请删除重复行，或改正其中一行的号码",
        "an earlier row has the same ID number",
        "delete one of the rows, or correct its number")
    static let phoneFormat = Texts(
        "手机号应为11位数字，以13至19开头",
        "请填写大陆手机号；没有可留空",
        "a mobile number has 11 digits and begins with 13 to 19",
        "enter a mainland mobile number, or leave the cell empty")
    static let employeeNoMissing = Texts(
        "工号没有填写",
        "请补上工号；若全表都没有工号，请删去这一列",
        "the employee number is missing",
        "enter it; if nobody has one, delete the column")
    static let employeeNoDuplicate = Texts(
        "工号与前面某行相同",
        "请删除重复行，或改正其中一行的工号",
        "an earlier row has the same employee number",
        "delete one of the rows, or correct its number")
    static let zoneUnknown = Texts(
        "没有这个区域",
        "请改为已登记的区域名称或编号，或留空",
        "there is no such zone",
        "use the name or number of a zone, or leave it empty")
    static let routeUnknown = Texts(
        "没有这条线路",
        "请改为已登记的线路名称或编号，或留空",
        "there is no such route",
        "use the name or number of a route, or leave it empty")
    static let dateFormat = Texts(
        "不是日期",
        "请写成2022-05-31,需要时加时间，如2022-05-31 08:30",
        "not a date",
        "write 2022-05-31, with a time where needed: 2022-05-31 08:30")
    static let datePast = Texts(
        "日期已过",
        "请改为今天或以后的日期",
        "this date is over",
        "enter today or a later date")
    static let dateOrder = Texts(
        "结束早于开始",
        "请核对起止时间",
        "the end lies before the beginning",
        "compare the two times")
    static let cellTooLong = Texts(
        "单元格超过200个字符",
        "请缩短内容",
        "the cell has more than 200 characters",
        "shorten it")
    static let cellError = Texts(
        "单元格里是公式错误，如#REF!",
        "请修好公式，或直接填写内容",
        "the cell holds a formula error such as #REF!",
        "mend the formula, or enter the value itself")
    static let plateMissing = Texts(
        "车牌号没有填写",
        "请填写牵引车或货车的车牌号，不填挂车的",
        "the plate is missing",
        "enter the plate of the truck or tractor, not of a trailer")
    static let plateFormat = Texts(
        "不是车牌号：应为省份简称、一个字母，再加5位字母或数字(不含I和O;新能源6位)",
        "请对照行驶证填写，如沪A12345",
        "not a plate: a province character, a letter, 5 letters or "
            + "digits without I and O (new-energy 6)",
        "copy it from the vehicle licence, for instance 沪A12345")
    static let plateDuplicate = Texts(
        "车牌号与前面某行相同",
        "请删除重复行，或改正其中一行的车牌号",
        "an earlier row has the same plate",
        "delete one of the rows, or correct its plate")
    static let driverMissing = Texts(
        "驾驶员没有填写",
        "请填写驾驶员姓名",
        "the driver is missing",
        "enter the driver's name")
}

extension Texts {
    static let fileEmpty = Texts(
        "文件是空的",
        "请重新导出名单后再上传",
        "the file is empty",
        "export the list again")
    static let fileType = Texts(
        "不是名单文件：只接受.xlsx工作簿和.csv、.txt文本",
        "请在表格软件中另存为.xlsx",
        "not a list: only .xlsx workbooks and .csv or .txt texts are read",
        "save it as .xlsx in the spreadsheet program")
    static let fileOldExcel = Texts(
        "这是旧版Excel文件(.xls)",
        "请在表格软件中另存为.xlsx",
        "this is a workbook of the old Excel format (.xls)",
        "save it as .xlsx in the spreadsheet program")
    static let fileEncrypted = Texts(
        "工作簿设有密码",
        "请取消打开密码后另存，再上传",
        "the workbook is protected by a password",
        "remove the password to open it, save and send it again")
    static let fileDamaged = Texts(
        "文件已损坏或不完整",
        "请用表格软件打开并重新另存；若打不开，请重新导出",
        "the file is damaged or incomplete",
        "open it in the spreadsheet program and save it again, or export "
            + "it anew")
    static let fileTooBig = Texts(
        "文件过大：上限为20 MB、200,000行、解压后256 MiB",
        "请删去无关的工作表、图片和格式，或拆成几个文件",
        "the file is too big: 20 MB, 200,000 rows and 256 MiB inflated "
            + "are the limits",
        "remove other sheets, pictures and formats, or split the list")
    static let fileEncoding = Texts(
        "文字编码无法识别",
        "请另存为.xlsx,或UTF-8编码的.csv",
        "the encoding of the text is none we know",
        "save it as .xlsx, or as .csv in UTF-8")
    static let noHeader = Texts(
        "前十行里没有找到表头：人员名单要有姓名和证件号码两列，车辆名单要有车牌号一列",
        "请补上表头，或指明名单所在的工作表",
        "no header row among the first ten: a staff list needs a name "
            + "and an ID column, a vehicle list a plate column",
        "add the header row, or name the sheet that holds the list")
    static let headerDuplicate = Texts(
        "表头有两列意思相同",
        "请删去或改名其中一列",
        "two columns of the header mean the same",
        "delete or rename one of them")
    static let noRows = Texts(
        "表头下面没有内容",
        "请填写名单后再上传",
        "there is no row below the header",
        "fill in the list and send it again")
    static let mendedWidth = Texts(
        "全角字符已改为半角",
        "无需处理；下次请用半角填写",
        "full-width characters were made narrow",
        "nothing to do; next time type them narrow")
    static let mendedSpace = Texts(
        "空格或连接号已去掉",
        "无需处理；下次请不要加空格",
        "blanks or dashes were taken out",
        "nothing to do; next time leave them out")
    static let mendedCase = Texts(
        "小写字母已改为大写",
        "无需处理；下次请用大写",
        "small letters were raised",
        "nothing to do; next time use capitals")
    static let mendedPrefix = Texts(
        "号码前的+86已去掉",
        "无需处理；下次只填11位",
        "the prefix +86 was taken off",
        "nothing to do; next time enter the 11 digits")
}
