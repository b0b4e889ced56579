// An invented office whose passes change from one bundle to the next.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

/// What an office says of one pass.
struct DeltaPass: Equatable {
    /// 1 or 2; the second is a reissued pass under the same index.
    var sequence = 1
    var status = EntryStatus.active
    var name = "王*芳"
    var typed: [TypedValue] = []
    var evidenceUntil: Timestamp?
}

/// Passes by their place in the pool.
typealias DeltaState = [Int: DeltaPass]

/// An issuer, a gate and a pool of passes.
struct DeltaWorld {
    static let passCount = 60

    let issuer: IssuerFixture
    private let pool: [[SealedPass]]

    init(in folder: String, seed: UInt64 = 1) throws {
        let issuer = try IssuerFixture(in: folder, seed: seed)
        self.issuer = issuer
        pool = try (0..<Self.passCount).map { number in
            try (1...2).map { try issuer.seal(seed: UInt64(number), sequence: UInt16($0)) }
        }
    }

    /// - Parameter share: how many of the pool are there, from 0 to 1.
    func state(filling share: Double, _ generator: inout SeededGenerator) -> DeltaState {
        var state: DeltaState = [:]
        for number in 0..<Self.passCount
        where Double.random(in: 0..<1, using: &generator) < share {
            state[number] = pass(number, &generator)
        }
        return state
    }

    /// The state after some of the pool came, went or became different.
    func changed(
        _ state: DeltaState, share: Double, _ generator: inout SeededGenerator
    ) -> DeltaState {
        var state = state
        for number in 0..<Self.passCount
        where Double.random(in: 0..<1, using: &generator) < share {
            state[number] = Bool.random(using: &generator) ? nil : pass(number, &generator)
        }
        return state
    }

    private func pass(_ number: Int, _ generator: inout SeededGenerator) -> DeltaPass {
        var pass = DeltaPass()
        pass.sequence = .random(in: 1...2, using: &generator)
        pass.status = .random(in: 0..<4, using: &generator) == 0 ? .revokedLost : .active
        // Long names make records of other size classes.
        pass.name = String(repeating: "名", count: .random(in: 1...200, using: &generator))
        let shared = Int.random(in: 0..<3, using: &generator)
        pass.typed = (0..<shared).map { .plate("沪A\(($0 + number) % 7)") }
        pass.typed.append(.passNumber("\(number)"))
        if Bool.random(using: &generator) { pass.evidenceUntil = IssuerFixture.noon }
        return pass
    }

    /// A bundle, and its delta where there is a base.
    func bundle(
        _ state: DeltaState, version: UInt64, from base: MadeBundle? = nil
    ) throws -> MadeBundle {
        try make(issuer.order(version: version), state, from: base)
    }

    func make(
        _ order: BundleOrder, _ state: DeltaState, from base: MadeBundle?
    ) throws -> MadeBundle {
        let entries = state.map { number, pass in
            let sealed = pool[number][pass.sequence - 1]
            var entry = BundleEntry(
                entry: ManifestEntry(
                    reference: sealed.reference, expires: sealed.claims.expires,
                    status: pass.status),
                display: .init(
                    token: sealed.token,
                    record: DisplayRecord(
                        number: "310117-0000-0042-7", name: pass.name, firm: "精密仪器厂",
                        department: nil, plate: nil),
                    typed: pass.typed))
            entry.conditions.evidenceUntil = pass.evidenceUntil
            return entry
        }
        return try BundleMaker(ring: issuer.ring, random: .system).make(
            order, entries: entries,
            from: base.map { DeltaBase(version: $0.version, snapshot: $0.snapshot) })
    }

    func open(_ delta: [UInt8]) throws(BundleFault) -> BundleDelta {
        try BundleDelta(opening: BundleBytes(copying: delta), for: issuer.identity)
    }

    /// What a gate makes of a delta: the file, proved whole.
    func applied(_ delta: [UInt8], to base: [UInt8]) throws -> [UInt8] {
        let file = try Self.whole(
            DeltaMerge(open(delta), over: issuer.open(base, proof: .head)))
        _ = try issuer.open(file)
        return file
    }

    /// The bytes of the one file that a merge gives.
    static func whole(_ merge: DeltaMerge) throws -> [UInt8] {
        var file: [UInt8] = []
        try merge.whole().write { span in
            for position in span.indices { file.append(span[position]) }
        }
        return file
    }

    /// What a gate makes of a delta that is kept beside the bundle file.
    func laid(_ delta: [UInt8], over current: GateBundle) throws -> GateBundle {
        let overlay = try DeltaMerge(open(delta), over: current).overlay
        return try current.overlaid(
            with: BundleBytes(copying: overlay), for: issuer.identity, proof: .delta)
    }

    /// Both issues of every pass of the pool.
    var allPasses: [SealedPass] { pool.flatMap(\.self) }
}
