// What desks do at the office's command line, in the name of an account of the running service.
import Foundation
import TestSupport
import Testing

@Suite struct `Applications at the office's command line` {
    /// A desk with its reviewer, a firm's HR, and two vehicles that wait.
    private struct Desk {
        let program: GatepassProgram
        let reviewer: String
        let hr: String

        func decide(_ words: String..., input: String? = nil) throws -> ProgramAnswer {
            try program.run(
                ["application"] + words + ["--json"], input: (input ?? reviewer) + "\n")
        }
    }

    private func withDesk(_ body: (Desk) throws -> Void) throws {
        try withGatepass { program in
            let program = program.withTemplates
            try program.makeOffice()
            try program.serving { service throws in
                let address = service.address
                let lead = try program.account(
                    "lead", ["--role", "site_manager", "--site", "1"], scopes: ["places"],
                    at: address)
                let reviewer = try program.account(
                    "park1", ["--role", "reviewer", "--site", "1", "--desk", "park"],
                    scopes: ["applications"], at: address)
                let hr = try program.account(
                    "li.hr", ["--role", "hr", "--org", "1042"], scopes: ["applications"],
                    at: address)
                try program.send(
                    #"{"name":"园区"}"#, to: "\(address)/api/v1/sites/1/desks/park", as: lead,
                    ["-X", "PUT"])
                let now = Int(Date().timeIntervalSince1970)
                for plate in ["沪A12345", "沪A12346"] {
                    try program.send(
                        """
                        {"kind":"vehicle","site":1,"values":{"plate":"\(plate)",
                        "drivers":[{"name":"王小明"}],"cargo":"pumps","cargo_class":"general",
                        "origin":"A","destination":"B","from":\(now),"until":\(now + 86400),
                        "trips":"single"}}
                        """, to: "\(address)/api/v1/organisations/1042/applications", as: hr)
                }
                try body(Desk(program: program, reviewer: reviewer, hr: hr))
            }
        }
    }

    @Test func `are listed, shown, taken, asked about and approved over the same use cases`() throws
    {
        try withDesk { desk in
            let queue = try desk.program.must(
                "application", "list", "--site", "1", "--desk", "park", "--json"
            ).objects()
            #expect(queue.map { $0["application"] as? Int } == [1, 2])
            let listed = try desk.program.must("application", "list", "--lang", "zh").output
            #expect(listed.contains("审批中") && !listed.contains("open"))
            let taken = try desk.decide("take", "1")
            #expect(taken.exitCode == 0, "\(taken)")
            #expect(try taken.object()["status"] as? String == "open")
            #expect(try desk.decide("ask", "1", "--text", "何时到？").exitCode == 0)
            let shown = try desk.program.must("application", "show", "1", "--json").object()
            #expect((shown["questions"] as? [Any])?.count == 1)
            let approved = try desk.decide("approve", "1", "2", "--note", "请进")
            #expect(approved.exitCode == 0, "\(approved)")
            #expect(
                try approved.objects().map { $0["status"] as? String } == ["approved", "approved"])
            let passes = try desk.program.must("pass", "list", "--json").objects()
            #expect(passes.map { $0["kind"] as? String } == ["vehicle", "vehicle"])
            let text = try desk.program.must("application", "show", "1", "--lang", "zh").output
            #expect(text.contains("申请 1（vehicle）") && text.contains("park"))
            #expect(text.contains("：已批准") && text.contains("park：批准"))
            #expect(try desk.program.must("audit", "verify").exitCode == 0)
        }
    }

    @Test func `are refused and returned with a reason, and told one by one where some cannot be`()
        throws
    {
        try withDesk { desk in
            let returned = try desk.decide(
                "return", "1", "--reason", "请补填", "--mark", "cargo=写明")
            #expect(try returned.object()["status"] as? String == "returned")
            let some = try desk.decide("refuse", "1", "2", "99", "--reason", "已满")
            #expect(some.exitCode == 1)
            let lines = try some.objects()
            #expect(lines.map { $0["done"] as? Bool } == [false, true, false])
            #expect(lines[0]["code"] as? String == "STEP_NEEDED")
            #expect(lines[1]["status"] as? String == "refused")
            #expect(lines[2]["code"] as? String == "UNKNOWN_APPLICATION")
            let none = try desk.decide("approve", "2")
            #expect(none.exitCode == 2)
            let states = try desk.program.must(
                "application", "list", "--org", "1042", "--status", "refused", "--json")
            #expect(try states.objects().map { $0["number"] as? Int } == [2])
        }
    }

    @Test func `are decided by nobody but who sits at the desk`() throws {
        try withDesk { desk in
            let firm = try desk.decide("approve", "1", input: desk.hr)
            #expect(firm.exitCode == 2)
            #expect(try firm.object()["code"] as? String == "FORBIDDEN")
            let stranger = try desk.decide("approve", "1", input: "not-a-token")
            #expect(stranger.exitCode == 2 && stranger.output.isEmpty)
            let away = try desk.decide("hand-on", "1", "--to-login", "li.hr")
            #expect(try away.object()["code"] as? String == "APPLICATION_HAND_ON")
            let both = try desk.decide("hand-on", "1", "--to-login", "a", "--to-desk", "b")
            #expect(both.exitCode == 64)
            let open = try desk.program.must(
                "application", "list", "--status", "open", "--json")
            #expect(try open.objects().count == 2)
        }
    }
}
