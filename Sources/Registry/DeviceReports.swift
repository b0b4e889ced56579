// What each device said of itself last, and what follows where it says less or something else than
// before: the same alarms as of a journal that was brought.
import GRDB
import PassCrypto

/// What a device says of itself.
package struct DeviceReport: Sendable, Equatable {
    /// The last row of its journal; 0 for none.
    package let row: Int64
    /// Its chain hash, 32 bytes.
    package let head: [UInt8]
    /// Version of its bundle; 0 for none.
    package let bundle: Int64
    /// Its time, seconds since 1970, and whether it doubts it.
    package let asOfSeconds: Int64
    package let isClockSuspect: Bool
    /// When it signed this, seconds since 1970 by the office's time; reports stand in this order.
    package let createdSeconds: Int64

    package init(
        row: Int64, head: [UInt8], bundle: Int64, clock: (asOfSeconds: Int64, isSuspect: Bool),
        createdSeconds: Int64
    ) {
        self.row = row
        self.head = head
        self.bundle = bundle
        asOfSeconds = clock.asOfSeconds
        isClockSuspect = clock.isSuspect
        self.createdSeconds = createdSeconds
    }

    fileprivate init(_ row: Row) {
        self.init(
            row: row["row_number"], head: row.bytes("head"), bundle: row["bundle"],
            clock: (row["as_of"], row["clock"] as String == "suspect"),
            createdSeconds: row["created_at"])
    }
}

/// A device's last report as it is kept.
package struct KeptReport: Sendable, Equatable {
    package let report: DeviceReport
    /// Seconds since 1970.
    package let receivedSeconds: Int64
}

extension Registry {
    /// What a device said last; nil where it never did.
    package func lastReport(of device: Device) throws(RegistryError) -> KeptReport? {
        try read { try Self.lastReport(of: device.id, in: $0) }
    }

    private static func lastReport(of device: Int64, in db: Database) throws -> KeptReport? {
        try Row.fetchOne(
            db, cached: "SELECT * FROM device_reports WHERE device = ?", arguments: [device]
        ).map { KeptReport(report: DeviceReport($0), receivedSeconds: $0["received_at"]) }
    }

    /// Holds a report against what is known of the device, and keeps it.
    ///
    /// One that was signed before the last, or in the same second and of fewer rows, is no newer
    /// and says nothing.
    ///
    /// - Returns: whether an alarm was raised by it that was not there.
    package func take(
        _ report: DeviceReport, of device: Device, act: Act
    ) throws(RegistryError) -> Bool {
        try change(act) { db in
            let last = try Self.lastReport(of: device.id, in: db)?.report
            if let last, (report.createdSeconds, report.row) < (last.createdSeconds, last.row) {
                return (false, [])
            }
            let intake = try JournalIntake(db, device, at: act.atSeconds)
            try intake.compare(report, after: last)
            try db.execute(
                cached: """
                    INSERT INTO device_reports
                        (device, row_number, head, bundle, as_of, clock, created_at, received_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (device) DO UPDATE SET row_number = excluded.row_number,
                        head = excluded.head, bundle = excluded.bundle, as_of = excluded.as_of,
                        clock = excluded.clock, created_at = excluded.created_at,
                        received_at = excluded.received_at
                    """,
                arguments: [
                    device.id, report.row, blob(report.head), report.bundle, report.asOfSeconds,
                    report.isClockSuspect ? "suspect" : "trusted", report.createdSeconds,
                    act.atSeconds,
                ])
            return (!intake.notes.isEmpty, intake.notes)
        }
    }
}

extension JournalIntake {
    fileprivate func compare(_ report: DeviceReport, after last: DeviceReport?) throws {
        let kept = before?.head ?? 0
        if let last, report.row < last.row || report.bundle < last.bundle {
            _ = try raise(
                .stepBack, report.row + 1...max(report.row + 1, last.row),
                found: bigEndianBytes(report.createdSeconds))
        } else if report.row < kept, try !isAccepted(.stepBack, over: report.row + 1...kept) {
            // Rows that came another way.
            _ = try raise(.stepBack, report.row + 1...kept, found: report.head)
        }
        let isOther =
            try hash(at: report.row).map { $0 != report.head }
            ?? (last?.row == report.row && last?.head != report.head)
        if isOther { _ = try raise(.fork, report.row...report.row, found: report.head) }
    }
}
