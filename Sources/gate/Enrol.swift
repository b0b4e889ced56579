// `gate enrol`: asks the office for this gate, and accepts its answer; or both over the network.
import ArgumentParser
import CommandSupport
import GateState
import PassCheck
import PassCrypto
import PassFormat
import PrivateFiles

/// Makes a request or accepts an answer.
struct Enrol: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "登记本机：先出申请，再收答复。/ Enrols this device: a request, then its answer.",
        discussion: """
            例 / Example:
              gate enrol --request device.json        交给签发中心 / give it to the issuer
              gate enrol --accept enrolment.json      核对指纹后确认 / compare the fingerprint
              gate enrol --server https://office.example --pin … < code.txt
            """)

    /// Longest enrolment document that is read; ours have under 1 KB.
    private static let largestDocumentBytes = 64 << 10

    @Option(help: "写出登记申请。/ Writes a request to this file.")
    var request: String?

    @Option(help: "接受签发中心的答复。/ Accepts the issuer's answer in this file.")
    var accept: String?

    @Option(
        help: ArgumentHelp(
            "经网络登记；从标准输入读登记码。/ Enrols over the network; reads the code on standard input.",
            valueName: "url"))
    var server: String?

    @Option(
        help: ArgumentHelp(
            "服务器公钥的 SHA-256。/ SHA-256 of the server's public key.", valueName: "sha256"))
    var pin: String?

    @Flag(help: "不再询问，视为指纹已核对。/ Does not ask: the fingerprint was compared.")
    var yes = false

    @Flag(help: "已登记时重新登记；旧数据包作废，旧记录保留。/ Begins anew: drops the bundle, keeps the old journal.")
    var replace = false

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard [request, accept, server].count(where: { $0 != nil }) == 1 else {
            throw ValidationError(
                "须给 --request、--accept、--server 之一。/ "
                    + "Give one of --request, --accept and --server.")
        }
        guard (server == nil) == (pin == nil) else {
            throw ValidationError("--server 与 --pin 须一同给出。/ --server and --pin go together.")
        }
    }

    func run() throws {
        let console = output.console(environment: .system)
        let path = state.path(environment: .system)
        if let server, let pin {
            let answers = (yes ? ["--yes"] : []) + (replace ? ["--replace"] : [])
            try OfficeLink.become(
                "enrol", ["--server", server, "--pin", pin] + answers, at: path, output)
        }
        do {
            if let request { try makeRequest(request, at: path, console) }
            if let accept { try acceptAnswer(accept, at: path, console) }
        } catch let error as GateStateError {
            throw error.failure
        } catch let error as FileError {
            throw error.failure
        }
    }

    private func makeRequest(_ file: String, at path: String, _ console: Console) throws {
        guard !stands(file, in: path) else {
            throw CommandFailure(
                .nothingDone,
                BilingualText(
                    "\(file) 在闸口自己的目录里，不能存放申请；请另给路径",
                    "\(file) lies in the gate's own folder; give the request another path"))
        }
        let made = try Enrolling.request(at: path, random: .system)
        try replaceFile(file, with: made.json, mode: 0o644)
        let fingerprint = made.fingerprint.text
        switch output.form {
        case .json:
            console.print(JSONText.object(["device": .string(fingerprint)]).line)
        case .people:
            console.print(
                BilingualText("设备指纹：\(fingerprint)", "Device fingerprint: \(fingerprint)"))
            console.print(
                BilingualText(
                    "请把 \(file) 交给签发中心，并核对对方显示的设备指纹。",
                    "Give \(file) to the issuer and compare the device fingerprint shown there."))
        }
    }

    private func acceptAnswer(_ file: String, at path: String, _ console: Console) throws {
        let json = try readWholeFile(file, limitBytes: Self.largestDocumentBytes)
        let replacement: EnrolmentReplacement = replace ? .replace : .refuse
        let answer = try Enrolling.examine(json, at: path, ifEnrolled: replacement)
        let fingerprint = answer.fingerprint.text
        if output.form == .people {
            console.print(
                BilingualText(
                    "\(answer.gate) 号门，登记指纹：\(fingerprint)",
                    "Gate \(answer.gate), enrolment fingerprint: \(fingerprint)"))
        }
        guard yes || isConfirmed(on: console) else {
            throw CommandFailure(
                .nothingDone,
                BilingualText(
                    "未确认，没有登记。核对指纹后输入 yes，或加 --yes。",
                    "Not confirmed, nothing was done. Type yes once it is compared, or give --yes.")
            )
        }
        let now = SystemClock.now()
        try Enrolling.accept(json, at: path, ifEnrolled: replacement, now: now)
        switch output.form {
        case .json:
            let document = JSONText.object([
                "gate": JSONText(answer.gate), "device": .string(answer.device.text),
                "enrolment": .string(fingerprint),
            ])
            console.print(document.line)
        case .people:
            console.print(
                BilingualText(
                    "已登记为 \(answer.gate) 号门。下一步：gate load 数据包",
                    "Enrolled as gate \(answer.gate). Next: gate load FILE"))
        }
    }

    private func isConfirmed(on console: Console) -> Bool {
        console.complain(
            BilingualText(
                "与签发中心显示的指纹一致吗？一致请输入 yes：",
                "Is it the fingerprint that the issuer shows? Type yes if so:"))
        var lines = LineInput()
        let typed = lines.next().map { String(decoding: $0, as: UTF8.self) }
        return ["yes", "y", "是"].contains(typed?.lowercased() ?? "")
    }
}
