// libFuzzer on text → verdict, built and run by `make fuzz`. Nothing that the issuer did not seal
// may be accepted, and nothing may crash.
import CLibFuzzer
import Glibc
import PassCheck
import PassCrypto
import PassFormat
import TestSupport

/// Mutations of valid tokens that are tried before libFuzzer starts.
let mutationCount = 1_000_000

/// A gate with one key and a few passes; immutable, so that every input meets the same.
struct FuzzGate {
    let basis: DecisionBasis
    let tokens: [[UInt8]]

    static let shared = FuzzGate()

    private init() {
        let secret: [UInt8] = Array(repeating: 7, count: 32)
        let keyID = KeyID(epoch: 1, group: 1)
        guard let root = try? RootKey(SecretBytes(copying: secret.span)) else { abort() }
        let key = root.groupKey(keyID: keyID.bytes)
        basis = DecisionBasis(
            keys: KeyTable(
                authority: .groupKeys([keyID: key]),
                liveKeys: [keyID: root.liveKey(keyID: keyID.bytes)]),
            policy: .standard, manifest: nil, bundleTimes: nil)
        var generator = SeededGenerator(seed: 1)
        let header = TokenWriter.protectedHeader(keyID)
        tokens = (0..<64).compactMap { _ in
            guard let claims = Claims.random(using: &generator) else { return nil }
            let payload = claims.encoded()
            guard payload.count <= DecodedToken.largestPayloadBytes else { return nil }
            let tag = MACStructure.tag(under: key, protected: header.span, payload: payload.span)
            return TokenWriter.token(protected: header, payload: payload, tag: tag.array)
        }
    }

    /// Whether the text is taken for an authentic pass; every path to a verdict is walked.
    func accepts(_ text: Span<UInt8>) -> Bool {
        let verification = verify(text, with: basis)
        let context = GateContext(
            zone: 1, gate: 1, direction: .inward, sight: .gate(Observation()), clock: .trusted)
        let verdict = decide(
            verification, at: Timestamp(seconds: 1_780_000_000), in: context, history: .none,
            with: basis)
        guard case .authentic(let pass) = verification else { return false }
        // The very token of the issuer is no forgery, whatever stands around it.
        let token = pass.token.bytes.array(pass.token.token)
        return verdict.reference != nil && !tokens.contains(token)
    }
}

/// One change to a token: bits, bytes, cuts, doublings.
func mutate(_ token: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = token
    for _ in 0...Int.random(in: 0...2, using: &generator) {
        guard !bytes.isEmpty else { break }
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0...5, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        case 4: bytes.removeSubrange(place...)
        default: bytes += bytes[place...].prefix(32)
        }
    }
    return bytes
}

/// Tries mutations of valid tokens from a fixed seed and prints the counts.
func runMutations(against gate: FuzzGate) {
    var generator = SeededGenerator(seed: 20_200_210)
    var changed = 0
    for _ in 0..<mutationCount {
        guard let token = gate.tokens.randomElement(using: &generator) else { abort() }
        let mutated = mutate(token, using: &generator)
        changed += mutated == token ? 0 : 1
        let text = Array("GP1\(Base32.encode(mutated.span))".utf8)
        if gate.accepts(text.span) {
            print("ACCEPTED a mutation: \(String(decoding: text, as: UTF8.self))")
            abort()
        }
    }
    print("mutations of valid tokens: \(mutationCount) tried, \(changed) changed, 0 accepted")
}

@main enum FuzzVerdict {
    static func main() {
        runMutations(against: .shared)
        fflush(nil)
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            unsafe CommandLine.unsafeArgv
        let status = unsafe LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
            let input = unsafe UnsafeBufferPointer(start: bytes, count: count)
            if FuzzGate.shared.accepts(unsafe input.span) {
                print("ACCEPTED an input that no issuer sealed")
                abort()
            }
            return 0
        }
        exit(status)
    }
}
