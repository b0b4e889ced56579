// Tones as WAV files.
import Testing

@testable import Terminal

@Suite struct `Sound of a verdict` {
    @Test func `is a file that a player takes, of the length and pitch that were asked for`() {
        let file = SoundWave.file([SoundTone(hertz: 500, milliseconds: 100)])
        #expect(file.prefix(4) == Array("RIFF".utf8)[...])
        #expect(Array(file[8..<16]) == Array("WAVEfmt ".utf8))
        #expect(Array(file[36..<40]) == Array("data".utf8))
        #expect(file.count == 44 + 100 * SoundWave.sampleRate / 1_000 * 2)
        let samples = stride(from: 44, to: file.count, by: 2).map {
            Int16(truncatingIfNeeded: Int(file[$0]) | Int(file[$0 + 1]) << 8)
        }
        let crossings = zip(samples, samples.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
        #expect((48...51).contains(crossings))
        #expect(samples.max() ?? 0 > 15_000)
    }

    @Test func `fits into a pipe at once, so that nobody waits for the player`() {
        #expect(SoundWave.file([SoundTone(hertz: 220, milliseconds: 900)]).count < 65_536)
        #expect(SoundWave.file([]).count == 44)
    }
}
