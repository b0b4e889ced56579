// Changes of applications, each with all that it brings, in one transaction: the new state, what
// happened, lists, passes, quotas. Tests: Tests/IssuanceTests.
import GRDB
import Identifiers
import PassFormat

/// Reads and writes applications inside one transaction.
///
/// Good only inside the call that gives it out. Guards the audit rows that the transaction ends
/// with.
package final class ApplicationWriter {
    let registry: Registry
    let db: Database
    let act: Act
    var notes: [AuditNote] = []

    fileprivate init(_ registry: Registry, _ act: Act, in db: Database) {
        self.registry = registry
        self.db = db
        self.act = act
    }

    /// One application as it stands in this transaction.
    ///
    /// - Throws: `unknown(.application)`, `sealedUnderAnotherKey`.
    package func application(_ number: Int64) throws(RegistryError) -> StoredApplication {
        try translating(registry.path) { try registry.application(number, in: db) }
    }

    /// What a gate filed under the key of a request before.
    package func filed(under request: GateRequest) throws(RegistryError) -> FiledBefore {
        try translating(registry.path) {
            // A key alone is of an earlier build, which kept nothing of the content.
            let row = try Row.fetchOne(
                db,
                cached: """
                    SELECT number, gate_key FROM applications
                    WHERE gate_key = ? OR gate_key > ? AND gate_key < ?
                    """, arguments: [request.key, "\(request.key):", "\(request.key);"])
            guard let row else { return .nothing }
            let isSame = [request.key, request.mark(registry.seal)].contains(row["gate_key"])
            return isSame ? .application(row["number"]) : .anotherRequest
        }
    }

    /// Every seat of a site, of all times.
    package func seats(of site: SiteNumber) throws(RegistryError) -> [SeatRow] {
        try translating(registry.path) { try Registry.seats(of: site, in: db) }
    }

    /// - Throws: `unknown(.organisation)`.
    package func organisation(
        _ number: OrganisationNumber
    ) throws(RegistryError) -> Organisation {
        try translating(registry.path) { try Registry.known(number, in: db) }
    }

    /// - Throws: `unknown(.attachment)` for a paper that the firm has not given in.
    package func requireAttachment(
        _ sha256: String, of organisation: OrganisationNumber
    ) throws(RegistryError) {
        try translating(registry.path) {
            _ = try Registry.attachment(sha256, of: organisation, in: db)
        }
    }

    /// - Throws: `unknown(.route)`.
    package func requireRoute(_ route: RouteNumber) throws(RegistryError) {
        try translating(registry.path) { _ = try Registry.known(route, in: db) }
    }

    /// - Throws: `unknown(.list)`.
    package func list(_ number: Int64) throws(RegistryError) -> ListJob {
        try translating(registry.path) { try Registry.knownJob(number, in: db) }
    }

    /// Moves an uploaded list on together with the application that carries it.
    ///
    /// - Returns: the list as it then stands; nil where the step could not be taken.
    /// - Throws: `unknown(.list)`.
    package func move(_ list: Int64, _ step: ListJobStep) throws(RegistryError) -> ListJob? {
        try translating(registry.path) {
            try Registry.move(list, step, at: act.atSeconds, in: db)
        }
    }

    /// Does one of several things, so that its failure leaves the others: what it wrote is undone.
    ///
    /// - Throws: what `body` throws, as it is.
    package func separately<Value>(_ body: () throws -> Value) throws -> Value {
        let before = notes.count
        var value: Value?
        do {
            try db.inSavepoint {
                value = try body()
                return .commit
            }
        } catch {
            notes.removeSubrange(before...)
            throw error
        }
        guard let value else {
            throw RegistryError.broken(path: registry.path, detail: "savepoint")
        }
        return value
    }

    /// Does something and takes it back, to see whether it would go.
    ///
    /// - Throws: what `body` throws, as it is.
    package func tried(_ body: () throws -> Void) throws {
        let before = notes.count
        defer { notes.removeSubrange(before...) }
        try db.inSavepoint {
            try body()
            return .rollback
        }
    }

    /// Keeps a new application.
    ///
    /// - Returns: its number.
    package func file(
        _ new: NewApplication, _ record: ApplicationRecord
    ) throws(RegistryError) -> Int64 {
        try translating(registry.path) {
            _ = try Registry.known(new.organisation, in: db)
            _ = try Registry.known(new.site, in: db)
            let newest = try Int64.fetchOne(db, cached: "SELECT MAX(number) FROM applications")
            let number = (newest ?? 0) + 1
            let sealed = try registry.seal.seal(
                record.state, column: .applicationState, row: number)
            try db.execute(
                cached: """
                    INSERT INTO applications (number, kind, organisation, site, filed_by, filed_at,
                        filed_together, gate_key, status, is_pending, due_at, answerable,
                        desks, state_sealed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    number, new.kind, new.organisation.rawValue, new.site.rawValue, act.who,
                    act.atSeconds, new.filedTogether, new.gateRequest?.mark(registry.seal),
                    record.index.status,
                    record.index.isPending, record.index.dueAt, record.index.answerable,
                    record.index.desks.joined(separator: ","), blob(sealed),
                ])
            try addSteps(record.index, of: number, at: new.site)
            try addEvent(record.what, record.event, record.details, to: number)
            return number
        }
    }

    /// Puts an application's new state in place of the old, and adds what happened.
    package func store(
        _ record: ApplicationRecord, of application: StoredApplication
    ) throws(RegistryError) {
        try translating(registry.path) {
            let number = application.number
            let sealed = try registry.seal.seal(
                record.state, column: .applicationState, row: number)
            let update = try db.cachedStatement(
                sql: """
                    UPDATE applications SET status = ?, is_pending = ?, due_at = ?,
                        answerable = ?, desks = ?, state_sealed = ? WHERE number = ?
                    """)
            try update.execute(arguments: [
                record.index.status, record.index.isPending, record.index.dueAt,
                record.index.answerable, record.index.desks.joined(separator: ","),
                blob(sealed), number,
            ])
            let clear = try db.cachedStatement(
                sql: "DELETE FROM application_steps WHERE application = ?")
            try clear.execute(arguments: [number])
            try addSteps(record.index, of: number, at: application.site)
            try addEvent(record.what, record.event, record.details, to: number)
        }
    }

    private func addSteps(
        _ index: ApplicationIndex, of application: Int64, at site: SiteNumber
    ) throws {
        let add = try db.cachedStatement(
            sql: """
                INSERT INTO application_steps (application, number, site, desk, due_at, taken_by)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        for step in index.steps {
            try add.execute(arguments: [
                application, step.number, site.rawValue, step.desk, step.dueAt, step.takenBy,
            ])
        }
    }

    /// Adds to what happened to an application, whose state stays as it is.
    ///
    /// - Parameters:
    ///   - what: one word.
    ///   - details: for the audit; never a word of the form.
    package func note(
        _ what: String, _ event: [UInt8], _ details: String, of application: Int64
    ) throws(RegistryError) {
        try translating(registry.path) {
            try addEvent(what, event, details, to: application)
        }
    }

    private func addEvent(
        _ what: String, _ event: [UInt8], _ details: String, to application: Int64
    ) throws {
        let last = try Int.fetchOne(
            db, cached: "SELECT MAX(n) FROM application_events WHERE application = ?",
            arguments: [application])
        let number = (last ?? 0) + 1
        guard number <= 65_535 else { throw RegistryError.numbersUsedUp(.application) }
        let sealed = try registry.seal.seal(
            event, column: .applicationEvent, row: happeningRow(application, number))
        let add = try db.cachedStatement(
            sql: """
                INSERT INTO application_events (application, n, at, who, what, body_sealed)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        try add.execute(arguments: [
            application, number, act.atSeconds, act.who, what, blob(sealed),
        ])
        notes.append(
            AuditNote(
                "application.\(what)", subject: "application \(application)", details: details))
    }
}

extension Registry {
    /// Runs a change of applications in one transaction: all that `body` writes, or nothing.
    ///
    /// - Throws: what `body` throws, as it is.
    package func changeApplications<Value>(
        act: Act, _ body: (ApplicationWriter) throws -> Value
    ) throws -> Value {
        try change(act) { (db, stopped) in
            let writer = ApplicationWriter(self, act, in: db)
            do { return (try body(writer), writer.notes) } catch {
                stopped = error
                throw error
            }
        }
    }
}
