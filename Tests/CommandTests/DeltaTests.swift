// Deltas from the office's program to the gate's, also where the gate is killed over one.
import Foundation
import Glibc
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import Testing

@Suite struct `Deltas of gatepass` {
    /// Makes a bundle, or a delta.
    private func make(
        _ name: String, from base: Int? = nil, at place: OfficeAndGate
    ) throws -> [String: Any] {
        var arguments = ["bundle", "make", "--gate", "1", "--to", name, "--json"]
        if let base { arguments += ["--delta-from", "\(base)"] }
        let answer = try place.office.run(arguments)
        try #require(answer.exitCode == 0, "\(answer)")
        return try answer.object()
    }

    private func versionInForce(at place: OfficeAndGate) throws -> Int {
        let loaded = try place.gate.run("load", "gate1.bundle", "--json").object()
        return try #require(loaded["bundle"] as? Int)
    }

    @Test func `bring a gate to the same verdicts as the whole bundle`() throws {
        let place = try OfficeAndGate()
        let base = try versionInForce(at: place)
        let old = try place.codes()
        try place.office.must("pass", "revoke", "--number", old[0].number, "--reason", "lost")
        try place.office.must("pass", "reissue", "--number", old[1].number)
        let new = try place.codes()
        let delta = try make("gate1.delta", from: base, at: place)
        #expect(delta["delta_from"] as? Int == base)
        #expect(delta["changed"] as? Int == 2)
        #expect(delta["removed"] as? Int == 0)
        #expect(delta["entries"] as? Int == 12)
        let loaded = try place.gate.run("load", "gate1.delta", "--json").object()
        #expect(loaded["bundle"] as? Int == delta["version"] as? Int)
        #expect(loaded["passes"] as? Int == 12)
        let expected = ["REVOKED", "SUPERSEDED"] + Array(repeating: "OK", count: 10)
        #expect(try old.map { try place.verdict(on: $0) } == expected)
        #expect(try new.map { try place.verdict(on: $0) } == Array(repeating: "OK", count: 11))
        #expect(try place.gate.run("load", "gate1.delta").exitCode == 0)
        #expect(try place.gate.run("journal", "verify").exitCode == 0)

        let whole = try make("gate1.bundle", at: place)
        #expect(whole["delta_from"] is NSNull)
        #expect(whole["changed"] is NSNull)
        let names = ["gate1.bundle", "gate1.delta"]
        let sizes = try names.map { name in
            try Data(contentsOf: place.office.folder.appendingPathComponent(name)).count
        }
        #expect(sizes[1] < sizes[0])
        try #require(try place.gate.run("load", "gate1.bundle").exitCode == 0)
        #expect(try old.map { try place.verdict(on: $0) } == expected)
        try place.office.must("audit", "verify")
    }

    @Test func `are refused by a gate on another base, with both versions named`() throws {
        let place = try OfficeAndGate()
        let first = try versionInForce(at: place)
        let second = try #require(try make("second.bundle", at: place)["version"] as? Int)
        _ = try make("third.delta", from: second, at: place)
        for language in ["zh", "en"] {
            let refused = try place.gate.run("load", "third.delta", "--lang", language)
            #expect(refused.exitCode == 2)
            #expect(refused.output.isEmpty)
            #expect(refused.complaints.contains("\(first)"))
            #expect(refused.complaints.contains("\(second)"))
        }
        #expect(try versionInForce(at: place) == first)
        try #require(try place.gate.run("load", "second.bundle").exitCode == 0)
        #expect(try place.gate.run("load", "third.delta").exitCode == 0)
    }

    @Test func `are made from the last four bundles of the gate's present device only`() throws {
        let place = try OfficeAndGate()
        let first = try versionInForce(at: place)
        var versions = [first]
        for _ in 0..<4 {
            versions.append(try #require(try make("x", at: place)["version"] as? Int))
        }
        let refused = try place.office.run(
            "bundle", "make", "--gate", "1", "--to", "y", "--delta-from", "\(first)",
            "--lang", "en")
        #expect(refused.exitCode == 2)
        #expect(
            refused.complaints.contains(
                versions.dropFirst().reversed().map(String.init).joined(separator: ", ")))
        let path = place.office.folder.appendingPathComponent("y").path
        #expect(!FileManager.default.fileExists(atPath: path))
        _ = try make("y", from: versions[1], at: place)
        try place.office.must("device", "revoke", "--gate", "1", "--reason", "stolen")
        try #require(
            try place.gate.run(listed: ["enrol", "--request", "device2.json", "--state", "g2"])
                .exitCode == 0)
        try place.office.must(
            "device", "enrol", "--gate", "1", "--request", "device2.json", "--to", "e2.json")
        let foreign = try place.office.run(
            "bundle", "make", "--gate", "1", "--to", "y", "--delta-from", "\(versions[4])",
            "--lang", "en")
        #expect(foreign.exitCode == 2)
        #expect(foreign.complaints.contains("make a whole one"))
    }

    @Test func `that a gate is killed over leave the old bundle in force or the new one`() throws {
        let rounds =
            ProcessInfo.processInfo.environment["GATEPASS_SOAK_ROUNDS"].flatMap { Int($0) } ?? 12
        let place = try EnrolledGate()
        let passes = try (0..<300).map { try place.seal(seed: UInt64($0)) }
        var base = try place.made(passes, version: place.start.seconds)
        try place.gate.write(base.file, to: "gate.bundle")
        try #require(try place.gate.run("load", "gate.bundle").exitCode == 0)
        for round in 0..<rounds {
            // Few passes, which are kept beside the bundle file; many, for which it is written
            // anew; and a whole bundle, with which the former go.
            let count = round % 3 == 1 ? 150 : 290
            let start = round % 10
            let next = try place.made(
                Array(passes[start..<start + count]), version: base.version.number + 1,
                from: base)
            let file = round % 4 == 3 ? next.file : try #require(next.delta).file
            try place.gate.write(file, to: "gate.next")
            try place.killLoad(of: "gate.next", after: .random(in: 0...0.06))
            let found = try place.versionProved()
            let allowed = [base, next].map { Int($0.version.number) }
            #expect(allowed.contains(found), "round \(round): \(found)")
            try #require(try place.gate.run("load", "gate.next").exitCode == 0)
            #expect(try place.versionProved() == allowed[1])
            base = next
        }
    }
}

extension EnrolledGate {
    fileprivate func made(
        _ passes: [SealedPass], version: UInt64, from base: MadeBundle? = nil
    ) throws -> MadeBundle {
        var order = BundleOrder(
            gate: Self.number,
            place: GatePlace(site: 1, zone: 1, direction: .inward, name: "一号门"),
            deviceFingerprint: request.fingerprint.bytes,
            deviceAgreementKey: request.agreementKey, version: version)
        order.groups = [Self.keyID.group]
        let entries = passes.map { pass in
            BundleEntry(
                entry: ManifestEntry(
                    reference: pass.reference, expires: pass.claims.expires, status: .active),
                display: BundleEntry.Display(
                    token: pass.token,
                    record: DisplayRecord(
                        number: "310117-0000-0042-5", name: "张*三", firm: nil, department: nil,
                        plate: nil), typed: [.passNumber("310117000000425")]))
        }
        return try BundleMaker(ring: ring, random: .system).make(
            order, entries: entries,
            from: base.map { DeltaBase(version: $0.version, snapshot: $0.snapshot) })
    }

    /// The version in force, each of whose parts has the hash that the office signed.
    fileprivate func versionProved() throws -> Int {
        let checks = try gate.run("doctor", "--json").object()["checks"] as? [[String: Any]]
        let proof = checks?.first { $0["name"] as? String == "bundle_proof" }
        #expect(proof?["state"] as? String == "ok", "\(String(describing: proof))")
        let bundle = try gate.run("status", "--json").object()["bundle"] as? [String: Any]
        return try #require(bundle?["version"] as? Int)
    }

    fileprivate func killLoad(of name: String, after seconds: Double) throws {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: BuiltProgram.folder).appendingPathComponent("gate")
        run.arguments = ["load", name]
        run.currentDirectoryURL = URL(fileURLWithPath: gate.path(""))
        run.environment = ["GATE_STATE": "./g"]
        run.standardInput = FileHandle.nullDevice
        run.standardOutput = FileHandle.nullDevice
        run.standardError = FileHandle.nullDevice
        try run.run()
        usleep(UInt32(seconds * 1_000_000))
        _ = Glibc.kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
    }
}
