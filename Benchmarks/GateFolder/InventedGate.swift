// Invented passes, the bundle that lists them and the gate that has it, in one folder. What a peer
// in C starts from lies there too:
//
//     codes      a text a line
//     secrets    64 hexadecimal digits of the group's MAC key, then of the look-up key
//     passes     one behind the other: token with a u16 of its length, pass id (10), manifest entry
//                (36), then number, name, firm, department and employee number, each text with a
//                byte of its length
import GateState
import Glibc
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport

/// A pass as it lies in the file `passes`.
struct InventedPass {
    static let firm: UInt32 = 1042

    let token: [UInt8]
    let id: [UInt8]
    let entry: ManifestEntry
    /// Number, name, firm, department, employee number.
    let texts: [String]

    var bundleEntry: BundleEntry {
        let record = DisplayRecord(
            number: texts[0], name: texts[1], firm: texts[2], department: texts[3], plate: nil)
        let digits = texts[0].filter { $0 != "-" }
        return BundleEntry(
            entry: entry,
            display: BundleEntry.Display(
                token: token, record: record,
                typed: [
                    .passNumber(digits), .employee(organisation: Self.firm, number: texts[4]),
                ]))
    }

    var encoded: [UInt8] {
        let head = bigEndianBytes(UInt16(clamping: token.count)) + token + id + entry.encoded
        return texts.reduce(into: head) { $0 += [UInt8(clamping: $1.utf8.count)] + $1.utf8 }
    }
}

/// A folder with an issuer, a gate and what peers need.
struct InventedGate {
    static let number: UInt16 = 7
    private static let keyID = KeyID(epoch: 1, group: 7)
    private static let mostCodes = 200_000
    private static let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄"]
    private static let given = ["伟", "芳", "娜", "敏", "静", "强", "磊", "洋"]

    let folder: String

    init(_ folder: String) { self.folder = folder }

    var state: String { "\(folder)/state" }

    func ring() throws -> KeyRing { try KeyRing.open(at: "\(folder)/keys", passphrase: nil) }

    func make(passes count: Int, at now: Timestamp) throws {
        let ring = try KeyRing.make(at: "\(folder)/keys", random: .system)
        try enrol(ring, at: now)
        try writePasses(count, of: ring, at: now)
        try writeSecrets(of: ring)
        let made = try BundleMaker(ring: ring, random: .system)
            .make(order(at: now), entries: passes().map(\.bundleEntry))
        try writeWhole("\(folder)/bundle", made.file)
    }

    private func writePasses(_ count: Int, of ring: KeyRing, at now: Timestamp) throws {
        let sealer = try PassSealer(ring, keyID: Self.keyID)
        let file = try Writing("\(folder)/passes")
        let codes = try Writing("\(folder)/codes")
        for position in 0..<count {
            let (pass, text) = try invent(position, sealer, at: now)
            file.write(pass.encoded)
            if position < Self.mostCodes { codes.write(Array("\(text)\n".utf8)) }
        }
        file.close()
        codes.close()
    }

    /// What `make` wrote.
    func passes() throws -> [InventedPass] {
        let bytes = try readWhole("\(folder)/passes")
        var position = 0
        func take(_ count: Int) -> [UInt8] {
            defer { position += count }
            return Array(bytes[position..<position + count])
        }
        var passes: [InventedPass] = []
        while position < bytes.count {
            let length = take(2)
            let token = take(Int(length[0]) << 8 | Int(length[1]))
            let id = take(PassIdentity.idBytes)
            guard let entry = entry(take(ManifestEntry.encodedBytes)) else { exit(2) }
            let texts = (0..<5).map { _ in
                String(decoding: take(Int(take(1)[0])), as: UTF8.self)
            }
            passes.append(InventedPass(token: token, id: id, entry: entry, texts: texts))
        }
        return passes
    }

    func order(at now: Timestamp) throws -> BundleOrder {
        let request = try EnrolmentRequest(json: readWhole("\(folder)/request"))
        var order = BundleOrder(
            gate: Self.number,
            place: GatePlace(site: 1, zone: 1, direction: .inward, name: "一号门"),
            deviceFingerprint: request.fingerprint.bytes,
            deviceAgreementKey: request.agreementKey, version: now.seconds)
        order.groups = [Self.keyID.group]
        return order
    }

    private func enrol(_ ring: KeyRing, at now: Timestamp) throws {
        let request = try Enrolling.request(at: state, random: .system)
        try writeWhole("\(folder)/request", request.json)
        let answer = try EnrolmentAnswer.make(
            request: request, gate: Self.number, signing: ring.signing,
            issuerAgreementKey: ring.agreement.publicKey)
        try Enrolling.accept(answer.json, at: state, ifEnrolled: .refuse, now: now)
    }

    private func invent(
        _ position: Int, _ sealer: PassSealer, at now: Timestamp
    ) throws -> (InventedPass, text: String) {
        guard var claims = Claims.sample(seed: UInt64(position)) else { exit(2) }
        claims.notBefore = now
        claims.expires = now.advanced(bySeconds: 30 * 86_400)
        claims.zones = NumberSet([1])
        claims.organisation = InventedPass.firm
        let pass = try sealer.seal(claims)
        let serial = String(position + 100_000_000).dropFirst()
        let entry = ManifestEntry(
            reference: pass.reference, expires: claims.expires, status: .active)
        let id = claims.identity.id
        let texts = [
            "310117-\(serial.prefix(4))-\(serial.suffix(4))-5",
            Self.surnames[position % 8] + "*" + Self.given[position / 8 % 8],
            "松江精密仪器厂", "仓储部", "E\(serial)",
        ]
        return (
            InventedPass(
                token: pass.token, id: id.indices.map { id[$0] }, entry: entry, texts: texts),
            pass.text
        )
    }

    private func writeSecrets(of ring: KeyRing) throws {
        guard let key = ring.groupKey(Self.keyID) else { exit(2) }
        let secrets = [key.secret, try ring.lookupKey(gate: Self.number).secret]
        let lines = secrets.map { secret in
            hexadecimal(secret.withBytes { key in key.indices.map { key[$0] } }) + "\n"
        }
        try writeWhole("\(folder)/secrets", Array(lines.joined().utf8))
    }

    private func entry(_ bytes: [UInt8]) -> ManifestEntry? {
        guard let index = PassIndex(bytes: Array(bytes[0..<8])),
            let digest = TokenDigest(bytes: Array(bytes[10..<26]))
        else { return nil }
        let expires = bytes[26..<34].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return ManifestEntry(
            reference: PassReference(index: index, sequence: 1, digest: digest),
            expires: Timestamp(seconds: expires), status: .active)
    }
}
