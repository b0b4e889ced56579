// Checks the audit from its first row to its last, and against a head kept elsewhere.
import GRDB

/// The first thing about the audit that does not fit.
package enum AuditFault: Sendable, Equatable {
    /// The row's content or hash is not what the chain says.
    case changed(row: Int64)
    /// Rows are missing before the row that stands at this place.
    case missing(row: Int64)
    /// The audit ends before the row that was its newest once.
    case cut(lastRow: Int64, knownRow: Int64)
    /// The row is there, but another row stood there when the head was kept.
    case replaced(row: Int64)

    /// For people, in English.
    package var english: String {
        switch self {
        case .changed(let row):
            "audit row \(row) was changed, or a row was put in another's place; keep this file and"
                + " compare it with the last backup"
        case .missing(let row):
            "audit row \(row) is missing; keep this file and compare it with the last backup"
        case .cut(let last, let known):
            "the audit ends at row \(last), but row \(known) was written once; its end was cut off;"
                + " compare it with the last backup"
        case .replaced(let row):
            "audit row \(row) is not the one that was kept beside the key ring; the record was"
                + " rewritten; compare it with the last backup"
        }
    }

    /// For people, in Chinese.
    package var chinese: String {
        switch self {
        case .changed(let row): "审计第 \(row) 行被改动或调换；请保留此文件，并与最近的备份比对"
        case .missing(let row): "审计缺少第 \(row) 行；请保留此文件，并与最近的备份比对"
        case .cut(let last, let known):
            "审计止于第 \(last) 行，但曾写到第 \(known) 行，末尾被截去；请与最近的备份比对"
        case .replaced(let row): "审计第 \(row) 行与密钥目录旁保存的不符，记录被重写；请与最近的备份比对"
        }
    }
}

/// What a check of the audit found.
package struct AuditVerdict: Sendable, Equatable {
    /// Rows that fit, up to the first that does not.
    package let rows: Int64
    /// The newest row that fits.
    package let head: AuditHead
    /// Nil where all fits.
    package let fault: AuditFault?
}

extension Registry {
    /// The newest audit row, to be kept beside the key ring.
    ///
    /// - Throws: faults of the file.
    package func auditHead() throws(RegistryError) -> AuditHead {
        try read { try AuditChain.head($0) }
    }

    /// Whether the audit has the row that a head names; without it the end was cut off or replaced.
    package func auditHolds(_ known: AuditHead) throws(RegistryError) -> Bool {
        guard known != .start else { return true }
        return try read { db in
            let sql = "SELECT h FROM audit WHERE n = ?"
            return try Row.fetchOne(db, cached: sql, arguments: [known.number])?.bytes("h")
                == known.hash
        }
    }

    /// Recomputes the chain.
    ///
    /// - Parameter known: the head kept beside the key ring; nil checks the chain alone, which
    ///   cannot see a cut end.
    /// - Throws: faults of the file.
    package func verifyAudit(
        against known: AuditHead?
    ) throws(RegistryError) -> AuditVerdict {
        try read { db in
            var head = AuditHead.start
            let rows = try Row.fetchCursor(db, sql: "SELECT * FROM audit ORDER BY n")
            while let row = try rows.next() {
                let entry = AuditChain.row(row)
                guard entry.number == head.number + 1 else {
                    return head.verdict(.missing(row: head.number + 1))
                }
                let hash = AuditChain.hash(after: head.hash, entry)
                guard hash == row.bytes("h") else {
                    return head.verdict(.changed(row: entry.number))
                }
                head = AuditHead(number: entry.number, hash: hash)
                if let known, known.number == head.number, known.hash != hash {
                    return head.verdict(.replaced(row: entry.number))
                }
            }
            if let known, known.number > head.number {
                return head.verdict(.cut(lastRow: head.number, knownRow: known.number))
            }
            return head.verdict(nil)
        }
    }

    /// Audit rows, oldest first.
    ///
    /// - Parameters:
    ///   - first: the number of the first row wanted.
    ///   - limit: how many at most.
    package func auditRows(
        from first: Int64, limit: Int
    ) throws(RegistryError) -> [AuditRow] {
        try read { db in
            try Row.fetchAll(
                db, cached: "SELECT * FROM audit WHERE n >= ? ORDER BY n LIMIT ?",
                arguments: [first, limit]
            ).map(AuditChain.row)
        }
    }
}

extension AuditHead {
    fileprivate func verdict(_ fault: AuditFault?) -> AuditVerdict {
        AuditVerdict(rows: number, head: self, fault: fault)
    }
}
