// An application for temporary entry as a gate sends it, and how the office says that it stands.

/// Somebody at the gate who has to come in at once, as the guard or a driver writes it down.
package struct EntryRequest: Codable, Sendable, Equatable {
    /// A person who comes in.
    package struct Person: Codable, Sendable, Equatable {
        package let name: String
        package let identity: String
        package let telephone: String
    }

    /// A thing that is to be brought out.
    package struct Item: Codable, Sendable, Equatable {
        package let name: String
        package let count: Int64
    }

    /// Who filled it in.
    package enum Writer: String, Codable, Sendable, CaseIterable { case `guard`, driver }

    /// 32 lower-case hexadecimal digits by chance; nil where none were chosen yet.
    ///
    /// Sent again it names the same application.
    package var key: String?
    package let writer: Writer
    /// Number of the firm that is visited.
    package let organisation: Int64
    package let people: [Person]
    package var plate: String?
    /// Who receives them.
    package let host: String
    package let reason: String
    /// Seconds since 1970.
    package let from: Int64
    /// Seconds since 1970.
    package let until: Int64
    package var equipment: [Item]?

    /// The key where it is one.
    package var goodKey: String? {
        guard let key, key.utf8.count == 32,
            key.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return key
    }
}

/// How the application of an `EntryRequest` stands.
package struct EntryAnswer: Codable, Sendable, Equatable {
    package let application: Int64
    /// `open`, `returned`, `approved`, `refused`, `withdrawn`, `cancelled`.
    package let status: String
    /// Why it was returned or refused; null otherwise.
    package let reason: String?
    /// When its clock runs out; null where nobody has to decide.
    package let dueAt: Int64?
    /// The numbers of the passes that it brought, in groups.
    package let passes: [String]
    /// The office's time.
    package let time: Int64

    package init(
        application: Int64, status: String, reason: String?, dueAt: Int64?, passes: [String],
        time: Int64
    ) {
        self.application = application
        self.status = status
        self.reason = reason
        self.dueAt = dueAt
        self.passes = passes
        self.time = time
    }

    private enum CodingKeys: String, CodingKey {
        case application, status, reason, passes, time
        case dueAt = "due_at"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(application, forKey: .application)
        try container.encode(status, forKey: .status)
        try container.encode(reason, forKey: .reason)
        try container.encode(dueAt, forKey: .dueAt)
        try container.encode(passes, forKey: .passes)
        try container.encode(time, forKey: .time)
    }
}
