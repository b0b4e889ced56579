// The program that alone speaks to the network for a gate. `gate enrol --server`, `gate sync` and
// `gate watch` start it; its arguments are what those pass on, so it says little by itself.
// Tests: Tests/CommandTests/ExchangeTests.swift.
import ArgumentParser
import CommandSupport

/// The root command.
@main
struct LinkProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate-link",
        abstract: "由 gate 启动，与签发中心通信。/ Started by gate; speaks to the office.",
        version: "gate-link \(ProgramStart.version)",
        subcommands: [
            EnrolDevice.self, SyncOnce.self, ApplyOnce.self, EquipmentOnce.self,
            StayLinked.self,
        ])

    static func main() {
        ProgramStart.keepMemoryPrivate()
        ProgramStart.run(Self.self, environment: .system)
    }
}
