// The steps of an explanation: which inputs each has, and which codes can come from it.
import CommandSupport
import PassCheck
import PassFormat

extension Explanation {
    /// What the steps after the signature have in common.
    struct Facts {
        let now: Timestamp
        let context: GateContext
        let history: PassHistory
        let basis: DecisionBasis
        let bundle: GateBundle
        let pass: VerifiedPass?

        /// What the guard told.
        var observation: Observation {
            guard case .gate(let seen) = context.sight else { return Observation() }
            return seen
        }
    }
}

extension Verdict {
    /// Those of its codes that are among `codes`.
    func codes(among codes: [VerdictCode]) -> [VerdictCode] {
        ([code] + also).filter(codes.contains)
    }
}

extension Explanation.Step {
    static func text(_ text: [UInt8], _ token: DecodedToken?, _ verdict: Verdict) -> Self {
        Self(
            name: BilingualText("文字", "text"),
            inputs: [
                ("bytes", JSONText(text.count)),
                ("form", JSONText(token.map { $0.live == nil ? "GP1" : "GL1" })),
                ("token_bytes", JSONText(token?.token.count)),
            ],
            codes: verdict.codes(among: [
                .unreadable, .notOurCode, .severalCodes, .unsupportedVersion, .badEncoding,
                .badCBOR, .badStructure, .algorithmMismatch,
            ]))
    }

    static func signature(
        _ token: DecodedToken?, _ basis: DecisionBasis, _ verdict: Verdict
    ) -> Self {
        var heldKey: JSONText = .null
        var authority = "manifest"
        if case .groupKeys(let keys) = basis.keys.authority {
            authority = "group keys"
            heldKey = token.map { .truth(keys[$0.keyID] != nil) } ?? .null
        }
        return Self(
            name: BilingualText("签名", "signature"),
            inputs: [
                ("epoch", JSONText(token?.keyID.epoch)), ("group", JSONText(token?.keyID.group)),
                ("authority", .string(authority)), ("key_held", heldKey),
            ],
            codes: token == nil
                ? nil : verdict.codes(among: [.keyRevoked, .unknownKey, .badTag]))
    }

    static func claims(
        _ claims: Claims?, _ standing: Explanation.Standing, _ verdict: Verdict?
    ) -> Self {
        var step = Self(
            name: BilingualText("码的内容", "claims"), inputs: [],
            codes: verdict?.codes(among: [.badClaims, .unsupportedClaim]), standing: standing)
        guard let claims else { return step }
        let window = claims.dayWindow.map { "\($0.startMinute)-\($0.endMinute)" }
        step.inputs = [
            ("index", .string(PassIndex(of: claims.identity).hex)),
            ("seq", JSONText(claims.identity.sequence)), ("kind", .string(claims.kind.name)),
            ("nbf", JSONText(claims.notBefore.seconds)), ("exp", JSONText(claims.expires.seconds)),
            ("zones", claims.zones.map { .array($0.array.map { JSONText($0) }) } ?? .null),
            ("gates", claims.gates.map { .array($0.array.map { JSONText($0) }) } ?? .null),
            ("org", JSONText(claims.organisation)), ("label", JSONText(claims.label?.text)),
            ("route", JSONText(claims.route)), ("day_window_minutes", JSONText(window)),
            ("direction", JSONText(claims.direction?.name)),
            ("max_entries", JSONText(claims.maximumEntries)),
            ("live_required", .truth(claims.copies == .liveRequired)),
        ]
        return step
    }

    static func times(_ facts: Explanation.Facts, _ verdict: Verdict?) -> Self {
        let policy = facts.basis.policy
        return Self(
            name: BilingualText("有效期", "validity"),
            inputs: [
                ("now", JSONText(facts.now.seconds)),
                ("leeway_s", JSONText(policy.leewaySeconds)),
                ("longest_staff_s", JSONText(policy.staffLifetimeSeconds)),
                ("longest_vehicle_s", JSONText(policy.vehicleLifetimeSeconds)),
                ("longest_temporary_s", JSONText(policy.temporaryLifetimeSeconds)),
            ],
            codes: verdict?.codes(among: [.lifetimeTooLong, .notYetValid, .expired]))
    }

    static func manifest(
        _ facts: Explanation.Facts, _ pass: VerifiedPass?, _ verdict: Verdict
    ) -> Self {
        let codes = verdict.codes(among: [
            .revoked, .superseded, .manifestMismatch, .healthHold, .unknownPass,
        ])
        var inputs: [(name: String, value: JSONText)] = [
            ("bundle", JSONText(facts.bundle.core.version)),
            ("entries", JSONText(facts.bundle.manifest.count)),
            (
                "unknown_pass",
                .string(facts.basis.policy.unknownPass == .deny ? "DENY" : "REVIEW")
            ),
        ]
        let index = (pass?.reference ?? verdict.reference)?.index
        let entry = index.flatMap(facts.bundle.manifest.position(of:))
            .flatMap(facts.bundle.manifest.entry(at:))
        inputs += [
            ("entry_seq", JSONText(entry?.reference.sequence)),
            ("entry_active", entry.map { .truth($0.status == .active) } ?? .null),
            ("entry_exp", JSONText(entry?.expires.seconds)),
            (
                "same_digest",
                entry.map { .truth($0.reference.digest == pass?.reference.digest) } ?? .null
            ),
        ]
        return Self(
            name: BilingualText("名单", "manifest"), inputs: inputs,
            codes: pass == nil && verdict.reference == nil ? nil : codes)
    }

    static func place(_ facts: Explanation.Facts, _ verdict: Verdict?) -> Self {
        Self(
            name: BilingualText("地点与时段", "place and hour"),
            inputs: [
                ("zone", JSONText(facts.context.zone)), ("gate", JSONText(facts.context.gate)),
                ("direction", JSONText(facts.context.direction?.name)),
                ("local_minute", JSONText(facts.basis.policy.localMinute(at: facts.now))),
            ],
            codes: verdict?.codes(among: [
                .wrongZone, .wrongGate, .wrongDirection, .outsideDayWindow,
            ]))
    }

    static func live(
        _ token: DecodedToken?, _ facts: Explanation.Facts, _ verdict: Verdict?
    ) -> Self {
        Self(
            name: BilingualText("动态码", "live code"),
            inputs: [
                ("step", JSONText(token?.live?.step)),
                ("step_now", JSONText(facts.now.seconds / LiveResponse.stepSeconds)),
                ("last_step_admitted", JSONText(facts.history.lastLiveStep)),
                (
                    "key_held",
                    token.map { .truth(facts.basis.keys.liveKeys[$0.keyID] != nil) } ?? .null
                ),
            ],
            codes: verdict?.codes(among: [.liveRequired, .liveBad, .liveStale, .liveReplayed]))
    }

    static func data(_ facts: Explanation.Facts, _ verdict: Verdict?) -> Self {
        let core = facts.bundle.core
        return Self(
            name: BilingualText("数据与时钟", "data and clock"),
            inputs: [
                ("data_age_s", JSONText(facts.now.seconds(since: core.factsAsOf))),
                ("stale_after_s", JSONText(facts.basis.policy.staleAfterSeconds)),
                ("bundle_expires", JSONText(core.expires.seconds)),
                ("clock_trusted", .truth(facts.context.clock == .trusted)),
            ],
            codes: verdict?.codes(among: [.bundleExpired, .bundleStale, .clockSuspect]))
    }
}
