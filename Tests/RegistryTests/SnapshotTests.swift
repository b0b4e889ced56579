// What is kept of a gate's last bundles.
import Registry
import Testing

@Suite struct `Bundle snapshots` {
    private let office: TestRegistry

    init() throws {
        office = try TestRegistry()
        try office.furnish()
        try enrol(1)
    }

    private func enrol(_ seconds: Int64) throws {
        let keys = DeviceKeys(
            ed25519: [UInt8](repeating: 1, count: 32), x25519: [UInt8](repeating: 2, count: 32),
            journal: [UInt8](repeating: 3, count: 32))
        _ = try office.registry.enrol(
            keys, at: number(1), fingerprint: "AAAA", requestHash: [1],
            act: TestRegistry.act(10 + seconds))
    }

    private func record(_ version: Int64) throws {
        try office.registry.record(
            BundleRecord(
                version: version, hash: [UInt8(version)], previousHash: [0], issuedSeconds: 1,
                expiresSeconds: 2, snapshot: [9, UInt8(version)]),
            for: number(1), act: TestRegistry.act(20 + version))
    }

    @Test func `the last four of a gate are kept, each as it was given`() throws {
        #expect(try office.registry.bundleBases(of: number(1)).isEmpty)
        for version in 1...6 as ClosedRange<Int64> { try record(version) }
        #expect(try office.registry.bundleBases(of: number(1)) == [6, 5, 4, 3])
        let base = try #require(try office.registry.bundleBase(4, of: number(1)))
        #expect(base.hash == [4])
        #expect(base.snapshot == [9, 4])
        #expect(try office.registry.bundleBase(2, of: number(1)) == nil)
        #expect(throws: RegistryError.unknown(.gate, "7")) {
            _ = try office.registry.bundleBases(of: number(7))
        }
    }

    @Test func `one that another program was quicker with is refused as such, not as damage`()
        throws
    {
        try record(5)
        for version in [5, 4] as [Int64] {
            let path = office.registry.path
            #expect(throws: RegistryError.busy(path: path)) { try record(version) }
        }
        try record(6)
        #expect(try office.registry.bundleBases(of: number(1)) == [6, 5])
    }

    @Test func `those of a device that was withdrawn count no more`() throws {
        try record(1)
        try office.registry.revokeDevice(of: number(1), act: TestRegistry.act(50))
        #expect(try office.registry.bundleBases(of: number(1)).isEmpty)
        try enrol(51)
        #expect(try office.registry.bundleBase(1, of: number(1)) == nil)
        try record(2)
        #expect(try office.registry.bundleBases(of: number(1)) == [2])
    }
}
