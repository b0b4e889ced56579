// Other programs run with limits: real ones of the system.
import CommandSupport
import Foundation
import TestSupport
import Testing

@Suite struct `Program run with limits` {
    private func run(
        _ path: String, _ arguments: String..., input: [UInt8] = [], limitBytes: Int = 1 << 22,
        limitMilliseconds: UInt64 = 20_000
    ) throws(ChildProgramError) -> ChildAnswer {
        try ChildProgram(
            path: path, arguments: arguments, timeLimitMilliseconds: limitMilliseconds,
            outputLimitBytes: limitBytes
        ).run(input: input)
    }

    @Test func `takes its input to the end and gives all of its output and its code`() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let copied = try run("/bin/cat", input: bytes)
        #expect(copied.ending == .exited(code: 0))
        #expect(copied.output == bytes)
        #expect(try run("/bin/sh", "-c", "exit 7").ending == .exited(code: 7))
        #expect(try run("/bin/sh", "-c", "kill -TERM $$").ending == .killed(signal: SIGTERM))
        // A signal that this program ignores is not ignored there.
        #expect(try run("/bin/sh", "-c", "kill -XFSZ $$").ending == .killed(signal: SIGXFSZ))
    }

    @Test func `has ended also where it leaves input unread or a child behind`() throws {
        let unread = try run("/bin/true", input: [UInt8](repeating: 0, count: 10 << 20))
        #expect(unread.ending == .exited(code: 0))
        let start = ContinuousClock.now
        let answer = try run("/bin/sh", "-c", "sleep 15 & echo done")
        #expect(String(decoding: answer.output, as: UTF8.self) == "done\n")
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `inherits no variable and no open file`() throws {
        #expect(try run("/usr/bin/env").output == [])
        // Open without the flag that closes it in other programs.
        let held = unsafe open("/dev/null", O_RDONLY)
        defer { close(held) }
        let names = try run("/bin/ls", "/proc/self/fd").output
        // The fourth is the folder that is being listed.
        #expect(String(decoding: names, as: UTF8.self) == "0\n1\n2\n3\n")
    }

    @Test func `is not started where there is none or it may not be run`() {
        #expect(throws: ChildProgramError.notStarted(number: ENOENT)) {
            try run("/nowhere/program")
        }
        #expect(throws: ChildProgramError.notStarted(number: EACCES)) { try run("/etc/passwd") }
        // No folder is searched.
        #expect(throws: ChildProgramError.notStarted(number: ENOENT)) { try run("true") }
    }

    @Test func `is killed with its children when its time is over`() throws {
        let folder = try TestFolder()
        let start = ContinuousClock.now
        #expect(throws: ChildProgramError.timedOut) {
            try run(
                "/bin/sh", "-c", "sleep 60 & echo $! > \(folder.path)/child; wait",
                limitMilliseconds: 700)
        }
        #expect(ContinuousClock.now - start < .seconds(15))
        let text = try String(contentsOfFile: "\(folder.path)/child", encoding: .utf8)
        let child = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
        // Killed, though perhaps not yet waited for by whoever adopted it.
        // The system may take a while over it where there is much else to do.
        let limit = ContinuousClock.now + .seconds(20)
        func isGone() -> Bool {
            let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
            return state == nil || state?.contains(") Z ") == true
        }
        while !isGone(), ContinuousClock.now < limit { usleep(20_000) }
        #expect(isGone())
    }

    @Test func `is killed when it writes more than is taken`() throws {
        #expect(throws: ChildProgramError.tooMuchOutput) {
            try run("/bin/cat", "/dev/zero", limitBytes: 100_000)
        }
        let most = try run("/bin/sh", "-c", "printf 12345", limitBytes: 5)
        #expect(most.output.count == 5)
        #expect(throws: ChildProgramError.tooMuchOutput) {
            try run("/bin/sh", "-c", "printf 123456", limitBytes: 5)
        }
    }
}
