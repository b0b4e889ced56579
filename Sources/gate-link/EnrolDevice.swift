// `gate enrol --server`: the device's request with a one-time code, and the office's answer.
import ArgumentParser
import CommandSupport
import GateLink
import GateState
import PassCheck
import PassCrypto
import PassFormat

/// Enrols this device over the network.
struct EnrolDevice: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "凭一次性登记码登记本机。/ Enrols this device by a code.")

    /// Longest line that a code may stand in.
    private static let largestCodeBytes = 256

    @OptionGroup var folder: FolderOption
    @OptionGroup var place: ServerOptions
    @Flag(help: "不再询问，视为指纹已核对。/ Does not ask: the fingerprint was compared.")
    var yes = false
    @Flag(help: "已登记时重新登记。/ Begins anew where the folder is a gate's already.")
    var replace = false
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        var lines = LineInput()
        var answer: EnrolmentAnswer?
        try linked { () throws(LinkFault) in
            guard let address = try place.address() else { throw .notLinked }
            let enrolling = OfficeEnrolling(
                at: folder.path, address: address, ifEnrolled: replace ? .replace : .refuse)
            let line = try HTTPSLine(address) { true }
            let request = try enrolling.request(random: .system)
            if output.form == .people {
                console.print(
                    BilingualText(
                        "设备指纹：\(request.fingerprint.text)",
                        "Device fingerprint: \(request.fingerprint.text)"))
            }
            guard let code = typedCode(from: &lines, console) else {
                throw .refused(
                    status: 0, code: "CODE_MISSING",
                    text: BilingualText(
                        "标准输入没有登记码；请先 gatepass device code，再把它给这里",
                        "there is no code on standard input; make one by gatepass device code"))
            }
            let (json, read) = try enrolling.answer(to: request, code: code, over: line)
            if output.form == .people {
                console.print(
                    BilingualText(
                        "\(read.gate) 号门，登记指纹：\(read.fingerprint.text)",
                        "Gate \(read.gate), enrolment fingerprint: \(read.fingerprint.text)"))
            }
            guard yes || isConfirmed(from: &lines, console) else {
                throw .refused(
                    status: 0, code: "NOT_CONFIRMED",
                    text: BilingualText(
                        "未确认，没有登记。核对指纹后输入 yes，或加 --yes；同一登记码 15 分钟内仍可用于本机。",
                        "Not confirmed, nothing was done. Type yes once it is compared, or give"
                            + " --yes; for 15 minutes another code serves."))
            }
            try enrolling.accept(json, now: SystemClock.now())
            answer = read
        }
        if let answer { tell(answer, console) }
    }

    private func tell(_ answer: EnrolmentAnswer, _ console: Console) {
        switch output.form {
        case .json:
            let document = JSONText.object([
                "gate": JSONText(answer.gate), "device": .string(answer.device.text),
                "enrolment": .string(answer.fingerprint.text),
            ])
            console.print(document.line)
        case .people:
            console.print(
                BilingualText(
                    "已登记为 \(answer.gate) 号门。下一步：gate sync",
                    "Enrolled as gate \(answer.gate). Next: gate sync"))
        }
    }

    private func typedCode(from lines: inout LineInput, _ console: Console) -> String? {
        if Console.isInputTyped {
            console.complain(BilingualText("请输入登记码：", "Type the code:"))
        }
        guard let line = lines.next(), line.count <= Self.largestCodeBytes else { return nil }
        let code = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
        return code.isEmpty ? nil : code
    }

    private func isConfirmed(from lines: inout LineInput, _ console: Console) -> Bool {
        console.complain(
            BilingualText(
                "与签发中心显示的指纹一致吗？一致请输入 yes：",
                "Is it the fingerprint that the office shows? Type yes if so:"))
        let typed = lines.next().map { String(decoding: $0, as: UTF8.self) }
        return ["yes", "y", "是"].contains(typed?.lowercased() ?? "")
    }
}
