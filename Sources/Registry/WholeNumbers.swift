// Readings of whole ID and telephone numbers: each is a row of the audit, which says who and why.

/// What was read with its numbers whole.
package enum WholeReading: Sendable {
    /// The sheet of an uploaded list.
    case list(Int64)

    fileprivate var details: String {
        switch self {
        case .list(let number): "list=\(number)"
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
}
