// What both programs share: times, languages, JSON, lines and files.
import Foundation
import PassFormat
import TestSupport
import Testing

@testable import CommandSupport

@Suite struct `A time on the command line` {
    private static let now = Timestamp(seconds: 1_780_000_000)

    private func seconds(_ text: String) -> UInt64? {
        TimeArgument(argument: text)?.resolved(now: Self.now, utcOffsetMinutes: 480).seconds
    }

    @Test(arguments: [
        ("0", 0), ("1780000000", 1_780_000_000), ("253402300799", 253_402_300_799),
        ("1970-01-01T00:00:00Z", 0), ("2026-05-28T20:26:40Z", 1_780_000_000),
        ("2026-05-29T04:26:40+08:00", 1_780_000_000), ("2026-05-29 04:26:40", 1_780_000_000),
        ("2026-05-29t04:26", 1_779_999_960), ("2026-05-29", 1_779_984_000),
        ("2024-02-29T00:00Z", 1_709_164_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("+20d", 1_781_728_000), ("-2h", 1_779_992_800), ("+90m", 1_780_005_400),
        ("+30s", 1_780_000_030), ("+2w", 1_781_209_600), ("-100d", 1_771_360_000),
        ("1970-01-01", 0),
    ])
    func `is seconds, ISO 8601 or relative`(text: String, expected: UInt64) {
        #expect(seconds(text) == expected)
    }

    @Test(arguments: [
        "", "+", "20d", "+d", "+1y", "+1.5h", "--1h", "+ 1h", "1e9", "253402300800", "-5",
        "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-32", "2026-05-29T24:00", "1969-12-31",
        "2026-05-29T04:26:60", "2026-05-29Z", "2026-05-29T04:26:40+8", "2026-5-29", "2026-05-29T",
        "2026-05-29T04:26:40Zx", "1970-01-01T00:00+08:00", "10000-01-01", "+99999999999999999999d",
        "tomorrow", "１７８", "+36601d",
    ])
    func `is nothing else`(text: String) {
        #expect(seconds(text) == nil)
    }

    @Test func `before 1970 becomes 1970, and a distance alone needs no sign`() {
        let back = TimeDistance(argument: "-90w")?.applied(to: Timestamp(seconds: 86_400))
        #expect(back?.seconds == 0)
        #expect(TimeDistance(argument: "14d")?.seconds == 1_209_600)
        #expect(TimeDistance(argument: "14d")?.way == .forward)
        #expect(TimeDistance(argument: "-14d")?.way == .back)
        #expect(TimeDistance(argument: "14") == nil)
    }
}

@Suite struct `A person's language` {
    private func language(_ variables: [String: String], flag: Language? = nil) -> Language {
        Language(flag: flag, environment: Environment { variables[$0] })
    }

    @Test func `is the flag's, else that of LC_ALL, else that of LANG, else Chinese`() {
        #expect(language([:]) == .chinese)
        #expect(language(["LANG": "en_GB.UTF-8"]) == .english)
        #expect(language(["LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"]) == .chinese)
        #expect(language(["LANG": "en_GB.UTF-8", "LC_ALL": ""]) == .english)
        #expect(language(["LANG": "C.UTF-8"]) == .chinese)
        #expect(language(["LANG": "zh_CN"], flag: .english) == .english)
    }
}

@Suite struct `JSON of the commands` {
    @Test func `keeps the order of keys, writes null, and reads back as what it was`() throws {
        let text = "引号\" 反斜\\ 换\n行 \u{1}\u{7F} 𠮷"
        let value = JSONText.object([
            "b": .array([.number(-1), .truth(true), .null]), "a": .string(text),
            "c": JSONText(nil as UInt16?), "d": .object([:]),
        ])
        let line = value.line
        #expect(line.hasPrefix(#"{"b":[-1,true,null],"a":""#))
        #expect(line.hasSuffix(#""c":null,"d":{}}"#))
        #expect(!line.contains("\n"))
        let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(read?["a"] as? String == text)
    }
}

@Suite struct `Lines of input` {
    private func lines(_ bytes: [UInt8]) throws -> [[UInt8]] {
        let folder = try TestFolder()
        let path = "\(folder.path)/input"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let file = try #require(FileHandle(forReadingAtPath: path))
        var input = LineInput(file: file.fileDescriptor)
        var found: [[UInt8]] = []
        while let line = input.next() { found.append(line) }
        return found
    }

    @Test func `end at a line feed, with or without a carriage return, or at the end`() throws {
        #expect(try lines(Array("a\r\n\nb".utf8)) == [[0x61], [], [0x62]])
        #expect(try lines([]) == [])
        #expect(try lines(Array("a\n".utf8)) == [[0x61]])
    }

    @Test func `are told to wait only when they are whole, without waiting for the writer`() throws
    {
        let pipe = Pipe()
        var input = LineInput(file: pipe.fileHandleForReading.fileDescriptor)
        var isWaiting = [input.hasLineWaiting()]
        try pipe.fileHandleForWriting.write(contentsOf: Data("a\nb".utf8))
        isWaiting.append(input.hasLineWaiting())
        var lines = [input.next()]
        isWaiting.append(input.hasLineWaiting())
        try pipe.fileHandleForWriting.write(contentsOf: Data("c\n".utf8))
        isWaiting.append(input.hasLineWaiting())
        lines.append(input.next())
        try pipe.fileHandleForWriting.close()
        isWaiting.append(input.hasLineWaiting())
        lines.append(input.next())
        #expect(isWaiting == [false, true, false, true, false])
        #expect(lines == [[0x61], [0x62, 0x63], nil])
    }

    @Test func `are cut at the limit, so that endless input takes no memory`() throws {
        let limit = LineInput.largestLineBytes
        let long = [UInt8](repeating: 0x41, count: limit + 1)
        #expect(try lines(long).map(\.count) == [limit, 1])
        #expect(try lines(long.dropLast() + [0x0A, 0x42]).map(\.count) == [limit, 1])
    }
}

@Suite struct `Files of the commands` {
    @Test func `are read up to a limit`() throws {
        let folder = try TestFolder()
        let path = "\(folder.path)/file"
        try replaceFile(path, with: [1, 2, 3], mode: 0o600)
        #expect(try readWholeFile(path, limitBytes: 3) == [1, 2, 3])
        #expect(throws: FileError.tooLarge(path: path, limitBytes: 2)) {
            try readWholeFile(path, limitBytes: 2)
        }
        #expect(throws: FileError.notFound(path: path + "x")) {
            try readWholeFile(path + "x", limitBytes: 3)
        }
        #expect(throws: FileError.self) { try readWholeFile(folder.path, limitBytes: 3) }
    }

    @Test func `are replaced whole, with their mode, and leave nothing beside them`() throws {
        let folder = try TestFolder()
        let path = "\(folder.path)/file"
        try replaceFile(path, with: [1], mode: 0o644)
        try replaceFile(path, with: [2, 3], mode: 0o600)
        let files = FileManager.default
        #expect(try readWholeFile(path, limitBytes: 9) == [2, 3])
        let mode = try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try files.contentsOfDirectory(atPath: folder.path) == ["file"])
        #expect(throws: FileError.self) {
            try replaceFile("\(folder.path)/none/file", with: [1], mode: 0o600)
        }
        #expect(throws: FileError.self) {
            try replaceFile(folder.path, with: [1], mode: 0o600)
        }
        #expect(try files.contentsOfDirectory(atPath: folder.path) == ["file"])
    }
}
