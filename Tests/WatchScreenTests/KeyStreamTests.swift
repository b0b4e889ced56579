// Keys, scans and pauses, told apart.
import Foundation
import PassFormat
import Testing

@testable import WatchScreen

@Suite struct `Keys and scans` {
    private static let code = "GP1" + String(repeating: "ABCDEFGH", count: 18)

    /// Types bytes with a pause between them, then waits.
    private func inputs(
        _ text: String, mode: TypingMode = .scanning, everyMilliseconds pause: UInt64 = 0,
        chunkBytes: Int = 1
    ) -> [DeskInput] {
        var keys = KeyStream()
        keys.mode = mode
        var now: UInt64 = 1_000
        var found: [DeskInput] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: chunkBytes) {
            while let input = keys.next(at: now) { found.append(input) }
            keys.append(Array(bytes[start..<min(start + chunkBytes, bytes.count)]), at: now)
            now += pause
        }
        while let input = keys.next(at: now) { found.append(input) }
        now += 1_000
        while let input = keys.next(at: now) { found.append(input) }
        return found
    }

    private func scan(_ text: String) -> DeskInput { .scan(Array(text.utf8)) }

    @Test func `find every token of the vectors' streams, however the bytes come`() throws {
        struct File: Decodable {
            struct Stream: Decodable {
                let input: String
                let tokens: [String]
            }
            let streams: [Stream]
        }
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Vectors/gp1.json")
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
        #expect(file.streams.count > 5)
        for stream in file.streams {
            for (pause, chunk) in [(UInt64(0), 4_096), (0, 1), (50, 1), (20, 64)] {
                let tokens = inputs(stream.input, everyMilliseconds: pause, chunkBytes: chunk)
                    .flatMap { input -> [String] in
                        guard case .scan(let bytes) = input else { return [] }
                        return parts(ofLine: bytes.span).compactMap { part in
                            var scanner = TokenScanner()
                            let text = Array(bytes[part])
                            return scanner.next(in: text.span)?.text(in: text.span)
                        }
                    }
                #expect(tokens == stream.tokens)
            }
        }
    }

    @Test func `take a code without Enter after a pause, and not before it`() {
        var keys = KeyStream()
        keys.append(Array(Self.code.utf8), at: 1_000)
        #expect(keys.next(at: 1_149) == nil)
        #expect(keys.deadline == 1_000 + KeyStream.gapMilliseconds)
        #expect(keys.next(at: 1_150) == scan(Self.code))
        #expect(keys.deadline == nil)
        #expect(inputs(Self.code, everyMilliseconds: 50) == [scan(Self.code)])
    }

    @Test func `know a command by the key before it, and never inside of a scan`() {
        #expect(inputs("/") == [.menu])
        #expect(inputs("/o") == [.command("o")])
        #expect(inputs("/O\r") == [.command("o")])
        #expect(inputs("、z") == [.command("z")])
        #expect(inputs("z", mode: .menu) == [.command("z")])
        let address = "https://x.example/p/\(Self.code)"
        #expect(inputs(address + "\n", everyMilliseconds: 10) == [scan(address)])
        #expect(inputs("/etc/passwd\r") == [scan("/etc/passwd")])
        #expect(inputs(Self.code + "\r", mode: .menu) == [scan(Self.code)])
    }

    @Test func `do not take arrows, pastes and a lone key for a code`() {
        #expect(inputs("\u{1B}[A\u{1B}OB\u{1B}[1;5C\u{1B}[3~") == [])
        #expect(inputs("\u{1B}") == [.escape])
        #expect(inputs("x") == [.stray])
        #expect(inputs("\u{1B}[200~\(Self.code)\r\u{1B}[201~") == [scan(Self.code)])
        #expect(inputs("\r\n\t") == [])
        #expect(inputs("\u{3}") == [.interrupt])
        #expect(inputs("\u{3}", mode: .field) == [.interrupt])
        #expect(inputs("ab\u{3}cd\u{1D}efgh\r", chunkBytes: 99) == [scan("ab\u{3}cd\u{1D}efgh")])
    }

    @Test func `type into a field, in any script, with Backspace and Escape`() {
        let typed: [DeskInput] = [
            .character("沪"), .character("A"), .backspace, .character("𠮷"), .enter,
        ]
        #expect(inputs("沪A\u{7F}𠮷\r", mode: .field) == typed)
        #expect(inputs("沪A\u{7F}𠮷\r", mode: .field, everyMilliseconds: 120) == typed)
        #expect(inputs("/o\u{1B}", mode: .field) == [.character("/"), .character("o"), .escape])
        #expect(inputs("GP1\r", mode: .field).count == 4)
    }

    @Test func `keep a scan out of a field, also a slow one with an address before it`() {
        let address = "https://x.example/p/\(Self.code)"
        for pause: UInt64 in [0, 2, 50] {
            #expect(
                inputs(address, mode: .field, everyMilliseconds: pause) == [scan(address)])
            #expect(
                inputs("\(Self.code)\r", mode: .field, everyMilliseconds: pause)
                    == [scan(Self.code)])
        }
    }

    @Test func `do not take the late Enter of a scan for the field's`() {
        var keys = KeyStream()
        keys.mode = .field
        keys.append(Array(Self.code.utf8), at: 1_000)
        #expect(keys.next(at: 1_200) == scan(Self.code))
        keys.append([0x0D], at: 1_300)
        #expect(keys.next(at: 1_300) == nil)
        keys.append([0x0D], at: 1_400)
        #expect(keys.next(at: 1_400) == .enter)
    }

    @Test func `cut what never ends`() {
        let endless = String(repeating: "A", count: KeyStream.largestRunBytes)
        #expect(inputs(endless, chunkBytes: 4_096) == [scan(endless)])
        #expect(
            inputs(endless + "BBBBBBBBB", chunkBytes: 4_096) == [scan(endless), scan("BBBBBBBBB")])
        let below = String(endless.dropLast())
        #expect(inputs(below + "\r", chunkBytes: 4_096) == [scan(below)])
    }
}
