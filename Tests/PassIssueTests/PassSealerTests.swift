// The issuer hands out nothing that a gate would not read.
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@Suite struct `Pass sealer` {
    private let folder: TestFolder
    private let issuer: IssuerFixture

    init() throws {
        folder = try TestFolder()
        issuer = try IssuerFixture(in: folder.path)
    }

    @Test func `writes a staff pass without a label in 147 characters, a vehicle's in 175`() throws
    {
        let staff = try issuer.seal(seed: 1) {
            $0.zones = NumberSet([1])
            $0.organisation = 1042
        }
        #expect(staff.text.utf8.count == 147)
        let vehicle = try issuer.seal(seed: 2) {
            $0.kind = .vehicle
            $0.zones = NumberSet([1])
            $0.organisation = 70001
            $0.label = PassLabel("沪A12345")
            $0.route = 12
            $0.maximumEntries = 6
        }
        #expect(vehicle.text.utf8.count == 175)
    }

    @Test func `refuses a text over version 8 and names the claim to shorten`() throws {
        let error = #expect(throws: SealError.self) {
            _ = try issuer.seal(seed: 1) {
                $0.zones = NumberSet(Array(1000..<1016))
                $0.gates = NumberSet(Array(1000..<1012))
            }
        }
        guard case .textTooLong(let count, "zones") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(count > TextLimits.sealedCharacters)
    }

    @Test func `refuses a pass that ends before it begins`() {
        #expect(throws: SealError.badTimes(notBefore: 9, expires: 9)) {
            _ = try issuer.seal(seed: 1) {
                $0.notBefore = Timestamp(seconds: 9)
                $0.expires = Timestamp(seconds: 9)
            }
        }
    }

    @Test func `refuses an epoch that the ring does not have`() {
        #expect(throws: SealError.unknownEpoch(9)) {
            _ = try PassSealer(issuer.ring, keyID: KeyID(epoch: 9, group: 1))
        }
    }
}
