// Short messages: ordered, taken for sending, settled, followed up. Who sends them is behind
// `MessageProvider`. Tests: Tests/IssuanceTests/MessageTests.swift, Tests/MessageSendingTests.
import PassCrypto
import PassFormat
package import Registry

/// What somebody asks to be said.
package struct NoticeDraft: Sendable {
    /// What makes the order one: the same key reaches nobody twice.
    package let key: String
    package let template: String
    package let values: [String: String]
    package var language = MessageLanguage.chinese
    package var urgency = MessageUrgency.usual
    /// How long it is worth sending.
    package var lifetimeSeconds: Int64 = 2 * 86_400

    /// - Parameter key: 1 to 80 of letters, digits and `. _ : -`.
    package init(key: String, template: String, values: [String: String]) {
        self.key = key
        self.template = template
        self.values = values
    }
}

/// A message as a provider is given it.
package struct OutgoingMessage: Sendable, Equatable {
    /// The same at each attempt.
    package let key: String
    /// Eleven digits.
    package let phone: String
    package let text: String
    package let template: String
    package let language: MessageLanguage
}

/// What a provider answers to one message.
package enum ProviderAnswer: Sendable, Equatable {
    /// It has the message, under its own id where it says one.
    case taken(id: String?)
    /// To be tried again, not before so many seconds where it says so; `why` is a word of ours.
    case later(why: String, afterSeconds: Int64?)
    /// It will never take this message.
    case refused(why: String)
}

/// Sends short messages, or gives them to who does.
package protocol MessageProvider: Sendable {
    /// Sends some.
    ///
    /// - Returns: one answer for each, in their order.
    func send(_ messages: [OutgoingMessage]) async -> [ProviderAnswer]

    /// Lets go of what it holds open; nothing is sent afterwards.
    func close() async
}

extension MessageProvider {
    package func close() async {}
}

/// Messages that were taken for sending; they go to `Office.settle` with the answers.
package struct MessageRound: Sendable {
    fileprivate let due: [DueMessage]
    package let outgoing: [OutgoingMessage]
    /// Whether others may be due as well.
    package let isFull: Bool
}

/// What a round came to.
package struct RoundReport: Sendable, Equatable, Encodable {
    package var sent = 0
    package var postponed = 0
    package var failed = 0

    package init() {}
}

extension Office {
    /// Most that one round takes.
    package static let roundMessages = 200

    /// Puts messages to some numbers into the outbox.
    ///
    /// - Parameters:
    ///   - draft: what is to be said.
    ///   - recipients: to whom; `Registry.mostNumbers` at most.
    ///   - firm: whose affair it is; nil for the office's own.
    ///   - templates: of this service.
    /// - Throws: `OfficeError` where the template or its values do not fit, or the firm is unknown.
    package func notify(
        _ draft: NoticeDraft, _ recipients: [MessageRecipient], of firm: OrganisationNumber?,
        using templates: MessageTemplates
    ) throws(OfficeError) -> QueuedMessages {
        guard recipients.count <= Registry.mostNumbers else {
            throw OfficeError(
                .refused, "TOO_MANY", "一次至多 \(Registry.mostNumbers) 个号码；请分批",
                "at most \(Registry.mostNumbers) numbers at once; send in parts")
        }
        return try changing { act in
            let order = try order(draft, of: firm, at: act.atSeconds)
            for recipient in recipients { try templates.require(order, own: recipient.values) }
            return try registry.queue(order, for: recipients, act: act)
        }
    }

    func order(
        _ draft: NoticeDraft, of firm: OrganisationNumber?, at now: Int64
    ) throws(OfficeError) -> MessageOrder {
        let isKey = draft.key.utf8.allSatisfy {
            $0.isASCIILetterOrDigit || [0x2E, 0x5F, 0x3A, 0x2D].contains($0)
        }
        guard isKey, (1...80).contains(draft.key.utf8.count) else {
            throw OfficeError(
                .refused, "MESSAGE_KEY_FORMAT", field: "key",
                "key 应为 1 到 80 个字母、数字或 . _ : -",
                "a key has 1 to 80 letters, digits and . _ : -")
        }
        let owner = firm.map { "organisation:\($0)" } ?? "office"
        var order = MessageOrder(
            topic: "\(owner):\(draft.key)", template: draft.template, values: draft.values,
            expiresSeconds: now + draft.lifetimeSeconds)
        order.language = draft.language
        order.urgency = draft.urgency
        order.organisation = firm
        return order
    }

    /// A key that nobody chose.
    package func freshMessageKey() throws(OfficeError) -> String {
        try office { hexadecimal(try setting.random.bytes(16)) }
    }

    /// Takes messages whose time has come.
    ///
    /// What cannot be rendered any more is given up at once.
    package func takeMessages(
        _ templates: MessageTemplates, _ rules: MessageRules
    ) throws(OfficeError) -> MessageRound {
        try office {
            let due = try registry.takeDueMessages(at: now, limit: Self.roundMessages, rules)
            var kept: [DueMessage] = []
            var outgoing: [OutgoingMessage] = []
            var lost: [(message: DueMessage, outcome: MessageOutcome)] = []
            for message in due.messages {
                guard let text = templates.render(message) else {
                    lost.append((message, .failed(why: "TEMPLATE_CHANGED")))
                    continue
                }
                kept.append(message)
                outgoing.append(
                    OutgoingMessage(
                        key: message.key, phone: message.phone, text: text,
                        template: message.template, language: message.language))
            }
            if !lost.isEmpty { try registry.settle(lost, at: now) }
            return MessageRound(
                due: kept, outgoing: outgoing, isFull: due.examined == Self.roundMessages)
        }
    }

    /// Keeps what a provider answered.
    ///
    /// - Parameter answers: one for each message of the round; those that are missing are tried
    ///   again when the round's time is over.
    package func settle(
        _ round: MessageRound, _ answers: [ProviderAnswer], _ rules: MessageRules
    ) throws(OfficeError) -> RoundReport {
        try office {
            var report = RoundReport()
            let outcomes = try zip(round.due, answers).map { message, answer in
                let outcome = try outcome(of: answer, to: message, rules)
                switch outcome {
                case .sent: report.sent += 1
                case .later: report.postponed += 1
                case .failed: report.failed += 1
                }
                return (message: message, outcome: outcome)
            }
            try registry.settle(outcomes, at: now)
            return report
        }
    }

    private func outcome(
        of answer: ProviderAnswer, to message: DueMessage, _ rules: MessageRules
    ) throws -> MessageOutcome {
        switch answer {
        case .taken(let id): return .sent(providerID: id)
        case .refused(let why): return .failed(why: why)
        case .later(let why, let after):
            guard message.attempt < rules.mostAttempts else { return .failed(why: why) }
            let chance = try setting.random.bytes(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let delay = rules.delaySeconds(after: message.attempt, chance: chance)
            let asked = min(max(after ?? 0, 0), 86_400)
            return .later(atSeconds: now + max(delay, asked), why: why)
        }
    }

    /// Takes a provider's receipts.
    package func takeReceipts(
        _ receipts: [MessageReceipt]
    ) throws(OfficeError) -> ReceiptReport {
        try office { try registry.take(receipts, at: now) }
    }

    /// A page of messages.
    package func messages(
        _ filter: MessageFilter, _ page: PagePlace
    ) throws(OfficeError) -> [MessageSummary] {
        try office { try registry.messages(filter, page) }
    }

    /// One message.
    package func message(_ id: Int64) throws(OfficeError) -> MessageSummary {
        try office { try registry.message(id) }
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
