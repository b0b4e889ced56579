// Renewing in bulk by the real program: the list, what JSON says, and the exit codes.
import Foundation
import Testing

@Suite struct `Renewal of gatepass` {
    @Test func `passes that end soon are listed first, then renewed once, and the rest is left`()
        throws
    {
        try withGatepass { program in
            try `Office's way of gatepass`.issue(in: program)
            let none = try program.must("pass", "renew", "--expiring", "14d", "--json").object()
            #expect(none["renewed"] as? Int == 0)
            try program.must(
                "health", "hold", "--employee", "E00001", "--org", "1042", "--reason", "contact")
            let looked = try program.run(
                "pass", "renew", "--expiring", "21d", "--until", "+40d", "--preview", "--json")
            #expect(looked.exitCode == 1)
            let preview = try looked.object()
            #expect(
                Set(preview.keys) == ["renewed", "would_renew", "passes", "refused", "applied"])
            #expect(preview["renewed"] is NSNull)
            let passes = try #require(preview["passes"] as? [[String: Any]])
            #expect(preview["would_renew"] as? Int == passes.count)
            for pass in passes {
                #expect(
                    Set(pass.keys) == [
                        "number", "organisation", "key", "sequence", "old_end", "new_end",
                    ])
            }
            let answer = try program.run(
                "pass", "renew", "--expiring", "21d", "--org", "1042", "--until", "+40d")
            #expect(answer.exitCode == 1)
            #expect(answer.complaints.contains("E00001"))
            for pass in passes {
                let number = try #require(pass["number"] as? String)
                #expect(answer.output.contains(number))
            }
            let after = try program.must("pass", "list", "--json").objects()
            #expect(after.count { $0["sequence"] as? Int == 2 } == passes.count)
            #expect(after.count == passes.count + 1)
            let again = try program.run("pass", "renew", "--expiring", "21d", "--json")
            #expect(again.exitCode == 2)
            #expect(try program.must("audit", "verify").exitCode == 0)
        }
    }

    @Test(arguments: [
        ["--expiring", "0d"], ["--expiring", "-2d"], ["--expiring", "soon"], [],
        ["--expiring", "14d", "--kind", "ship"],
    ])
    func `a span that says nothing is wrong usage`(arguments: [String]) throws {
        try withGatepass { program in
            try program.makeOffice()
            #expect(try program.run(["pass", "renew"] + arguments).exitCode == 64)
        }
    }
}
