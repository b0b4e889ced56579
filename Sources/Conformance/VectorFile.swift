// The form `gp1-vectors/1`: cases made by an independent implementation of Docs/gp1.md.
import FoundationEssentials

/// One vectors file, as its JSON stands.
struct VectorFile: Decodable {
    static let format = "gp1-vectors/1"
    /// Largest file that is read, in bytes.
    static let largestFileBytes = 64 << 20

    let format: String
    let policy: Policy
    let keys: [Epoch]
    let cases: [Case]?
    let live: [Case]?
    let streams: [Stream]?
    let manifests: [Listing]?

    struct Policy: Decodable {
        let utcOffsetMinutes: Int64
        let leewaySeconds: UInt64
        let maxLifetimeSeconds: Lifetimes

        enum CodingKeys: String, CodingKey {
            case utcOffsetMinutes = "utc_offset_minutes"
            case leewaySeconds = "leeway_seconds"
            case maxLifetimeSeconds = "max_lifetime_seconds"
        }
    }

    struct Lifetimes: Decodable {
        let staff: UInt64
        let vehicle: UInt64
        let temporary: UInt64
    }

    struct Epoch: Decodable {
        let epoch: UInt8
        let root: String
        let groups: [UInt16]
        let revoked: Bool
        let derived: [Derived]?
    }

    struct Derived: Decodable {
        let group: UInt16
        let mac: String
        let live: String
    }

    struct Case: Decodable {
        let name: String
        let text: String
        let at: UInt64
        let expect: Expectation
        let context: Place?
    }

    struct Expectation: Decodable {
        let code: String
        let claims: ExpectedClaims?
    }

    struct Place: Decodable {
        let zone: UInt16
        let gate: UInt16
        let direction: String?
    }

    struct Stream: Decodable {
        let name: String
        let input: String
        let tokens: [String]
    }

    struct Listing: Decodable {
        let name: String
        let unknown: String
        let entries: [Entry]
        let cases: [Case]
        let displayKeys: [DisplayKeyCase]?

        enum CodingKeys: String, CodingKey {
            case name, unknown, entries, cases
            case displayKeys = "display_keys"
        }
    }

    struct Entry: Decodable {
        let index: String
        let seq: UInt16
        let digest: String
        let status: String
    }

    struct DisplayKeyCase: Decodable {
        let text: String
        let key: String
    }
}

/// The claims of a pass as the vectors name them; absent and null are the same.
struct ExpectedClaims: Codable, Equatable {
    var epoch: UInt8?
    var group: UInt16?
    var passID: String?
    var sequence: UInt16?
    var notBefore: UInt64?
    var expires: UInt64?
    var kind: String?
    var zones: [UInt16]?
    var gates: [UInt16]?
    var organisation: UInt32?
    var label: String?
    var route: UInt32?
    var dayWindow: [UInt16]?
    var direction: String?
    var maximumEntries: UInt16?
    var live: Bool?
    /// The same claim under its longer name.
    var liveRequired: Bool?

    enum CodingKeys: String, CodingKey {
        case epoch, group, kind, zones, gates, label, route, direction
        case passID = "pass_id"
        case sequence = "seq"
        case notBefore = "nbf"
        case expires = "exp"
        case organisation = "org"
        case dayWindow = "day_window"
        case maximumEntries = "max_entries"
        case live
        case liveRequired = "live_required"
    }
}
