// `gatepass pass …`: the passes themselves. Its commands have a file each beside this one.
import ArgumentParser
import Issuance

/// Passes.
struct PassCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pass", abstract: "通行证。/ Passes.",
        discussion: example(
            "gatepass pass issue --org 1042 --until +20d",
            "gatepass pass export --org 1042 --to codes.zip --format png --prove"),
        subcommands: [
            PassIssueCommand.self, PassList.self, PassShow.self, PassRevoke.self, PassReissue.self,
            PassRenew.self, PassExport.self, PassLive.self, PassLink.self,
        ])
}

/// `--kind`: passes of one kind.
enum KindArgument: String, ExpressibleByArgument, CaseIterable {
    case staff, vehicle
}

extension PassKindFilter {
    /// What `--kind` asks for; without it every kind.
    init(_ argument: KindArgument?) {
        switch argument {
        case .staff?: self = .staff
        case .vehicle?: self = .vehicles
        case nil: self = .all
        }
    }
}
