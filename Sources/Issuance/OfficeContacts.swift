// Where the people of accounts are told what happens to applications.
import Identifiers
package import Registry

extension Office {
    /// Sets the number at which an account's person is told.
    ///
    /// - Parameters:
    ///   - number: the account's.
    ///   - phone: as typed.
    ///   - language: of the messages.
    /// - Throws: `OfficeError` for an unknown account, or what is no mobile number.
    package func setContact(
        of number: AccountNumber, phone: String, _ language: MessageLanguage
    ) throws(OfficeError) -> AccountContact {
        try changing { act in
            guard let parsed = try? MobileNumber(parsing: phone) else {
                throw OfficeError(
                    .refused, "PHONE_FORMAT", field: "phone", "手机号应为 11 位大陆手机号码，例如 19900001234",
                    "a telephone number is a mainland mobile of 11 digits, such as 19900001234")
            }
            try registry.set(
                ContactNumber(phone: parsed, language: language), of: number, act: act)
            return AccountContact(
                account: number, phoneMasked: parsed.masked, language: language,
                setAt: act.atSeconds)
        }
    }

    /// Takes the number away; nobody is told at it any more.
    package func removeContact(of number: AccountNumber) throws(OfficeError) {
        try changing { act in try registry.set(nil, of: number, act: act) }
    }

    /// Where an account's person is told; nil for nowhere.
    package func contact(of number: AccountNumber) throws(OfficeError) -> AccountContact? {
        try office { try registry.contact(of: number) }
    }
}
