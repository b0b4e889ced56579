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

    /// The same with all bytes of a character at once, as a terminal sends them.
    private func byCharacter(
        _ text: String, mode: TypingMode = .scanning, everyMilliseconds pause: UInt64
    ) -> [DeskInput] {
        var keys = KeyStream()
        keys.mode = mode
        var now: UInt64 = 1_000
        var found: [DeskInput] = []
        for character in text {
            while let input = keys.next(at: now) { found.append(input) }
            keys.append(Array(String(character).utf8), at: now)
            now += pause
        }
        for _ in 0..<4 {
            while let input = keys.next(at: now) { found.append(input) }
            now += 200
        }
        return found
    }

    private func isCommand(_ input: DeskInput) -> Bool {
        switch input {
        case .command, .menu, .interrupt, .suspend: true
        default: false
        }
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
        #expect(inputs("z", mode: .menu) == [.command("z")])
        for pause: UInt64 in [31, 60, 79] {
            #expect(inputs("/o", everyMilliseconds: pause) == [.command("o")])
            #expect(inputs("/O\r", everyMilliseconds: pause) == [.command("o")])
            #expect(byCharacter("、z", everyMilliseconds: pause) == [.command("z")])
        }
        #expect(inputs("/o", everyMilliseconds: 200) == [.menu, .stray])
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
        #expect(inputs("\u{3}\u{3}", everyMilliseconds: 5) == [.stray])
        #expect(inputs("ab\u{3}cd\u{1D}efgh\r", chunkBytes: 99) == [scan("ab\u{3}cd\u{1D}efgh")])
    }

    @Test func `type into a field, in any script, with Backspace and Escape`() {
        let typed: [DeskInput] = [
            .character("沪"), .character("A"), .backspace, .character("𠮷"), .enter,
        ]
        for pause: UInt64 in [31, 60, 120] {
            #expect(
                byCharacter("沪A\u{7F}𠮷\r", mode: .field, everyMilliseconds: pause) == typed)
        }
        #expect(
            inputs("/o\u{1B}", mode: .field, everyMilliseconds: 60)
                == [.character("/"), .character("o"), .escape])
        #expect(inputs("GP1\r", mode: .field, everyMilliseconds: 60).count == 4)
        // What an input method gives comes at once.
        #expect(inputs("值班", mode: .field) == [.character("值"), .character("班")])
        #expect(inputs("沪A", mode: .field, chunkBytes: 9) == [.character("沪"), .character("A")])
        // A key that is held down.
        #expect(
            inputs("\u{7F}\u{7F}\u{7F}", mode: .field, everyMilliseconds: 20)
                == [.backspace, .backspace, .backspace])
    }

    @Test func `take no command from what a scanner types, whatever the code holds`() {
        let passes = ["\(Self.code)\r/v\r", "\(Self.code)\r/o\r1\r", "\(Self.code)\t/v\t"]
        let alone = ["/q\r", "/d\r", "/q", "/\rq\r", "\u{3}\r", "\r\u{3}", "、q\r", "/v\r/v\r"]
        for text in passes + alone + passes.map({ String($0.dropLast()) }) {
            for (pause, chunk) in [(UInt64(0), 4_096), (1, 1), (8, 1), (25, 1), (8, 3)] {
                let found = inputs(text, everyMilliseconds: pause, chunkBytes: chunk)
                let isOnlyScans = found.allSatisfy { input in
                    if case .scan = input { true } else { input == .stray }
                }
                #expect(isOnlyScans, "\(text.debugDescription) every \(pause) ms: \(found)")
                let answers = inputs(
                    text, mode: .menu, everyMilliseconds: pause, chunkBytes: chunk)
                #expect(!answers.contains { isCommand($0) }, "\(text.debugDescription)")
            }
        }
        // A slow one is at least told by what it follows.
        #expect(!inputs("\(Self.code)\r/v\r", everyMilliseconds: 50).contains { isCommand($0) })
    }

    @Test func `let no scanner answer a question`() {
        let texts = [
            "6901234567892\r", "2\r", "1\r\n", "\r\r", "\u{1B}\r", "值班\r", "２号", "1号", "246810",
        ]
        for text in texts {
            for (pause, chunk) in [(UInt64(0), 4_096), (2, 1), (20, 1)] {
                let found = inputs(
                    text, mode: .field, everyMilliseconds: pause, chunkBytes: chunk)
                #expect(!found.isEmpty)
                #expect(
                    found.allSatisfy { $0 == .stray },
                    "\(text.debugDescription) every \(pause) ms: \(found)")
            }
        }
        let pass = "\(Self.code)\r1\r"
        #expect(inputs(pass, mode: .field, everyMilliseconds: 2) == [scan(Self.code), .stray])
    }

    @Test func `obey no key until the scanner has been still for a while`() {
        for (pause, expected) in [(UInt64(299), DeskInput.stray), (300, .menu)] {
            var keys = KeyStream()
            keys.append(Array("\(Self.code)\r".utf8), at: 1_000)
            #expect(keys.next(at: 1_000) == scan(Self.code))
            keys.append(Array("/".utf8), at: 1_000 + pause)
            #expect(keys.next(at: 1_000 + pause) == nil)
            #expect(keys.next(at: 1_100 + pause) == expected)
        }
    }

    @Test func `take keys for a machine's where they may have come while nobody looked`() {
        var keys = KeyStream()
        keys.append(Array("/".utf8), at: 1_000)
        keys.append(Array("q".utf8), at: 1_200, since: 1_000)
        #expect(keys.next(at: 1_300) == .stray)
        keys.append(Array("/".utf8), at: 2_000)
        keys.append(Array("q".utf8), at: 2_070, since: 2_040)
        #expect(keys.next(at: 2_300) == .command("q"))
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
        #expect(keys.next(at: 1_429) == nil)
        #expect(keys.next(at: 1_430) == .enter)
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
