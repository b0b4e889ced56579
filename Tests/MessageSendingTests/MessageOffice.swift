// An office with messages that are due, and templates of its own.
import Foundation
import Identifiers
import Issuance
import MessageSending
import NIOPosix
import PassCrypto
import Registry
import Synchronization
import TestSupport

/// Owns a temporary folder and a clock that a test sets.
final class MessageOffice: Sendable {
    /// 9:30 in the morning at UTC+8, when no hour is quiet.
    static let morning: Int64 = 1_780_018_200

    private let folder: TestFolder
    private let clock: SettableClock
    let office: Office
    let templates: MessageTemplates
    let threads: NIOThreadPool

    var data: String { folder.path + "/d" }
    var officeClock: OfficeClock { clock.clock }

    init() throws {
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

    func wait(_ seconds: Int64) { clock.advance(seconds) }

    func file(_ name: String, _ text: String) throws -> String {
        let path = folder.path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    /// Orders one message to each of `count` numbers.
    func notify(_ key: String, count: Int) throws -> QueuedMessages {
        let recipients = try (0..<count).map { place in
            MessageRecipient(
                phone: try MobileNumber(parsing: String(19_900_000_000 + place)), site: nil,
                values: ["number": "\(place)"])
        }
        return try office.notify(
            NoticeDraft(key: key, template: "code", values: [:]), .numbers(recipients), of: nil,
            using: templates)
    }

    func deliver(
        through provider: any MessageProvider, _ rules: MessageRules = MessageRules()
    ) async throws -> RoundReport {
        try await MessageDelivery(office, templates, through: provider, rules, threads: threads)
            .deliverDue()
    }

    func states() throws -> [MessageState: Int] {
        let all = try office.messages(MessageFilter(), PagePlace(after: nil, limit: 100_000))
        return Dictionary(all.map { ($0.state, 1) }, uniquingKeysWith: +)
    }

    func receipt(of provider: String) throws -> ReceiptReport {
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
