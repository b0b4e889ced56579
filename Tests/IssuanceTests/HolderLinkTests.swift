// A holder's link from its making to its end, with real keys and a real database.
import Foundation
import Identifiers
import Issuance
import PassFormat
import Registry
import TestSupport
import Testing

@Suite struct `Links of holders` {
    private let test: `The office`
    private let number: String
    private static let day: Int64 = 86_400

    init() throws {
        test = try `The office`()
        _ = try test.importStaff()
        _ = try test.issue(until: 20)
        number = try #require(try test.office.passes(PassFilter()).first?.number)
    }

    /// Another pass, on which only live codes count.
    private func liveNumber() throws -> String {
        let pass = try #require(try test.office.passes(PassFilter()).last)
        _ = try test.office.revoke(
            RevocationOrder(
                reach: .number(try PassNumber(parsing: pass.number)), beforeSeconds: nil,
                reason: "mistake"))
        var order = IssueOrder(
            organisation: `The office`.firm, kind: .staff, fromSeconds: nil,
            untilSeconds: `The office`.start + Self.day)
        order.key = pass.key
        order.terms.copies = .liveRequired
        _ = try test.office.issue(order)
        return try #require(
            try test.office.passes(PassFilter()).first { $0.key == pass.key && $0.state == .valid }
        ).number
    }

    private func json(_ view: HolderView) throws -> [String: Any] {
        let text = try OfficeJSON.text(view)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func code(of view: HolderView) throws -> [UInt8] {
        let text = try #require(try json(view)["code_png"] as? String)
        return [UInt8](try #require(Data(base64Encoded: text)))
    }

    /// What another program than ours reads from a picture.
    private func read(_ png: [UInt8]) throws -> String {
        let folder = try TestFolder()
        try Data(png).write(to: URL(filePath: folder.path + "/code.png"))
        let zbarimg = try InstalledProgram("zbarimg", aptPackage: "zbar-tools")
        return String(try zbarimg.output(["--raw", "-q", folder.path + "/code.png"]).dropLast())
    }

    private func refusal(_ body: () throws -> Void) -> String? {
        #expect(throws: OfficeError.self, performing: body)
            .map { error in error.code }
    }

    @Test func `show the pass's own code, whom and what it is for, and no whole name`() throws {
        let secret = try test.office.makeHolderLink(number: number)
        #expect(secret.utf8.count == 43)
        let view = try test.office.holderView(secret: secret)
        let pass = try #require(view.facts?.pass)
        #expect(view.state == .valid)
        let shown = try json(view)
        #expect(shown["until"] as? Int64 == `The office`.start + 20 * Self.day)
        #expect(shown["name"] as? String != pass.name)
        #expect((shown["name"] as? String)?.contains("*") == true)
        let own = try test.office.code(of: number, as: .text)
        #expect(
            try read(code(of: view)) == String(decoding: own, as: UTF8.self))
    }

    @Test func `end with the next link, by the office's word, and with a reissue`() throws {
        let first = try test.office.makeHolderLink(number: number)
        let second = try test.office.makeHolderLink(number: number)
        #expect(try test.office.holderView(secret: first).state == .ended)
        #expect(try test.office.holderView(secret: second).state == .valid)
        try test.office.endHolderLink(number: number)
        #expect(try json(test.office.holderView(secret: second))["code_png"] is NSNull)
        #expect(refusal { try test.office.endHolderLink(number: number) } == "UNKNOWN_LINK")
        let third = try test.office.makeHolderLink(number: number)
        _ = try test.office.reissue(number: number)
        #expect(try test.office.holderView(secret: third).state == .ended)
        #expect(try test.office.holderView(secret: third).facts == nil)
    }

    @Test func `follow the pass through a renewal, and say when it is withdrawn or over`() throws {
        let secret = try test.office.makeHolderLink(number: number)
        let later = try test.later(18 * Self.day)
        _ = try later.renew(
            RenewalOrder(organisation: nil, kind: .all, withinSeconds: 3 * Self.day))
        let renewed = try later.holderView(secret: secret)
        #expect(renewed.state == .valid)
        #expect(renewed.facts?.pass.sequence == 2)
        #expect(
            try test.later(90 * Self.day).holderView(secret: secret).state == .expired)
        _ = try later.revoke(
            RevocationOrder(
                reach: .number(try PassNumber(parsing: number)), beforeSeconds: nil,
                reason: "lost"))
        let withdrawn = try later.holderView(secret: secret)
        #expect(withdrawn.state == .revoked)
        #expect(try json(withdrawn)["code_png"] is NSNull)
    }

    @Test func `are known by nothing but their own secret, which the database does not hold`()
        throws
    {
        let secret = try test.office.makeHolderLink(number: number)
        for wrong in [String(secret.reversed()), String(secret.dropLast()), ""] {
            #expect(
                refusal { _ = try test.office.holderView(secret: wrong) } == "LINK_UNKNOWN")
        }
        let files = try #require(FileManager.default.enumerator(atPath: test.dataPath))
        let bytes = try #require(Data(base64Encoded: base64(secret)))
        for case let file as String in files where !file.hasSuffix("/") {
            guard let content = FileManager.default.contents(atPath: "\(test.dataPath)/\(file)")
            else { continue }
            #expect(content.range(of: bytes) == nil, "\(file)")
            #expect(content.range(of: Data(secret.utf8)) == nil, "\(file)")
        }
    }

    private func base64(_ secret: String) -> String {
        secret.replacing("-", with: "+").replacing("_", with: "/") + "="
    }

    @Test func `show a live code on the first device alone, and no other code`() throws {
        let number = try liveNumber()
        let secret = try test.office.makeHolderLink(number: number)
        #expect(try json(test.office.holderView(secret: secret))["code_png"] is NSNull)
        let first = try live(test.office.holderLive(secret: secret, device: nil))
        let device = try #require(first["device"] as? String)
        let again = try live(test.office.holderLive(secret: secret, device: device))
        #expect(again["device"] is NSNull)
        for other in [nil, String(device.reversed()), secret] {
            #expect(
                refusal { _ = try test.office.holderLive(secret: secret, device: other) }
                    == "LINK_OF_ANOTHER_DEVICE")
        }
        let shown = try #require(
            (first["code_png"] as? String).flatMap { Data(base64Encoded: $0) })
        #expect(
            try read([UInt8](shown)) == test.office.liveCode(number: number, atSeconds: nil))
        let later = try test.later(60)
        let next = try live(later.holderLive(secret: secret, device: device))
        #expect(next["code_png"] as? String != first["code_png"] as? String)
    }

    @Test func `leave one row for their device, and one for each day of live codes`()
        throws
    {
        let number = try liveNumber()
        let secret = try test.office.makeHolderLink(number: number)
        let first = try live(test.office.holderLive(secret: secret, device: nil))
        let device = try #require(first["device"] as? String)
        for seconds in [30, 60, 90, Self.day - 30, Self.day - 10] as [Int64] {
            _ = try test.later(seconds).holderLive(secret: secret, device: device)
        }
        #expect(
            refusal { _ = try test.office.holderLive(secret: secret, device: nil) }
                == "LINK_OF_ANOTHER_DEVICE")
        let path = NSTemporaryDirectory() + "audit-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try test.later(Self.day + 60).exportAudit(to: path)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let own = lines.filter { $0.contains("\"who\":\"holder\"") }
        #expect(own.count { $0.contains("\"what\":\"link.bind\"") } == 1)
        #expect(own.count { $0.contains("\"what\":\"link.live\"") } == 2)
        #expect(own.count == 3)
        #expect(own.allSatisfy { $0.contains("\"subject\":\"pass \(number)\"") })
        #expect(own.allSatisfy { !$0.contains(secret) && !$0.contains(device) })
        #expect(try test.later(Self.day + 90).verifyAudit().fault == nil)
    }

    private func live(_ live: HolderLive) throws -> [String: Any] {
        let text = try OfficeJSON.text(live)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `carry what is wrong to the firm's HR, five at once, sealed until they are read`()
        throws
    {
        let secret = try test.office.makeHolderLink(number: number)
        for count in 1...5 {
            try test.office.fileCorrection(secret: secret, text: "部门错了 \(count)")
        }
        #expect(
            refusal { try test.office.fileCorrection(secret: secret, text: "还有") }
                == "CORRECTIONS_OPEN")
        let page = PagePlace(after: nil, limit: 10)
        let open = try test.office.corrections(of: `The office`.firm, at: nil, page)
        #expect(open.map(\.text) == (1...5).map { "部门错了 \($0)" })
        #expect(open.allSatisfy { $0.number == number && $0.closedAt == nil })
        try test.office.closeCorrection(open[1].id, of: `The office`.firm)
        let closed = try test.office.corrections(of: `The office`.firm, at: nil, page)
        #expect(closed.count { $0.closedAt != nil } == 1)
        #expect(
            refusal { try test.office.closeCorrection(open[1].id, of: `The office`.firm) }
                == "UNKNOWN_CORRECTION")
        try test.office.fileCorrection(secret: secret, text: "还有")
        #expect(try test.office.verifyAudit().fault == nil)
    }
}
