// Passes as they stand: listed, shown, withdrawn.
import Identifiers
import PassFormat
import PassIssue
package import Registry

/// One pass with all its issues, newest first.
package struct PassDetail: Sendable, Encodable {
    package let number: String
    package let history: [PassSummary]
}

/// Which passes to withdraw, and why.
package struct RevocationOrder: Sendable {
    let reach: RevocationReach
    let beforeSeconds: Int64?
    let reason: String

    /// - Parameters:
    ///   - beforeSeconds: only passes issued before this time; nil for all.
    ///   - reason: a class (lost, stolen, copied, left, misuse, mistake, key) or any words.
    package init(reach: RevocationReach, beforeSeconds: Int64?, reason: String) {
        self.reach = reach
        self.beforeSeconds = beforeSeconds
        self.reason = reason
    }
}

/// Which passes a revocation would reach.
package struct RevocationPreview: Sendable, Encodable {
    package let wouldRevoke: Int
    package let passes: [ReachedPass]

    fileprivate init(passes: [ReachedPass]) {
        wouldRevoke = passes.count
        self.passes = passes
    }
}

/// How many passes were withdrawn.
package struct RevokeReport: Sendable, Encodable {
    package let revoked: Int
}

extension Office {
    /// The newest issue of each pass that fits.
    package func passes(_ filter: PassFilter) throws(OfficeError) -> [PassSummary] {
        try office {
            var found: [PassSummary] = []
            try registry.forEachPass(filter, at: now) { found.append($0) }
            return found
        }
    }

    /// One pass.
    ///
    /// - Parameter number: as typed.
    package func pass(number: String) throws(OfficeError) -> PassDetail {
        try office {
            let number = try passNumber(number)
            return PassDetail(
                number: number.text, history: try registry.history(of: number, at: now))
        }
    }

    /// The live code of a pass, good for about a minute.
    ///
    /// - Parameters:
    ///   - number: as typed.
    ///   - seconds: the time it is for; nil for now.
    /// - Throws: `OfficeError` for a pass that is withdrawn, or whose keys are gone.
    package func liveCode(number: String, atSeconds seconds: Int64?) throws(OfficeError) -> String {
        try changing { act in
            let number = try passNumber(number)
            let token = try registry.token(of: number, for: .live, act: act)
            let time = Timestamp(seconds: UInt64(clamping: seconds ?? act.atSeconds))
            guard let text = ring.liveText(of: token, at: time) else {
                throw OfficeError(
                    "密钥环里没有通行证 \(number.text) 的密钥；请换发",
                    "the key ring lacks the keys of pass \(number.text); reissue it")
            }
            return text
        }
    }

    /// The passes that an order would withdraw.
    package func previewRevocation(
        _ order: RevocationOrder
    ) throws(OfficeError) -> RevocationPreview {
        try office {
            RevocationPreview(
                passes: try registry.passes(
                    reachedBy: order.reach, before: order.beforeSeconds))
        }
    }

    /// Withdraws passes; each is in the file beside the key ring before this returns.
    package func revoke(_ order: RevocationOrder) throws(OfficeError) -> RevokeReport {
        try changing(why: order.reason) { act in
            let count = try registry.revoke(
                order.reach, before: order.beforeSeconds,
                reason: RevocationReason(order.reason), act: act)
            return RevokeReport(revoked: count)
        }
    }
}
