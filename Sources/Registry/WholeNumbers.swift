// Readings of whole ID and telephone numbers: each is a row of the audit, which says who and why.

/// What was read with its numbers whole.
package enum WholeReading: Sendable {
    /// The sheet of an uploaded list.
    case list(Int64)
    /// The form of an application.
    case form

    fileprivate var details: String {
        switch self {
        case .list(let number): "list=\(number)"
        case .form: "form"
        }
    }
}

extension Registry {
    /// Notes that somebody reads whole numbers, for the reason that the act gives.
    package func noteReading(
        _ reading: WholeReading, of application: Int64, act: Act
    ) throws(RegistryError) {
        try change(act) { _ in
            let note = AuditNote(
                "numbers.read", subject: "application \(application)", details: reading.details)
            return ((), [note])
        }
    }

    /// Notes that a desk looked for a whole number, which is not kept.
    ///
    /// - Parameter found: how many applications name it on the page that was told.
    package func noteSearch(
        at desk: String, of site: SiteNumber, found: Int, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            try Self.requireDesk(desk, at: site, in: db)
            let note = AuditNote(
                "numbers.search", subject: "site \(site)", details: "desk=\(desk) found=\(found)")
            return ((), [note])
        }
    }
}
