import GRDB
// Passes as they are made: the grant with its number, and each sealed issue of it.
package import Identifiers
package import PassFormat

/// Who or what a pass is for.
package enum PassHolder: Sendable, Hashable {
    case person(RowID<PersonRecord>)
    case vehicle(RowID<VehicleRecord>)

    var personRow: Int64? { if case .person(let row) = self { row.value } else { nil } }
    var vehicleRow: Int64? { if case .vehicle(let row) = self { row.value } else { nil } }
}

/// One sealed issue of a pass.
package struct NewIssue: Sendable {
    /// The signed bytes.
    package let token: [UInt8]
    /// 16 bytes.
    package let digest: [UInt8]
    package let keyID: KeyID
    package let sequence: UInt16
    /// Seconds since 1970.
    package let notBeforeSeconds: Int64
    /// Seconds since 1970.
    package let expiresSeconds: Int64

    package init(
        token: [UInt8], digest: [UInt8], keyID: KeyID, sequence: UInt16,
        validSeconds: Range<Int64>
    ) {
        self.token = token
        self.digest = digest
        self.keyID = keyID
        self.sequence = sequence
        notBeforeSeconds = validSeconds.lowerBound
        expiresSeconds = validSeconds.upperBound
    }
}

/// A pass that has just been sealed for the first time.
package struct NewPass: Sendable {
    package let holder: PassHolder
    package let kind: PassKind
    package let site: SiteNumber
    /// 10 random bytes.
    package let passID: [UInt8]
    /// 8 bytes, made from the pass id.
    package let index: [UInt8]
    package let issue: NewIssue
    package var terms = PassTerms()

    package init(
        holder: PassHolder, kind: PassKind, site: SiteNumber,
        identity: (passID: [UInt8], index: [UInt8]), issue: NewIssue
    ) {
        self.holder = holder
        self.kind = kind
        self.site = site
        passID = identity.passID
        index = identity.index
        self.issue = issue
    }
}

/// What storing passes gave.
package struct StoredPasses: Sendable, Equatable {
    package let batch: Int64?
    /// In the order of the passes.
    package let numbers: [PassNumber]

    package init(batch: Int64?, numbers: [PassNumber]) {
        self.batch = batch
        self.numbers = numbers
    }
}

extension Registry {
    /// Which of these indexes passes have already.
    ///
    /// - Parameter indexes: 8 bytes each.
    package func takenIndexes(
        among indexes: [[UInt8]]
    ) throws(RegistryError) -> Set<[UInt8]> {
        try read { db in
            let find = try db.cachedStatement(
                sql: """
                    SELECT 1 FROM passes WHERE pass_index = ?
                    UNION ALL SELECT 1 FROM revocations_of_lost_passes WHERE pass_index = ?
                    """)
            return try indexes.reduce(into: []) { taken, index in
                if try Int.fetchOne(find, arguments: [blob(index), blob(index)]) != nil {
                    taken.insert(index)
                }
            }
        }
    }

    /// Stores new passes of one firm with the next free numbers, as one batch.
    ///
    /// - Throws: `indexTaken`, `numbersUsedUp(.pass)`, `unknown(.organisation)`, `keyRevoked`.
    package func store(
        _ passes: [NewPass], of organisation: OrganisationNumber, act: Act
    ) throws(RegistryError) -> StoredPasses {
        try change(act) { db in
            _ = try Self.known(organisation, in: db)
            guard !passes.isEmpty else { return (StoredPasses(batch: nil, numbers: []), []) }
            try Self.requireInForce(Set(passes.map(\.issue.keyID)), in: db)
            let batch = try Self.makeBatch(
                "passes", for: organisation, act: act, counts: (passes.count, 0, 0), in: db)
            let numbers = try Self.nextNumbers(passes.count, in: db)
            var row = try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM passes") ?? 0
            let insert = try db.makeStatement(
                sql: """
                    INSERT INTO passes (id, number, kind, person, vehicle, organisation, site,
                        pass_index, pass_id_sealed, sequence, next_sequence, batch)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            for (pass, number) in zip(passes, numbers) {
                row += 1
                let sealed = try seal.seal(pass.passID, column: .passID, row: row)
                do {
                    try insert.execute(arguments: [
                        row, number.digits, pass.kind.rawValue, pass.holder.personRow,
                        pass.holder.vehicleRow, organisation.rawValue, pass.site.rawValue,
                        blob(pass.index), blob(sealed), pass.issue.sequence,
                        Int(pass.issue.sequence) + 1, batch,
                    ])
                } catch let error as DatabaseError
                    where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
                {
                    throw RegistryError.indexTaken
                }
                try pass.terms.store(for: row, in: db)
                try add(pass.issue, to: row, at: act.atSeconds, in: db)
            }
            let note = AuditNote(
                "pass.issue", subject: "organisation \(organisation)",
                details: "batch=\(batch) passes=\(passes.count)"
                    + " numbers=\(numbers[0].text)..\(numbers[numbers.count - 1].text)"
                    + passes[0].terms.words)
            return (StoredPasses(batch: batch, numbers: numbers), [note])
        }
    }

    /// Stores another issue of a pass; the one before is superseded.
    ///
    /// - Parameter issue: its sequence is the one that `passForReissue` named.
    /// - Throws: `unknown(.pass)`; `passClosed` where the sequence is no longer the next one;
    ///   `keyRevoked`.
    package func storeReissue(
        _ issue: NewIssue, of number: PassNumber, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            let basis = try Self.openPass(number, in: db)
            guard basis.nextSequence == issue.sequence else {
                throw RegistryError.passClosed(number: number.text)
            }
            try Self.requireInForce([issue.keyID], in: db)
            try db.execute(
                sql: "UPDATE pass_tokens SET status = 'superseded' WHERE pass = ? AND sequence = ?",
                arguments: [basis.row, basis.sequence])
            try db.execute(
                sql: "UPDATE passes SET sequence = ?, next_sequence = ? WHERE id = ?",
                arguments: [issue.sequence, Int(issue.sequence) + 1, basis.row])
            try add(issue, to: basis.row, at: act.atSeconds, in: db)
            let note = AuditNote(
                "pass.reissue", subject: "pass \(number.text)",
                details: "sequence=\(issue.sequence)")
            return ((), [note])
        }
    }

    private func add(_ issue: NewIssue, to pass: Int64, at seconds: Int64, in db: Database) throws {
        let sealed = try seal.seal(issue.token, column: .token, row: tokenRow(pass, issue.sequence))
        let add = try db.cachedStatement(
            sql: """
                INSERT INTO pass_tokens (pass, sequence, digest, token_sealed, epoch, key_group,
                    nbf, exp, issued_at, status)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'active')
                """)
        try add.execute(arguments: [
            pass, issue.sequence, blob(issue.digest), blob(sealed), issue.keyID.epoch,
            issue.keyID.group, issue.notBeforeSeconds, issue.expiresSeconds, seconds,
        ])
    }

    private static func nextNumbers(_ count: Int, in db: Database) throws -> [PassNumber] {
        let area = UInt32(clamping: try Setting.areaCode.load(from: db) ?? 0)
        let newest = try String.fetchOne(db, sql: "SELECT MAX(number) FROM passes")
        let last = newest.flatMap { try? PassNumber(parsing: $0) }?.serial ?? 0
        let floor = UInt32(clamping: try Setting.serialFloor.load(from: db) ?? 0)
        let first = max(last, floor) + 1
        do {
            return try (0..<UInt32(clamping: count)).map {
                try PassNumber(area: area, serial: first + $0)
            }
        } catch { throw RegistryError.numbersUsedUp(.pass) }
    }
}

/// What a sealed token is bound to: its pass and its sequence in one number.
func tokenRow(_ pass: Int64, _ sequence: UInt16) -> Int64 { pass << 16 | Int64(sequence) }
