// Numbers at which the people of accounts are told what happens to applications. One number for an
// account; without one nobody is told. Tests: Tests/IssuanceTests/ApplicationMessageTests.swift.
import GRDB
package import Identifiers

extension Schema {
    static let contacts = """
        CREATE TABLE account_contacts (
            account BIGINT PRIMARY KEY NOT NULL REFERENCES accounts (number),
            phone_sealed BYTEA NOT NULL,
            phone_masked TEXT NOT NULL,
            language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
            set_at BIGINT NOT NULL
        );
        """
}

/// Where an account's person is told, as people see it.
package struct AccountContact: Sendable, Equatable, Encodable {
    package let account: AccountNumber
    package let phoneMasked: String
    package let language: MessageLanguage
    /// Seconds since 1970.
    package let setAt: Int64

    package init(
        account: AccountNumber, phoneMasked: String, language: MessageLanguage, setAt: Int64
    ) {
        self.account = account
        self.phoneMasked = phoneMasked
        self.language = language
        self.setAt = setAt
    }
}

/// A number at which somebody is told.
package struct ContactNumber: Sendable {
    package let phone: MobileNumber
    package let language: MessageLanguage

    package init(phone: MobileNumber, language: MessageLanguage) {
        self.phone = phone
        self.language = language
    }
}

extension Registry {
    /// Sets the number at which an account's person is told, or takes it away.
    ///
    /// - Parameter contact: nil for none.
    /// - Throws: `unknown(.account)`.
    package func set(
        _ contact: ContactNumber?, of number: AccountNumber, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            _ = try Self.known(number, in: db)
            guard let contact else {
                try db.execute(
                    sql: "DELETE FROM account_contacts WHERE account = ?",
                    arguments: [number.rawValue])
                guard db.changesCount > 0 else { return ((), []) }
                return ((), [AuditNote("account.contact-end", subject: "account \(number)")])
            }
            let phone = contact.phone.text
            let sealed = try seal.seal(
                Array(phone.utf8), column: .contactPhone, row: number.rawValue)
            try db.execute(
                sql: """
                    INSERT INTO account_contacts
                        (account, phone_sealed, phone_masked, language, set_at)
                    VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (account) DO UPDATE SET phone_sealed = excluded.phone_sealed,
                        phone_masked = excluded.phone_masked, language = excluded.language,
                        set_at = excluded.set_at
                    """,
                arguments: [
                    number.rawValue, blob(sealed), contact.phone.masked,
                    contact.language.rawValue, act.atSeconds,
                ])
            return ((), [AuditNote("account.contact", subject: "account \(number)")])
        }
    }

    /// Where an account's person is told; nil for nowhere.
    ///
    /// - Throws: `unknown(.account)`.
    package func contact(of number: AccountNumber) throws(RegistryError) -> AccountContact? {
        try read { db in
            _ = try Self.known(number, in: db)
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM account_contacts WHERE account = ?",
                arguments: [number.rawValue])
            return row.map {
                AccountContact(
                    account: number, phoneMasked: $0["phone_masked"],
                    language: MessageLanguage(rawValue: $0["language"]) ?? .chinese,
                    setAt: $0["set_at"])
            }
        }
    }
}

extension ApplicationWriter {
    /// The numbers of those who have one and may sign in.
    ///
    /// - Parameter people: as `account:12`; others have none.
    /// - Throws: `sealedUnderAnotherKey`.
    package func contacts(of people: [String]) throws(RegistryError) -> [ContactNumber] {
        try translating(registry.path) {
            let find = try db.cachedStatement(
                sql: """
                    SELECT c.* FROM account_contacts c JOIN accounts a ON a.number = c.account
                    WHERE c.account = ? AND a.state <> 'disabled'
                    """)
            return try people.compactMap { who in
                guard let number = AccountNumber(who: who)?.rawValue,
                    let row = try Row.fetchOne(find, arguments: [number])
                else { return nil }
                let phone = try registry.seal.open(
                    row.bytes("phone_sealed"), column: .contactPhone, row: number)
                return ContactNumber(
                    phone: MobileNumber(checkedBefore: String(decoding: phone, as: UTF8.self)),
                    language: MessageLanguage(rawValue: row["language"]) ?? .chinese)
            }
        }
    }

    /// Puts messages into the outbox, in the transaction of what they tell of; what happened is in
    /// the audit already.
    ///
    /// - Throws: `unknown(.organisation)`, `sealedUnderAnotherKey`.
    package func queue(
        _ order: MessageOrder, for recipients: [MessageRecipient]
    ) throws(RegistryError) {
        try translating(registry.path) {
            _ = try registry.queue(order, for: recipients, act: act, in: db)
        }
    }
}
