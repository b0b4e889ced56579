// The office's program: data, keys, lists, passes, gates. Each command has a file in Commands; what
// they do is in the rooms below. Tests: Tests/CommandTests/Gatepass*.swift.
import ArgumentParser
import CommandSupport

/// `gatepass` itself: its version and its commands.
struct OfficeProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatepass",
        abstract: "签发人员和车辆的一码通行证。/ Issues one-code passes for staff and vehicles.",
        discussion: example(
            "gatepass init --area 310117",
            "gatepass org add --number 1042 --name 精密仪器厂",
            "gatepass roster import staff.xlsx --org 1042 --site 1",
            "gatepass pass issue --org 1042 --until +20d"),
        version: "0.1.0",
        subcommands: [
            InitCommand.self, OrganisationCommand.self, SiteCommand.self, ZoneCommand.self,
            GateCommand.self, RouteCommand.self, RosterCommand.self, VehicleCommand.self,
            PassCommand.self, HealthCommand.self, GuardCommand.self, UserCommand.self,
            MessagesCommand.self, KeyCommand.self,
            DeviceCommand.self, BundleCommand.self, JournalCommand.self, ConflictsCommand.self,
            ApplicationCommand.self, StatsCommand.self, InsideCommand.self, AuditCommand.self,
            BackupCommand.self,
            RestoreCommand.self, DoctorCommand.self,
            PrintCommand.self, ServeCommand.self, ConformanceCommand.self, DemoCommand.self,
        ])
}

@main
struct Program {
    static func main() {
        ProgramStart.keepMemoryPrivate()
        ProgramStart.run(OfficeProgram.self, environment: .system)
    }
}

/// The examples under a command's help.
func example(_ lines: String...) -> String {
    "示例 / Example:\n" + lines.map { "  " + $0 }.joined(separator: "\n")
}
