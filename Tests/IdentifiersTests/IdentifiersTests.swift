// Numbers of people and firms. All are invented: area code 999999, telephones 1990000xxxx.
import Identifiers
import Testing

let today = CalendarDate(year: 2022, month: 6, day: 1)

func resident(_ text: String) throws -> ResidentID {
    try ResidentID(parsing: text, today: #require(today))
}

func identity(
    _ text: String, _ declared: DeclaredDocument = .unstated
) throws -> IdentityNumber {
    try IdentityNumber(parsing: text, today: #require(today), declared: declared)
}

@Suite struct `Resident ID` {
    @Test(arguments: ["99999920010503400X", "999999196503100528", "999999197707216623"])
    func `accepts a number whose check character and date hold`(_ text: String) throws {
        #expect(try resident(text).text == text)
    }

    @Test func `finds every single wrong digit and every swap of unlike neighbours`() throws {
        let good = Array("999999196503100528")
        for place in good.indices {
            for digit in "0123456789X" where digit != good[place] {
                var bad = good
                bad[place] = digit
                #expect(throws: IdentifierError.self) { try resident(String(bad)) }
            }
            guard place > 0, good[place] != good[place - 1] else { continue }
            var swapped = good
            swapped.swapAt(place, place - 1)
            #expect(throws: IdentifierError.self) { try resident(String(swapped)) }
        }
    }

    @Test func `says date before check character, because a wrong date explains both`() {
        #expect(throws: IdentifierError.date(found: "9999**********2379")) {
            try resident("999999199613322379")
        }
    }

    @Test func `takes a birth today and refuses one tomorrow`() throws {
        #expect(try resident("999999202206010017".checked).text.hasSuffix("X") == false)
        #expect(throws: IdentifierError.self) { try resident("999999202206020010".checked) }
    }

    @Test(arguments: [
        "12345", "", "99999919650310052", "9999991965031005281", "99999X196503100528",
    ])
    func `calls another length or alphabet malformed`(_ text: String) {
        do {
            _ = try resident(text)
            Issue.record("\(text) was accepted")
        } catch IdentifierError.malformed(.residentID, _) {
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `tells width, space and case mends apart`() throws {
        let now = try #require(today)
        let mends = { try ResidentID.mending($0, today: now).mends }
        #expect(try mends("99999920010503400X") == [])
        #expect(try mends(" 99999920010503400X\u{200B}") == .space)
        #expect(try mends("99999920010503400x") == .letterCase)
        #expect(try mends("９99999 20010503400ｘ") == [.width, .space, .letterCase])
    }

    @Test func `shows four characters at each end when masked`() throws {
        #expect(try resident("99999920010503400X").masked == "9999**********400X")
    }
}

extension String {
    /// The same seventeen digits with the check character that GB 11643's table of weights gives.
    fileprivate var checked: String {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(prefix(17), weights).map { ($0.wholeNumberValue ?? 0) * $1 }.reduce(0, +)
        return prefix(17) + String(Array("10X98765432")[sum % 11])
    }
}

@Suite struct `Identity number` {
    @Test(arguments: ["E1234567", "H12345678", "M123456789", "e12345678"])
    func `takes a letter and seven to nine digits for a passport or permit`(_ text: String) throws {
        #expect(try identity(text).text == text.uppercased())
    }

    @Test(arguments: ["E123456", "E1234567890", "EA1234567", "12345678"])
    func `refuses other forms unless they are declared`(_ text: String) {
        #expect(throws: IdentifierError.malformed(.identityNumber, found: Masking.middle(text))) {
            try identity(text)
        }
    }

    @Test func `takes other forms where the list says passport or permit`() throws {
        #expect(try identity("EA1234567", .passportOrPermit).text == "EA1234567")
        #expect(try identity("12345678", .passportOrPermit).text == "12345678")
    }

    @Test func `reads eighteen characters as a resident ID even where a permit is declared`() {
        #expect(throws: IdentifierError.self) {
            try identity("999999196503100529", .passportOrPermit)
        }
    }

    @Test func `takes no passport where a resident ID is declared`() {
        #expect(throws: IdentifierError.self) { try identity("E12345678", .residentID) }
    }
}

@Suite struct `Mobile number` {
    @Test(arguments: [
        ("19900000042", Mends()), ("１９９００００００４２", Mends.width), ("199 0000 0042", Mends.space),
        ("199-0000-0042", Mends.space), ("+8619900000042", Mends.prefix),
        ("8619900000042", Mends.prefix),
        ("+86 199-0000-0042", Mends([.prefix, .space])), ("008619900000042", Mends.prefix),
    ])
    func `comes to eleven digits and says how`(_ text: String, _ mends: Mends) throws {
        let mended = try MobileNumber.mending(text)
        #expect(mended.value.text == "19900000042")
        #expect(mended.mends == mends)
        #expect(mended.value.masked == "199****0042")
    }

    @Test(arguments: ["1380013", "021-5555", "abc", "", "12900000042", "199000000422", "86199"])
    func `refuses what is no mainland mobile`(_ text: String) {
        #expect(throws: IdentifierError.malformed(.mobileNumber, found: Masking.middle(text))) {
            try MobileNumber(parsing: text)
        }
    }
}

@Suite struct `Credit code` {
    @Test func `accepts a code whose check character holds, in any dress`() throws {
        #expect(try CreditCode(parsing: "91350100M000100Y43").text == "91350100M000100Y43")
        #expect(try CreditCode(parsing: " 91350100m000100y43").text == "91350100M000100Y43")
    }

    @Test func `finds every single wrong character`() {
        let good = Array("91350100M000100Y43")
        for place in good.indices {
            for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != good[place] {
                var bad = good
                bad[place] = other
                #expect(throws: IdentifierError.self) { try CreditCode(parsing: String(bad)) }
            }
        }
    }

    @Test(arguments: ["91350100I000100Y43", "91350100M000100Y4", "91350100M000100Y433", ""])
    func `calls another length or alphabet malformed`(_ text: String) {
        #expect(throws: IdentifierError.malformed(.creditCode, found: text)) {
            try CreditCode(parsing: text)
        }
    }
}
