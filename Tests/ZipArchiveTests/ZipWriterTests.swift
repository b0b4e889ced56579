import Foundation
import TestSupport
import Testing
import ZipArchive

/// 2020-02-29 23:58:59 by a clock eight hours ahead of UTC.
private let leapDaySeconds: Int64 = 1_582_991_939
private let chinaOffsetSeconds: Int64 = 8 * 3600

@Suite struct `ZIP archive` {
    @Test func `is opened by Python with every name, byte, mode and time`() throws {
        let entries: [(name: String, content: [UInt8])] = [
            ("1001.png", Array("first".utf8)), ("empty", []),
            ("staff/李雷-1.png", [UInt8](0...255)), ("粤B·12345.png", Array("𠮷".utf8)),
        ]
        try withTemporaryFolder { folder in
            let place = folder.appendingPathComponent("codes.zip")
            try write(entries, to: place)
            let python = try InstalledProgram("python3", aptPackage: "python3")
            let expected = entries.map { name, content in
                let hex = content.map { String(format: "%02x", $0) }.joined()
                return "\(name) 100600 0800 0 2020-02-29T23:58:58 \(hex)\n"
            }
            let found = try python.output(["-X", "utf8", "-c", listZIP, place.path])
            #expect(found == expected.joined())
            let unzip = try InstalledProgram("unzip", aptPackage: "unzip")
            #expect(try unzip.output(["-t", place.path]).contains("No errors detected"))
        }
    }

    @Test func `without a file is an archive all the same`() throws {
        try withTemporaryFolder { folder in
            let place = folder.appendingPathComponent("none.zip")
            try write([], to: place)
            let python = try InstalledProgram("python3", aptPackage: "python3")
            #expect(try python.output(["-c", listZIP, place.path]) == "")
        }
    }

    @Test(arguments: [(65_534, 0), (65_535, 1), (70_000, 1)])
    func `counts more files than 16 bits hold, and keeps the old form below`(
        count: Int, zip64Ends: Int
    ) throws {
        try withTemporaryFolder { folder in
            let place = folder.appendingPathComponent("many.zip")
            try write((0..<count).map { ("\($0).png", Array("\($0)".utf8)) }, to: place)
            let python = try InstalledProgram("python3", aptPackage: "python3")
            #expect(
                try python.output(["-c", countZIP, place.path])
                    == "\(count) \(zip64Ends) \(count - 1).png \(count - 1)\n")
            let unzip = try InstalledProgram("unzip", aptPackage: "unzip")
            #expect(try unzip.output(["-tq", place.path]).contains("No errors detected"))
        }
    }

    @Test func `goes on past four GiB`() throws {
        try withTemporaryFolder { folder in
            let place = folder.appendingPathComponent("large.zip")
            let zeros = [UInt8](repeating: 0, count: 64 << 20)
            try Data().write(to: place)
            let file = try FileHandle(forWritingTo: place)
            defer { try? file.close() }
            var writer = ZipWriter(modified: try leapDay()) { (bytes) throws(ZipArchiveError) in
                // The zeros become a hole in the file: no disk need have four GiB free.
                let head = bytes.count > zeros.count ? bytes.prefix(4096) : bytes[...]
                do {
                    let start = try file.offset()
                    try file.write(contentsOf: head)
                    try file.seek(toOffset: start + UInt64(bytes.count))
                } catch { throw .write(errno: EIO) }
            }
            for number in 0..<64 { try writer.add(name: "\(number)", content: zeros) }
            try writer.add(name: "last", content: Array("beyond".utf8))
            try writer.finish()
            let python = try InstalledProgram("python3", aptPackage: "python3")
            #expect(try python.output(["-c", countZIP, place.path]) == "65 1 last beyond\n")
        }
    }

    @Test(arguments: [
        "", "..", "../a", "a/../b", "a/..", "/a", "a/", "a//b", "./a", "a\\b", "C:a", "a\u{0}b",
        "a\nb", "gnp.\u{202e}exe",
    ])
    func `refuses a name that could leave its folder or deceive`(name: String) throws {
        let out = Collected()
        var writer = ZipWriter(modified: try leapDay(), write: out.append)
        #expect(throws: ZipArchiveError.unsafeName(name)) {
            try writer.add(name: name, content: [])
        }
        // The refused name is not in the directory.
        try writer.add(name: "good", content: [])
        try writer.finish()
        #expect(out.bytes.count == 22 + 30 + 4 + 46 + 4)
    }

    @Test(arguments: ["...", "a..b", ".hidden", "a/b/c.png", "王 伟.png"])
    func `takes names that only look like it`(name: String) throws {
        var writer = ZipWriter(modified: try leapDay(), write: Collected().append)
        try writer.add(name: name, content: [])
    }

    @Test func `refuses a name it holds already, also in another composition`() throws {
        var writer = ZipWriter(modified: try leapDay(), write: Collected().append)
        try writer.add(name: "é", content: [])
        try writer.add(name: "É", content: [])
        for twin in ["é", "e\u{301}"] {
            #expect(throws: ZipArchiveError.duplicateName(twin)) {
                try writer.add(name: twin, content: [])
            }
        }
    }

    @Test func `takes names to the limit and not a byte more`() throws {
        var writer = ZipWriter(modified: try leapDay(), write: Collected().append)
        let longest = String(repeating: "名", count: ZipLimit.nameBytes / 3)
        try writer.add(name: longest, content: [])
        #expect(throws: ZipArchiveError.longName(longest + "a", byteCount: 1021)) {
            try writer.add(name: longest + "a", content: [])
        }
    }

    @Test func `takes nothing more once finished or after a failed write`() throws {
        var finished = ZipWriter(modified: try leapDay(), write: Collected().append)
        try finished.finish()
        #expect(throws: ZipArchiveError.closed) { try finished.add(name: "a", content: []) }
        #expect(throws: ZipArchiveError.closed) { try finished.finish() }

        let full = ZipArchiveError.write(errno: 28)
        var failing = ZipWriter(modified: try leapDay()) { (_) throws(ZipArchiveError) in
            throw full
        }
        try failing.add(name: "small", content: [])
        let content = [UInt8](repeating: 0, count: ZipLimit.bufferBytes)
        #expect(throws: full) { try failing.add(name: "large", content: content) }
        #expect(throws: ZipArchiveError.closed) { try failing.add(name: "b", content: []) }
        #expect(throws: ZipArchiveError.closed) { try failing.finish() }
    }

    @Test func `gives small files to the disk in pieces, not one by one`() throws {
        let out = Collected()
        var writer = ZipWriter(modified: try leapDay(), write: out.append)
        for number in 0..<1000 {
            try writer.add(name: "\(number)", content: [UInt8](repeating: 1, count: 1000))
        }
        try writer.finish()
        #expect((4...8).contains(out.pieces))
    }

    @Test func `says in both languages what was found and what to do`() throws {
        let errors: [ZipArchiveError] = [
            .unsafeName("../\u{1b}[31m"), .longName("名字", byteCount: 2000),
            .duplicateName("1001.png"), .largeEntry("1001.png", byteCount: 5_000_000_000),
            .timestamp(secondsSince1970: 0), .write(errno: 28), .closed,
        ]
        let lines = errors.flatMap { [$0.english, $0.chinese] }
        try GoldenFile("zip-errors.txt").check(lines.joined(separator: "\n") + "\n")
    }

    private func leapDay() throws -> DOSTimestamp {
        try DOSTimestamp(secondsSince1970: leapDaySeconds, utcOffsetSeconds: chinaOffsetSeconds)
    }

    private func write(_ entries: [(name: String, content: [UInt8])], to place: URL) throws {
        try Data().write(to: place)
        let file = try FileHandle(forWritingTo: place)
        defer { try? file.close() }
        var writer = ZipWriter(modified: try leapDay()) { (bytes) throws(ZipArchiveError) in
            do { try file.write(contentsOf: bytes) } catch { throw .write(errno: EIO) }
        }
        for entry in entries { try writer.add(name: entry.name, content: entry.content) }
        try writer.finish()
    }
}

@Suite struct `ZIP timestamp` {
    @Test func `knows the first and last second ZIP can hold, and refuses the next`() throws {
        let first: Int64 = 315_532_800
        let last: Int64 = 4_354_819_199
        _ = try DOSTimestamp(secondsSince1970: first, utcOffsetSeconds: 0)
        _ = try DOSTimestamp(secondsSince1970: last, utcOffsetSeconds: 0)
        for seconds in [first - 1, last + 1, .min, .max] {
            #expect(throws: ZipArchiveError.timestamp(secondsSince1970: seconds)) {
                try DOSTimestamp(secondsSince1970: seconds, utcOffsetSeconds: 0)
            }
        }
        _ = try DOSTimestamp(secondsSince1970: first - 1, utcOffsetSeconds: 1)
        #expect(throws: ZipArchiveError.timestamp(secondsSince1970: last)) {
            try DOSTimestamp(secondsSince1970: last, utcOffsetSeconds: 1)
        }
    }
}

/// Guards nothing: each test writes from its one thread.
private final class Collected {
    private(set) var bytes: [UInt8] = []
    private(set) var pieces = 0

    func append(_ more: [UInt8]) throws(ZipArchiveError) {
        bytes += more
        pieces += 1
    }
}

/// A line an entry: name, mode, flags, method, time and content.
private let listZIP = """
    import sys, zipfile
    archive = zipfile.ZipFile(sys.argv[1])
    assert archive.testzip() is None
    for i in archive.infolist():
        time = '%04d-%02d-%02dT%02d:%02d:%02d' % i.date_time
        print(i.filename, '%o' % (i.external_attr >> 16), '%04x' % i.flag_bits,
              i.compress_type, time, archive.read(i).hex())
    """

/// Entries, 64-bit end records, and the last entry with its content.
private let countZIP = """
    import sys, zipfile
    archive = zipfile.ZipFile(sys.argv[1])
    file = open(sys.argv[1], 'rb')
    file.seek(-98, 2)
    last = archive.infolist()[-1]
    print(len(archive.infolist()), file.read().count(b'PK\\x06\\x06'), last.filename,
          archive.read(last).decode())
    """
