// Gates' devices as they are listed, with the fingerprints that people compare.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
package import Registry

/// A device that serves a gate, or did.
package struct DeviceListing: Sendable, Encodable {
    package let gate: GateNumber
    /// The device's own.
    package let fingerprint: String
    /// The enrolment's, as the gate shows it before it is accepted; nil where the device was
    /// withdrawn.
    package let enrolment: String?
    /// Seconds since 1970.
    package let enrolledAt: Int64
    package let revokedAt: Int64?

    private enum CodingKeys: String, CodingKey {
        case gate, fingerprint, enrolment, enrolledAt, revokedAt
    }

    /// Each key always, null where there is nothing.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(fingerprint, forKey: .fingerprint)
        try container.encode(enrolment, forKey: .enrolment)
        try container.encode(enrolledAt, forKey: .enrolledAt)
        try container.encode(revokedAt, forKey: .revokedAt)
    }
}

extension Office {
    /// All devices, those withdrawn too.
    package func devices() throws(OfficeError) -> [DeviceListing] {
        try office {
            try registry.devices().map { device in
                DeviceListing(
                    gate: device.gate, fingerprint: device.fingerprint,
                    enrolment: device.revokedAt == nil ? try enrolment(of: device).text : nil,
                    enrolledAt: device.enrolledAt, revokedAt: device.revokedAt)
            }
        }
    }

    /// The fingerprint of a device's enrolment.
    func enrolment(of device: Device) throws -> Fingerprint {
        .enrolment(
            gate: UInt16(clamping: device.gate.rawValue), device: try fingerprint(of: device),
            issuer: ring.signing.verifyingKey.bytes + ring.agreement.publicKey)
    }

    /// A device's own fingerprint.
    func fingerprint(of device: Device) throws -> Fingerprint {
        guard let fingerprint = try? Fingerprint(device.fingerprint) else {
            throw RegistryError.broken(path: folders.registry, detail: "devices.fingerprint")
        }
        return fingerprint
    }
}
