// A gate with a pass for each kind of verdict, and two guards.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

/// A guard of a test: badge and code.
struct TestGuard {
    let badge: SealedPass
    let code: String

    /// The record that a bundle has of the guard.
    func record() throws -> GuardRecord {
        let salt = try RandomSource.system.bytes(GuardRecord.saltBytes)
        let hash = try scrypt(Array(code.utf8), salt: salt, cost: .guardCode)
        let record = try GuardRecord.seal(
            hash, salt: salt, badge: badge.token, reference: badge.reference, random: .system)
        return try #require(record)
    }
}

/// What the tests of the guard's screen scan.
struct WatchedGate {
    let fixture: EnrolledGate
    /// Admitted.
    let worker: SealedPass
    /// Admitted too.
    let colleague: SealedPass
    /// REVIEW until its plate is told, 沪A12345.
    let truck: SealedPass
    /// DENY, WRONG_ZONE: may be overridden.
    let elsewhere: SealedPass
    /// DENY, REVOKED: may not.
    let revoked: SealedPass
    /// REVIEW, UNKNOWN_PASS.
    let unlisted: SealedPass
    let guards: [TestGuard]

    var gate: GateRun { fixture.gate }

    /// - Parameter change: to the bundle's order.
    init(_ change: (inout BundleOrder) -> Void = { _ in }) throws {
        fixture = try EnrolledGate()
        worker = try fixture.seal(seed: 1)
        colleague = try fixture.seal(seed: 2)
        truck = try fixture.seal(seed: 3) {
            $0.kind = .vehicle
            $0.label = PassLabel("沪A12345")
        }
        elsewhere = try fixture.seal(seed: 4) { $0.zones = NumberSet([9]) }
        revoked = try fixture.seal(seed: 5)
        unlisted = try fixture.seal(seed: 6)
        guards = [
            TestGuard(badge: try fixture.seal(seed: 7), code: "246810"),
            TestGuard(badge: try fixture.seal(seed: 8), code: "口令135790"),
        ]
        let records = try guards.map { try $0.record() }
        let entries = [
            Self.entry(worker, "张*三", "310117-0000-0042-5", [.passNumber("310117000000425")]),
            Self.entry(
                colleague, "李*四", "310117-0000-0043-3",
                [.employee(organisation: 1042, number: "0007")]),
            Self.entry(truck, nil, "310117-0000-0044-1", [.plate("沪A12345")]),
            Self.entry(elsewhere, "王*芳", "310117-0000-0045-9", []),
            Self.entry(revoked, "赵*", "310117-0000-0046-7", [], status: .revokedLost),
            Self.entry(guards[0].badge, "钱*安", "310117-0000-0047-5", []),
            Self.entry(guards[1].badge, "孙*宁", "310117-0000-0048-3", []),
        ]
        let bundle = try fixture.bundle(entries: entries) { order in
            order.guards = records
            change(&order)
        }
        try fixture.gate.write(bundle.file, to: "gate.bundle")
        let answer = try fixture.gate.run("load", "gate.bundle")
        try #require(answer.exitCode == 0, "\(answer)")
    }

    private static func entry(
        _ pass: SealedPass, _ name: String?, _ number: String, _ typed: [TypedValue],
        status: EntryStatus = .active
    ) -> BundleEntry {
        BundleEntry(
            entry: ManifestEntry(
                reference: pass.reference, expires: pass.claims.expires, status: status),
            display: BundleEntry.Display(
                token: pass.token,
                record: DisplayRecord(
                    number: number, name: name, firm: "精密仪器厂", department: "装配车间",
                    plate: pass.claims.label?.text),
                typed: typed))
    }

    /// All rows of the journal.
    func rows() throws -> [[String: Any]] {
        try gate.run("journal", "list", "--json").objects()
    }

    /// The kinds of all rows, each with its code where it has one.
    func kinds() throws -> [String] {
        try rows().map { row in
            let parts = [row["kind"] as? String, row["code"] as? String]
            return parts.compactMap { $0 }.joined(separator: " ")
        }
    }
}

extension WatchTerminal {
    /// Logs a guard in by keys.
    func logIn(_ guardOnDuty: TestGuard, name: String) throws {
        try command("g")
        try wait(for: "请扫本人的证")
        try scan(guardOnDuty.badge.text)
        try wait(for: "输入本人的口令")
        try enter(guardOnDuty.code)
        try wait(for: "值班 \(name)")
    }
}
