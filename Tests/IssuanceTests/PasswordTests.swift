// Which passwords are taken.
import Issuance
import Testing

@Suite struct `A password` {
    private func code(of password: String, login: String = "wang.xm") throws -> String? {
        do throws(OfficeError) {
            try Office.check(password: Array(password.utf8), for: login)
            return nil
        } catch { return error.code }
    }

    @Test(arguments: [
        "horse-battery-9", "correct horse", "今天天气真是不错啊一二", "Tr0ub4dor&3x", "xkqv mzplw",
        "8391047265928164", "wang.xm likes tea", String(repeating: "ab-9?", count: 1) + "q7Zm2",
        "password83920571", "lao Wang's bicycle",
    ])
    func `is taken where it is long and its own`(password: String) throws {
        #expect(try code(of: password) == nil)
    }

    @Test(arguments: [
        ("", "TOO_SHORT"), ("horse-bat", "TOO_SHORT"), ("密码密码密码", "TOO_SHORT"),
        (String(repeating: "长密码真的很好", count: 13), "TOO_LONG"),
        ("horse\u{7}-battery", "UNPRINTABLE"),
        ("19850101123", "ONLY_DIGITS"), ("19900001234", "ONLY_DIGITS"),
        ("839104726592816", "ONLY_DIGITS"), ("aaaaaaaaaa", "REPEATED"),
        ("abcabcabcabc", "REPEATED"), ("wangwangwang", "REPEATED"), ("xyxyxyxyxyx", "REPEATED"),
        ("0123456789012345", "SEQUENCE"), ("abcdefghijkl", "SEQUENCE"),
        ("qwertyuiop", "SEQUENCE"), ("poiuytrewq", "SEQUENCE"), ("1qaz2wsx3edc", "SEQUENCE"),
        ("QWERTYUIOP[]", "SEQUENCE"), ("wang.xm2026", "LIKE_LOGIN"), ("WANG.XM-abc", "LIKE_LOGIN"),
        ("password2026", "COMMON"), ("P@ssw0rd123", "COMMON"), ("Admin12345!", "COMMON"),
        ("welcomeadmin", "COMMON"), ("woaini1314520", "COMMON"), ("passwordpass", "COMMON"),
        ("gatepass2026", "COMMON"), ("我爱你我爱你中国上海", "COMMON"), ("iloveyou!!!!", "COMMON"),
    ])
    func `is refused where it is among the first that are tried`(
        password: String, expected: String
    ) throws {
        #expect(try code(of: password) == "PASSWORD_" + expected)
    }

    @Test func `is not repeated by the refusal`() throws {
        let refused = #expect(throws: OfficeError.self) {
            try Office.check(password: Array("P@ssw0rd123".utf8), for: "wang")
        }
        #expect(refused?.field == "password")
        #expect(refused.map { !"\($0)".contains("P@ss") } == true)
    }
}
