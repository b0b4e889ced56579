// What one peer, or many at once, can take of the running service: real sockets, real processes.
import Foundation
import TestSupport
import Testing

@Suite struct `Peers of the service` {
    /// Sends a beginning and then a byte a second, and says how that ended.
    private static let drip = """
        import socket, sys, time
        s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        s.sendall(sys.argv[2].encode().decode("unicode_escape").encode())
        s.settimeout(1)
        began, got = time.monotonic(), b""
        while time.monotonic() - began < float(sys.argv[3]):
            try:
                d = s.recv(4096)
                if not d: break
                got += d; continue
            except TimeoutError: pass
            except OSError: break
            try: s.sendall(b"a")
            except OSError: break
        else: sys.exit("open after all that time: " + got.decode())
        print(round(time.monotonic() - began), got[:12].decode())
        """

    /// Far more than any bound; a slow machine does not come near it.
    private static let limitSeconds = 180

    private func lasting(_ start: String, at service: RunningService) throws -> Int {
        let told = try InstalledProgram("python3", aptPackage: "python3").output([
            "-c", Self.drip, service.port, start, "\(Self.limitSeconds)",
        ])
        let words = told.split(separator: " ")
        #expect(words.count < 2 || words[1] != "HTTP/1.1 200", "\(told)")
        return try #require(words.first.flatMap { Int($0) }, "\(told)")
    }

    @Test(arguments: [
        "GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nX-Name: ",
        "POST /api/v1/session HTTP/1.1\\r\\nHost: localhost\\r\\n"
            + "Content-Type: application/json\\r\\nContent-Length: 60000\\r\\n\\r\\n",
    ])
    func `who send a byte a second are cut off, in the head and in the body`(start: String) throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                let seconds = try lasting(start, at: service)
                #expect((20...120).contains(seconds), "\(seconds) s")
                #expect(try service.status("/healthz") == "200")
            }
        }
    }

    /// Opens as many connections as there may be and one more; says what became of it.
    private static let crowd = """
        import resource, socket, sys, time
        place, most = ("127.0.0.1", int(sys.argv[1])), int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_NOFILE, (most + 200,) * 2)
        def ask(s, seconds):
            s.settimeout(seconds)
            try: return s.recv(12).decode()
            except TimeoutError: return "silent"
            except OSError as fault: return str(fault)
        def greet(s):
            s.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
        for attempt in range(5):
            began = time.monotonic()
            held = [socket.create_connection(place) for _ in range(most)]
            # The last of them is answered, so all of them were taken.
            greet(held[-1]); last = ask(held[-1], 20)
            more = socket.create_connection(place)
            greet(more); waiting = ask(more, 3)
            took = time.monotonic() - began
            # Connections that say nothing are ended after half a minute: none was yet.
            if took < 25: break
            for s in held + [more]: s.close()
            time.sleep(2)
        for s in held: s.close()
        print(last, "|", waiting, "|", ask(more, 60), "|", round(took))
        """

    @Test func `beyond the bound wait until another has gone, and are answered then`() throws {
        try withGatepass { start in
            var program = start
            // Descriptors for all of them, as the unit for systemd gives.
            program.runner = ["/bin/sh", "-c", "ulimit -n 8192 && exec \"$@\"", "serve"]
            try program.makeOffice()
            try program.serving { service throws in
                let told = try InstalledProgram("python3", aptPackage: "python3").output([
                    "-c", Self.crowd, service.port, "4096",
                ])
                let parts = told.split(separator: " | ")
                #expect(parts.count == 4, "\(told)")
                #expect(parts.first == "HTTP/1.1 200", "\(told)")
                #expect(parts.dropFirst().first == "silent", "\(told)")
                #expect(parts.dropFirst(2).first == "HTTP/1.1 200", "\(told)")
                try eventually { try service.status("/healthz") == "200" }
            }
        }
    }

    @Test func `who ask for the last places at once have no more than there are`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                let lead = try ServiceCaller(
                    "zhang.lead", "site_manager", "--site", "1", of: program, at: service)
                let hr = try ServiceCaller(
                    "li.hr", "hr", "--org", "1042", of: program, at: service)
                let desk = "/api/v1/sites/1/desks/park"
                try lead.must(desk, #"{"name":"园区"}"#, method: "PUT")
                let own = try lead.must("/api/v1/session")
                let number = try #require(own["number"] as? Int)
                try lead.must("\(desk)/seats/\(number)", "{}", method: "PUT")
                try lead.must(
                    "/api/v1/organisations/1042/quotas/1", #"{"limit":\#(Self.places)}"#,
                    method: "PUT")
                let filed = try rush(
                    hr, program,
                    paths: Array(
                        repeating: "/api/v1/organisations/1042/applications", count: 100),
                    contents: (0..<100).map(Self.form))
                try #require(filed == [201: 100], "\(filed)")
                let decided = try rush(
                    lead, program,
                    paths: (1...100).map { "/api/v1/applications/\($0)/steps/0/approve" },
                    contents: Array(repeating: "{}", count: 100))
                #expect(decided == [200: Self.places, 409: 100 - Self.places], "\(decided)")
                let quotas = try hr.must("/api/v1/organisations/1042/quotas")
                let used = (quotas["items"] as? [[String: Any]])?.first?["used"] as? Int
                #expect(used == Self.places)
                let passes = try hr.must("/api/v1/organisations/1042/passes")
                #expect((passes["items"] as? [Any])?.count == Self.places)
            }
        }
    }

    private static let places = 7

    /// A staff list of one person, another for each place.
    private static func form(_ place: Int) -> String {
        let body = String(format: "999999199001%02d1%02d", 1 + place % 28, place / 28)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).map { Int($0 - 48) * $1 }.reduce(0, +)
        let check = Array("10X98765432")[sum % 11]
        return
            #"{"kind":"staff-list","site":1,"values":{"closed_loop":false,"people":[{"name":"王小明","#
            + #""identity":"\#(body)\#(check)","telephone":"1990000\#(1000 + place)","#
            + #""employee_no":"A\#(1000 + place)"}]}}"#
    }

    /// Sends all of them at once, each over a connection of its own.
    ///
    /// - Returns: how many were answered with each status.
    private func rush(
        _ caller: ServiceCaller, _ program: GatepassProgram, paths: [String], contents: [String]
    ) throws -> [Int: Int] {
        let quoted = { (text: String) in
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        let fields = stride(from: 1, to: caller.headers.count, by: 2).map {
            "header = \(quoted(caller.headers[$0]))\n"
        }.joined()
        let requests = zip(paths, contents).map { path, content in
            "url = \(quoted(caller.service.address + path))\n\(fields)"
                + "header = \"Content-Type: application/json\"\ndata = \(quoted(content))\n"
                + "output = \"/dev/null\"\nwrite-out = \"%{http_code}\\n\"\n"
        }
        let config = program.folder.appendingPathComponent("rush.\(UUID().uuidString)")
        try Data(requests.joined(separator: "next\n").utf8).write(to: config)
        let told = try InstalledProgram("curl", aptPackage: "curl").output([
            "--silent", "--show-error", "--max-time", "300", "--parallel",
            "--parallel-immediate", "--parallel-max", "100", "--config", config.path,
        ])
        return Dictionary(
            told.split(separator: "\n").compactMap { Int($0) }.map { ($0, 1) },
            uniquingKeysWith: +)
    }
}
