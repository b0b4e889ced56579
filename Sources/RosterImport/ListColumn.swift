// The columns a list may have, and the names that people give them.

import Identifiers

/// What a column means.
enum ListColumn: Int, CaseIterable {
    case name, identity, phone, employeeNumber, department, post, zone, address, validUntil
    case documentType
    case plate, vehicleType, driver, driverIdentity, cargo, route, from, until

    /// The names of the columns of a kind of list, in the form that `headerKey` gives.
    static func names(of kind: ListKind) -> [String: ListColumn] {
        var names: [String: ListColumn] = [:]
        for (column, titles) in kind == .staff ? staff : vehicles {
            for title in titles { names[headerKey(title)] = column }
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

    private static let staff: [(ListColumn, [String])] = [
        (
            .name,
            [
                "姓名", "员工姓名", "人员姓名", "职工姓名", "职员姓名", "中文姓名", "真实姓名", "证件姓名", "名字", "name",
                "full name", "employee name", "staff name", "chinese name",
            ]
        ),
        (
            .identity,
            [
                "身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号", "公民身份证号码", "居民身份证号", "居民身份证号码",
                "居民身份证", "身份证件号", "身份证件号码", "身份号码", "证件号码", "证件号", "有效证件号码", "身份证编号",
                "护照号", "护照号码", "id_number", "id no", "id", "id card", "id card no",
                "id card number", "identity number", "identity card number", "identity no",
                "passport", "passport no", "passport number",
            ]
        ),
        (
            .phone,
            [
                "手机号", "手机号码", "手机", "联系电话", "联系方式", "电话", "电话号码", "移动电话", "移动电话号码", "联系手机",
                "联系手机号", "联系手机号码", "联系电话号码", "本人手机", "本人手机号", "本人手机号码", "本人电话", "本人联系电话",
                "员工手机", "员工手机号", "员工电话", "个人电话", "个人手机号", "phone", "phone no",
                "phone number", "mobile", "mobile no", "mobile number", "mobile phone", "telephone",
                "tel", "cellphone", "contact number",
            ]
        ),
        (
            .employeeNumber,
            [
                "工号", "员工编号", "员工号", "员工工号", "员工代码", "员工id", "职工号", "职工编号", "职工工号", "人员编号",
                "人员工号", "工号编号", "employee_no", "employee number", "employee id",
                "employee code", "staff no", "staff number", "staff id", "emp no", "emp id",
            ]
        ),
        (
            .department,
            [
                "部门", "所在部门", "部门名称", "所属部门", "工作部门", "任职部门", "员工部门", "department", "dept",
                "department name",
            ]
        ),
        (
            .post,
            [
                "岗位", "工种", "职位", "职务", "岗位名称", "职位名称", "工作岗位", "所在岗位", "post", "position",
                "job title", "job",
            ]
        ),
        (.zone, ["厂区", "区域", "所在厂区", "所属厂区", "通行区域", "工作区域", "zone"]),
        (
            .address,
            [
                "住址", "宿舍", "现住址", "居住地址", "居住地", "现居住地", "现居住地址", "现居地址", "家庭住址", "家庭地址",
                "联系地址", "住宿地址", "详细地址", "地址", "address", "home address",
            ]
        ),
        (
            .validUntil,
            [
                "有效期至", "有效期", "有效期止", "有效期限", "有效日期", "有效至", "截止日期", "截止时间", "到期日", "到期日期",
                "失效日期", "结束日期", "valid_until", "valid to", "valid through", "expires",
                "expiry date", "expiry",
            ]
        ),
        (.documentType, ["证件类型", "证件种类", "证件类别", "证件名称", "id_type", "document type"]),
    ]

    private static let vehicles: [(ListColumn, [String])] = [
        (
            .plate,
            [
                "车牌号", "车牌号码", "车牌", "车号", "车辆号牌", "车辆牌照", "车辆牌号", "车辆号码", "号牌号码", "牌照号", "牌照号码",
                "plate", "plate number", "plate no", "license plate", "licence plate",
            ]
        ),
        (.vehicleType, ["车型", "车辆类型", "车辆种类", "车辆型号", "车种", "type", "vehicle type"]),
        (
            .driver,
            [
                "驾驶员", "驾驶员姓名", "司机", "司机姓名", "驾驶人", "驾驶人姓名", "姓名", "driver",
                "driver name", "name",
            ]
        ),
        (
            .driverIdentity,
            [
                "驾驶员身份证", "驾驶员身份证号", "驾驶员身份证号码", "驾驶员证件号码", "司机身份证", "司机身份证号", "司机身份证号码",
                "司机证件号码", "驾驶人身份证", "驾驶人身份证号", "驾驶人身份证号码", "身份证号码", "身份证号", "身份证", "证件号码",
                "证件号", "driver_id", "driver id no", "driver id number", "id number",
            ]
        ),
        (
            .phone,
            [
                "联系电话", "手机", "手机号", "手机号码", "电话", "电话号码", "联系方式", "联系手机", "司机电话", "司机手机",
                "司机手机号", "司机手机号码", "司机联系电话", "司机联系方式", "驾驶员电话", "驾驶员手机", "驾驶员手机号",
                "驾驶员手机号码", "驾驶员联系电话", "驾驶员联系方式", "驾驶人电话", "驾驶人手机号", "驾驶人联系电话", "phone",
                "phone no", "phone number", "mobile", "mobile number", "driver phone", "telephone",
            ]
        ),
        (
            .cargo,
            ["货物", "运输物资", "货物名称", "货物种类", "物资", "物资名称", "运输货物", "装载货物", "cargo", "goods"]
        ),
        (.route, ["线路", "路线", "运输线路", "运输路线", "行驶路线", "行车路线", "通行路线", "route"]),
        (
            .from,
            [
                "起", "开始时间", "起始时间", "开始日期", "起始日期", "生效日期", "有效期起", "有效期自", "from",
                "valid_from", "start", "start time", "start date",
            ]
        ),
        (
            .until,
            [
                "止", "结束时间", "截止时间", "结束日期", "截止日期", "终止时间", "终止日期", "到期日期", "有效期止", "有效期至",
                "until", "valid_until", "end", "end time", "end date",
            ]
        ),
        (.documentType, ["证件类型", "证件种类", "证件类别", "id_type"]),
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
