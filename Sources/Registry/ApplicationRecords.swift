// What an application is filed as, by a firm or a gate, and what is written of it.
// Tests: Tests/IssuanceTests.
import PassFormat

/// An application that is being filed.
package struct NewApplication: Sendable {
    let kind: String
    let organisation: OrganisationNumber
    let site: SiteNumber
    /// The number of the first of those that are filed together.
    package var filedTogether: Int64?
    /// As the gate that files it sends it.
    package var gateRequest: GateRequest?

    package init(kind: String, organisation: OrganisationNumber, site: SiteNumber) {
        self.kind = kind
        self.organisation = organisation
        self.site = site
    }
}

/// An application as a gate sends it.
package struct GateRequest: Sendable {
    let key: String
    let content: String

    /// - Parameters:
    ///   - gate: which one sends it.
    ///   - key: under which it does, the same whenever it sends it.
    ///   - content: all that it asks, written the same whenever it asks it.
    package init(gate: GateNumber, key: String, content: String) {
        self.key = "\(gate):\(key)"
        self.content = content
    }

    /// As the column has it: the content as a keyed hash, since it holds numbers of people.
    func mark(_ seal: RegistrySeal) -> String {
        "\(key):" + hexadecimal(seal.content([content]))
    }
}

/// What was filed under a gate's key before.
package enum FiledBefore: Sendable, Equatable {
    case nothing
    /// The same, under this number.
    case application(Int64)
    case anotherRequest
}

/// What one thing that happened leaves behind.
package struct ApplicationRecord: Sendable {
    let index: ApplicationIndex
    let state: [UInt8]
    /// One word for what happened.
    let what: String
    let event: [UInt8]
    /// For the audit; never a word of the form.
    let details: String

    package init(
        index: ApplicationIndex, state: [UInt8], what: String, event: [UInt8], details: String
    ) {
        self.index = index
        self.state = state
        self.what = what
        self.event = event
        self.details = details
    }
}
