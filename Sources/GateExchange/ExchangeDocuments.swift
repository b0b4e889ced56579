// The JSON that gate and office send each other. Numbers of rows and versions are unsigned, hashes
// lower-case hexadecimal, times seconds since 1970.
import FoundationEssentials

/// What a gate says of itself.
package struct StateReport: Codable, Sendable, Equatable {
    /// Version of the bundle in force; 0 for none.
    package var bundle: UInt64
    /// Number of the last row of the journal; 0 for none.
    package var row: UInt64
    /// Its chain hash; 64 digits, zeros before row 1.
    package var head: String
    /// The gate's time.
    package var asOf: UInt64
    /// Whether the gate doubts it.
    package var clockSuspect: Bool

    package init(bundle: UInt64, row: UInt64, head: String, asOf: UInt64, clockSuspect: Bool) {
        self.bundle = bundle
        self.row = row
        self.head = head
        self.asOf = asOf
        self.clockSuspect = clockSuspect
    }

    private enum CodingKeys: String, CodingKey {
        case bundle, row, head
        case asOf = "as_of"
        case clockSuspect = "clock_suspect"
    }
}

/// A row, and the hash that all before it lead to.
package struct AcknowledgedHead: Codable, Sendable, Equatable {
    package let row: Int64
    package let hash: String

    package init(row: Int64, hash: String) {
        self.row = row
        self.hash = hash
    }
}

/// What the office says to it.
package struct StateAnswer: Codable, Sendable, Equatable {
    /// The row up to which the office has all.
    package let acknowledged: AcknowledgedHead
    /// The row from which the office wants the journal; null where it has all.
    package let sendFrom: Int64?
    /// The newest facts of the gate's site.
    package let facts: Int64
    /// Whether an alarm stands, so that no bundle is given.
    package let bundlesStopped: Bool
    /// The office's time.
    package let time: Int64

    package init(
        acknowledged: AcknowledgedHead, sendFrom: Int64?, facts: Int64, bundlesStopped: Bool,
        time: Int64
    ) {
        self.acknowledged = acknowledged
        self.sendFrom = sendFrom
        self.facts = facts
        self.bundlesStopped = bundlesStopped
        self.time = time
    }

    private enum CodingKeys: String, CodingKey {
        case acknowledged, facts, time
        case sendFrom = "send_from"
        case bundlesStopped = "bundles_stopped"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(acknowledged, forKey: .acknowledged)
        try container.encode(sendFrom, forKey: .sendFrom)
        try container.encode(facts, forKey: .facts)
        try container.encode(bundlesStopped, forKey: .bundlesStopped)
        try container.encode(time, forKey: .time)
    }
}

/// Whether there is something new for a gate.
package struct ChangesAnswer: Codable, Sendable, Equatable {
    /// The newest facts of the gate's site; others than were named where something is new.
    package let facts: Int64
    /// The office's time.
    package let time: Int64

    package init(facts: Int64, time: Int64) {
        self.facts = facts
        self.time = time
    }
}

/// What a gate reads of the answer to a journal; the office says more.
package struct JournalAnswer: Decodable, Sendable, Equatable {
    package let accepted: UInt64
    package let repeated: UInt64
    package let refused: UInt64
    package let acknowledged: AcknowledgedHead
}

/// A device's request with the one-time code that lets it in.
package struct CodedRequest: Codable, Sendable {
    package let code: String
    /// The document `gatepass-device/1`, whose fields are all texts.
    private let device: [String: String]

    /// - Parameter request: the document as JSON.
    /// - Throws: an error of decoding where it is none.
    package init(code: String, request: [UInt8]) throws {
        self.code = code
        device = try JSONDecoder().decode([String: String].self, from: Data(request))
    }

    /// The document as JSON.
    package func request() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(device)) }
}

/// What the office answers instead (RFC 9457).
package struct ExchangeProblem: Decodable, Sendable, Equatable {
    /// A word in capitals, such as `CLOCK_OFF`.
    package let code: String
    package let zh: String?
    package let en: String?
}

/// Documents as bytes and back.
package enum ExchangeJSON {
    /// - Throws: an error of encoding, which no document of ours leads to.
    package static func bytes(_ document: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(document))
    }

    /// - Returns: nil for anything else, or for more bytes than the limit.
    package static func document<Document: Decodable>(
        _ bytes: [UInt8], limitBytes: Int = ExchangeLimit.documentBytes
    ) -> Document? {
        guard bytes.count <= limitBytes else { return nil }
        return try? JSONDecoder().decode(Document.self, from: Data(bytes))
    }

    /// Which member is missing or of another type, such as `people[0].identity`.
    ///
    /// - Returns: nil where no member is at fault, but all of it, or nothing.
    package static func fault<Document: Decodable>(
        of bytes: [UInt8], as type: Document.Type
    ) -> String? {
        do {
            _ = try JSONDecoder().decode(type, from: Data(bytes))
            return nil
        } catch DecodingError.keyNotFound(let key, let context) {
            return path(context.codingPath + [key])
        } catch DecodingError.valueNotFound(_, let context) {
            return path(context.codingPath)
        } catch DecodingError.typeMismatch(_, let context) {
            return path(context.codingPath)
        } catch { return nil }
    }

    private static func path(_ keys: [any CodingKey]) -> String? {
        let text = keys.reduce("") { path, key in
            if let place = key.intValue { return "\(path)[\(place)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
        return text.isEmpty ? nil : text
    }
}
