// New passes, as many as there are, in one transaction: each is written as it is sealed, so that
// memory does not grow with their number. Tests: Tests/RegistryTests/PassTests.swift.
import GRDB
package import Identifiers
package import PassFormat

/// What storing passes gave.
package struct StoredPasses: Sendable, Equatable {
    /// Nil where there was none to store.
    package let batch: Int64?
    package let count: Int

    package init(batch: Int64?, count: Int) {
        self.batch = batch
        self.count = count
    }
}

/// Where the next pass of a firm goes, in one transaction.
private struct PassPlace {
    /// What it is good for beside the transaction: who counts places counts them at a time.
    struct Whose: Equatable {
        let organisation: OrganisationNumber
        let atSeconds: Int64
    }

    let whose: Whose
    let area: UInt32
    var lastSerial: UInt32
    var row: Int64
    var keysInForce: Set<KeyID> = []
    /// What firms' quotas leave, by site; counted once and then taken down.
    var left: [SiteNumber: (left: Int64, limit: Int64)?] = [:]

    init(_ whose: Whose, in db: Database) throws {
        self.whose = whose
        _ = try Registry.known(whose.organisation, in: db)
        area = UInt32(clamping: try Setting.areaCode.load(from: db) ?? 0)
        let newest = try String.fetchOne(db, cached: "SELECT MAX(number) FROM passes")
        let last = newest.flatMap { try? PassNumber(parsing: $0) }?.serial ?? 0
        lastSerial = max(last, UInt32(clamping: try Setting.serialFloor.load(from: db) ?? 0))
        row = try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM passes") ?? 0
    }
}

/// Of all firms, since passes of one move where those of another go.
private struct PassPlaceKey: Hashable {}

/// Writes the new passes of one firm; guards the next row and serial of the open transaction, and
/// is good only inside the call that gives it out.
package final class PassWriter {
    private let registry: Registry
    private let db: Database
    private let organisation: OrganisationNumber
    private let act: Act
    private var place: PassPlace
    private var batch: Int64?
    private var count: UInt32 = 0
    private var firstTerms = PassTerms()

    fileprivate init(
        _ registry: Registry, _ organisation: OrganisationNumber, _ act: Act, in db: Database
    ) throws {
        self.registry = registry
        self.organisation = organisation
        self.act = act
        self.db = db
        let whose = PassPlace.Whose(organisation: organisation, atSeconds: act.atSeconds)
        let known = registry.commits.memory?.value(for: PassPlaceKey(), PassPlace.self)
        place = try known.flatMap { $0.whose == whose ? $0 : nil } ?? PassPlace(whose, in: db)
    }

    /// Whether a pass has this index already, or one that a restored registry has forgotten had.
    ///
    /// - Parameter index: 8 bytes.
    package func isTaken(_ index: [UInt8]) throws(RegistryError) -> Bool {
        try translating(registry.path) {
            let find = try db.cachedStatement(
                sql: """
                    SELECT 1 FROM passes WHERE pass_index = ?
                    UNION ALL SELECT 1 FROM revocations_of_lost_passes WHERE pass_index = ?
                    """)
            return try Int.fetchOne(find, arguments: [blob(index), blob(index)]) != nil
        }
    }

    /// Stores a pass with the next free number.
    ///
    /// - Throws: `indexTaken`, `numbersUsedUp(.pass)`, `keyRevoked`; `quotaFull`, after which the
    ///   writer is as it was.
    @discardableResult
    package func add(_ pass: NewPass) throws(RegistryError) -> PassNumber {
        try translating(registry.path) {
            if !place.keysInForce.contains(pass.issue.keyID) {
                try Registry.requireInForce([pass.issue.keyID], in: db)
                place.keysInForce.insert(pass.issue.keyID)
            }
            if pass.kind == .staff { try takePlace(at: pass.site) }
            let number = try number(count + 1)
            let batch = try openBatch(pass)
            place.row += 1
            count += 1
            try insert(pass, number, batch)
            try pass.terms.store(for: place.row, in: db)
            try registry.add(pass.issue, to: place.row, at: act.atSeconds, in: db)
            return number
        }
    }

    private func takePlace(at site: SiteNumber) throws {
        if place.left[site] == nil {
            place.left[site] = .some(
                try Registry.placesLeft(of: organisation, at: site, act.atSeconds, in: db))
        }
        guard case .some(.some(let room)) = place.left[site] else { return }
        guard room.left > 0 else {
            throw RegistryError.quotaFull(
                organisation: organisation.rawValue, site: site.rawValue, limit: room.limit)
        }
        place.left[site] = .some((room.left - 1, room.limit))
    }

    private func insert(_ pass: NewPass, _ number: PassNumber, _ batch: Int64) throws {
        let sealed = try registry.seal.seal(pass.passID, column: .passID, row: place.row)
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO passes (id, number, kind, person, vehicle, organisation, site,
                    pass_index, pass_id_sealed, sequence, next_sequence, batch)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        do {
            try insert.execute([
                place.row, number.digits, pass.kind.rawValue, pass.holder.personRow,
                pass.holder.vehicleRow, organisation.rawValue, pass.site.rawValue,
                blob(pass.index), blob(sealed), pass.issue.sequence,
                Int(pass.issue.sequence) + 1, batch,
            ])
        } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
        {
            throw RegistryError.indexTaken
        }
    }

    private func openBatch(_ pass: NewPass) throws -> Int64 {
        if let batch { return batch }
        let made = try Registry.makeBatch(
            "passes", for: organisation, act: act, counts: (1, 0, 0), in: db)
        batch = made
        firstTerms = pass.terms
        return made
    }

    /// - Parameter ordinal: from 1.
    private func number(_ ordinal: UInt32) throws -> PassNumber {
        let (serial, overflow) = place.lastSerial.addingReportingOverflow(ordinal)
        guard !overflow, let number = try? PassNumber(area: place.area, serial: serial) else {
            throw RegistryError.numbersUsedUp(.pass)
        }
        return number
    }

    fileprivate func finish() throws -> (StoredPasses, [AuditNote]) {
        guard let batch else { return (StoredPasses(batch: nil, count: 0), []) }
        if count > 1 {
            try db.execute(
                cached: "UPDATE batches SET added = ? WHERE number = ?", arguments: [count, batch])
        }
        let first = try number(1).text
        let last = count > 1 ? try number(count).text : first
        let note = AuditNote(
            "pass.issue", subject: "organisation \(organisation)",
            details: "batch=\(batch) passes=\(count) numbers=\(first)..\(last)"
                + firstTerms.words)
        place.lastSerial += count
        registry.commits.memory?.keep(place, for: PassPlaceKey())
        return (StoredPasses(batch: batch, count: Int(count)), [note])
    }
}

extension Registry {
    /// Stores new passes of one firm as one batch: all that `body` adds, or nothing.
    ///
    /// No other program writes meanwhile, so what `body` reads of this registry stays true.
    ///
    /// - Throws: `unknown(.organisation)`; what `body` throws, as it is.
    package func issue(
        for organisation: OrganisationNumber, act: Act, _ body: (PassWriter) throws -> Void
    ) throws -> StoredPasses {
        try change(act) { (db, stopped) in
            try issue(for: organisation, act: act, in: db) { writer in
                do { try body(writer) } catch {
                    stopped = error
                    throw error
                }
            }
        }
    }

    /// Stores a new pass for one person or vehicle, unless they have a valid one.
    ///
    /// - Parameters:
    ///   - key: employee number or plate.
    ///   - seal: makes the pass; it reads nothing of the registry but by the writer.
    /// - Throws: `unknown(.person)`, `unknown(.vehicle)`; what `seal` throws, as it is.
    package func issueOne(
        _ kind: PassKind, _ key: String, of organisation: OrganisationNumber, act: Act,
        _ seal: (PassCandidate, PassWriter) throws -> NewPass
    ) throws -> OneIssue {
        var stopped: (any Error)?
        do {
            return try change(act, sharing: .passes) { db in
                guard
                    let found = try Self.candidate(
                        kind, key, of: organisation, at: act.atSeconds, in: db)
                else { return (.alreadyValid, []) }
                let writer = try PassWriter(self, organisation, act, in: db)
                let pass: NewPass
                do { pass = try seal(found, writer) } catch {
                    stopped = error
                    throw error
                }
                let number = try writer.add(pass)
                return (.issued(number), try writer.finish().1)
            }
        } catch { throw stopped ?? error }
    }

    /// The same inside a transaction that is open already.
    func issue(
        for organisation: OrganisationNumber, act: Act, in db: Database,
        _ body: (PassWriter) throws -> Void
    ) throws -> (StoredPasses, [AuditNote]) {
        let writer = try PassWriter(self, organisation, act, in: db)
        try body(writer)
        return try writer.finish()
    }
}

/// What became of the wish for one pass.
package enum OneIssue: Sendable, Equatable {
    case issued(PassNumber)
    case alreadyValid
}
