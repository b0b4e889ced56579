import GRDB
// Firms: who may have people and vehicles here.
package import Identifiers

/// On whose whitelist a firm stands.
package enum OrganisationLevel: String, Sendable, Codable, CaseIterable {
    case city, district, town
}

/// Whether a staff pass carries the holder's masked name.
package enum LabelPolicy: String, Sendable, Codable, CaseIterable {
    case none, masked
}

/// A firm.
package struct Organisation: Numbered, Equatable, Encodable {
    package static let numbers: ClosedRange<Int64> = 1...4_294_967_295
    package static let subject = RegistrySubject.organisation

    package let number: OrganisationNumber
    package var name: String
    /// Unified social credit code, 18 characters, GB 32100.
    package var code: String?
    package var level: OrganisationLevel?
    /// Sorted, each once.
    package var tags: [String]
    package var labels: LabelPolicy

    /// - Parameters:
    ///   - number: chosen by the office.
    ///   - name: 1 to 200 characters.
    package init(
        number: OrganisationNumber, name: String, code: CreditCode? = nil,
        level: OrganisationLevel? = nil, labels: LabelPolicy = .none
    ) {
        self.number = number
        self.name = name
        self.code = code?.text
        self.level = level
        tags = []
        self.labels = labels
    }

    fileprivate init(_ row: Row, tags: [String]) {
        number = OrganisationNumber(stored: row["number"])
        name = row["name"]
        code = row["credit_code"]
        level = (row["level"] as String?).flatMap(OrganisationLevel.init)
        labels = LabelPolicy(rawValue: row["labels"]) ?? .none
        self.tags = tags
    }
}

extension Registry {
    /// Adds a firm.
    ///
    /// - Throws: `badName`, `duplicateNumber`, `duplicateCode`.
    package func add(_ organisation: Organisation, act: Act) throws(RegistryError) {
        try change(act) { db in
            if let holder = try Self.organisation(organisation.number, in: db) {
                throw RegistryError.duplicateNumber(
                    .organisation, organisation.number.rawValue, heldBy: holder.name)
            }
            try Self.store(organisation, in: db)
            return ((), [organisation.note("organisation.add")])
        }
    }

    /// Puts a firm's new values in place of its old ones.
    ///
    /// - Throws: `unknown`, `badName`, `duplicateCode`.
    package func set(_ organisation: Organisation, act: Act) throws(RegistryError) {
        try change(act) { db in
            let old = try Self.known(organisation.number, in: db)
            guard old != organisation else { return ((), []) }
            try Self.store(organisation, in: db)
            return ((), [organisation.note("organisation.set")])
        }
    }

    /// All firms by number.
    package func organisations() throws(RegistryError) -> [Organisation] {
        try read { db in
            try Row.fetchAll(db, cached: "SELECT * FROM organisations ORDER BY number")
                .map { Organisation($0, tags: try Self.tags($0["number"], in: db)) }
        }
    }

    /// One firm.
    ///
    /// - Throws: `unknown`.
    package func organisation(
        _ number: OrganisationNumber
    ) throws(RegistryError) -> Organisation {
        try read { try Self.known(number, in: $0) }
    }

    static func known(_ number: OrganisationNumber, in db: Database) throws -> Organisation {
        guard let found = try organisation(number, in: db) else {
            throw RegistryError.unknown(.organisation, number.description)
        }
        return found
    }

    private static func organisation(
        _ number: OrganisationNumber, in db: Database
    ) throws -> Organisation? {
        try Row.fetchOne(
            db, cached: "SELECT * FROM organisations WHERE number = ?", arguments: [number.rawValue]
        ).map { Organisation($0, tags: try tags(number.rawValue, in: db)) }
    }

    private static func tags(_ number: Int64, in db: Database) throws -> [String] {
        try String.fetchAll(
            db, cached: "SELECT tag FROM organisation_tags WHERE organisation = ? ORDER BY tag",
            arguments: [number])
    }

    private static func store(_ organisation: Organisation, in db: Database) throws {
        try requireName(organisation.name, of: .organisation)
        let number = organisation.number.rawValue
        if let code = organisation.code,
            let other = try Int64.fetchOne(
                db,
                cached: "SELECT number FROM organisations WHERE credit_code = ? AND number <> ?",
                arguments: [code, number])
        {
            throw RegistryError.duplicateCode(code, organisation: other)
        }
        try db.execute(
            cached: """
                INSERT INTO organisations (number, name, credit_code, level, labels)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET name = excluded.name,
                    credit_code = excluded.credit_code, level = excluded.level,
                    labels = excluded.labels
                """,
            arguments: [
                number, organisation.name, organisation.code, organisation.level?.rawValue,
                organisation.labels.rawValue,
            ])
        try db.execute(
            cached: "DELETE FROM organisation_tags WHERE organisation = ?", arguments: [number])
        for tag in Set(organisation.tags).sorted() {
            try requireName(tag, of: .organisation)
            try db.execute(
                cached: "INSERT INTO organisation_tags (organisation, tag) VALUES (?, ?)",
                arguments: [number, tag])
        }
    }

    static func requireName(_ name: String, of subject: RegistrySubject) throws {
        let scalars = name.unicodeScalars
        guard (1...200).contains(scalars.count), !scalars.contains(where: isUnprintable),
            name.contains(where: { !$0.isWhitespace })
        else {
            throw RegistryError.badName(subject, name)
        }
    }
}

/// Characters that rewrite a terminal's lines, turn a text's direction or cannot be seen.
private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
}

extension Organisation {
    fileprivate func note(_ what: String) -> AuditNote {
        AuditNote(
            what, subject: "organisation \(number)",
            details: "name=\(name) code=\(code ?? "-") level=\(level?.rawValue ?? "-")"
                + " tags=\(tags.sorted().joined(separator: ",")) labels=\(labels.rawValue)")
    }
}
