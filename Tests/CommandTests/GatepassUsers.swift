// Accounts at the office's command line: made, listed, given roles, disabled, reset.
import Foundation
import TestSupport
import Testing

@Suite struct `Users of gatepass` {
    @Test func `get a link with its secret behind the hash, once and nowhere else`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let added = try program.must(
                "user", "add", "--login", "Li.HR", "--name", "李小红", "--role", "hr", "--org",
                "1042", "--base-url", "https://pass.example.cn/", "--json"
            ).object()
            let link = try #require(added["link"] as? String)
            let parts = link.split(separator: "#")
            #expect(parts.first == "https://pass.example.cn/invitation")
            let secret = try #require(parts.last)
            #expect(parts.count == 2 && secret.utf8.count == 43)
            #expect(added["login"] as? String == "li.hr")
            #expect(added["state"] as? String == "invited")
            let listed = try program.must("user", "list", "--json")
            let audit = program.folder.appendingPathComponent("audit.jsonl")
            try program.must("audit", "export", "--to", "audit.jsonl")
            let rows = try String(contentsOf: audit, encoding: .utf8)
            #expect(rows.contains("account.invite"))
            #expect(![listed.all, rows].contains { $0.contains(secret) })
            let row = try #require(try listed.objects().first)
            #expect(
                row.keys.sorted() == [
                    "grants", "locked_until", "login", "made_at", "name", "number", "state",
                ])
            let grant = try #require((row["grants"] as? [[String: Any]])?.first)
            #expect(grant["role"] as? String == "hr" && grant["organisation"] as? Int == 1042)
            #expect(grant["site"] is NSNull && grant["desk"] is NSNull)
        }
    }

    @Test func `are given roles, lose them, are disabled, enabled and reset`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.must(
                "user", "add", "--login", "park1", "--name", "张平", "--role", "reviewer", "--site",
                "1", "--desk", "park")
            func roles(_ answer: ProgramAnswer) throws -> [String] {
                let grants = try answer.object()["grants"] as? [[String: Any]] ?? []
                return grants.compactMap { $0["role"] as? String }
            }
            let lead = ["--login", "park1", "--role", "site_manager", "--site", "1", "--json"]
            #expect(
                try roles(program.run(["user", "grant"] + lead)) == ["reviewer", "site_manager"])
            #expect(try roles(program.run(["user", "ungrant"] + lead)) == ["reviewer"])
            let again = try program.run(["user", "ungrant"] + lead)
            #expect(again.exitCode == 2 && again.output.isEmpty)
            let disabled = try program.must(
                "user", "disable", "--login", "PARK1", "--reason", "left", "--json")
            #expect(try disabled.object()["state"] as? String == "disabled")
            try program.must("user", "enable", "--login", "park1")
            let first = try program.must("user", "reset", "--login", "park1", "--json").object()
            let second = try program.must("user", "reset", "--login", "park1", "--json").object()
            #expect(first["link"] as? String != second["link"] as? String)
            let table = try program.must("user", "list", "--lang", "zh").output
            #expect(table.contains("审批（场所 1 park）") && table.contains("待设密码"))
            #expect(try program.must("audit", "verify").exitCode == 0)
        }
    }

    @Test func `have tokens for programs, with scopes that there are`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.must(
                "user", "add", "--login", "wang", "--name", "王小明", "--role", "operator")
            let make = [
                "user", "token", "--login", "wang", "--name", "payroll", "--json", "--scope",
            ]
            let made = try program.run(make + ["read", "--scope", "rosters", "--expires", "30d"])
            #expect(made.exitCode == 0, "\(made)")
            #expect((try made.object()["secret"] as? String)?.utf8.count == 43)
            let token = try #require(try made.object()["token"] as? [String: Any])
            #expect(token["scopes"] as? [String] == ["read", "rosters"])
            #expect(token["used_at"] is NSNull)
            for refused in [["own"], ["grants"], ["read", "--expires", "400d"]] {
                #expect(try program.run(make + refused).exitCode == 2)
            }
        }
    }

    @Test(arguments: [
        ["--login", "wang", "--role", "hr"],
        ["--login", "wang", "--role", "reviewer", "--site", "1"],
        ["--login", "wang", "--role", "operator", "--org", "1042"],
        ["--login", "wang", "--role", "king"],
        ["--login", "wang", "--role", "hr", "--org", "1042", "--site", "1"],
        ["--login", "wang", "--role", "operator", "--base-url", "pass.example.cn"],
        ["--login", "wang", "--role", "operator", "--base-url", "https://a/#x"],
    ])
    func `are not made with a role at a place that is not for it`(words: [String]) throws {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.run(["user", "add", "--name", "王小明"] + words)
            #expect(answer.exitCode == 64 && answer.output.isEmpty)
            #expect(try program.must("user", "list", "--json").output.isEmpty)
        }
    }

    @Test func `are refused a name that is taken, a firm and an account that are not there`() throws
    {
        try withGatepass { program in
            try program.makeOffice()
            let add = ["user", "add", "--name", "王小明", "--lang", "en", "--role"]
            #expect(try program.run(add + ["operator", "--login", "wang"]).exitCode == 0)
            let taken = try program.run(add + ["operator", "--login", "WANG"])
            #expect(taken.exitCode == 2 && taken.complaints.contains("is taken"))
            let firm = try program.run(add + ["hr", "--org", "9", "--login", "li.hr"])
            #expect(firm.exitCode == 2 && firm.complaints.contains("no organisation 9"))
            let strange = try program.run(add + ["operator", "--login", "王小明"])
            #expect(strange.exitCode == 2)
            let nobody = try program.run("user", "reset", "--login", "nobody", "--lang", "en")
            #expect(nobody.exitCode == 2 && nobody.complaints.contains("no account nobody"))
            #expect(try program.must("user", "list", "--json").objects().count == 1)
        }
    }
}
