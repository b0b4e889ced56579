// `gate watch` in a real terminal: a tmux server of the test's own, its socket in the gate's
// folder. What is waited for is a text, a file or a number of bells; only keys have a hand's
// pauses.
import CommandSupport
import Foundation
import Terminal
import TestSupport
import Testing

/// The guard's terminal.
///
/// A shell notes the terminal's mode before and after the program.
final class WatchTerminal {
    /// How long something may take on the slowest machine before the test fails.
    private static let patienceSeconds = 60.0
    /// Between two keys of a hand that is not in a hurry.
    private static let handSeconds = 0.2
    /// Longer than commands are held off after a scan.
    private static let stillSeconds = 0.4
    private let tmux: InstalledProgram
    private let gate: GateRun

    /// Starts the guard's screen, and waits until it stands.
    convenience init(
        _ gate: GateRun, _ options: String..., columns: Int = 80, rows: Int = 24
    ) throws {
        let quoted = options.map { "'\($0)'" }.joined(separator: " ")
        try self.init(
            gate, running: "watch --lang zh --sound bell \(quoted)",
            TerminalSize(rows: rows, columns: columns))
        try wait(for: "/?")
    }

    /// Starts a command of `gate`.
    init(_ gate: GateRun, running command: String, _ size: TerminalSize = .usual) throws {
        self.gate = gate
        tmux = try InstalledProgram("tmux", aptPackage: "tmux")
        let script = """
            cd '\(gate.path(""))' || exit
            stty -g >before
            trap : INT
            env -i PATH="$PATH" TERM="$TERM" LANG=C.UTF-8 GATE_STATE=./g sh -c \
                'echo $$ >pid; exec "$0" "$@"' '\(BuiltProgram.folder)/gate' \(command) 2>told
            echo $? >code
            stty -g >after
            echo over
            sleep 600
            """
        try gate.write(Array(script.utf8), to: "script")
        let settings = "set -g status off\nset -g default-terminal screen-256color\n"
        try gate.write(Array(settings.utf8), to: "tmux.conf")
        // Not by `Process`: it would wait until the server, which keeps its files, has ended.
        let server = try StartedProgram(
            "/bin/sh",
            arguments: ["-c", "exec tmux \"$@\"", "tmux"]
                + settled([
                    "new-session", "-d", "-x", "\(size.columns)", "-y", "\(size.rows)",
                    "sh '\(gate.path("script"))'", ";", "pipe-pane",
                    "cat >'\(gate.path("written"))'",
                ]),
            variables: ["PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"])
        var start: ChildEnding?
        while start == nil {
            start = server.end()
            Thread.sleep(forTimeInterval: 0.01)
        }
        try #require(start == .exited(code: 0))
    }

    deinit { _ = try? command("kill-server") }

    private func settled(_ arguments: [String]) -> [String] {
        ["-u", "-S", gate.path("t"), "-f", gate.path("tmux.conf")] + arguments
    }

    private func command(_ arguments: String...) throws -> String {
        try tmux.output(settled(arguments))
    }

    /// The screen's characters.
    func screen() throws -> String { try command("capture-pane", "-p") }

    /// The same with the control sequences of colours.
    func colours() throws -> String { try command("capture-pane", "-p", "-e") }

    /// What tmux knows of the terminal by one of its names.
    func value(of name: String) throws -> String {
        try command("display-message", "-p", "#{\(name)}").trimmingCharacters(in: .newlines)
    }

    /// What a scanner types, with Enter behind each line of the code.
    func scan(_ lines: String...) throws {
        let keys = lines.flatMap { ["send-keys", "-l", $0, ";", "send-keys", "Enter", ";"] }
        _ = try tmux.output(settled(keys.dropLast()))
    }

    /// What a hand types, key by key.
    func type(_ text: String) throws {
        for key in text {
            Thread.sleep(forTimeInterval: Self.handSeconds)
            _ = try command("send-keys", "-l", String(key))
        }
    }

    /// What a hand types into a field, with Enter.
    func enter(_ text: String) throws {
        try type(text)
        try press("Enter")
    }

    /// The command key and a letter, by hand, once the scanner has been still for long enough.
    func command(_ letter: Character) throws {
        Thread.sleep(forTimeInterval: Self.stillSeconds)
        var pressed = Date.distantPast
        try wait(until: "the keys are listed") {
            // A key that came while the program was held up may count as a machine's.
            if Date().timeIntervalSince(pressed) > 2 {
                pressed = Date()
                try type(String(WatchKey.prefix))
            }
            return try self.screen().contains("\(WatchKey.prefix)\(WatchKey.help.letter)  ")
        }
        try type(String(letter))
    }

    /// A key by tmux's name for it, apart from what was typed before and what is scanned next.
    func press(_ key: String) throws {
        Thread.sleep(forTimeInterval: Self.handSeconds)
        _ = try command("send-keys", key)
        Thread.sleep(forTimeInterval: Self.handSeconds)
    }

    func resize(columns: Int, rows: Int) throws {
        _ = try command("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// Waits until the screen says all of it.
    @discardableResult
    func wait(
        for texts: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        var shown = ""
        try wait(until: "the screen says \(texts)", sourceLocation: sourceLocation) {
            shown = try self.screen()
            return texts.allSatisfy(shown.contains)
        }
        return shown
    }

    /// Waits until something is so, and fails with the screen where it never is.
    func wait(
        until what: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ isSo: () throws -> Bool
    ) throws {
        let end = Date().addingTimeInterval(Self.patienceSeconds)
        while Date() < end {
            if try isSo() { return }
            Thread.sleep(forTimeInterval: 0.03)
        }
        let shown = try screen()
        try #require(
            Bool(false), "waited in vain until \(what):\n\(shown)", sourceLocation: sourceLocation)
    }

    /// Sends the program a signal.
    func signal(_ number: Int32) throws {
        let id = try #require(Int32(file("pid").trimmingCharacters(in: .newlines)))
        try #require(kill(id, number) == 0)
    }

    /// Waits for the program's end.
    ///
    /// - Returns: the exit code as a shell has it, and the terminal's mode before and after.
    func end() throws -> (code: String, before: String, after: String) {
        try wait(until: "the program has ended") { file("after").hasSuffix("\n") }
        return (file("code").trimmingCharacters(in: .newlines), file("before"), file("after"))
    }

    /// Bells that the program has rung.
    var bells: Int {
        let written = FileManager.default.contents(atPath: gate.path("written")) ?? Data()
        return written.count { $0 == 0x07 }
    }

    /// A file in the gate's folder; empty where it is not there.
    func file(_ name: String) -> String {
        (try? String(contentsOfFile: gate.path(name), encoding: .utf8)) ?? ""
    }
}
