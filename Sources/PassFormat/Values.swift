// The small values that the format is made of. Tests: Tests/PassFormatTests.

/// Seconds since 1970-01-01T00:00:00Z, never negative.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// The last second of the year 9999, the highest that a pass may name.
    package static let latest = Timestamp(seconds: 253_402_300_799)

    package let seconds: UInt64

    package init(seconds: UInt64) { self.seconds = seconds }

    package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

    /// Later by a number of seconds; stops at the highest number.
    package func advanced(bySeconds count: UInt64) -> Timestamp {
        let (sum, overflow) = seconds.addingReportingOverflow(count)
        return Timestamp(seconds: overflow ? .max : sum)
    }

    /// Seconds from `earlier` to this time; 0 where `earlier` is the later one.
    package func seconds(since earlier: Timestamp) -> UInt64 {
        self > earlier ? seconds - earlier.seconds : 0
    }
}

/// Names the key of a token: its epoch and its key group.
package struct KeyID: Sendable, Hashable {
    package let epoch: UInt8
    package let group: UInt16

    package init(epoch: UInt8, group: UInt16) {
        self.epoch = epoch
        self.group = group
    }

    /// The 3 bytes of the token's header: epoch, then the group, big-endian.
    package var bytes: [UInt8] {
        [epoch, UInt8(truncatingIfNeeded: group >> 8), UInt8(truncatingIfNeeded: group)]
    }
}

/// Which issue of which pass a token is: 10 random bytes and a number from 1.
package struct PassIdentity: Sendable, Equatable {
    /// Bytes of a pass id.
    package static let idBytes = 10
    /// Bytes of pass id and sequence together, as claim 7 holds them.
    package static let ctiBytes = 12

    /// Pass id followed by the sequence, big-endian.
    package let cti: InlineArray<12, UInt8>

    /// - Returns: nil where the sequence is 0.
    package init?(cti: InlineArray<12, UInt8>) {
        self.cti = cti
        guard sequence > 0 else { return nil }
    }

    /// - Parameters:
    ///   - id: 10 bytes.
    ///   - sequence: from 1.
    /// - Returns: nil where the id has another length or the sequence is 0.
    package init?(id: [UInt8], sequence: UInt16) {
        guard id.count == Self.idBytes, sequence > 0 else { return nil }
        var cti = InlineArray<12, UInt8>(repeating: 0)
        for index in id.indices { cti[index] = id[index] }
        cti[10] = UInt8(truncatingIfNeeded: sequence >> 8)
        cti[11] = UInt8(truncatingIfNeeded: sequence)
        self.cti = cti
    }

    /// Each reissue of a pass adds one.
    package var sequence: UInt16 { UInt16(cti[10]) << 8 | UInt16(cti[11]) }

    /// The 10 bytes that stay the same over all issues of a pass.
    package var id: [UInt8] { (0..<Self.idBytes).map { cti[$0] } }

    package static func == (left: Self, right: Self) -> Bool {
        for index in left.cti.indices where left.cti[index] != right.cti[index] { return false }
        return true
    }
}

/// Why a text does not hold one token of ours.
package enum TextFault: String, Error, Sendable, CaseIterable {
    case unreadable = "UNREADABLE"
    case notOurCode = "NOT_OUR_CODE"
    case severalCodes = "SEVERAL_CODES"
    case unsupportedVersion = "UNSUPPORTED_VERSION"
    case badEncoding = "BAD_ENCODING"
    case badCBOR = "BAD_CBOR"
    case badStructure = "BAD_STRUCTURE"
    case algorithmMismatch = "ALG_MISMATCH"
}

/// Why an authentic payload is not one that we understand.
package enum ClaimsFault: String, Error, Sendable, CaseIterable {
    case badClaims = "BAD_CLAIMS"
    case unsupportedClaim = "UNSUPPORTED_CLAIM"
}
