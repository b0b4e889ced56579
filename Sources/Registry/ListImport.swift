// Applies a list to a firm: one transaction, prepared statements, one audit row. Records are hashed
// and sealed beside the writing.
import GRDB
import Workers

/// What an import did.
package struct ListOutcome: Sendable, Equatable {
    package let difference: ListDifference
    /// Nil where nothing was to be done.
    package let batch: Int64?
    /// Passes that leavers lost, and people who are held and whose row is now somebody else's.
    package let revokedPasses: Int
}

/// Whose list, and where its people or vehicles go.
package struct ListTarget: Sendable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let scope: ListScope
    /// Where the dates of the list are to be held against what a pass may last: now, seconds since
    /// 1970.
    package var nowSeconds: Int64?
    /// What the audit says of who approved it.
    package var approval = "none-needed"
    /// The uploaded list that this is; it is marked as written in the same transaction.
    package var job: Int64?
    /// Is told, now and then, how many of the list's rows have been written.
    package var noteRows: (@Sendable (Int) -> Void)?

    package init(organisation: OrganisationNumber, site: SiteNumber, scope: ListScope) {
        self.organisation = organisation
        self.site = site
        self.scope = scope
    }
}

extension Registry {
    /// Records that are hashed or sealed at a time.
    private static let batchRecords = 256

    /// What a staff list would change.
    ///
    /// - Parameter outline: that of the records; nil: found by going through them.
    /// - Throws: `unknown` for the firm, site, or a zone; `zoneOfAnotherSite`.
    package func difference(
        _ records: some Collection<PersonRecord>, for target: ListTarget,
        outline: ListOutline? = nil
    ) throws(RegistryError) -> ListDifference {
        try read { try compare(records, target, outline, in: $0) }
    }

    /// What a vehicle list would change.
    ///
    /// - Parameter outline: that of the records; nil: found by going through them.
    /// - Throws: `unknown` for the firm, site, or a route.
    package func difference(
        _ records: some Collection<VehicleRecord>, for target: ListTarget,
        outline: ListOutline? = nil
    ) throws(RegistryError) -> ListDifference {
        try read { try compare(records, target, outline, in: $0) }
    }

    /// Applies a staff list; leavers' passes are revoked.
    ///
    /// - Throws: as `difference`, and `leaversUnconfirmed`, `revocationLog`, `diskFull`.
    package func apply(
        _ records: some Collection<PersonRecord>, for target: ListTarget, act: Act
    ) throws(RegistryError) -> ListOutcome {
        try applyList(records, target, act)
    }

    /// Applies a vehicle list; passes of vehicles that leave are revoked.
    ///
    /// - Throws: as `difference`, and `leaversUnconfirmed`, `revocationLog`, `diskFull`.
    package func apply(
        _ records: some Collection<VehicleRecord>, for target: ListTarget, act: Act
    ) throws(RegistryError) -> ListOutcome {
        try applyList(records, target, act)
    }

    private func compare<Record: ListedRecord>(
        _ records: some Collection<Record>, _ target: ListTarget, _ outline: ListOutline?,
        in db: Database
    ) throws -> ListDifference {
        let isAnyoneKnown = try Bool.fetchOne(
            db,
            cached: "SELECT EXISTS (SELECT 1 FROM \(Record.kind.table) WHERE organisation = ?)",
            arguments: [target.organisation.rawValue])
        guard isAnyoneKnown == false else {
            let plan = try plan(records, target, in: db)
            var difference = plan.difference
            difference.reached = try reach(of: plan, records, in: db)
            return difference
        }
        // Where nobody is known everybody is new, whatever the rows hold.
        _ = try Self.known(target.organisation, in: db)
        let longest = try Self.known(target.site, in: db).lifetimeSeconds(of: Record.kind.passKind)
        let outline = outline ?? ListOutline(of: records)
        try outline.check(for: target, in: db)
        var difference = ListDifference()
        difference.added = records.count
        difference.longestSeconds = longest
        if outline.hasDates, let now = target.nowSeconds {
            difference.beyondLimit = records.enumerated().compactMap { place, record in
                record.lasts(longerThan: longest, at: now) ? place : nil
            }
        }
        if case .wholeFirm = target.scope { difference.leavers = 0 }
        return difference
    }

    /// Goes through the records once: they may be made anew each time one is looked at.
    private func plan<Record: ListedRecord>(
        _ records: some Collection<Record>, _ target: ListTarget, in db: Database
    ) throws -> ListPlan {
        _ = try Self.known(target.organisation, in: db)
        let longest = try Self.known(target.site, in: db).lifetimeSeconds(of: Record.kind.passKind)
        let site = target.site.description
        var outline = ListOutline()
        var beyond: [Int] = []
        var contents: [KeyedHash] = []
        var hashing = WorkAhead<Record, [KeyedHash]>(batchItems: Self.batchRecords) { [seal] in
            $0.map { KeyedHash(seal.content([site] + $0.contentFields)) }
        }
        for (place, record) in records.enumerated() {
            outline.note(record)
            if let now = target.nowSeconds, record.lasts(longerThan: longest, at: now) {
                beyond.append(place)
            }
            try hashing.add(record) { contents += $0 }
        }
        try hashing.finish { contents += $0 }
        try outline.check(for: target, in: db)
        var present = try PresentState(of: target.organisation, kind: Record.kind, in: db)
        var plan = present.plan(records, content: contents, seal: seal, scope: target.scope)
        plan.difference.beyondLimit = beyond
        plan.difference.longestSeconds = longest
        return plan
    }

    private func applyList<Record: ListedRecord>(
        _ records: some Collection<Record>, _ target: ListTarget, _ act: Act
    ) throws(RegistryError) -> ListOutcome {
        try change(act) { try applyList(records, target, act, in: $0) }
    }

    func applyList<Record: ListedRecord>(
        _ records: some Collection<Record>, _ target: ListTarget, _ act: Act, in db: Database
    ) throws -> (ListOutcome, [AuditNote]) {
        let plan = try plan(records, target, in: db)
        let difference = plan.difference
        if case .wholeFirm(_, let confirmed) = target.scope, difference.asksAboutLeavers,
            confirmed != difference.leavers
        {
            throw RegistryError.leaversUnconfirmed(
                difference.leavers ?? 0, of: difference.presentBefore)
        }
        let left = difference.leavers ?? 0
        guard difference.added + difference.changed + left > 0 else {
            if let job = target.job {
                try Self.close(job, batch: nil, at: act.atSeconds, in: db)
            }
            return (ListOutcome(difference: difference, batch: nil, revokedPasses: 0), [])
        }
        let batch = try Self.makeBatch(
            Record.kind.rawValue, for: target.organisation, act: act,
            counts: (difference.added, difference.changed, left), in: db)
        try write(records, plan, target, batch: batch, in: db)
        var revoked = try dismiss(plan.leavers, kind: Record.kind, batch: batch, act, in: db)
        var guards = 0
        if Record.kind == .staff {
            let settled = try settleIdentityChanges(batch: batch, act, in: db)
            revoked += settled.passes
            guards = try Self.endGuards(people: plan.leavers, in: db) + settled.guards
        }
        let note = AuditNote(
            Record.kind.action, subject: "organisation \(target.organisation)",
            details: "site=\(target.site) batch=\(batch) added=\(difference.added)"
                + " changed=\(difference.changed) unchanged=\(difference.unchanged)"
                + " left=\(left) revoked=\(revoked) guards_ended=\(guards)"
                + " approval=\(target.approval)")
        let outcome = ListOutcome(
            difference: difference, batch: batch, revokedPasses: revoked)
        if let job = target.job { try Self.close(job, batch: batch, at: act.atSeconds, in: db) }
        return (outcome, [note])
    }

    private func write<Record: ListedRecord>(
        _ records: some Collection<Record>, _ plan: ListPlan, _ target: ListTarget, batch: Int64,
        in db: Database
    ) throws {
        let kind = Record.kind
        let places = Array(repeating: "?", count: 18).joined(separator: ", ")
        let add = try db.makeStatement(
            sql: "INSERT INTO \(kind.table) (id, \(kind.columns)) VALUES (?, \(places))")
        let update = try db.makeStatement(
            sql: "UPDATE \(kind.table) SET (\(kind.columns)) = (\(places)) WHERE id = ?")
        var written = 0
        func store(_ rows: [SealedRow]) throws {
            target.noteRows?(written)
            written += rows.count
            for row in rows {
                switch row.change {
                case .add: try add.execute(arguments: row.arguments)
                case .update(let number):
                    try Self.keepBefore([number], kind: kind, batch: batch, in: db)
                    try update.execute(arguments: row.arguments)
                }
            }
        }
        var newest = try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM \(kind.table)") ?? 0
        var sealing = WorkAhead<ChangedRecord<Record>, [SealedRow]>(
            batchItems: Self.batchRecords
        ) { [seal] in try $0.map { try $0.sealed(by: seal, for: target, batch: batch) } }
        for (place, record) in records.enumerated() {
            let change: RowChange
            switch plan.rows[place] {
            case .keep: continue
            case .add:
                newest += 1
                change = .add(newest)
            case .update(let row): change = .update(row)
            }
            let content = plan.contents[place]
            try sealing.add(ChangedRecord(record: record, content: content, change: change), store)
        }
        try sealing.finish(store)
    }

    /// Marks leavers and revokes what they hold.
    ///
    /// - Returns: how many passes were revoked.
    private func dismiss(
        _ rows: [Int64], kind: ListKind, batch: Int64, _ act: Act, in db: Database
    ) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        try Self.keepBefore(rows, kind: kind, batch: batch, in: db)
        let leave = try db.makeStatement(
            sql: "UPDATE \(kind.table) SET state = 'left' WHERE id = ?")
        for row in rows { try leave.execute(arguments: [row]) }
        let reason = RevocationReason(.left, text: "left the firm's list")
        return try revokeRows(
            "p.\(kind.subjectColumn) = ?", each: rows.map { [$0.databaseValue] },
            reason: reason, act, in: db)
    }

    private static func keepBefore(
        _ rows: [Int64], kind: ListKind, batch: Int64, in db: Database
    ) throws {
        let keep = try db.cachedStatement(
            sql: """
                INSERT INTO \(kind.table)_before (by_batch, \(kind.subjectColumn), \(kind.columns))
                SELECT ?, id, \(kind.columns) FROM \(kind.table) WHERE id = ?
                """)
        for row in rows { try keep.execute(arguments: [batch, row]) }
    }
}
