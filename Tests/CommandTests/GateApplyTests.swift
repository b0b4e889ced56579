// Applications that a gate sends: the real gate and gate-link, the real server with TLS.
import Foundation
import Testing

@Suite struct `A gate that applies for somebody` {
    private let place: LinkedGate
    private let now = Int(Date().timeIntervalSince1970)

    init() throws { place = try LinkedGate() }

    private func document(_ key: String? = nil, host: String = "赵六") -> String {
        let known = key.map { #""key":"\#($0)","# } ?? ""
        return """
            {\(known)"writer":"guard","organisation":1042,"people":[{"name":"王五",\
            "identity":"999999199001010016","telephone":"19900001001"}],"host":"\(host)",\
            "reason":"抢修","from":\(now),"until":\(now + 7200),\
            "equipment":[{"name":"电表","count":2},{"name":"泵","count":1}]}

            """
    }

    @Test func `is told how it stands, and lets the person in by what came of it`() throws {
        try #require(try place.enrol().exitCode == 0)
        let office = place.office.withTemplates
        let address = place.served.server
        let lead = try office.account(
            "lead", ["--role", "site_manager", "--site", "1"], scopes: ["places"], at: address)
        try office.send(
            #"{"name":"值班"}"#, to: "\(address)/api/v1/sites/1/desks/duty", as: lead, ["-X", "PUT"])
        let duty = try office.account(
            "duty1", ["--role", "reviewer", "--site", "1", "--desk", "duty"],
            scopes: ["applications"], at: address)
        let sent = try place.gate.run("apply", "--json", input: document())
        #expect(sent.exitCode == 0, "\(sent)")
        let key = try #require(try sent.object()["key"] as? String)
        #expect(try sent.object()["status"] as? String == "open")
        // The same again is no other application.
        let again = try place.gate.run("apply", "--json", input: document(key))
        #expect(try again.object()["application"] as? Int == 1)
        let other = try place.gate.run(
            "apply", "--lang", "en", input: document(key, host: "孙七"))
        #expect(other.exitCode == 2 && other.complaints.contains("other content"), "\(other)")
        let approved = try office.run(["application", "approve", "1"], input: duty + "\n")
        #expect(approved.exitCode == 0, "\(approved)")
        let done = try place.gate.run("apply", "--json", input: document(key)).object()
        #expect(done["status"] as? String == "approved")
        #expect((done["passes"] as? [String])?.count == 1)
        let told = try place.gate.run("apply", "--lang", "zh", input: document(key))
        #expect(told.output.contains("申请 1：已批准"), "\(told)")
        let listed = try place.gate.run("equipment", "1", "--lang", "zh")
        #expect(listed.output.contains("1. 电表 × 2：未核销"), "\(listed)")
        let ticked = try place.gate.run("equipment", "1", "--tick", "2", "--json")
        #expect(ticked.exitCode == 0, "\(ticked)")
        let items = try ticked.object()["items"] as? [[String: Any]]
        #expect(items?.map { $0["ticked_by"] as? String } == [nil, "gate:1"])
        let absent = try place.gate.run("equipment", "1", "--tick", "3", "--lang", "en")
        #expect(absent.exitCode == 2 && absent.complaints.contains("no item 3"), "\(absent)")
        let shown = try office.must("application", "show", "1", "--json").object()
        #expect(shown["filed_by"] as? String == "gate:1")
    }

    @Test func `is refused what is no application, and says where there is no office`() throws {
        let early = try place.gate.run("apply", "--json", input: document())
        #expect(early.exitCode != 0)
        try #require(try place.enrol().exitCode == 0)
        let noise = try place.gate.run("apply", "--lang", "en", input: "hello\n")
        #expect(noise.exitCode == 2 && noise.complaints.contains("one line of JSON"))
        let short = try place.gate.run(
            "apply", "--lang", "en",
            input: document().replacingOccurrences(of: "\"identity\"", with: "\"number\""))
        #expect(short.exitCode == 2 && short.complaints.contains("people[0].identity"), "\(short)")
        let faulty = try place.gate.run("apply", "--lang", "en", input: document(host: " "))
        #expect(faulty.exitCode == 2, "\(faulty)")
        let unknown = try place.gate.run("equipment", "9", "--lang", "en")
        #expect(unknown.exitCode == 2 && unknown.complaints.contains("no application 9"))
        _ = try place.served.stop(within: 20)
        let alone = try place.gate.run("equipment", "9", "--tick", "1", "--lang", "en")
        #expect(alone.exitCode == 3 && alone.complaints.contains("write on paper"), "\(alone)")
    }
}
