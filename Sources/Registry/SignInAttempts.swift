// How often somebody tried to sign in in vain, by login name and by address. Both are kept as keyed
// hashes, and a name is counted whether or not there is an account of it: what is counted tells
// nobody which accounts there are.
import GRDB

/// Who is trying to sign in.
package struct SignInSubject: Sendable, Hashable {
    let text: String
    let budget: AttemptBudget

    /// A login name as it was typed and folded.
    package static func login(_ name: String) -> SignInSubject {
        SignInSubject(text: "login \(name)", budget: .ofLogin)
    }

    /// The address of the other end.
    package static func address(_ address: String) -> SignInSubject {
        SignInSubject(text: "address \(address)", budget: .ofAddress)
    }
}

/// How many attempts are free, and how long one waits after them.
struct AttemptBudget: Sendable, Hashable {
    /// In one window.
    let attempts: Int64
    let windowSeconds: Int64
    /// The first wait; each further one is twice as long.
    let waitSeconds: Int64
    let longestWaitSeconds: Int64

    static let ofLogin = AttemptBudget(
        attempts: 10, windowSeconds: 900, waitSeconds: 900, longestWaitSeconds: 86_400)
    /// More: behind one address there may be a whole firm.
    static let ofAddress = AttemptBudget(
        attempts: 50, windowSeconds: 900, waitSeconds: 60, longestWaitSeconds: 3_600)
    /// After so long without an attempt all is forgotten.
    static let forgetSeconds: Int64 = 2 * 86_400

    func wait(afterBlocks blocks: Int64) -> Int64 {
        min(waitSeconds << min(max(blocks, 0), 20), longestWaitSeconds)
    }
}

/// What an attempt found.
package enum AttemptAnswer: Sendable, Equatable {
    /// It is counted as made in vain until it is taken back.
    case free
    case blocked(retryAfterSeconds: Int64)
}

extension Registry {
    /// Counts an attempt for each subject, before it is known whether it succeeds: a hundred at
    /// once are a hundred.
    package func attempt(
        _ subjects: [SignInSubject], at seconds: Int64
    ) throws(RegistryError) -> AttemptAnswer {
        try keep { db in
            try db.execute(
                cached: "DELETE FROM sign_in_attempts WHERE since < ? AND blocked_until < ?",
                arguments: [seconds - AttemptBudget.forgetSeconds, seconds])
            let counts = try subjects.map { subject in
                (subject, try AttemptCount(seal.lookUp(attempt: subject.text), in: db))
            }
            let wait = counts.map { $0.1.blockedUntil - seconds }.max() ?? 0
            guard wait <= 0 else { return .blocked(retryAfterSeconds: wait) }
            for (subject, count) in counts {
                try count.adding(under: subject.budget, at: seconds).store(in: db)
            }
            return .free
        }
    }

    /// Takes back an attempt that succeeded: all of the login name's, and the address's one.
    package func takeBackAttempt(
        of login: SignInSubject, from address: SignInSubject
    ) throws(RegistryError) {
        try keep { db in
            try db.execute(
                cached: "DELETE FROM sign_in_attempts WHERE subject = ?",
                arguments: [blob(seal.lookUp(attempt: login.text))])
            var count = try AttemptCount(seal.lookUp(attempt: address.text), in: db)
            count.takeBack(under: address.budget)
            try count.store(in: db)
        }
    }

    /// Until when a login name waits, in seconds since 1970; nil where it does not.
    package func blockedUntil(
        _ subject: SignInSubject, at seconds: Int64
    ) throws(RegistryError) -> Int64? {
        try read { db in
            let count = try AttemptCount(seal.lookUp(attempt: subject.text), in: db)
            return count.blockedUntil > seconds ? count.blockedUntil : nil
        }
    }

    /// Puts into the audit that an account waits for having been tried too often.
    package func recordBlock(
        of account: AccountNumber, until seconds: Int64, act: Act
    ) throws(RegistryError) {
        try change(act) { _ in
            let note = AuditNote(
                "account.block", subject: "account \(account)", details: "until=\(seconds)")
            return ((), [note])
        }
    }

    /// Forgets what was tried under a login name.
    package func forgetAttempts(of subject: SignInSubject) throws(RegistryError) {
        try note(
            "DELETE FROM sign_in_attempts WHERE subject = ?",
            [blob(seal.lookUp(attempt: subject.text))])
    }
}

/// The row of a subject.
private struct AttemptCount {
    let subject: [UInt8]
    var since: Int64 = 0
    var attempts: Int64 = 0
    var blockedUntil: Int64 = 0
    var blocks: Int64 = 0

    init(_ subject: [UInt8], in db: Database) throws {
        self.subject = subject
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM sign_in_attempts WHERE subject = ?",
            arguments: [blob(subject)])
        guard let row else { return }
        since = row["since"]
        attempts = row["attempts"]
        blockedUntil = row["blocked_until"]
        blocks = row["blocks"]
    }

    /// With one more; the one that uses the budget up is the last for a while.
    func adding(under budget: AttemptBudget, at seconds: Int64) -> AttemptCount {
        var next = self
        if seconds - since >= budget.windowSeconds {
            if seconds - since >= AttemptBudget.forgetSeconds { next.blocks = 0 }
            next.since = seconds
            next.attempts = 0
        }
        next.attempts += 1
        if next.attempts >= budget.attempts {
            next.blockedUntil = seconds + budget.wait(afterBlocks: next.blocks)
            next.blocks += 1
            next.attempts = 0
        }
        return next
    }

    /// With one fewer; the one that used the budget up was none in vain.
    mutating func takeBack(under budget: AttemptBudget) {
        if attempts > 0 {
            attempts -= 1
        } else if blocks > 0 {
            attempts = budget.attempts - 1
            blocks -= 1
            blockedUntil = 0
        }
    }

    func store(in db: Database) throws {
        try db.execute(
            cached: """
                INSERT INTO sign_in_attempts (subject, since, attempts, blocked_until, blocks)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (subject) DO UPDATE SET since = excluded.since,
                    attempts = excluded.attempts, blocked_until = excluded.blocked_until,
                    blocks = excluded.blocks
                """, arguments: [blob(subject), since, attempts, blockedUntil, blocks])
    }
}
