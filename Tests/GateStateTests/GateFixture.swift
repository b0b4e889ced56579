// An issuer, an enrolled gate and bundles for it, all in a temporary directory.
import FoundationEssentials
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport

@testable import GateState

struct GateFixture {
    static let keyID = KeyID(epoch: 1, group: 1)

    let number: UInt16
    let temporary: TestFolder
    let ring: KeyRing
    let answer: EnrolmentAnswer
    let request: EnrolmentRequest

    /// Gate 7, enrolled, without a bundle.
    init() throws {
        let temporary = try TestFolder()
        let ring = try KeyRing.make(at: "\(temporary.path)/keys", random: .fixed(seed: 1))
        try self.init(number: 7, in: temporary, ring: ring)
    }

    /// Another gate of the same issuer.
    init(number: UInt16, besides other: GateFixture) throws {
        try self.init(number: number, in: TestFolder(), ring: other.ring)
    }

    private init(number: UInt16, in temporary: TestFolder, ring: KeyRing) throws {
        self.number = number
        self.temporary = temporary
        self.ring = ring
        request = try Enrolling.request(
            at: temporary.state, random: .fixed(seed: UInt64(number) << 8))
        answer = try EnrolmentAnswer.make(
            request: request, gate: number, signing: ring.signing,
            issuerAgreementKey: ring.agreement.publicKey)
        try Enrolling.accept(answer.json, at: temporary.state, ifEnrolled: .refuse, now: noon)
    }

    func gate() throws -> Gate { try Gate(opening: temporary.state) }

    /// A pass of the gate's group.
    func seal(
        seed: UInt64, _ change: (inout Claims) -> Void = { _ in }
    ) throws -> SealedPass {
        guard var claims = Claims.sample(seed: seed) else { throw GateStateError.noRequest }
        change(&claims)
        return try PassSealer(ring, keyID: Self.keyID).seal(claims)
    }

    /// A bundle that lists passes as active.
    func bundle(
        version: UInt64 = noon.seconds, passes: [SealedPass] = [], from base: MadeBundle? = nil,
        _ change: (inout BundleOrder) -> Void = { _ in }
    ) throws -> MadeBundle {
        var order = BundleOrder(
            gate: number,
            place: GatePlace(site: 1, zone: 1, direction: .inward, name: "一号门"),
            deviceFingerprint: request.fingerprint.bytes,
            deviceAgreementKey: request.agreementKey, version: version)
        order.groups = [1]
        order.liveGroups = [1]
        change(&order)
        let entries = passes.map { pass in
            BundleEntry(
                entry: ManifestEntry(
                    reference: pass.reference, expires: pass.claims.expires, status: .active),
                display: BundleEntry.Display(
                    token: pass.token,
                    record: DisplayRecord(
                        number: "310117000000427", name: "张*三", firm: "精密仪器厂",
                        department: nil, plate: nil),
                    typed: []))
        }
        return try BundleMaker(ring: ring, random: .system).make(
            order, entries: entries,
            from: base.map { DeltaBase(version: $0.version, snapshot: $0.snapshot) })
    }

    /// What a telephone shows for a pass at one step.
    func liveText(of pass: SealedPass, step: UInt32) throws -> String {
        guard let key = ring.liveKey(Self.keyID) else { throw GateStateError.noRequest }
        let cti = pass.claims.identity.cti
        let response = key.response(
            cti: cti.span, step: step, tokenHash: SHA256.hash(pass.token.span))
        return TokenWriter.liveText(token: pass.token, step: step, response: response)
    }

    /// Writes a file outside the gate's folder, as on a stick.
    func stick(_ bytes: [UInt8]) throws -> String {
        let path = "\(temporary.path)/stick"
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    /// A gate with a bundle in force.
    func loaded(passes: [SealedPass]) throws -> Gate {
        let gate = try gate()
        _ = try gate.load(stick(bundle(passes: passes).file), at: noon)
        return gate
    }
}

extension MachineTime {
    /// A machine whose calendar says so and which was started this moment.
    static func calendar(_ time: Timestamp) -> MachineTime {
        MachineTime(calendar: time, boot: nil)
    }

    static func calendar(seconds: UInt64) -> MachineTime {
        calendar(Timestamp(seconds: seconds))
    }
}

extension JournalTransaction {
    func history(of index: PassIndex) throws(GateStateError) -> PassHistory {
        try access { try $0.history(of: index, gate: JournalFixture.gate, zoneGates: []) }
    }
}

extension Gate {
    func check(_ scans: [Scan], at clock: Timestamp) -> [GateVerdict] {
        check(scans, at: .calendar(clock))
    }

    func check(typed: TypedValue, direction: Direction?, at clock: Timestamp) -> GateVerdict {
        check(typed: typed, direction: direction, at: .calendar(clock))
    }

    func load(_ path: String, at clock: Timestamp) throws(GateStateError) -> BundleArrival {
        try load(path, at: .calendar(clock))
    }

    /// One scan at a time.
    func check(
        _ text: String, _ direction: Direction? = nil, at clock: Timestamp = noon
    ) -> GateVerdict? {
        check([Scan(text: Array(text.utf8), direction: direction, plate: nil)], at: clock).first
    }
}
