// Randomness for tests: a fixed stream, so that every run draws the same.
package import PassCrypto
import Synchronization

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), seeded; for tests only.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension RandomSource {
    /// A stream that is the same for the same seed.
    package static func fixed(seed: UInt64) -> RandomSource {
        let generator = GeneratorBox(seed: seed)
        return RandomSource { (count) in generator.bytes(count) }
    }
}

/// Guards the generator's state, which several tests' threads may draw from.
private final class GeneratorBox: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

    func bytes(_ count: Int) -> [UInt8] {
        generator.withLock { generator in
            (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        }
    }
}
