// The whole way from a list to a verdict, on invented data in a folder of its own: what `gatepass
// demo` tells. Tests: Tests/DemonstrationTests.
import Foundation
import GateState
import Identifiers
import Issuance
import PassCheck
package import PassCrypto
import PassFormat
import PassIssue
import Registry

/// One line of the page, Chinese first.
package typealias TellLine = (String) -> Void

/// Plays the way through and tells it.
package struct Demonstration {
    private static let daySeconds: Int64 = 86_400

    private let folder: String
    let nowSeconds: Int64
    private let random: RandomSource
    let tell: TellLine

    /// - Parameters:
    ///   - folder: an empty folder that only the owner may enter.
    ///   - nowSeconds: the time to play at, seconds since 1970.
    ///   - random: where keys and pass ids come from.
    ///   - tell: told each line of the page.
    package init(
        in folder: String, nowSeconds: Int64, random: RandomSource, tell: @escaping TellLine
    ) {
        self.folder = folder
        self.nowSeconds = nowSeconds
        self.random = random
        self.tell = tell
    }

    /// Plays it.
    ///
    /// - Returns: the verdict codes in order, by what each pass code is.
    /// - Throws: what any of the rooms throws; nothing is left half told.
    @discardableResult
    package func play() throws -> [(what: String, code: String)] {
        heading("Gatepass 演示：从名单到放行", "Gatepass demo: from a list to a verdict")
        let expired = try furnish()
        try takeLists()
        let codes = try exportCodes()
        let gate = try enrolGate()
        let verdicts = try check(codes: codes, expired: expired, at: gate)
        closing()
        return verdicts.map { ($0.what, $0.verdict.code.rawValue) }
    }

    // MARK: The office

    private var machine: MachineTime { MachineTime(calendar: now, boot: nil) }

    private func office(at seconds: Int64) throws -> Office {
        try Office.open(folders, setting: setting(at: seconds))
    }

    private var folders: OfficeFolders {
        OfficeFolders(data: "\(folder)/office", keys: "\(folder)/office/keys")
    }

    private func setting(at seconds: Int64) -> OfficeSetting {
        OfficeSetting(who: "demo", clock: OfficeClock { seconds }, random: random)
    }

    /// Makes the office as it was thirty days ago, with a pass that has run out since.
    ///
    /// - Returns: the text of that pass.
    private func furnish() throws -> String {
        let past = nowSeconds - 30 * Self.daySeconds
        let office = try Office.initialise(folders, area: 310_117, setting: setting(at: past))
        let site: SiteNumber = try number(1)
        for (firm, name) in [(Int64(1042), "精密仪器厂"), (7, "外协公司")] {
            _ = try office.addOrganisation(
                OrganisationDraft(
                    number: try number(firm), name: name, code: nil, level: nil, tags: [],
                    labels: .none))
        }
        _ = try office.addSite(site, name: "东区")
        _ = try office.addZone(Zone(number: number(1), site: site, name: "厂区"))
        _ = try office.addGate(
            Gate(
                number: number(1), site: site, zone: number(1), name: "一号门",
                direction: .inward))
        let options = ImportOptions(organisation: try number(7), site: site)
        _ = try office.importStaff(Array(InventedLists.formerStaff.utf8), options)
        _ = try office.issue(
            IssueOrder(
                organisation: try number(7), kind: .all, fromSeconds: nil,
                untilSeconds: past + 20 * Self.daySeconds))
        let path = "\(folder)/expired.csv"
        _ = try office.export(
            ExportOrder(organisation: try number(7), kind: .all, to: path, format: .text),
            progress: { _, _ in })
        return try readCodes(path).first?.text ?? ""
    }

    private func takeLists() throws {
        let office = try office(at: nowSeconds)
        let options = ImportOptions(organisation: try number(1042), site: try number(1))
        let staff = try office.importStaff(Array(InventedLists.staff.utf8), options)
        step(
            1, "人事上传 \(staff.rows) 人的名单：\(staff.accepted) 行可用，\(staff.problems.count) 处问题，一次说清",
            "HR uploads a list of \(staff.rows): \(staff.accepted) rows are good,"
                + " all \(staff.problems.count) problems told at once")
        for problem in staff.problems {
            let place = "第 \(problem.row ?? 0) 行 \(problem.column ?? "")"
            tell("     \(place)  \(problem.code)  \(problem.message.zh)；\(problem.fix.zh)")
            tell("       row \(problem.row ?? 0): \(problem.message.en): \(problem.fix.en)")
        }
        let again = try office.importStaff(Array(InventedLists.staff.utf8), options)
        step(
            2, "同一名单再传一次：\(again.difference.unchanged) 人不变，什么也没改",
            "The same list again: \(again.difference.unchanged) unchanged, nothing is touched")
        let trucks = try office.importVehicles(Array(InventedLists.vehicles.utf8), options)
        let issued = try office.issue(
            IssueOrder(
                organisation: try number(1042), kind: .all, fromSeconds: nil,
                untilSeconds: nowSeconds + 20 * Self.daySeconds))
        step(
            3, "登记 \(trucks.accepted) 辆货车；签发 \(issued.issued) 张通行证，20 天有效",
            "\(trucks.accepted) trucks registered; \(issued.issued) passes issued for 20 days")
    }

    private func exportCodes() throws -> [DemonstrationCode] {
        let office = try office(at: nowSeconds)
        var pictures = ExportOrder(
            organisation: try number(1042), kind: .all, to: "\(folder)/codes.zip", format: .png)
        pictures.scale = 8
        pictures.proof = .decodeEach
        let drawn = try office.export(pictures, progress: { _, _ in })
        let path = "\(folder)/codes.csv"
        _ = try office.export(
            ExportOrder(organisation: try number(1042), kind: .all, to: path, format: .text),
            progress: { _, _ in })
        step(
            4, "画出 \(drawn.files) 个二维码，另一个库逐个读回 \(drawn.proved) 个：\(drawn.path)",
            "\(drawn.files) QR codes drawn, \(drawn.proved) read back by another library")
        return try readCodes(path)
    }

    // MARK: The gate

    private var state: String { "\(folder)/gate" }

    private func enrolGate() throws -> GateState.Gate {
        let office = try office(at: nowSeconds)
        let request = try Enrolling.request(at: state, random: random)
        let outcome = try office.enrolDevice(
            gate: try number(1), request: request.json,
            expectedFingerprint: request.fingerprint.text)
        try Enrolling.accept(outcome.answer, at: state, ifEnrolled: .refuse, now: now)
        let gate = try GateState.Gate(opening: state)
        let bundle = try loadBundle(into: gate, from: office)
        step(
            5, "一号门登记设备（指纹 \(outcome.deviceFingerprint)），装入签名数据包，含 \(bundle.entries) 张证",
            "Gate 1 is enrolled and loads a signed bundle of \(bundle.entries) passes;"
                + " from here on it needs no network")
        return gate
    }

    private func loadBundle(into gate: GateState.Gate, from office: Office) throws -> BundleOutcome
    {
        let bundle = try office.makeBundle(gate: try number(1), expiresSeconds: nil)
        let path = "\(folder)/gate1.bundle"
        try office.writeFile(bundle.bytes, to: path)
        _ = try gate.load(path, at: machine)
        return bundle
    }

    private func check(
        codes: [DemonstrationCode], expired: String, at gate: GateState.Gate
    ) throws -> [(what: String, verdict: Verdict)] {
        guard let staff = codes.first, let truck = codes.last, codes.count > 2 else {
            throw DemonstrationFault.noCodes
        }
        step(6, "门岗验码，每次判定先落盘再显示：", "The gate checks; each row is on disk before it speaks:")
        var told: [(what: String, verdict: Verdict)] = []
        func show(
            _ chinese: String, _ english: String, _ text: String, plate: String? = nil
        ) throws {
            let scan = Scan(text: Array(text.utf8), direction: nil, plate: plate)
            guard let answer = gate.check([scan], at: machine).first else { return }
            told.append((english, answer.verdict))
            row(chinese, english, answer)
        }
        try show("员工本人的码", "a good code", staff.text)
        try show("货车，车牌相符", "a truck with its plate", truck.text, plate: truck.key)
        try show("他人伪造的码", "a forged code", try forged())
        try show("过期的码", "an expired code", expired)
        try show("抄来改过一字的码", "a code copied and altered", altered(staff.text))
        let revoking = try office(at: nowSeconds)
        let number = try PassNumber(parsing: codes[1].number)
        _ = try revoking.revoke(
            RevocationOrder(reach: .number(number), beforeSeconds: nil, reason: "lost"))
        _ = try loadBundle(into: gate, from: revoking)
        try show("挂失后的码", "a revoked code", codes[1].text)
        let journal = try gate.journal().verify(acknowledged: gate.acknowledged)
        let audit = try revoking.verifyAudit()
        step(
            7, "通行记录 \(journal.rowCount) 行、审计 \(audit.rows) 行，逐行相扣，核对无误",
            "\(journal.rowCount) journal rows and \(audit.rows) audit rows, chained and verified")
        guard journal.fault == nil, audit.fault == nil else { throw DemonstrationFault.chain }
        return told
    }

    /// A well-formed pass of another issuer that has the same numbers.
    private func forged() throws -> String {
        let ring = try KeyRing.make(at: "\(folder)/forger", random: random)
        let sealer = try PassSealer(ring, keyID: KeyID(epoch: 1, group: 1))
        guard let identity = PassIdentity(id: try random.bytes(10), sequence: 1) else {
            throw DemonstrationFault.noCodes
        }
        let claims = Claims(
            identity: identity, kind: .staff, notBefore: now,
            expires: now.advanced(bySeconds: 864_000))
        return try sealer.seal(claims).text
    }

    /// The text with one letter of its middle, inside the claims, changed.
    private func altered(_ text: String) -> String {
        var letters = Array(text)
        letters[60] = letters[60] == "A" ? "B" : "A"
        return String(letters)
    }

    private func closing() {
        heading("接下来可以试：", "What to try next:")
        tell("     unzip -l \(folder)/codes.zip")
        tell("     sed -n 2p \(folder)/codes.csv | cut -d, -f4 | bin/gate check --state \(state)")
        tell("     bin/gate journal list --state \(state)")
        tell("     bin/gatepass pass list --data \(folder)/office")
        tell("")
        tell("  数据都是虚构的，看完可删 / All data is invented; delete it when done: rm -r \(folder)")
    }
}
