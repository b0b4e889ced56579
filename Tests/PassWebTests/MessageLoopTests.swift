// The loop that delivers messages, as the service runs it: with the file, and with a provider on
// the loopback interface. Time is the test's own; only the loop's pauses are real.
import Foundation
import HTTPTypes
import Issuance
import Logging
import MessageSending
import MessageSupport
import Registry
import ServiceLifecycle
import Synchronization
import Testing

@testable import PassWeb

@Suite struct `Delivery of messages while the service runs` {
    let home: MessageOffice
    let server = LoopbackProvider()

    init() throws { home = try MessageOffice() }

    /// Runs the loop until `body` has ended, and stops it as the service does.
    private func running(
        _ delivery: MessageDelivery, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let loop = MessageLoop(
            pause: .milliseconds(10), pauseAfterFault: .milliseconds(10), delivery: delivery,
            logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [loop], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try outcome.get()
        }
    }

    /// A provider over HTTP that gives no answer up where a loaded machine takes long for it.
    private func patient(_ address: String) throws -> HTTPProvider {
        try HTTPProvider(
            HTTPProviderSettings(address: address, secret: nil, timeoutSeconds: 600))
    }

    /// The same with a provider over HTTP.
    private func runningOverHTTP(
        _ rules: MessageRules = MessageRules(), _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let home = home
        try await server.serving { address in
            let provider = try patient(address)
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(
                    try await running(home.delivery(through: provider, rules), body))
            } catch { outcome = .failure(error) }
            await provider.close()
            try outcome.get()
        }
    }

    /// Waits until something holds; a loaded machine takes its time.
    private func eventually(_ holds: () throws -> Bool) async throws {
        let limit = ContinuousClock.now + .seconds(600)
        while try !holds() {
            try #require(ContinuousClock.now < limit)
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test func `writes to the file what is due, and what comes later`() async throws {
        let home = home
        try home.notify("first", count: 3)
        let provider = FileProvider(data: home.data, clock: home.officeClock)
        try await running(home.delivery(through: provider)) {
            try await eventually { try home.states() == [.sent: 3] }
            try home.notify("second", count: 2)
            try await eventually { try home.states() == [.sent: 5] }
        }
        let text = try String(
            contentsOfFile: home.data + "/messages/outbox.jsonl", encoding: .utf8)
        #expect(text.split(separator: "\n").count == 5)
    }

    @Test func `lets nobody be woken, save by what is urgent, and goes on in the morning`()
        async throws
    {
        let home = home
        let server = server
        // 23:00 at UTC+8.
        home.wait(13 * 3_600 + 1_800)
        let morning = MessageOffice.morning + 22 * 3_600 + 1_800
        try home.notify("usual", count: 1)
        try home.notify("urgent", count: 1, .urgent)
        try await runningOverHTTP {
            try await eventually {
                let all = try home.messages()
                return all[1].state == .sent && all[0].nextAt == morning
            }
            #expect(try home.states() == [.sent: 1, .waiting: 1])
            #expect(server.visits.count == 1)
            home.wait(9 * 3_600)
            try await eventually { try home.states() == [.sent: 2] }
        }
        #expect(server.visits.map { $0.key.contains("urgent") } == [true, false])
    }

    @Test func `sends one number no more in an hour than the limit, and the rest afterwards`()
        async throws
    {
        let home = home
        let server = server
        var rules = MessageRules()
        rules.mostAnHour = 2
        for topic in ["a", "b", "c"] { try home.notify(topic, count: 1) }
        try await runningOverHTTP(rules) {
            try await eventually {
                try home.states() == [.sent: 2, .waiting: 1]
                    && home.messages()[2].nextAt == MessageOffice.morning + 3_600
            }
            #expect(server.visits.count == 2)
            home.wait(3_600)
            try await eventually { try home.states() == [.sent: 3] }
        }
        #expect(server.visits.count == 3)
    }

    @Test func `comes back after ever longer pauses under the same key`() async throws {
        let home = home
        let server = server
        server.answer(.serviceUnavailable, "")
        server.answer(.internalServerError, "")
        try home.notify("first", count: 1)
        try await runningOverHTTP {
            for (attempts, pauses, wait) in [
                (1, Int64(7)...15, Int64(15)), (2, Int64(15)...30, Int64(30)),
            ] {
                try await eventually {
                    let message = try home.messages()[0]
                    return message.state == .waiting && message.attempts == attempts
                }
                let next = try #require(try home.messages()[0].nextAt)
                #expect(pauses.contains(next - home.officeClock.nowSeconds))
                home.wait(wait)
            }
            try await eventually { try home.states() == [.sent: 1] }
        }
        #expect(server.visits.count == 3)
        #expect(Set(server.visits.map(\.key)).count == 1)
    }

    @Test func `sends again under the same key what a program that ended had sent and not noted`()
        async throws
    {
        let home = home
        let server = server
        try home.notify("first", count: 1)
        try await server.serving { address in
            let provider = try patient(address)
            try await running(home.delivery(through: EndedAfterSending(provider))) {
                try await eventually { server.visits.count == 1 }
            }
            #expect(try home.states() == [.sending: 1])
            home.wait(MessageRules().takenUpAgainSeconds)
            try await running(try home.deliveryOfAnother(through: provider)) {
                try await eventually { try home.states() == [.sent: 1] }
            }
            await provider.close()
        }
        #expect(server.visits.count == 2)
        #expect(server.visits[0] == server.visits[1])
    }

    @Test func `waits for the answer to what is on its way when the service stops`() async throws {
        let home = home
        let server = server
        server.holdAnswers()
        try home.notify("first", count: 20)
        try await runningOverHTTP {
            try await eventually { server.visits.count >= 8 }
            Task {
                try await Task.sleep(for: .milliseconds(200))
                server.answerAgain()
            }
        }
        let states = try home.states()
        // All that reached the provider is noted, and the rest waits.
        #expect(states[.sent] == server.visits.count)
        #expect(states[.sending] == nil)
        #expect(states[.waiting] == 20 - server.visits.count)
    }
}

/// Sends, and ends before it can say so: nothing of the round is noted.
private struct EndedAfterSending: MessageProvider {
    private let provider: any MessageProvider

    init(_ provider: any MessageProvider) { self.provider = provider }

    func send(_ messages: [OutgoingMessage]) async -> [ProviderAnswer] {
        _ = await provider.send(messages)
        return []
    }
}
