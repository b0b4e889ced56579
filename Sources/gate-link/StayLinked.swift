// What `gate watch` starts beside the guard's screen: the link, until its standard input ends.
import ArgumentParser
import CommandSupport
import GateLink
import GateState
import Glibc
import PassCrypto

/// Keeps in touch with the office.
struct StayLinked: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "保持联系，直到标准输入关闭。/ Keeps in touch until standard input ends.")

    @OptionGroup var folder: FolderOption

    func run() throws {
        try linked { () throws(LinkFault) in
            let gate = try folder.open()
            let address: OfficeAddress?
            do throws(GateStateError) { address = try gate.officeAddress() } catch {
                throw .gate(error)
            }
            guard let address else { throw .notLinked }
            let line = try OfficeLine(
                gate, over: HTTPSLine(address) { Self.pause(milliseconds: 0) },
                offsetSeconds: gate.linkStatus()?.offsetSeconds ?? 0, clock: .system,
                random: .system)
            var link = LinkWatch(
                gate, over: line, clock: .system, random: .system, pause: Self.pause)
            link.run()
        }
    }

    /// Waits, and tells whether whoever started this is still there.
    private static func pause(milliseconds: UInt64) -> Bool {
        let end = SystemClock.monotonicMicroseconds() + milliseconds * 1_000
        while true {
            let now = SystemClock.monotonicMicroseconds()
            let left = end > now ? (end - now) / 1_000 : 0
            var asked = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            // Nothing is ever written there: whatever comes is the end.
            let found = unsafe poll(&asked, 1, Int32(clamping: left))
            if found > 0 { return false }
            if found == 0 || left == 0 { return true }
        }
    }
}
