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

extension Registry {
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
            try supersede(basis.row, basis.sequence, by: issue, at: act.atSeconds, in: db)
            // A code is given anew where the old one may be in other hands, and the link with it.
            try Self.endHolderLink(ofPass: basis.row, at: act.atSeconds, in: db)
            let note = AuditNote(
                "pass.reissue", subject: "pass \(number.text)",
                details: "sequence=\(issue.sequence)")
            return ((), [note])
        }
    }

    /// Puts an issue of a pass in the place of the one in force.
    func supersede(
        _ pass: Int64, _ sequence: UInt16, by issue: NewIssue, at seconds: Int64, in db: Database
    ) throws {
        let end = try db.cachedStatement(
            sql: "UPDATE pass_tokens SET status = 'superseded' WHERE pass = ? AND sequence = ?")
        try end.execute(arguments: [pass, sequence])
        let next = try db.cachedStatement(
            sql: "UPDATE passes SET sequence = ?, next_sequence = ? WHERE id = ?")
        try next.execute(arguments: [issue.sequence, Int(issue.sequence) + 1, pass])
        try add(issue, to: pass, at: seconds, in: db)
    }

    func add(_ issue: NewIssue, to pass: Int64, at seconds: Int64, in db: Database) throws {
        let sealed = try seal.seal(issue.token, column: .token, row: tokenRow(pass, issue.sequence))
        let add = try db.cachedStatement(
            sql: """
                INSERT INTO pass_tokens (pass, sequence, digest, token_sealed, epoch, key_group,
                    nbf, exp, issued_at, status)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'active')
                """)
        try add.execute([
            pass, issue.sequence, blob(issue.digest), blob(sealed), issue.keyID.epoch,
            issue.keyID.group, issue.notBeforeSeconds, issue.expiresSeconds, seconds,
        ])
    }
}

/// What a sealed token is bound to: its pass and its sequence in one number.
func tokenRow(_ pass: Int64, _ sequence: UInt16) -> Int64 { pass << 16 | Int64(sequence) }
