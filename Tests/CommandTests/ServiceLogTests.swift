// What the running service writes of people who ask, and of those who are asked about: nothing.
import Foundation
import TestSupport
import Testing

@Suite struct `The service's log` {
    private static let person = "赵大海"
    private static let identity = "999999199001010016"
    private static let telephone = "19900001234"
    private static let plate = "沪B67890"
    private static let named = [person, identity, telephone, plate]

    private static let people =
        #"[{"name":"\#(person)","identity":"\#(identity)","telephone":"\#(telephone)"}]"#

    /// One text as an address carries it.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { String(format: "%%%02X", $0) }.joined()
    }

    /// Whatever somebody could search for: as it is, and as addresses have it.
    private static func forms(of text: String) -> [String] {
        [text, escaped(text), escaped(text).lowercased()]
    }

    @Test func `has none of what signed-in requests hold, wherever they hold it`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                let hr = try ServiceCaller(
                    "li.hr", "hr", "--org", "1042", of: program, at: service)
                let token = try #require(
                    try hr.must(
                        "/api/v1/tokens", #"{"name":"\#(Self.person)","scopes":["read"]}"#
                    )["secret"] as? String)
                let link = try issue(by: hr, program)
                try askInBodies(hr)
                try askInAddresses(hr, token: token)
                try askInHeaders(hr)
                try askUnread(service)
                try service.wait(forEvent: "request", count: 25)

                let told = try String(contentsOf: service.logFile, encoding: .utf8)
                let secrets = hr.secrets + [token, link, "li.hr", "wrong-password-8"]
                for word in (Self.named + secrets).flatMap(Self.forms) {
                    #expect(!told.contains(word), "\(word)")
                }
                #expect(told.contains("\"operation\":\"fileApplication\""))
            }
            let audit = try program.must("audit", "export", "--to", "audit.jsonl")
            let rows = try String(
                contentsOf: program.folder.appendingPathComponent("audit.jsonl"), encoding: .utf8)
            for word in Self.named + [ServiceCaller.password] {
                #expect(!rows.contains(word) && !audit.all.contains(word), "\(word)")
            }
        }
    }

    /// Brings a list, issues passes, makes a link and opens it.
    ///
    /// - Returns: the link's secret.
    private func issue(by hr: ServiceCaller, _ program: GatepassProgram) throws -> String {
        try program.must(
            "roster", "import", GatepassProgram.vector("rosters/clean.xlsx"), "--org", "1042",
            "--site", "1")
        let firm = "/api/v1/organisations/1042"
        try hr.must("\(firm)/passes", "{}")
        let sheet = "姓名,身份证号,手机号\n\(Self.person),\(Self.identity),\(Self.telephone)\n"
        try hr.must(
            "\(firm)/lists?site=1", nil, method: "POST",
            ["-H", "Content-Type: application/octet-stream", "--data-binary", sheet])
        let passes = try hr.must("\(firm)/passes")
        let first = try #require((passes["items"] as? [[String: Any]])?.first)
        let number = try #require(first["number"] as? String)
        let url = try #require(try hr.must("/api/v1/passes/\(number)/link", "{}")["url"] as? String)
        let secret = try #require(url.split(separator: "#").last.map(String.init))
        try hr.must("/api/v1/holder", #"{"secret":"\#(secret)"}"#)
        _ = try hr.ask(
            "/api/v1/holder/corrections",
            #"{"secret":"\#(secret)","text":"\#(Self.person) \#(Self.telephone)"}"#)
        return secret
    }

    private func askInBodies(_ hr: ServiceCaller) throws {
        let form =
            #"{"kind":"vehicle","site":1,"values":{"plate":"\#(Self.plate)","#
            + #""drivers":\#(Self.people),"cargo":"零件"}}"#
        let filing = "/api/v1/organisations/1042/applications"
        // Refused with every fault by its field, and what cannot be read at all.
        #expect(try hr.ask(filing, form).status == 422)
        #expect(try hr.ask(filing, form + Self.identity).status == 400)
        let unknown = #"{"\#(Self.identity)":"\#(Self.person)"}"#
        #expect(try hr.ask(filing, unknown).status == 422)
        #expect(
            try hr.ask(
                "/api/v1/password",
                #"{"old":"wrong-password-8","password":"\#(Self.telephone)"}"#, method: "PUT"
            ).status == 422)
        _ = try hr.ask(
            "/api/v1/session", #"{"login":"\#(Self.person)","password":"wrong-password-8"}"#)
    }

    private func askInAddresses(_ hr: ServiceCaller, token: String) throws {
        let firm = "/api/v1/organisations/1042"
        for word in Self.named.map(Self.escaped) {
            _ = try hr.ask("\(firm)/passes?employee=\(word)")
            _ = try hr.ask("\(firm)/passes?plate=\(word)&\(word)=1")
            _ = try hr.ask("/api/v1/passes/\(word)")
            #expect(try hr.ask("/\(word)?\(word)=\(word)").status == 404)
            _ = try hr.service.curl(
                "\(firm)/people?cursor=\(word)",
                [
                    "-H", "Authorization: Bearer \(token)",
                ])
        }
        _ = try hr.ask("/api/v1/lists/\(token)")
    }

    private func askInHeaders(_ hr: ServiceCaller) throws {
        let fields = [
            "User-Agent", "Referer", "X-Request-ID", "Idempotency-Key", "Accept-Language",
            "X-Forwarded-For", "Forwarded", "Host", "X-Name",
        ]
        for word in Self.named {
            let words = fields.flatMap { ["-H", "\($0): \(word)"] }
            _ = try hr.ask("/api/v1/organisations/1042/passes", "{}", words)
        }
        _ = try hr.service.curl(
            "/api/v1/session", ["-H", "Authorization: Bearer \(Self.identity)"])
        _ = try hr.service.curl(
            "/api/v1/session", ["-H", "Cookie: __Host-gatepass=\(Self.telephone)"])
    }

    /// What is no request, or too large a one.
    private func askUnread(_ service: RunningService) throws {
        let heavy = String(repeating: Self.identity, count: 1_000)
        _ = try? service.curl("/api/v1/session", ["-H", "X-Name: \(heavy)"])
        let broken = """
            import socket, sys
            for line in sys.argv[2:]:
                s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
                s.sendall((line + "\\r\\n\\r\\n").encode()); s.recv(4096)
            """
        _ = try InstalledProgram("python3", aptPackage: "python3").output([
            "-c", broken, service.port, "GET /\(Self.person)", "\(Self.identity)",
            "GET / HTTP/9.\(Self.telephone)",
        ])
    }
}
