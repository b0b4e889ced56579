// The unit for systemd: judged by systemd's own tools, and the real server run under those of its
// restrictions that need no systemd.
import Foundation
import TestSupport
import Testing

@Suite struct `Unit of the service` {
    private static let checkout = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let unit = checkout.appendingPathComponent("Deploy/gatepass.service")

    private static var analyze: InstalledProgram {
        get throws { try InstalledProgram("systemd-analyze", aptPackage: "systemd") }
    }

    @Test func `is exposed to no more than 2 in systemd's own count`() throws {
        let table = try Self.analyze.output([
            "security", "--offline=true", "--no-pager", Self.unit.path,
        ])
        let sum = try #require(
            table.split(separator: "\n").last { $0.contains("Overall exposure") })
        let figure = sum.split(separator: " ").compactMap { Double($0) }.first
        #expect(try #require(figure) <= 2, "\(sum)")
    }

    @Test func `names nothing that systemd does not know`() throws {
        try withTemporaryFolder { folder in
            // Verified with a program that is there: on this machine gatepass may not be installed.
            let text = try String(contentsOf: Self.unit, encoding: .utf8)
                .replacingOccurrences(of: "/usr/bin/gatepass", with: "/bin/true")
            let copy = folder.appendingPathComponent("gatepass.service")
            try Data(text.utf8).write(to: copy)
            _ = try Self.analyze.output(["verify", "--man=no", copy.path])
            try Data(text.replacingOccurrences(of: "Type=exec", with: "Type=nonsense").utf8)
                .write(to: copy)
            let python = try InstalledProgram("python3", aptPackage: "python3")
            let complaint = try python.output([
                "-c",
                """
                import subprocess, sys
                run = subprocess.run(["systemd-analyze", "verify", "--man=no", sys.argv[1]],
                    stderr=subprocess.PIPE, text=True)
                print(run.stderr)
                """, copy.path,
            ])
            #expect(complaint.contains("nonsense"))
        }
    }

    @Test func `leaves the server all that it needs, and refuses the rest`() throws {
        try withGatepass { start in
            var program = start
            try program.makeOffice()
            try program.makeCertificate("one")
            if getuid() == 0 {
                // Root of the test goes on as another user, whose everything then is.
                _ = try InstalledProgram("chown", aptPackage: "coreutils")
                    .output(["-R", "65534:65534", program.folder.path])
                program.variables["HOME"] = "/nonexistent"
            }
            program.runner = [
                try InstalledProgram("python3", aptPackage: "python3").path,
                Self.checkout.appendingPathComponent("Tests/Deploy/confined.py").path,
                Self.unit.path,
            ]
            try program.serving(["--certificate", "one.pem", "--private-key", "one.key"]) {
                service throws in
                let trusting = ["--cacert", program.folder.appendingPathComponent("one.pem").path]
                #expect(try service.status("/readyz", trusting) == "200")
                #expect(try service.status("/metrics", trusting) == "200")
                let status = try String(
                    contentsOfFile: "/proc/\(service.program.processIdentifier)/status",
                    encoding: .utf8)
                #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))
                #expect(status.contains("CapEff:\t0000000000000000") || getuid() != 0)
                service.program.terminate()
                #expect(try service.end(within: 20) == 0)
            }
        }
    }
}
