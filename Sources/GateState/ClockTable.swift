// The mark of the clock and the guard on duty, in the journal's database: both change in the
// transaction of the row that they go with.
import PassCheck
import PassFormat

extension JournalTable {
    func clockMark() throws(DatabaseError) -> ClockMark {
        let found = try kept.statement(
            "SELECT mark, boot, boot_s, offset_s, accepted_bundle FROM clock")
        defer { found.reset() }
        guard try found.step() else { return .none }
        let boot = found.blob(1)
        return ClockMark(
            time: Timestamp(seconds: UInt64(clamping: found.integer(0))),
            boot: boot.isEmpty
                ? nil : BootMoment(id: boot, seconds: UInt64(clamping: found.integer(2))),
            offsetSeconds: found.integer(3), acceptedBundle: UInt64(clamping: found.integer(4)))
    }

    func set(_ mark: ClockMark) throws(DatabaseError) {
        let change = try kept.statement(
            """
            INSERT INTO clock (id, mark, boot, boot_s, offset_s, accepted_bundle)
            VALUES (1, ?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id) DO UPDATE SET mark = ?1, boot = ?2, boot_s = ?3, offset_s = ?4,
                accepted_bundle = ?5
            """)
        defer { change.reset() }
        try change.bind(1, Int64(clamping: mark.time.seconds))
        try change.bind(2, mark.boot?.id ?? [])
        try change.bind(3, Int64(clamping: mark.boot?.seconds ?? 0))
        try change.bind(4, mark.offsetSeconds)
        try change.bind(5, Int64(clamping: mark.acceptedBundle))
        _ = try change.step()
    }

    /// When each other gate was last heard.
    func heard() throws(DatabaseError) -> AssociationList<UInt16, Timestamp> {
        let rows = try kept.statement("SELECT gate, at FROM heard")
        defer { rows.reset() }
        var heard = AssociationList<UInt16, Timestamp>()
        while try rows.step() {
            heard[UInt16(clamping: rows.integer(0))] = Timestamp(
                seconds: UInt64(clamping: rows.integer(1)))
        }
        return heard
    }

    func shift() throws(DatabaseError) -> StoredShift? {
        let found = try database.prepare("SELECT badge, since, login, name FROM shift")
        guard try found.step(), let badge = PassReference(bytes: found.blob(0)) else { return nil }
        return StoredShift(
            badge: badge, since: Timestamp(seconds: UInt64(clamping: found.integer(1))),
            loginRow: UInt64(clamping: found.integer(2)),
            name: found.textOrNull(3))
    }

    func set(_ shift: StoredShift?) throws(DatabaseError) {
        try database.run("DELETE FROM shift")
        guard let shift else { return }
        let change = try database.prepare(
            "INSERT INTO shift (id, badge, since, login, name) VALUES (1, ?1, ?2, ?3, ?4)")
        try change.bind(1, shift.badge.bytes)
        try change.bind(2, Int64(clamping: shift.since.seconds))
        try change.bind(3, Int64(clamping: shift.loginRow))
        try change.bind(4, text: shift.name)
        _ = try change.step()
    }

    /// How many wrong codes were typed for the guard whose record has this salt.
    func wrongCodes(_ salt: [UInt8]) throws(DatabaseError) -> Int64 {
        let found = try database.prepare("SELECT count FROM wrong_code WHERE salt = ?1")
        try found.bind(1, salt)
        return try found.step() ? found.integer(0) : 0
    }

    func setWrongCodes(_ count: Int64, _ salt: [UInt8]) throws(DatabaseError) {
        let change = try database.prepare(
            """
            INSERT INTO wrong_code (salt, count) VALUES (?1, ?2)
            ON CONFLICT (salt) DO UPDATE SET count = ?2
            """)
        try change.bind(1, salt)
        try change.bind(2, count)
        _ = try change.step()
    }
}

/// Who is on duty, as the database keeps it.
struct StoredShift: Equatable {
    let badge: PassReference
    let since: Timestamp
    /// The row of the log-in.
    let loginRow: UInt64
    /// The guard's masked name; nil where the bundle has none.
    let name: String?
}
