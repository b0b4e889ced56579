// Why a gate's request is refused: a word for programs, a text for people.
package import PassFormat
package import Registry

/// A refusal in the exchange with gates.
package enum ExchangeRefusal: Error, Sendable {
    /// There is no signature, or it is not in the profile.
    case notSigned
    /// No device in use has the fingerprint that it names.
    case unknownDevice
    case badSignature
    /// It was signed for another time; the field `Gatepass-Time` says for which it should be.
    case clockOff(time: String)
    case replayed
    case tooManyRequests
    /// The body is not the one of the digest.
    case otherBody
    /// The body is longer than is taken over the network.
    case tooLong
    /// The document is none, or says what cannot be.
    case badDocument
    /// A journal of another device.
    case otherJournal
    /// An alarm stands against the gate.
    case bundlesStopped(JournalAlarmRecord)
    /// A one-time code that does not let anybody in.
    case badCode(CodeRedemption)
    case office(OfficeError)

    /// The word of the problem document.
    package var code: String {
        switch self {
        case .notSigned: "SIGNATURE_MISSING"
        case .unknownDevice: "DEVICE_UNKNOWN"
        case .badSignature: "SIGNATURE_WRONG"
        case .clockOff: "CLOCK_OFF"
        case .replayed: "REQUEST_REPLAYED"
        case .tooManyRequests: "TOO_MANY_REQUESTS"
        case .otherBody: "DIGEST_WRONG"
        case .tooLong: "BODY_TOO_LARGE"
        case .badDocument: "DOCUMENT_WRONG"
        case .otherJournal: "JOURNAL_OF_OTHER_DEVICE"
        case .bundlesStopped: "BUNDLES_STOPPED"
        case .badCode(.expired): "CODE_EXPIRED"
        case .badCode(.used): "CODE_USED"
        case .badCode(.unknown), .badCode(.gate): "CODE_UNKNOWN"
        case .office(let error): error.code
        }
    }

    /// What was found, and what to do.
    package var text: BilingualText {
        switch self {
        case .notSigned:
            BilingualText(
                "请求没有门岗设备的签名，或签名格式不对；请使用 gate sync",
                "the request bears no signature of a gate's device in the right form; use gate sync"
            )
        case .unknownDevice:
            BilingualText(
                "本处没有登记这台设备，或已撤销；请在门岗重新登记：gate enrol --server …",
                "this device is not in use here, or was withdrawn; enrol the gate again: gate"
                    + " enrol --server …")
        case .badSignature:
            BilingualText(
                "请求的签名不对；请在门岗重新登记",
                "the request's signature is wrong; enrol the gate again")
        case .clockOff:
            BilingualText(
                "请求签名的时间与本处相差太多；门岗会按答复中的时间重试",
                "the request was signed for another time; the gate tries again by the time given")
        case .replayed:
            BilingualText("这个请求已经收到过", "this request was here already; sign another")
        case .tooManyRequests:
            BilingualText(
                "该门岗的请求太多；请稍后再试",
                "the gate sends too many requests; try again in a few minutes")
        case .otherBody:
            BilingualText(
                "内容与请求所签的摘要不符；请重新发送", "the body is not what the digest says; send it again")
        case .tooLong:
            BilingualText(
                "通行记录太长；请用 gate journal export 带去",
                "the journal is too long for the network; take it by gate journal export")
        case .badDocument:
            BilingualText("内容不是所要的文档", "the body is not the document that is wanted")
        case .otherJournal:
            BilingualText(
                "记录出自另一台设备；请用 gatepass journal import 导入",
                "the journal is another device's; bring it in by gatepass journal import")
        case .bundlesStopped(let alarm): alarm.refusal
        case .badCode(.expired):
            BilingualText(
                "登记码已过期；请再做一个：gatepass device code",
                "the code has expired; make another: gatepass device code")
        case .badCode(.used):
            BilingualText(
                "登记码已被另一申请用过；请再做一个：gatepass device code",
                "the code let another request in; make another: gatepass device code")
        case .badCode(.unknown), .badCode(.gate):
            BilingualText(
                "没有这个登记码；请核对，或再做一个：gatepass device code",
                "there is no such code; look again, or make another: gatepass device code")
        case .office(let error): BilingualText(error.chinese, error.english)
        }
    }
}

extension JournalAlarmRecord {
    /// Why no bundle is made while it stands.
    var refusal: BilingualText {
        let what = kind.text(first...max(first, last))
        return BilingualText(
            "门岗 \(gate) 的通行记录有警报：\(what.chinese)；查明之前不为它制作数据包，"
                + "查明后 `gatepass journal accept --gate \(gate) --reason …`",
            "an alarm stands against the journal of gate \(gate): \(what.english); no bundle is"
                + " made for it until `gatepass journal accept --gate \(gate) --reason …`")
    }
}
