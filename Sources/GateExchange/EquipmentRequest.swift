// What is brought out again, as a gate asks for it and ticks it off at the exit.

/// The equipment of an application, and what of it has left.
package struct EquipmentRequest: Codable, Sendable, Equatable {
    /// The most that is ticked off at once.
    package static let mostTicks = 100

    /// Number of the application.
    package let application: Int64
    /// Numbers of things as the answer has them; none to look alone.
    package let tick: [Int]

    package init(application: Int64, tick: [Int]) {
        self.application = application
        self.tick = tick
    }
}

/// The equipment of an application as it stands.
package struct EquipmentAnswer: Codable, Sendable, Equatable {
    /// One thing of the list.
    package struct Item: Codable, Sendable, Equatable {
        /// From 1.
        package let number: Int
        package let name: String
        package let count: Int64
        /// Who ticked it off; null where nobody did.
        package let tickedBy: String?
        /// Seconds since 1970.
        package let tickedAt: Int64?

        package init(
            number: Int, name: String, count: Int64, tickedBy: String?, tickedAt: Int64?
        ) {
            self.number = number
            self.name = name
            self.count = count
            self.tickedBy = tickedBy
            self.tickedAt = tickedAt
        }

        private enum CodingKeys: String, CodingKey {
            case number, name, count
            case tickedBy = "ticked_by"
            case tickedAt = "ticked_at"
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(number, forKey: .number)
            try container.encode(name, forKey: .name)
            try container.encode(count, forKey: .count)
            try container.encode(tickedBy, forKey: .tickedBy)
            try container.encode(tickedAt, forKey: .tickedAt)
        }
    }

    package let application: Int64
    /// As in `EntryAnswer`.
    package let status: String
    package let items: [Item]
    /// The office's time.
    package let time: Int64

    package init(application: Int64, status: String, items: [Item], time: Int64) {
        self.application = application
        self.status = status
        self.items = items
        self.time = time
    }
}
