// `gate load FILE`: puts a bundle in force.
import ArgumentParser
import CommandSupport
import GateState
import PassCheck
import PassFormat
import PrivateFiles

/// Loads a bundle.
struct Load: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "装载签发中心的数据包。/ Loads a bundle from the issuer.",
        discussion: """
            不合格的数据包被拒绝（退出码 2），原有的继续有效；已装载的同一个包退出码为 0。
            增量包同样装载，但只能装在它所依据的版本之上。
            A refused bundle (exit 2) leaves the old one in force; the same one again is exit 0.
            A delta is loaded likewise, on the version that it builds on.

            例 / Example:
              gate load gate1.bundle
            """)

    @Argument(help: "数据包文件。/ The bundle's file.")
    var file: String

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let arrival = try arrival(of: file, at: gate)
        guard case .inForce(let bundle, _) = gate.bundle else {
            throw GateStateError.bundle(.malformed).failure
        }
        switch output.form {
        case .json:
            let document = JSONText.object([
                "loaded": .truth(arrival == .newer), "gate": JSONText(gate.identity.gate),
                "bundle": JSONText(bundle.core.version),
                "passes": JSONText(bundle.manifest.count),
                "facts_as_of": JSONText(bundle.core.factsAsOf.seconds),
                "expires": JSONText(bundle.core.expires.seconds),
            ])
            console.print(document.line)
        case .people:
            let until = bundle.core.expires.siteText(utcOffsetMinutes: gate.utcOffsetMinutes)
            let version = bundle.core.version
            let count = bundle.manifest.count
            switch arrival {
            case .newer:
                console.print(
                    BilingualText(
                        "已装载数据包 \(version)：\(count) 张通行证，有效至 \(until)。",
                        "Loaded bundle \(version): \(count) passes, good until \(until)."))
            case .alreadyLoaded:
                console.print(
                    BilingualText(
                        "数据包 \(version) 早已装载，有效至 \(until)。",
                        "Bundle \(version) is already loaded, good until \(until)."))
            }
        }
    }

    private func arrival(of path: String, at gate: Gate) throws -> BundleArrival {
        do throws(GateStateError) {
            return try gate.load(path, at: .now())
        } catch {
            // A file that is not there is the input's fault, not the gate's.
            if case .files(.system(_, let place, _)) = error, place == path {
                throw CommandFailure(.nothingDone, error.text)
            }
            throw error.failure
        }
    }
}
