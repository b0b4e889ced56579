// An office with messages that are due, and templates of its own.
import Foundation
import Identifiers
package import Issuance
package import MessageSending
package import NIOPosix
import PassCrypto
package import Registry
import Synchronization
import TestSupport

/// Owns a temporary folder and a clock that a test sets.
package final class MessageOffice: Sendable {
    /// 9:30 in the morning at UTC+8, when no hour is quiet.
    package static let morning: Int64 = 1_780_018_200

    private let folder: TestFolder
    private let clock: SettableClock
    package let office: Office
    package let templates: MessageTemplates
    package let threads: NIOThreadPool

    package var data: String { folder.path + "/d" }
    package var officeClock: OfficeClock { clock.clock }

    package init() throws {
        folder = try TestFolder()
        let clock = SettableClock(Self.morning)
        self.clock = clock
        office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"), area: 310_117,
            setting: OfficeSetting(who: "tester", clock: clock.clock, random: .fixed(seed: 5)))
        try FileManager.default.createDirectory(
            atPath: folder.path + "/t", withIntermediateDirectories: true)
        for (name, text) in ["code.zh.txt": "您的编号{{number}}", "code.en.txt": "No. {{number}}"] {
            try Data(text.utf8).write(to: URL(filePath: folder.path + "/t/" + name))
        }
        templates = try MessageTemplates(folder: folder.path + "/t")
        threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
    }

    /// Lets seconds go by.
    package func wait(_ seconds: Int64) { clock.advance(seconds) }

    /// A file of the test's own.
    package func file(_ name: String, _ text: String) throws -> String {
        let path = folder.path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    /// Orders one message to each of `count` numbers.
    @discardableResult
    package func notify(
        _ key: String, count: Int, _ urgency: MessageUrgency = .usual
    ) throws -> QueuedMessages {
        let recipients = try (0..<count).map { place in
            MessageRecipient(
                phone: try MobileNumber(parsing: String(19_900_000_000 + place)), site: nil,
                values: ["number": "\(place)"])
        }
        var draft = NoticeDraft(key: key, template: "code", values: [:])
        draft.urgency = urgency
        return try office.notify(draft, recipients, of: nil, using: templates)
    }

    /// Delivers once all that is due.
    package func deliver(
        through provider: any MessageProvider, _ rules: MessageRules = MessageRules()
    ) async throws -> RoundReport {
        try await delivery(through: provider, rules).deliverDue()
    }

    /// What delivers this office's messages.
    package func delivery(
        through provider: any MessageProvider, _ rules: MessageRules = MessageRules()
    ) -> MessageDelivery {
        MessageDelivery(office, templates, through: provider, rules, threads: threads)
    }

    /// The same for another program that has opened the same office.
    package func deliveryOfAnother(
        through provider: any MessageProvider
    ) throws -> MessageDelivery {
        let other = try Office.open(
            OfficeFolders(data: data, keys: data + "/keys"),
            setting: OfficeSetting(who: "other", clock: clock.clock, random: .fixed(seed: 9)))
        return MessageDelivery(
            other, templates, through: provider, MessageRules(), threads: threads)
    }

    /// All messages in the order in which they were written.
    package func messages() throws -> [MessageSummary] {
        try office.messages(MessageFilter(), PagePlace(after: nil, limit: 100_000))
    }

    /// How many messages are in which state.
    package func states() throws -> [MessageState: Int] {
        Dictionary(try messages().map { ($0.state, 1) }, uniquingKeysWith: +)
    }

    /// Says that a message arrived, by the provider's id.
    package func receipt(of provider: String) throws -> ReceiptReport {
        try office.takeReceipts([
            MessageReceipt(name: .providerID(provider), hasArrived: true, why: nil)
        ])
    }
}

/// Guards the time that a test has set.
private final class SettableClock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ start: Int64) { seconds = Mutex(start) }

    var clock: OfficeClock { OfficeClock { self.seconds.withLock { $0 } } }

    func advance(_ by: Int64) { seconds.withLock { $0 += by } }
}
