// Short tones as a WAV file in memory, for a player that reads its standard input.
// Tests: Tests/TerminalTests/SoundWaveTests.swift.
import Glibc

/// A tone, or a silence where it has no pitch.
package struct SoundTone: Sendable, Equatable {
    package var hertz: Double
    package var milliseconds: Int

    package init(hertz: Double, milliseconds: Int) {
        self.hertz = hertz
        self.milliseconds = milliseconds
    }
}

/// Tones as sound.
package enum SoundWave {
    /// Samples a second; each has 16 bits, one channel.
    package static let sampleRate = 16_000
    private static let loudness = 0.6
    /// Swelling and fading, so that nothing clicks.
    private static let edgeMilliseconds = 8

    /// A WAV file: a RIFF head of 44 bytes (Microsoft's Multimedia Programming Interface, 1991),
    /// then samples.
    package static func file(_ tones: [SoundTone]) -> [UInt8] {
        let samples = tones.flatMap(samples(of:))
        let count = UInt32(clamping: samples.count * 2)
        var bytes: [UInt8] = []
        func add(_ text: String) { bytes += Array(text.utf8) }
        func add<Number: FixedWidthInteger>(_ number: Number) {
            for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
            }
        }
        add("RIFF")
        add(36 + count)
        add("WAVEfmt ")
        add(UInt32(16))
        // Uncompressed, one channel, rate, bytes a second, bytes a sample, bits a sample.
        add(UInt16(1))
        add(UInt16(1))
        add(UInt32(sampleRate))
        add(UInt32(sampleRate * 2))
        add(UInt16(2))
        add(UInt16(16))
        add("data")
        add(count)
        for sample in samples { add(sample) }
        return bytes
    }

    private static func samples(of tone: SoundTone) -> [Int16] {
        let count = tone.milliseconds * sampleRate / 1_000
        let edge = edgeMilliseconds * sampleRate / 1_000
        return (0..<max(count, 0)).map { index in
            let swell = min(1, Double(min(index, count - index)) / Double(edge))
            let angle = 2 * Double.pi * tone.hertz * Double(index) / Double(sampleRate)
            return Int16(sin(angle) * swell * loudness * Double(Int16.max))
        }
    }
}
