// Which passwords are refused. A pure rule over text.
import Authority

/// Why a password is refused.
enum PasswordFault: String, CaseIterable {
    case tooShort = "PASSWORD_TOO_SHORT"
    case tooLong = "PASSWORD_TOO_LONG"
    case unprintable = "PASSWORD_UNPRINTABLE"
    case likeLogin = "PASSWORD_LIKE_LOGIN"
    case onlyDigits = "PASSWORD_ONLY_DIGITS"
    case repeated = "PASSWORD_REPEATED"
    case sequence = "PASSWORD_SEQUENCE"
    case common = "PASSWORD_COMMON"

    /// What a refusal says.
    var error: OfficeError {
        OfficeError(.refused, rawValue, field: "password", texts.chinese, texts.english)
    }

    private var texts: (chinese: String, english: String) {
        switch self {
        case .tooShort:
            (
                "密码应有 \(PasswordRule.shortest) 个以上字符；可用几个不相干的词连成",
                "a password has \(PasswordRule.shortest) characters or more; some words that have"
                    + " nothing to do with each other make a good one"
            )
        case .tooLong:
            (
                "密码最多 \(PasswordRule.longestBytes) 字节；请另选一个",
                "a password has \(PasswordRule.longestBytes) bytes at most; choose another"
            )
        case .unprintable:
            ("密码含有控制字符；请另选一个", "the password holds control characters; choose another")
        case .likeLogin:
            ("密码与登录名几乎相同；请另选一个", "the password is little but the login name; choose another")
        case .onlyDigits:
            (
                "只有数字的密码应有 \(PasswordRule.shortestOfDigits) 位以上（生日、手机号最先被猜）；请加入文字",
                "a password of digits alone needs \(PasswordRule.shortestOfDigits) of them, since"
                    + " birthdays and telephone numbers are tried first; add some letters"
            )
        case .repeated:
            ("密码是同样的字符反复；请另选一个", "the password is the same over and over; choose another")
        case .sequence:
            (
                "密码是连续的字符或键盘上相邻的键；请另选一个",
                "the password goes along the alphabet, the digits or the keyboard; choose another"
            )
        case .common:
            ("这是最常见的密码之一；请另选一个", "this is one of the commonest passwords; choose another")
        }
    }
}

/// The rule for passwords.
enum PasswordRule {
    /// Characters.
    static let shortest = 10
    static let longestBytes = 256
    /// For one of digits alone.
    static let shortestOfDigits = 16
    /// Characters beside the login name, or beside a common word, that make a password of it.
    private static let enoughBeside = 8
    private static let fewestDifferent = 5

    /// - Parameters:
    ///   - password: as typed, in UTF-8.
    ///   - login: whose it is to be.
    /// - Returns: the first fault; nil for a password that is taken.
    static func fault(of password: [UInt8], for login: String) -> PasswordFault? {
        guard password.count <= longestBytes else { return .tooLong }
        guard let text = String(validating: password, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return .unprintable }
        guard text.count >= shortest else { return .tooShort }
        let folded = text.lowercased()
        let letters = Array(folded.unicodeScalars)
        if letters.count < shortestOfDigits, letters.allSatisfy(isDigit) { return .onlyDigits }
        if isRepeated(letters) { return .repeated }
        if isSequence(letters) { return .sequence }
        let beside = folded.replacing(login, with: "").count
        if beside < folded.count, beside < enoughBeside { return .likeLogin }
        return isCommon(letters) ? .common : nil
    }

    private static func isDigit(_ letter: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(letter.value)
    }

    private static func isLetter(_ letter: Unicode.Scalar) -> Bool {
        letter.properties.isAlphabetic
    }

    /// Few different characters, or one piece again and again.
    private static func isRepeated(_ letters: [Unicode.Scalar]) -> Bool {
        if Set(letters).count < fewestDifferent { return true }
        return (1...letters.count / 2).contains { period in
            letters.indices.dropFirst(period).allSatisfy { letters[$0] == letters[$0 - period] }
        }
    }

    /// Two of three steps go to the next character, or the next key.
    private static func isSequence(_ letters: [Unicode.Scalar]) -> Bool {
        let steps = zip(letters, letters.dropFirst()).count { first, second in
            let far = Int64(second.value) - Int64(first.value)
            return abs(far) == 1 || neighbours.contains([first, second])
        }
        return steps * 3 >= (letters.count - 1) * 2
    }

    private static let neighbours: Set<[Unicode.Scalar]> = {
        let ways = [
            "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()", "1qaz", "2wsx",
            "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "!qaz", "@wsx", "#edc",
        ]
        var pairs: Set<[Unicode.Scalar]> = []
        for way in ways.map({ Array($0.unicodeScalars) }) {
            for (first, second) in zip(way, way.dropFirst()) {
                pairs.insert([first, second])
                pairs.insert([second, first])
            }
        }
        return pairs
    }()

    /// One or more common words, with digits and signs before and behind, or in place of letters.
    private static func isCommon(_ letters: [Unicode.Scalar]) -> Bool {
        let isEnd: (Unicode.Scalar) -> Bool = { !isLetter($0) }
        let core = letters.drop(while: isEnd).reversed().drop(while: isEnd).reversed()
        guard letters.count - core.count < enoughBeside else { return false }
        let plain = core.map { substitutes[$0] ?? $0 }.filter(isLetter)
        return isMade(ofCommonWords: plain[...])
    }

    private static func isMade(ofCommonWords letters: ArraySlice<Unicode.Scalar>) -> Bool {
        guard !letters.isEmpty else { return true }
        return commonWords.contains { word in
            letters.starts(with: word) && isMade(ofCommonWords: letters.dropFirst(word.count))
        }
    }

    private static let substitutes: [Unicode.Scalar: Unicode.Scalar] = [
        "@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t",
    ]

    private static let commonWords: [[Unicode.Scalar]] = """
        password passwd pass pwd passcode word letmein welcome hello admin administrator root user \
        guest test testing demo default changeme change temp temporary secret login access master \
        system server manager office company gatepass gate qwerty qwer qwert qaz wsx asdf asdfgh \
        zxcv abc abcd abcdef iloveyou love you baby dragon monkey football superman princess \
        sunshine summer winter spring autumn monday china shanghai beijing shenzhen woaini wo ai \
        ni aini mima nihao zhongguo laopo laogong baobao wang li zhang liu chen yang huang zhao \
        wu zhou xiaoming my the me is new one go big boss 密码 我爱你 你好 中国 上海 北京 公司 管理员 测试
        """.split(separator: " ").map { Array($0.unicodeScalars) }
}
