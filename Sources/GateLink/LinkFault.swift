// What can go wrong between gate and office, with what to do about it.
import GateExchange
package import GateState
package import PassFormat

/// Why an exchange did not come about.
package enum LinkFault: Error, Equatable, Sendable {
    /// The gate's folder does not say where the office is.
    case notLinked
    /// An address that is no `https://` server, or a pin that is none.
    case badAddress(String)
    case badPin
    /// There is no connection; says why, in libcurl's words.
    case unreachable(String)
    /// The server has another key than the one that is known.
    case otherKey
    /// The server sends the gate elsewhere, where it does not go.
    case redirected(status: Int)
    /// The office answers, and refuses.
    case refused(status: Int, code: String, text: BilingualText)
    /// The answer is not what was asked for, or longer than the limit.
    case badAnswer(String)
    /// A journal that is too long to be sent.
    case journalTooLong(bytes: Int)
    /// The program was told to stop.
    case stopped
    /// The gate's own trouble.
    case gate(GateStateError)

    /// A word for programs.
    package var code: String {
        switch self {
        case .notLinked: "NOT_LINKED"
        case .badAddress: "ADDRESS_WRONG"
        case .badPin: "PIN_WRONG"
        case .unreachable: "UNREACHABLE"
        case .otherKey: "SERVER_KEY_OTHER"
        case .redirected: "REDIRECTED"
        case .refused(_, let code, _): code
        case .badAnswer: "ANSWER_WRONG"
        case .journalTooLong: "JOURNAL_TOO_LONG"
        case .stopped: "STOPPED"
        case .gate: "GATE_CANNOT_WORK"
        }
    }

    /// How the link stands after it.
    var outcome: LinkStatus.Outcome {
        switch self {
        case .refused(let status, _, _) where status < 500: .refused
        case .otherKey, .redirected, .badAnswer, .journalTooLong: .refused
        default: .unreachable
        }
    }

    /// What was found, what was expected, what to do.
    package var text: BilingualText {
        switch self {
        case .notLinked:
            BilingualText(
                "本门还不知道签发中心的地址；请运行 gate sync --server https://… --pin …",
                "this gate does not know where the office is; run gate sync --server https://…"
                    + " --pin …")
        case .badAddress(let found):
            BilingualText(
                "\(found.prefix(80)) 不是 https:// 开头、只含主机名和端口的地址",
                "\(found.prefix(80)) is no address of https://, host and port alone")
        case .badPin:
            BilingualText(
                "--pin 应为服务器公钥的 SHA-256：64 个十六进制数字，或 sha256//…",
                "--pin is the SHA-256 of the server's public key: 64 hexadecimal digits, or"
                    + " sha256//…")
        case .unreachable(let cause):
            BilingualText(
                "连不上签发中心（\(cause)）；门岗照常工作，稍后再试",
                "the office was not reached (\(cause)); the gate works on, try again later")
        case .otherKey:
            BilingualText(
                "服务器的公钥与登记时给的不同，没有连接；请向办公室核实新的 --pin",
                "the server has another key than was given, so nothing was sent; ask the office for"
                    + " the new --pin")
        case .redirected(let status):
            BilingualText(
                "服务器要求转到别处（\(status)），门岗不跟随；请核对地址",
                "the server sends the gate elsewhere (\(status)), where it does not go; look at the"
                    + " address")
        case .refused(_, _, let text): text
        case .badAnswer(let what):
            BilingualText(
                "签发中心的答复不对（\(what)）；请核对地址，或升级较旧的程序",
                "the office's answer is not what was asked for (\(what)); look at the address, or"
                    + " update the older program")
        case .journalTooLong(let count):
            BilingualText(
                "通行记录有 \(count) 字节，网络上最多送 \(ExchangeLimit.journalBytes) 字节；"
                    + "请用 gate journal export 带去",
                "the journal has \(count) bytes, over the network at most"
                    + " \(ExchangeLimit.journalBytes) go; take it by gate journal export")
        case .stopped: BilingualText("已停止", "it was stopped")
        case .gate(let error): BilingualText(error.chineseText, error.description)
        }
    }
}

/// Work on the gate's folder, with its errors as the link's own.
func ofGate<Value: ~Copyable>(
    _ body: () throws(GateStateError) -> Value
) throws(LinkFault) -> Value {
    do throws(GateStateError) { return try body() } catch { throw .gate(error) }
}
