// The gate's own program, run as a guard's terminal or a script would run it.
import Foundation
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

/// What a run of `gate` left behind.
struct GateAnswer {
    let exitCode: Int32
    let output: String
    let complaints: String

    /// Standard output as JSON Lines.
    func objects() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    /// Standard output as one JSON document.
    func object() throws -> [String: Any] {
        let all = try objects()
        #expect(all.count == 1)
        return try #require(all.first)
    }
}

/// `gate` in a folder of its own, with its state in `g`.
struct GateRun {
    let folder = try? TestFolder()
    /// Variables beside GATE_STATE; nothing of the tester's own is passed on.
    var variables: [String: String] = [:]

    /// The file that is run.
    var program = "\(BuiltProgram.folder)/gate"

    /// A path in the folder.
    func path(_ name: String) -> String { "\(folder?.path ?? "")/\(name)" }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    /// Runs it to its end.
    func run(_ arguments: String..., input: String = "") throws -> GateAnswer {
        try run(listed: arguments, input: input)
    }

    /// Runs a script of bash in which it is $0 and the arguments are the rest.
    func run(
        shell script: String, listed arguments: [String], input: String,
        files: [String: String] = [:]
    ) throws -> GateAnswer {
        for (name, text) in files { try write(Array(text.utf8), to: name) }
        return try run(
            "/bin/bash", ["-o", "pipefail", "-c", script, program] + arguments, input: input)
    }

    /// The same with the arguments as a list.
    func run(listed arguments: [String], input: String = "") throws -> GateAnswer {
        try run(program, arguments, input: input)
    }

    private func run(
        _ program: String, _ arguments: [String], input: String
    ) throws -> GateAnswer {
        // Files, not pipes: none can fill up while another is being read.
        let names = ["stdin", "stdout", "stderr"].map { "\($0)-\(UUID().uuidString)" }
        for (name, text) in zip(names, [input, "", ""]) { try write(Array(text.utf8), to: name) }
        let run = Process()
        run.executableURL = URL(fileURLWithPath: program)
        run.arguments = arguments
        run.currentDirectoryURL = URL(fileURLWithPath: path(""))
        run.environment = ["GATE_STATE": "./g"].merging(variables) { _, given in given }
        run.standardInput = FileHandle(forReadingAtPath: path(names[0]))
        run.standardOutput = FileHandle(forWritingAtPath: path(names[1]))
        run.standardError = FileHandle(forWritingAtPath: path(names[2]))
        try run.run()
        run.waitUntilExit()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
        }
        return GateAnswer(
            exitCode: run.terminationReason == .exit ? run.terminationStatus : -1,
            output: try text(names[1]), complaints: try text(names[2]))
    }
}

/// A gate enrolled and loaded by its own commands, and the issuer behind it.
struct EnrolledGate {
    static let number: UInt16 = 3
    static let keyID = KeyID(epoch: 1, group: 7)

    var gate = GateRun()
    let ring: KeyRing
    let request: EnrolmentRequest
    /// Now, when the test began.
    let start: Timestamp

    /// An enrolled gate without a bundle.
    init() throws {
        ring = try KeyRing.make(at: gate.path("keys"), random: .fixed(seed: 1))
        try #require(try gate.run("enrol", "--request", "device.json").exitCode == 0)
        request = try Self.answer("device.json", of: gate, by: ring)
        start = Timestamp(seconds: UInt64(Date().timeIntervalSince1970))
        try #require(try gate.run("enrol", "--accept", "enrolment.json", "--yes").exitCode == 0)
    }

    /// Writes the issuer's answer to a request, as enrolment.json.
    @discardableResult
    static func answer(
        _ name: String, of gate: GateRun, by ring: KeyRing
    ) throws -> EnrolmentRequest {
        let json = try Data(contentsOf: URL(fileURLWithPath: gate.path(name)))
        let request = try EnrolmentRequest(json: [UInt8](json))
        let answer = try EnrolmentAnswer.make(
            request: request, gate: number, signing: ring.signing,
            issuerAgreementKey: ring.agreement.publicKey)
        try gate.write(answer.json, to: "enrolment.json")
        return request
    }

    /// A staff pass that counts now, or another after `change`.
    func seal(seed: UInt64, _ change: (inout Claims) -> Void = { _ in }) throws -> SealedPass {
        var claims = try #require(Claims.sample(seed: seed))
        claims.notBefore = Timestamp(seconds: start.seconds - 3_600)
        claims.expires = start.advanced(bySeconds: 864_000)
        claims.organisation = 1042
        change(&claims)
        return try PassSealer(ring, keyID: Self.keyID).seal(claims)
    }

    /// Loads a bundle that lists the passes.
    func load(
        _ passes: [SealedPass], status: EntryStatus = .active, laterBySeconds: UInt64 = 0,
        _ change: (inout BundleOrder) -> Void = { _ in }
    ) throws -> GateAnswer {
        let made = try bundle(
            passes, status: status, laterBySeconds: laterBySeconds, change)
        try gate.write(made.file, to: "gate.bundle")
        return try gate.run("load", "gate.bundle")
    }

    /// A bundle that lists the passes.
    func bundle(
        _ passes: [SealedPass], status: EntryStatus = .active, laterBySeconds: UInt64 = 0,
        _ change: (inout BundleOrder) -> Void = { _ in }
    ) throws -> MadeBundle {
        let entries = passes.map { pass in
            BundleEntry(
                entry: ManifestEntry(
                    reference: pass.reference, expires: pass.claims.expires, status: status),
                display: BundleEntry.Display(
                    token: pass.token,
                    record: DisplayRecord(
                        number: "310117-0000-0042-5", name: "张*三", firm: "精密仪器厂",
                        department: nil, plate: pass.claims.label?.text),
                    typed: [
                        .passNumber("310117000000425"), .plate("沪A12345"),
                        .employee(organisation: 1042, number: "0007"),
                    ]))
        }
        return try bundle(entries: entries, laterBySeconds: laterBySeconds, change)
    }

    /// A bundle of such entries.
    func bundle(
        entries: [BundleEntry], laterBySeconds: UInt64 = 0,
        _ change: (inout BundleOrder) -> Void = { _ in }
    ) throws -> MadeBundle {
        var order = BundleOrder(
            gate: Self.number,
            place: GatePlace(site: 1, zone: 1, direction: .inward, name: "一号门"),
            deviceFingerprint: request.fingerprint.bytes,
            deviceAgreementKey: request.agreementKey, version: start.seconds + laterBySeconds)
        order.groups = [Self.keyID.group]
        change(&order)
        return try BundleMaker(ring: ring, random: .system).make(order, entries: entries)
    }
}
