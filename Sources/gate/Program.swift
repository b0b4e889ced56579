// The gate's program.
import ArgumentParser
import CommandSupport

/// The root command.
@main
struct Gate: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "gate")
    static func main() {
        ProgramStart.keepMemoryPrivate()
        ProgramStart.run(Self.self, environment: .system)
    }
}
