// The way out of the outbox: takes what is due, gives it to the provider, keeps what came of it.
package import Issuance
package import NIOPosix
package import Registry

/// Delivers an office's messages, round after round.
package struct MessageDelivery: Sendable {
    let office: Office
    let templates: MessageTemplates
    let provider: any MessageProvider
    let rules: MessageRules
    /// For work that blocks.
    let threads: NIOThreadPool

    package init(
        _ office: Office, _ templates: MessageTemplates, through provider: any MessageProvider,
        _ rules: MessageRules, threads: NIOThreadPool
    ) {
        self.office = office
        self.templates = templates
        self.provider = provider
        self.rules = rules
        self.threads = threads
    }

    /// Delivers all that is due at the office's time.
    ///
    /// - Throws: `OfficeError` where the registry cannot be read or written; what was taken and not
    ///   settled is taken up again later, under the same keys.
    package func deliverDue() async throws -> RoundReport {
        var total = RoundReport()
        while !Task.isCancelled {
            let round = try await threads.runIfActive { [office, templates, rules] in
                try office.takeMessages(templates, rules)
            }
            if !round.outgoing.isEmpty {
                let answers = await provider.send(round.outgoing)
                // Kept also where the rest is given up: who stops would send them again.
                let report = try await Task {
                    try await threads.runIfActive { [office, rules] in
                        try office.settle(round, answers, rules)
                    }
                }.value
                total.sent += report.sent
                total.postponed += report.postponed
                total.failed += report.failed
            }
            guard round.isFull else { break }
        }
        return total
    }
}
