// The gate's program: one file a command, each only asks a room and prints what it answers.
// Tests: Tests/CommandTests/Gate*.
import ArgumentParser
import CommandSupport

/// The root command.
@main
struct GateProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "闸口程序：核验通行码，不需网络。/ Checks pass codes at a gate, without a network.",
        discussion: """
            例 / Example:
              gate enrol --request device.json
              gate enrol --accept enrolment.json
              gate load gate1.bundle
              gate check < code.txt
            """,
        version: "gate \(ProgramStart.version)",
        subcommands: [
            Check.self, Watch.self, Sync.self, Apply.self, Equipment.self, Load.self, Enrol.self,
            Login.self, Logout.self, Status.self,
            Explain.self, JournalCommands.self, ClockCommands.self, ConformanceRun.self,
            Doctor.self,
        ])

    static func main() {
        ProgramStart.keepMemoryPrivate()
        let words = CommandLine.arguments.dropFirst()
        if let request = CheckRequest(laneWords: words, environment: .system) {
            ProgramStart.run(Self.self, environment: .system) { try request.run() }
        }
        ProgramStart.run(Self.self, environment: .system)
    }
}
