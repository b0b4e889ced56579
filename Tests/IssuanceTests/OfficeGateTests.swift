// Gates' devices as the office knows them.
import Issuance
import PassCheck
import PassCrypto
import TestSupport
import Testing

extension `The office` {
    @Test func `makes no bundle for a gate without a device, or with one that was withdrawn`()
        throws
    {
        let none = #expect(throws: OfficeError.self) {
            _ = try office.makeBundle(gate: Self.gate, expiresSeconds: nil)
        }
        #expect(none?.english.contains("gatepass device enrol") == true)
        let random = RandomSource.fixed(seed: 9)
        let request = try EnrolmentRequest.make(
            signing: SigningKey(seed: random.secret()),
            agreement: AgreementKey(secret: random.secret()),
            journal: AgreementKey(secret: random.secret()))
        _ = try office.enrolDevice(
            gate: Self.gate, request: request.json, expectedFingerprint: request.fingerprint.text)
        #expect(try office.makeBundle(gate: Self.gate, expiresSeconds: nil).entries == 0)
        try office.revokeDevice(gate: Self.gate, why: "stolen")
        #expect(throws: OfficeError.self) {
            _ = try office.makeBundle(gate: Self.gate, expiresSeconds: nil)
        }
    }

    @Test func `enrols no device whose fingerprint is another than was read out`() throws {
        let random = RandomSource.fixed(seed: 9)
        let request = try EnrolmentRequest.make(
            signing: SigningKey(seed: random.secret()),
            agreement: AgreementKey(secret: random.secret()),
            journal: AgreementKey(secret: random.secret()))
        #expect(throws: OfficeError.self) {
            _ = try office.enrolDevice(
                gate: Self.gate, request: request.json,
                expectedFingerprint: "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
        }
        #expect(try office.devices().isEmpty)
    }
}
