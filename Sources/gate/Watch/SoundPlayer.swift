// Three sounds that cannot be mistaken for each other: one for ALLOW, two for REVIEW, three or one
// long and low for DENY. Nothing here waits.
import CommandSupport
import Terminal
import WatchScreen

/// Plays the sound of a verdict.
struct SoundPlayer {
    /// What makes the sound.
    enum Means: String, CaseIterable {
        case bell, aplay, off
    }

    static let program = "/usr/bin/aplay"
    /// Bells closer together than this are heard as one.
    private static let bellSpaceMilliseconds: UInt64 = 300
    private static let bell: [UInt8] = [0x07]

    private let means: Means
    private let waves: [Tone: [UInt8]]
    private var playing: [StartedProgram] = []
    private var bellsAt: [UInt64] = []

    /// - Parameter asked: nil: `aplay` where it is installed, else the bell.
    init(_ asked: Means?) {
        means = asked ?? (StartedProgram.canStart(Self.program) ? .aplay : .bell)
        waves =
            means != .aplay
            ? [:]
            : [
                .admit: SoundWave.file([SoundTone(hertz: 1_760, milliseconds: 140)]),
                .review: SoundWave.file([
                    SoundTone(hertz: 880, milliseconds: 160),
                    SoundTone(hertz: 0, milliseconds: 120),
                    SoundTone(hertz: 880, milliseconds: 160),
                ]),
                .refuse: SoundWave.file([SoundTone(hertz: 220, milliseconds: 900)]),
            ]
    }

    /// When a bell is due; nil where none waits.
    var deadline: UInt64? { bellsAt.first }

    /// Begins the sound of a tone, in place of one that is not over.
    mutating func play(_ tone: Tone, at now: UInt64) {
        bellsAt = []
        switch means {
        case .off: break
        case .bell:
            let count =
                switch tone {
                case .admit: 1
                case .review: 2
                case .refuse, .undecided: 3
                case .same, .waiting: 0
                }
            bellsAt = (0..<UInt64(count)).map { now + $0 * Self.bellSpaceMilliseconds }
        case .aplay:
            for player in playing { player.kill() }
            guard let wave = waves[tone == .undecided ? .refuse : tone] else { return }
            // A gate without sound still shows its verdict.
            if let player = try? StartedProgram(
                Self.program, arguments: ["-q", "-"], variables: ["PATH=/usr/bin:/bin"],
                feeding: wave)
            {
                playing.append(player)
            }
        }
    }

    /// The bells that are due.
    mutating func due(at now: UInt64) -> [UInt8] {
        guard let first = bellsAt.first, first <= now else { return [] }
        bellsAt.removeFirst()
        return Self.bell
    }

    /// Takes note of players that have ended.
    mutating func reap() { playing.removeAll { $0.end() != nil } }
}
