// `gatepass demo`: the whole way on invented data in a throw-away folder.
import ArgumentParser
import CommandSupport
import Demonstration
import Glibc
import PassCrypto
import PassFormat

/// Plays the demonstration.
struct DemoCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "用虚构数据走完全程。/ Plays the whole way on invented data.",
        discussion: example("gatepass demo"))

    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let folder = try Self.throwAwayFolder()
        do {
            let play = Demonstration(
                in: folder, nowSeconds: Int64(clamping: SystemClock.now().seconds),
                random: .system,
                tell: { if output.form == .people { console.print($0) } })
            let verdicts = try play.play()
            guard output.form == .json else { return }
            let told = verdicts.map { verdict in
                JSONText.object([
                    "what": .string(verdict.what), "code": .string(verdict.code),
                ])
            }
            console.print(
                JSONText.object(["folder": .string(folder), "verdicts": .array(told)]).line)
        } catch {
            let text = String(describing: error)
            throw CommandFailure(.cannotWork, BilingualText(text, text))
        }
    }

    private static func throwAwayFolder() throws -> String {
        let parent = Environment.system["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/gatepass-demo-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw CommandFailure(
                .cannotWork,
                BilingualText(
                    "无法在 \(parent) 建立临时目录；请检查权限或设置 TMPDIR",
                    "no folder can be made in \(parent); check permissions, or set TMPDIR"))
        }
        return String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
