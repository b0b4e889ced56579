// Messages as lines of JSON in a file of the office's own, for whoever sends them from there. What
// stands in it may be sent twice, which its key shows. Holds whole numbers, so only its owner reads
// it.
import FoundationEssentials
import Glibc
package import Issuance
import PrivateFiles
import Registry

/// Appends each message to `messages/outbox.jsonl` in the data folder.
///
/// An actor, so that two rounds never write at the same place.
package actor FileProvider: MessageProvider {
    static let folderName = "messages"
    static let fileName = "outbox.jsonl"

    private struct Line: Encodable {
        let key: String
        let to: String
        let text: String
        let template: String
        let language: String
        let at: Int64
    }

    private let folder: String
    private let clock: OfficeClock

    /// - Parameters:
    ///   - data: the data folder.
    ///   - clock: when a line was written.
    package init(data: String, clock: OfficeClock) {
        folder = "\(data)/\(Self.folderName)"
        self.clock = clock
    }

    package func send(_ messages: [OutgoingMessage]) -> [ProviderAnswer] {
        do {
            try append(messages)
            return messages.map { _ in .taken(id: nil) }
        } catch {
            return messages.map { _ in .later(why: "OUTBOX_FILE", afterSeconds: nil) }
        }
    }

    /// All lines, then the disk: what a power cut leaves half is written once more.
    private func append(_ messages: [OutgoingMessage]) throws {
        var bytes: [UInt8] = []
        for message in messages {
            let line = Line(
                key: message.key, to: message.phone, text: message.text,
                template: message.template, language: message.language.rawValue,
                at: clock.nowSeconds)
            bytes += Array(try OfficeJSON.text(line).utf8) + [0x0A]
        }
        let folder = try PrivateFolder(making: folder)
        let file: OpenFile
        if let standing = try folder.open(Self.fileName, O_RDWR) {
            file = standing
        } else {
            file = try folder.make(Self.fileName)
        }
        let end = try file.byteCount
        if end > 0, try file.read(1, at: end - 1) != [0x0A] { bytes.insert(0x0A, at: 0) }
        try file.write(bytes.span, at: end)
        try file.synchronize()
    }
}
