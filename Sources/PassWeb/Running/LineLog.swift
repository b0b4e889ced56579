// The log: one line of JSON for each event, for journald or a file. Callers put
// ids, codes and counts into it, never names, numbers of people, plates or tokens.
import Issuance
import Logging
import PassFormat

/// A swift-log backend.
struct LineLog: LogHandler {
    private let clock: OfficeClock
    private let write: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(clock: OfficeClock, write: @escaping @Sendable (String) -> Void) {
        self.clock = clock
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = ["at": "\(clock.nowSeconds)", "level": event.level.rawValue]
        line["event"] = event.message.description
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            line[key] = value.description
        }
        let pairs = line.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSONText($0.value)) }
        write(JSONText.pairs(pairs).line)
    }
}
