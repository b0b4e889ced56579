// Why a text is none of our identifiers. One enum for the whole room; callers match on the case.

/// The kinds of identifier, as error texts name them.
package enum IdentifierKind: String, Sendable, Hashable, CaseIterable {
    case plate, residentID, identityNumber, mobileNumber, creditCode, personName, passNumber
    case employeeNumber
}

/// A text that does not parse; numbers of people are masked in it.
package enum IdentifierError: Error, Sendable, Hashable {
    /// Length, alphabet or order of the parts is not that of the kind.
    case malformed(IdentifierKind, found: String)
    /// The form is right but the check character is not.
    case checkCharacter(IdentifierKind, found: String)
    /// The date inside a resident ID is none, or lies in the future.
    case date(found: String)
}

extension IdentifierError: CustomStringConvertible {
    /// The English text: what was found, what was expected, what to do.
    package var description: String { english }

    /// What was found, expected and to be done, in English.
    package var english: String {
        switch self {
        case .malformed(let kind, let found): "\"\(found)\" is not \(kind.expectedEnglish)"
        case .checkCharacter(let kind, let found):
            "\"\(found)\": the check character does not fit the rest, so a character of it is "
                + "wrong or swapped; expected \(kind.expectedEnglish); compare it with the document"
        case .date(let found):
            "\"\(found)\": digits 7 to 14 are no date, or one in the future; compare it with the "
                + "document"
        }
    }

    /// What was found, expected and to be done, in Chinese.
    package var chinese: String {
        switch self {
        case .malformed(let kind, let found): "“\(found)”不是\(kind.expectedChinese)"
        case .checkCharacter(let kind, let found):
            "“\(found)”校验码不符,有一位写错或颠倒;应为\(kind.expectedChinese),请对照证件核对"
        case .date(let found): "“\(found)”第7至14位不是有效日期或晚于今天,请对照证件核对"
        }
    }
}

extension IdentifierKind {
    var expectedEnglish: String {
        switch self {
        case .plate:
            "a plate: a province character, a letter, then 5 letters or digits without I and O "
                + "(new-energy: 6), for instance 沪A12345"
        case .residentID: "a resident ID: 17 digits and a check character, for instance …123X"
        case .identityNumber:
            "an ID number: 18 characters, or the letter and 7 to 9 digits of a passport or permit"
        case .mobileNumber: "a mainland mobile number: 11 digits, beginning 13 to 19"
        case .creditCode: "a unified social credit code: 18 digits and capitals without I O S V Z"
        case .personName: "a name: 2 to 50 Han or Latin letters, spaces and ·"
        case .passNumber: "a pass number: 15 digits, for instance 310117-0000-0042-5"
        case .employeeNumber: "an employee number: 1 to 200 visible characters"
        }
    }

    var expectedChinese: String {
        switch self {
        case .plate: "车牌号:省份简称、一个字母,再加5位字母或数字(不含I和O;新能源为6位),如沪A12345"
        case .residentID: "身份证号:17位数字加1位校验码"
        case .identityNumber: "证件号码:18位身份证号,或护照、居留证件的1个字母加7至9位数字"
        case .mobileNumber: "大陆手机号:11位数字,以13至19开头"
        case .creditCode: "统一社会信用代码:18位数字和大写字母(不含I、O、S、V、Z)"
        case .personName: "姓名:2至50个汉字或拉丁字母,可含空格和间隔号·"
        case .passNumber: "通行证编号:15位数字,如310117-0000-0042-5"
        case .employeeNumber: "工号:1至200个可见字符"
        }
    }
}
