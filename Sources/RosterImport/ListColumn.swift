// The columns a list may have, and the names that people give them.

import Identifiers

/// What a column means.
enum ListColumn: Int, CaseIterable {
    case name, identity, phone, employeeNumber, department, post, zone, address, validUntil
    case documentType
    case plate, vehicleType, driver, driverIdentity, cargo, route, from, until

    /// The names of the columns of a kind of list, in the form that `headerKey` gives, and whether
    /// each gives way to another column of the same meaning.
    static func names(of kind: ListKind) -> [String: (column: ListColumn, givesWay: Bool)] {
        var names: [String: (column: ListColumn, givesWay: Bool)] = [:]
        for titles in kind == .staff ? staff : vehicles {
            for title in titles.usual { names[headerKey(title)] = (titles.column, false) }
            for title in titles.further { names[headerKey(title)] = (titles.column, true) }
        }
        return names
    }

    /// The columns without which a row is no header.
    static func required(by kind: ListKind) -> [ListColumn] {
        switch kind {
        case .staff: [.name, .identity]
        case .vehicles: [.plate]
        }
    }

    /// Columns of numbers that a spreadsheet must not take for amounts.
    static let numbers: [ListColumn] = [.identity, .phone, .employeeNumber, .driverIdentity]

    /// Columns of days and times.
    static let dates: [ListColumn] = [.validUntil, .from, .until]

    /// What a column is called.
    private struct Titles {
        let column: ListColumn
        let usual: [String]
        /// Rarer titles, and such as may stand for something else beside a usual one.
        let further: [String]

        init(_ column: ListColumn, _ usual: [String], further: [String]) {
            (self.column, self.usual, self.further) = (column, usual, further)
        }
    }

    private static let staff = [
        Titles(
            .name,
            [
                "姓名", "员工姓名", "人员姓名", "职工姓名", "name", "full name", "employee name",
            ],
            further: [
                "职员姓名", "中文姓名", "真实姓名", "证件姓名", "名字", "staff name", "chinese name",
            ]),
        Titles(
            .identity,
            [
                "身份证号", "身份证号码", "身份证", "公民身份号码", "居民身份证号码", "证件号码", "证件号", "id_number",
                "id no", "id", "id card", "id card number", "identity number",
            ],
            further: [
                "公民身份证号", "公民身份证号码", "居民身份证号", "居民身份证", "身份证件号", "身份证件号码", "身份号码", "有效证件号码",
                "身份证编号", "护照号", "护照号码", "id card no", "identity card number", "identity no",
                "passport", "passport no", "passport number",
            ]),
        Titles(
            .phone,
            [
                "手机号", "手机号码", "手机", "联系电话", "联系方式", "电话", "电话号码", "移动电话", "phone",
                "phone number", "mobile", "mobile number", "telephone",
            ],
            further: [
                "移动电话号码", "联系手机", "联系手机号", "联系手机号码", "联系电话号码", "本人手机", "本人手机号", "本人手机号码",
                "本人电话", "本人联系电话", "员工手机", "员工手机号", "员工电话", "个人电话", "个人手机号", "phone no",
                "mobile no", "mobile phone", "tel", "cellphone", "contact number",
            ]),
        Titles(
            .employeeNumber,
            [
                "工号", "员工编号", "员工号", "职工号", "职工编号", "人员编号", "employee_no", "employee number",
                "employee id", "staff no", "staff number",
            ],
            further: [
                "员工工号", "员工代码", "员工id", "职工工号", "人员工号", "工号编号", "employee code", "staff id",
                "emp no", "emp id",
            ]),
        Titles(
            .department,
            [
                "部门", "所在部门", "部门名称", "所属部门", "department", "dept",
            ],
            further: [
                "工作部门", "任职部门", "员工部门", "department name",
            ]),
        Titles(
            .post,
            [
                "岗位", "工种", "职位", "职务", "岗位名称", "post", "position", "job title",
            ],
            further: [
                "职位名称", "工作岗位", "所在岗位", "job",
            ]),
        Titles(
            .zone,
            [
                "厂区", "区域", "所在厂区", "通行区域", "zone",
            ],
            further: [
                "所属厂区", "工作区域",
            ]),
        Titles(
            .address,
            [
                "住址", "宿舍", "现住址", "居住地址", "家庭住址", "地址", "address",
            ],
            further: [
                "居住地", "现居住地", "现居住地址", "现居地址", "家庭地址", "联系地址", "住宿地址", "详细地址", "home address",
            ]),
        Titles(
            .validUntil,
            [
                "有效期至", "有效期", "有效期止", "截止日期", "valid_until", "valid to", "expires",
            ],
            further: [
                "有效期限", "有效日期", "有效至", "到期日", "到期日期", "失效日期", "valid through", "expiry date",
                "expiry",
            ]),
        Titles(
            .documentType,
            [
                "证件类型", "证件种类", "证件类别", "id_type", "document type",
            ],
            further: [
                "证件名称"
            ]),
    ]

    private static let vehicles = [
        Titles(
            .plate,
            [
                "车牌号", "车牌号码", "车牌", "车号", "号牌号码", "plate", "plate number", "plate no",
                "license plate",
            ],
            further: [
                "车辆号牌", "车辆牌照", "车辆牌号", "车辆号码", "牌照号", "牌照号码", "licence plate",
            ]),
        Titles(
            .vehicleType,
            [
                "车型", "车辆类型", "车辆种类", "type", "vehicle type",
            ],
            further: [
                "车辆型号", "车种",
            ]),
        Titles(
            .driver,
            [
                "驾驶员", "驾驶员姓名", "司机", "司机姓名", "驾驶人", "驾驶人姓名", "driver", "driver name",
            ],
            further: [
                "姓名", "name",
            ]),
        Titles(
            .driverIdentity,
            [
                "驾驶员身份证", "驾驶员身份证号", "驾驶员身份证号码", "司机身份证", "司机身份证号", "司机身份证号码", "驾驶人身份证号",
                "身份证号码", "身份证号", "身份证", "证件号码", "driver_id", "driver id number", "id number",
            ],
            further: [
                "驾驶员证件号码", "司机证件号码", "驾驶人身份证", "驾驶人身份证号码", "证件号", "driver id no",
            ]),
        Titles(
            .phone,
            [
                "联系电话", "手机", "手机号", "手机号码", "电话", "联系方式", "司机电话", "司机手机", "驾驶员电话", "驾驶员手机",
                "驾驶员手机号", "phone", "phone number", "mobile", "driver phone", "telephone",
            ],
            further: [
                "电话号码", "联系手机", "司机手机号", "司机手机号码", "司机联系电话", "司机联系方式", "驾驶员手机号码", "驾驶员联系电话",
                "驾驶员联系方式", "驾驶人电话", "驾驶人手机号", "驾驶人联系电话", "phone no", "mobile number",
            ]),
        Titles(
            .cargo,
            [
                "货物", "运输物资", "货物名称", "物资", "cargo", "goods",
            ],
            further: [
                "货物种类", "物资名称", "运输货物", "装载货物",
            ]),
        Titles(
            .route,
            [
                "线路", "路线", "运输线路", "行驶路线", "route",
            ],
            further: [
                "运输路线", "行车路线", "通行路线",
            ]),
        Titles(
            .from,
            [
                "起", "开始时间", "起始时间", "有效期起", "from", "valid_from", "start",
            ],
            further: [
                "开始日期", "起始日期", "生效日期", "有效期自", "start time", "start date",
            ]),
        Titles(
            .until,
            [
                "止", "结束时间", "截止时间", "有效期止", "有效期至", "until", "valid_until", "end",
            ],
            further: [
                "结束日期", "截止日期", "终止时间", "终止日期", "到期日期", "end time", "end date",
            ]),
        Titles(
            .documentType,
            [
                "证件类型", "证件种类", "id_type",
            ],
            further: [
                "证件类别"
            ]),
    ]

    /// The form in which headers are compared.
    ///
    /// That is narrow letters and digits, small, without notes in brackets and without what people
    /// add for the eye. Of a title that is all in brackets, only those are left out.
    static func headerKey(_ title: String) -> String {
        let bare = withoutNotes(title)
        let key = bare.filter(\.isTitleLetter)
        let kept = key.isEmpty ? FullWidth.fold(title).unicodeScalars.filter(\.isTitleLetter) : key
        var small = String.UnicodeScalarView()
        for scalar in kept {
            let isCapital = ("A"..."Z").contains(scalar)
            small.append(isCapital ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar)
        }
        return String(small)
    }

    /// A title made narrow, without notes in brackets.
    static func withoutNotes(_ title: String) -> String.UnicodeScalarView {
        var bare = String.UnicodeScalarView()
        var depth = 0
        for raw in title.unicodeScalars {
            let scalar = FullWidth.fold(raw)
            switch scalar {
            case "(", "[", "{", "【", "〔", "〈", "《": depth += 1
            case ")", "]", "}", "】", "〕", "〉", "》": depth = max(0, depth - 1)
            default: if depth == 0 { bare.append(scalar) }
            }
        }
        return bare
    }
}

extension Unicode.Scalar {
    fileprivate var isTitleLetter: Bool {
        properties.isAlphabetic || properties.generalCategory == .decimalNumber
    }
}
