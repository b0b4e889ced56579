// What keyboards make of a code that a scanner types. A scanner that is set to one country's
// keyboard names keys, and the machine's layout turns these into characters.

/// A way that a code can take from the scanner to the program.
struct ManglingPath: Sendable {
    private let keyboard: KeyboardMismatch?
    private let capitals: Bool
    private let width: Bool
    private let twice: Bool

    /// Every combination, those with the fewest faults first.
    static let simplestFirst: [ManglingPath] = {
        let keyboards: [KeyboardMismatch?] = [nil] + KeyboardMismatch.allCases
        let switches = [false, true]
        let all = keyboards.flatMap { keyboard in
            switches.flatMap { capitals in
                switches.flatMap { width in
                    switches.map { twice in
                        ManglingPath(
                            keyboard: keyboard, capitals: capitals, width: width, twice: twice)
                    }
                }
            }
        }
        return all.sorted { $0.faults.count < $1.faults.count }
    }()

    /// What the way does, the key's fault before the character's.
    var faults: [ScannerFault] {
        (capitals ? [.capitals] : []) + (keyboard.map { [$0.fault] } ?? [])
            + (width ? [.fullWidth] : []) + (twice ? [.doubled] : [])
    }

    /// What arrives of a text.
    func applied(to text: String) -> String {
        var arrived = ""
        for typed in text {
            var character = typed
            if capitals { character = Self.otherCase(character) }
            if let keyboard { character = keyboard.characters[character] ?? character }
            if width { character = Self.wide(character) }
            arrived.append(character)
            if twice { arrived.append(character) }
        }
        return arrived
    }

    private static func otherCase(_ character: Character) -> Character {
        let other = character.isUppercase ? character.lowercased() : character.uppercased()
        return other.first ?? character
    }

    /// U+FF01 to U+FF5E, the full-width forms of ASCII.
    private static func wide(_ character: Character) -> Character {
        guard let value = character.asciiValue, (0x21...0x7E).contains(value),
            let scalar = Unicode.Scalar(UInt32(value) + 0xFEE0)
        else { return character }
        return Character(scalar)
    }
}

/// Scanner and machine are set to keyboards of two countries, one of them the US.
enum KeyboardMismatch: Sendable, CaseIterable {
    /// The machine is the German or French one.
    case germanMachine, frenchMachine
    /// The scanner is.
    case germanScanner, frenchScanner

    var fault: ScannerFault {
        switch self {
        case .germanMachine, .germanScanner: .germanKeyboard
        case .frenchMachine, .frenchScanner: .frenchKeyboard
        }
    }

    /// What arrives of a character where it is not the character itself.
    var characters: [Character: Character] {
        switch self {
        case .germanMachine: Self.german
        case .frenchMachine: Self.french
        case .germanScanner: Self.reversed(Self.german)
        case .frenchScanner: Self.reversed(Self.french)
        }
    }

    private static let german = keys(
        us: "yzYZ-_=+[]{};:'\"/?\\|`@#^&*()<>",
        there: "zyZYß?´`ü+Ü*öÖäÄ-_#'^\"§&/(=)=;:")

    private static let french = keys(
        us: "1234567890-qQwWaAzZmM;:,<.>/?'\"[]\\!@#$%^&*()_",
        there: "&é\"'(-è_çà)aAzZqQwW,?mM;.:/!§ù%^$*1234567890°")

    /// Keys by position: the character on a US keyboard, and the one on the other.
    private static func keys(us: String, there: String) -> [Character: Character] {
        Dictionary(zip(us, there)) { first, _ in first }
    }

    private static func reversed(_ keys: [Character: Character]) -> [Character: Character] {
        Dictionary(keys.map { ($0.value, $0.key) }.sorted { $0 < $1 }) { first, _ in first }
    }
}
