// One-time codes with which a gate's device may enrol itself. Only their hash is kept.
import GRDB

/// What became of a code that was shown.
package enum CodeRedemption: Sendable, Equatable {
    /// It lets this request in, at this gate.
    case gate(GateNumber)
    case unknown
    case expired
    /// Another request was let in with it.
    case used
}

extension Registry {
    /// Keeps a code for a gate; an earlier one that nobody used counts no more.
    ///
    /// - Parameters:
    ///   - hash: of the code, 32 bytes.
    ///   - lifetimeSeconds: how long it can be used.
    /// - Throws: `unknown(.gate)`, `gateHasDevice`.
    package func keepCode(
        _ hash: [UInt8], for gate: GateNumber, lifetimeSeconds: Int64, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            _ = try Self.known(gate, in: db)
            let devices = try Int.fetchOne(
                db, cached: "SELECT 1 FROM devices WHERE gate = ? AND revoked_at IS NULL",
                arguments: [gate.rawValue])
            guard devices == nil else { throw RegistryError.gateHasDevice(gate: gate.rawValue) }
            try db.execute(
                cached: "DELETE FROM enrolment_codes WHERE gate = ?", arguments: [gate.rawValue])
            let expires = act.atSeconds + lifetimeSeconds
            try db.execute(
                cached: """
                    INSERT INTO enrolment_codes (hash, gate, made_at, expires) VALUES (?, ?, ?, ?)
                    """,
                arguments: [blob(hash), gate.rawValue, act.atSeconds, expires])
            let note = AuditNote(
                "device.code", subject: "gate \(gate)", details: "expires=\(expires)")
            return ((), [note])
        }
    }

    /// Whether there is such a code, used or not; asked before anything is written for a stranger.
    package func hasCode(_ hash: [UInt8]) throws(RegistryError) -> Bool {
        try read { db in
            try Int.fetchOne(
                db, cached: "SELECT 1 FROM enrolment_codes WHERE hash = ?", arguments: [blob(hash)])
                != nil
        }
    }

    /// Uses a code for one request; for the same request again it is good until it expires, so that
    /// an answer that was lost can be had again.
    ///
    /// - Parameters:
    ///   - hash: of the code, 32 bytes.
    ///   - requestHash: of the device's request, 32 bytes.
    package func redeemCode(
        _ hash: [UInt8], for requestHash: [UInt8], act: Act
    ) throws(RegistryError) -> CodeRedemption {
        try change(act) { db in
            guard
                let row = try Row.fetchOne(
                    db, cached: "SELECT * FROM enrolment_codes WHERE hash = ?",
                    arguments: [blob(hash)])
            else { return (.unknown, []) }
            let gate = GateNumber(stored: row["gate"])
            guard act.atSeconds < row["expires"] as Int64 else { return (.expired, []) }
            if let known = row.optionalBytes("request_hash") {
                return (known == requestHash ? .gate(gate) : .used, [])
            }
            try db.execute(
                cached: "UPDATE enrolment_codes SET used_at = ?, request_hash = ? WHERE hash = ?",
                arguments: [act.atSeconds, blob(requestHash), blob(hash)])
            return (.gate(gate), [AuditNote("device.code.use", subject: "gate \(gate)")])
        }
    }
}
