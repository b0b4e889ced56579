// `gatepass serve` with a certificate, without one, and behind a proxy; certificates by openssl,
// connections by curl.
import Foundation
import TestSupport
import Testing

@Suite struct `TLS of the service` {
    private static let pair = ["--certificate", "one.pem", "--private-key", "one.key"]

    private func trusting(_ name: String, in program: GatepassProgram) -> [String] {
        ["--cacert", program.folder.appendingPathComponent("\(name).pem").path]
    }

    @Test func `is 1.2 at least, and takes a renewed certificate without a stop`() throws {
        try withGatepass { program in
            try program.makeOffice()
            for name in ["one", "two"] { try program.makeCertificate(name, days: 90) }
            let file = { program.folder.appendingPathComponent($0) }
            try program.serving(Self.pair) { service throws in
                let one = trusting("one", in: program)
                try FileManager.default.copyItem(at: file("one.pem"), to: file("first.pem"))
                #expect(service.address.hasPrefix("https://127.0.0.1:"))
                #expect(try service.status("/healthz", one + ["--tls-max", "1.2"]) == "200")
                #expect(try service.status("/healthz", one + ["--tlsv1.3"]) == "200")
                #expect(throws: InstalledProgramError.self) {
                    try service.status(
                        "/healthz",
                        one + ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"])
                }

                // Half of a pair is not taken; the one in use goes on.
                let reload = { kill(service.program.processIdentifier, SIGHUP) }
                try Data(contentsOf: file("two.pem")).write(to: file("one.pem"))
                _ = reload()
                try service.wait(forEvent: "certificate not taken")
                let first = ["--cacert", file("first.pem").path]
                #expect(try service.status("/healthz", first) == "200")
                try Data(contentsOf: file("two.key")).write(to: file("one.key"))
                _ = reload()
                try service.wait(forEvent: "certificate", count: 2)
                #expect(try service.status("/healthz", trusting("two", in: program)) == "200")
                #expect(throws: InstalledProgramError.self) {
                    try service.status("/healthz", first)
                }
            }
        }
    }

    @Test func `is required where others can listen, unless a proxy has it`() throws {
        try withGatepass { program in
            try program.makeOffice()
            for host in ["0.0.0.0", "[::]", "192.0.2.1"] {
                let refused = try program.run("serve", "--listen", "\(host):0", "--lang", "en")
                #expect(refused.exitCode == 2 && refused.complaints.contains("--behind-proxy"))
            }
            try program.serving(
                listen: "0.0.0.0:0", ["--behind-proxy", "127.0.0.1,fd00::/8"]
            ) { service throws in
                let address = "http://127.0.0.1:\(service.port)"
                let here = RunningService(
                    program: service.program, address: address, logFile: service.logFile)
                #expect(try here.status("/healthz") == "200")
                let https = ["-H", "X-Forwarded-Proto: https", "-H", "X-Forwarded-For: 192.0.2.9"]
                #expect(try here.status("/healthz", https) == "200")
                #expect(
                    try here.curl("/healthz", ["-H", "X-Forwarded-Proto: http"]).contains(
                        "HTTPS_ONLY"))
                #expect(try here.status("/metrics") == "200")
                #expect(try here.status("/metrics", https) == "404")
            }
        }
    }

    @Test func `does not begin with what cannot be used, and says what is wrong`() throws {
        try withGatepass { program in
            try program.makeOffice()
            for name in ["one", "two"] { try program.makeCertificate(name) }
            try Data("no key\n".utf8).write(to: program.folder.appendingPathComponent("bad.key"))
            for (certificate, key, words) in [
                ("one.pem", "two.key", "do not belong together"),
                ("one.pem", "bad.key", "private key bad.key cannot be read"),
                ("bad.key", "one.key", "certificate bad.key cannot be read"),
                ("none.pem", "one.key", "none.pem is not there"),
            ] {
                let answer = try program.run(
                    "serve", "--listen", "127.0.0.1:0", "--certificate", certificate,
                    "--private-key", key, "--lang", "en")
                #expect(answer.exitCode == 3 && answer.complaints.contains(words), "\(answer)")
            }
            let alone = try program.run("serve", "--certificate", "one.pem")
            #expect(alone.exitCode == 64)
        }
    }
}

@Suite struct `Settings of the service` {
    private func write(_ text: String, for program: GatepassProgram) throws {
        try Data(text.utf8).write(to: program.data.appendingPathComponent("gatepass.toml"))
    }

    @Test func `are taken from the flag, else the variable, else the file`() throws {
        try withGatepass { start in
            var program = start
            try program.makeOffice()
            try program.makeCertificate("one")
            try write(
                """
                [service]
                listen = "203.0.113.1:1"
                certificate = "../one.pem"
                private_key = "../one.key"
                trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
                base_url = "https://pass.example.cn"
                """, for: program)
            let trusting = ["--cacert", program.folder.appendingPathComponent("one.pem").path]
            try program.serving { service throws in
                #expect(try service.status("/healthz", trusting) == "200")
            }
            program.variables["GATEPASS_SERVICE_LISTEN"] = "203.0.113.1:2"
            let there = try program.run("serve", "--lang", "en")
            #expect(there.exitCode == 3 && there.complaints.contains("203.0.113.1:2"))
            program.variables["GATEPASS_SERVICE_LISTEN"] = "nowhere"
            let wrong = try program.run("serve", "--lang", "en")
            #expect(wrong.exitCode == 64 && wrong.complaints.contains("GATEPASS_SERVICE_LISTEN"))
        }
    }

    @Test func `are refused with their line where they cannot be meant`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try write(
                """
                [service]
                listen = 8080
                trusted_proxies = "10.0.0.0/8"
                metrics_from = ["10.0.0.0/99"]
                base_url = "pass.example.cn"
                port = 80
                """, for: program)
            let answer = try program.run("org", "list", "--lang", "en")
            #expect(answer.exitCode == 3)
            let lines = answer.complaints.split(separator: "\n")
            #expect(lines.count == 5)
            for (line, start) in zip(
                lines,
                [
                    "line 2: the value of service.listen", "line 3: the value of service.trusted_",
                    "line 4: the value of service.metrics_from",
                    "line 5: the value of service.base_url", "line 6: service.port is no setting",
                ])
            { #expect(line.contains(start), "\(line)") }
        }
    }

    @Test func `are looked at by doctor: certificate, key, and how long they hold`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.makeCertificate("one", days: 90)
            try program.makeCertificate("short", days: 20)
            try program.makeCertificate("over", days: -1)
            func doctor(_ certificate: String, _ key: String) throws -> DoctorAnswer {
                try write(
                    "[service]\ncertificate = \"../\(certificate).pem\"\n"
                        + "private_key = \"../\(key).key\"\n", for: program)
                let answer = try program.run("doctor", "--json")
                return try DoctorAnswer(exitCode: answer.exitCode, try answer.object())
            }
            var answer = try doctor("one", "one")
            for name in ["service", "certificate", "certificate_key"] {
                #expect(answer[name]?.state == "ok", "\(name)")
            }
            #expect(try doctor("short", "short")["certificate"]?.state == "warning")
            #expect(try doctor("over", "over")["certificate"]?.state == "fault")
            answer = try doctor("one", "short")
            #expect(answer.exitCode == 2 && answer.faults == ["certificate"])
            let key = program.folder.appendingPathComponent("one.key").path
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            answer = try doctor("one", "one")
            #expect(answer.faults == ["certificate_key"])
            try write("[service]\nlisten = \"0.0.0.0:80\"\n", for: program)
            let plain = try program.run("doctor", "--json")
            #expect(plain.exitCode == 2 && plain.output.contains("--behind-proxy"))
            try write("[service]\ncertificate = \"x\"\n", for: program)
            #expect(try program.run("doctor").exitCode == 2)
        }
    }

    @Test func `are looked at by doctor: the kinds of applications`() throws {
        try withGatepass { program in
            try program.makeOffice()
            func found() throws -> (state: String?, text: String) {
                let answer = try program.run("doctor", "--json")
                let found = try DoctorAnswer(exitCode: answer.exitCode, try answer.object())
                return (found["application_kinds"]?.state, answer.output)
            }
            #expect(try found().state == "ok")
            let own = program.folder.appendingPathComponent("own")
            try write("[service]\nresources = \"../own\"\n", for: program)
            let absent = try found()
            #expect(absent.state == "warning" && absent.text.contains("own/Templates/calendars: "))
            let list = try program.run("application", "show", "1", "--lang", "en")
            #expect(list.exitCode == 3 && list.complaints.contains("path of resources"))
            let templates = own.appendingPathComponent("Templates")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: URL(fileURLWithPath: GatepassProgram.checkout + "/Templates"), to: templates)
            #expect(try found().state == "ok")
            try Data("id: [".utf8).write(
                to: templates.appendingPathComponent("applications/vehicle.yaml"))
            let broken = try found()
            #expect(broken.state == "warning" && broken.text.contains("vehicle.yaml:"))
        }
    }

    @Test func `are looked at by doctor: an own folder of messages that lacks what is sent`() throws
    {
        try withGatepass { program in
            try program.makeOffice()
            let own = program.folder.appendingPathComponent("own")
            let shipped = URL(fileURLWithPath: GatepassProgram.checkout + "/Templates/sms")
            try FileManager.default.copyItem(at: shipped, to: own)
            func state() throws -> (state: String?, text: String) {
                let answer = try program.run("doctor", "--json")
                let found = try DoctorAnswer(exitCode: answer.exitCode, try answer.object())
                return (found["message_templates"]?.state, answer.output)
            }
            try write("[messages]\ntemplates = \"../own\"\n", for: program)
            #expect(try state().state == "ok")
            for language in ["zh", "en"] {
                try FileManager.default.removeItem(
                    at: own.appendingPathComponent("desk_rose.\(language).txt"))
            }
            let lacking = try state()
            #expect(lacking.state == "warning" && lacking.text.contains("desk_rose"))
            try Data("{{".utf8).write(to: own.appendingPathComponent("notice.en.txt"))
            #expect(try state().state == "fault")
        }
    }
}
