// What those see who watch over the running service: its figures, read by Prometheus' own parser,
// and its log, searched for what must not be in it.
import Foundation
import TestSupport
import Testing

@Suite struct `Figures of the running service` {
    /// Prometheus' parser: each sample as `name{labels} value`, each family's type.
    private static let reader = """
        import sys
        from prometheus_client.parser import text_string_to_metric_families
        text = open(sys.argv[1], encoding="utf-8").read()
        for family in text_string_to_metric_families(text):
            assert family.documentation, family.name
            print("#", family.name, family.type)
            for s in family.samples:
                print(s.name, ",".join(f"{k}={v}" for k, v in sorted(s.labels.items())), s.value)
        """

    @Test func `count requests by operation and status, and are read by Prometheus' parser`() throws
    {
        try withGatepass { program in
            try program.makeOffice()
            try program.must("backup", "copy.backup")
            try program.serving { service throws in
                for _ in 0..<3 { #expect(try service.status("/readyz") == "200") }
                #expect(try service.status("/nowhere/at/all") == "404")
                #expect(try service.status("/api/v1/organisations") == "401")
                let file = program.folder.appendingPathComponent("metrics")
                try Data(try service.curl("/metrics").utf8).write(to: file)
                // Debian's Python has Debian's parser, whatever other Python stands before it.
                let lines = Set(
                    try InstalledProgram("python3", aptPackage: "python3", searchPath: "/usr/bin")
                        .output(["-c", Self.reader, file.path]).split(separator: "\n"))
                for line in [
                    "# gatepass_requests counter", "# gatepass_request_seconds histogram",
                    "# gatepass_work_waiting gauge", "# gatepass_registry_bytes gauge",
                    "gatepass_requests_total operation=readiness,status=200 3.0",
                    "gatepass_requests_total operation=-,status=404 1.0",
                    "gatepass_requests_total operation=listOrganisations,status=401 1.0",
                    "gatepass_request_seconds_bucket le=+Inf,operation=readiness 3.0",
                    "gatepass_request_seconds_count operation=readiness 3.0",
                    "gatepass_work_waiting  0.0",
                ] { #expect(lines.contains(line[...]), "\(line)") }
                for name in [
                    "gatepass_registry_changed_timestamp_seconds",
                    "gatepass_backup_timestamp_seconds",
                ] {
                    let line = try #require(lines.first { $0.hasPrefix("\(name) ") })
                    let at = try #require(Double(line.split(separator: " ").last ?? ""))
                    #expect(abs(at - Date().timeIntervalSince1970) < 120)
                }
                let through = ["-H", "X-Forwarded-For: 192.0.2.9"]
                #expect(try service.status("/metrics", through) == "404")
            }
        }
    }
}

@Suite struct `Log of the running service` {
    @Test func `is a JSON object a line and holds nothing personal and no secret`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let secrets = [
                "王小明", "沪A12345", "%E6%B2%AA", "999999199001011234", "19900001234", "GP1ABCDEF",
                "geheim-session", "geheim-token", "geheim-password", "geheim-key", "geheim-csrf",
                "192.0.2.77", "geheim-agent", "geheim-referer",
            ]
            let flags = [
                "-H", "Authorization: Bearer geheim-token", "-H",
                "Cookie: __Host-session=geheim-session", "-H", "Idempotency-Key: geheim-key", "-H",
                "X-CSRF-Token: geheim-csrf", "-H", "X-Forwarded-For: 192.0.2.77", "-H",
                "Content-Type: application/json", "-A", "geheim-agent", "-e", "geheim-referer",
            ]
            let body = """
                {"name":"王小明","plate":"沪A12345","id_number":"999999199001011234",
                "phone":"19900001234","token":"GP1ABCDEF","password":"geheim-password"}
                """
            let places = [
                "/healthz", "/readyz", "/metrics", "/api/v1/sites", "/api/v1/organisations",
                "/api/v1/organisations/1042", "/api/v1/organisations/1042/people",
                "/api/v1/organisations/1042/vehicles", "/api/v1/passes", "/api/v1/passes/GP1ABCDEF",
                "/api/v1/lists/1/events", "/api/v1/sessions", "/api/v1/me", "/nowhere/GP1ABCDEF",
                "/api/v1/vehicles/%E6%B2%AAA12345",
            ]
            try program.serving(["--behind-proxy", "127.0.0.1"]) { service throws in
                var requests = 0
                for place in places {
                    let query = "?name=%E7%8E%8B%E5%B0%8F%E6%98%8E&token=GP1ABCDEF"
                    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                        let data = method == "GET" ? [] : ["--data-binary", body]
                        _ = try service.status(place + query, flags + ["-X", method] + data)
                        requests += 1
                    }
                }
                // What is no request at all is not logged with what it was.
                _ = try? service.status("/healthz", ["-X", "GEHEIM\u{1}geheim-token"])
                service.program.terminate()
                #expect(try service.end(within: 10) == 0)
                let text = try String(contentsOf: service.logFile, encoding: .utf8)
                for secret in secrets { #expect(!text.contains(secret), "\(secret)") }
                let lines = try service.log()
                #expect(lines.count { $0["event"] as? String == "request" } >= requests)
                for line in lines {
                    let names: Set = [
                        "at", "level", "event", "id", "operation", "status", "ms", "account",
                        "scheme", "port", "end",
                    ]
                    #expect(Set(line.keys).isSubset(of: names), "\(line)")
                }
            }
        }
    }
}
