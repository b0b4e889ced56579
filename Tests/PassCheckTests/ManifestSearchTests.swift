// Finding an entry by its index, in manifests of every size and of indexes that lie unevenly.
import PassCheck
import PassFormat
import TestSupport
import Testing

@Suite struct `A search of the manifest` {
    private func manifest(_ indexes: [UInt64]) throws -> Manifest {
        let digest = try #require(TokenDigest(bytes: [UInt8](repeating: 7, count: 16)))
        return Manifest(
            entries: indexes.map { index in
                ManifestEntry(
                    reference: PassReference(
                        index: PassIndex(rawValue: index), sequence: 1, digest: digest),
                    expires: .latest, status: .active)
            })
    }

    private func check(_ indexes: [UInt64]) throws {
        let sorted = Array(Set(indexes)).sorted()
        let manifest = try manifest(sorted)
        for (position, index) in sorted.enumerated() {
            #expect(manifest.position(of: PassIndex(rawValue: index)) == position)
        }
        let known = Set(sorted)
        let neighbours = sorted.flatMap { [$0 &- 1, $0 &+ 1] } + [0, 1, .max / 2, .max]
        for stranger in neighbours where !known.contains(stranger) {
            #expect(manifest.position(of: PassIndex(rawValue: stranger)) == nil)
        }
    }

    @Test func `finds every index and no other, however many there are`() throws {
        var generator = SeededGenerator(seed: 5)
        for count in [0, 1, 2, 3, 10, 257, 2_000] {
            try check((0..<count).map { _ in generator.next() })
        }
    }

    @Test func `finds every index and no other where they crowd together`() throws {
        try check([0, .max])
        try check([0, 1, 2, .max - 2, .max - 1, .max])
        try check((0..<300).map { UInt64($0) } + [.max])
        try check((0..<64).map { UInt64(1) << UInt64($0) })
    }
}
