// Why a bundle is not taken. Each has its own text; the old bundle stays in force.
package import PassFormat

/// A refused bundle.
package enum BundleFault: Error, Sendable, Equatable {
    /// Shorter or longer than its own head says.
    case torn(expectedBytes: Int, foundBytes: Int)
    case notABundle
    case badSignature
    /// A part does not have the hash that was signed.
    case altered(part: String)
    case malformed
    case foreignIssuer
    case otherGate(expected: UInt16, found: UInt16)
    case otherDevice
    case rolledBack(current: UInt64, found: UInt64)
    case forked(version: UInt64)
    case expired(at: Timestamp)
    /// The sealed part does not open with this device's key.
    case sealBroken
    /// A delta, and no bundle in force that it could build on.
    case noBase(needed: UInt64)
    /// A delta that builds on another bundle than the one in force.
    case otherBase(needed: UInt64, current: UInt64)
    /// A delta that does not give the part that was signed.
    case deltaDiffers(part: String)

    /// What was found and what to do, in Chinese.
    package var chinese: String {
        switch self {
        case .torn(let expected, let found):
            "数据包不完整：应有 \(expected) 字节，实有 \(found) 字节。请重新拷贝后再装载。"
        case .notABundle: "这不是闸口数据包。请用 `gatepass bundle make` 生成的文件。"
        case .badSignature: "数据包签名不对，可能被改动。请向签发中心重新索取。"
        case .altered(let part): "数据包的「\(part)」部分被改动或损坏。请重新拷贝或重新索取。"
        case .malformed: "数据包内容无法读懂。请更新闸口程序，或重新生成数据包。"
        case .foreignIssuer: "数据包出自另一个签发中心。请核对来源；换中心须重新登记闸口。"
        case .otherGate(let expected, let found):
            "这是 \(found) 号门的数据包，本机是 \(expected) 号门。请拿本门的数据包。"
        case .otherDevice: "数据包是给另一台设备的。请用本机登记后生成的数据包。"
        case .rolledBack(let current, let found):
            "数据包版本 \(found) 比现用的 \(current) 旧，不予装载。请索取最新的数据包。"
        case .forked(let version):
            "版本 \(version) 已装载过，但内容不同。请立即报告签发中心。"
        case .expired(let time): "数据包已在 \(time.seconds) 过期。请索取新的数据包。"
        case .sealBroken: "数据包的密封部分打不开：设备密钥不符或文件损坏。请重新登记本机。"
        case .noBase(let needed):
            "这是增量包，须在数据包 \(needed) 之上装载，而本机没有可用的数据包。请装载完整数据包。"
        case .otherBase(let needed, let current):
            "这是增量包，须在数据包 \(needed) 之上装载，而本机现用的是另一个（版本 \(current)）。"
                + "请装载完整数据包，或索取以 \(current) 为基础的增量包。"
        case .deltaDiffers(let part):
            "增量包算出的「\(part)」部分与签发的不符：增量包或本机数据包已损坏。请装载完整数据包。"
        }
    }

    /// What was found and what to do, in English.
    package var english: String {
        switch self {
        case .torn(let expected, let found):
            "The bundle is torn: \(expected) bytes expected, \(found) found. Copy it again."
        case .notABundle: "This is not a gate's bundle. Use a file made by `gatepass bundle make`."
        case .badSignature:
            "The bundle's signature is wrong; it may be altered. Ask the issuer for it again."
        case .altered(let part):
            "The bundle's \(part) part was altered or damaged. Copy it again or ask for a new one."
        case .malformed:
            "The bundle cannot be understood. Update the gate's program or make the bundle again."
        case .foreignIssuer:
            "The bundle is from another issuer. Check where it came from; a change of issuer"
                + " needs a new enrolment."
        case .otherGate(let expected, let found):
            "This bundle is for gate \(found); this is gate \(expected). Take this gate's bundle."
        case .otherDevice:
            "The bundle is for another device. Use one made after this device was enrolled."
        case .rolledBack(let current, let found):
            "The bundle's version \(found) is older than \(current), which is in force. Ask for the"
                + " newest."
        case .forked(let version):
            "Version \(version) was loaded before with other content. Report it to the issuer at"
                + " once."
        case .expired(let time):
            "The bundle expired at \(time.seconds) (seconds since 1970). Ask for a new one."
        case .sealBroken:
            "The bundle's sealed part does not open: another device key, or damage. Enrol this"
                + " device again."
        case .noBase(let needed):
            "This is a delta; it builds on bundle \(needed), and no usable bundle is loaded here."
                + " Load a whole bundle."
        case .otherBase(let needed, let current):
            "This is a delta; it builds on bundle \(needed), and another one is in force here"
                + " (version \(current)). Load a whole bundle, or ask for a delta from \(current)."
        case .deltaDiffers(let part):
            "The delta does not give the \(part) part that was signed: the delta or the bundle"
                + " here is damaged. Load a whole bundle."
        }
    }
}
