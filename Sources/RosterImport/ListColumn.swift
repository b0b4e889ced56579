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

    private static let staff: [(ListColumn, [String])] = [
        (.name, ["姓名", "员工姓名", "人员姓名", "职工姓名", "name", "full name", "employee name"]),
        (
            .identity,
            [
                "身份证号", "身份证号码", "身份证", "公民身份号码", "居民身份证号码", "证件号码", "证件号", "id_number",
                "id no", "id", "id card", "id card number", "identity number",
            ]
        ),
        (
            .phone,
            [
                "手机号", "手机号码", "手机", "联系电话", "联系方式", "电话", "电话号码", "移动电话", "phone",
                "phone number", "mobile", "mobile number", "telephone",
            ]
        ),
        (
            .employeeNumber,
            [
                "工号", "员工编号", "员工号", "职工号", "职工编号", "人员编号", "employee_no", "employee number",
                "employee id", "staff no", "staff number",
            ]
        ),
        (.department, ["部门", "所在部门", "部门名称", "所属部门", "department", "dept"]),
        (.post, ["岗位", "工种", "职位", "职务", "岗位名称", "post", "position", "job title"]),
        (.zone, ["厂区", "区域", "所在厂区", "通行区域", "zone"]),
        (.address, ["住址", "宿舍", "现住址", "居住地址", "家庭住址", "地址", "address"]),
        (.validUntil, ["有效期至", "有效期", "有效期止", "截止日期", "valid_until", "valid to", "expires"]),
        (.documentType, ["证件类型", "证件种类", "证件类别", "id_type", "document type"]),
    ]

    private static let vehicles: [(ListColumn, [String])] = [
        (
            .plate,
            [
                "车牌号", "车牌号码", "车牌", "车号", "号牌号码", "plate", "plate number", "plate no",
                "license plate",
            ]
        ),
        (.vehicleType, ["车型", "车辆类型", "车辆种类", "type", "vehicle type"]),
        (
            .driver,
            ["驾驶员", "驾驶员姓名", "司机", "司机姓名", "驾驶人", "驾驶人姓名", "driver", "driver name"]
        ),
        (
            .driverIdentity,
            [
                "驾驶员身份证", "驾驶员身份证号", "驾驶员身份证号码", "司机身份证", "司机身份证号", "司机身份证号码", "驾驶人身份证号",
                "身份证号码", "身份证号", "身份证", "证件号码", "driver_id", "driver id number", "id number",
            ]
        ),
        (
            .phone,
            [
                "联系电话", "手机", "手机号", "手机号码", "电话", "联系方式", "司机电话", "司机手机", "驾驶员电话", "驾驶员手机",
                "驾驶员手机号", "phone", "phone number", "mobile", "driver phone", "telephone",
            ]
        ),
        (.cargo, ["货物", "运输物资", "货物名称", "物资", "cargo", "goods"]),
        (.route, ["线路", "路线", "运输线路", "行驶路线", "route"]),
        (.from, ["起", "开始时间", "起始时间", "有效期起", "from", "valid_from", "start"]),
        (.until, ["止", "结束时间", "截止时间", "有效期止", "有效期至", "until", "valid_until", "end"]),
        (.documentType, ["证件类型", "证件种类", "id_type"]),
    ]

    /// The form in which headers are compared: narrow, small letters, without notes in brackets and
    /// without what people add for the eye.
    static func headerKey(_ title: String) -> String {
        var key = String.UnicodeScalarView()
        var depth = 0
        for raw in title.unicodeScalars {
            let scalar = FullWidth.fold(raw)
            switch scalar {
            case "(", "[", "{", "【", "〔", "〈", "《": depth += 1
            case ")", "]", "}", "】", "〕", "〉", "》": depth = max(0, depth - 1)
            case "*", ".", "_", ":", "。": continue
            case "A"..."Z" where depth == 0: key.append(Unicode.Scalar(UInt8(scalar.value + 32)))
            default:
                if depth == 0, !scalar.isBlank, scalar.properties.generalCategory != .control {
                    key.append(scalar)
                }
            }
        }
        return String(key)
    }
}
