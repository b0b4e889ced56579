// No change of a valid text, however small, is accepted.
import PassCheck
import PassCrypto
import PassFormat
import TestSupport
import Testing

@Suite struct `Forgery` {
    private let basis: DecisionBasis
    private let key: GroupKey
    private let keyID = KeyID(epoch: 1, group: 7)

    init() throws {
        let root = try RootKey(RandomSource.fixed(seed: 11).secret())
        key = root.groupKey(keyID: keyID.bytes)
        basis = DecisionBasis(
            keys: KeyTable(authority: .groupKeys([keyID: key])), policy: .standard, manifest: nil,
            bundleTimes: nil)
    }

    private func isAccepted(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if case .authentic = verify(bytes.span, with: basis) { return true }
        return false
    }

    private func code(_ text: String) -> VerdictCode? {
        let bytes = Array(text.utf8)
        if case .refused(let code) = verify(bytes.span, with: basis) { return code }
        return nil
    }

    private func token(payload: [UInt8]) -> [UInt8] {
        let header = TokenWriter.protectedHeader(keyID)
        let tag = MACStructure.tag(under: key, protected: header.span, payload: payload.span)
        return TokenWriter.token(protected: header, payload: payload, tag: tag.array)
    }

    private func samples() -> [[UInt8]] {
        var generator = SeededGenerator(seed: 3)
        return (0..<8).compactMap { _ in
            Claims.random(using: &generator).map { token(payload: $0.encoded()) }
        }
    }

    @Test func `leaves the unchanged text alone`() {
        for token in samples() { #expect(isAccepted(TokenWriter.text(of: token))) }
    }

    @Test func `by flipping any one bit is refused`() {
        for token in samples() {
            for bit in 0..<token.count * 8 {
                var forged = token
                forged[bit / 8] ^= 1 << (bit % 8)
                #expect(!isAccepted(TokenWriter.text(of: forged)))
            }
        }
    }

    @Test func `by changing, inserting or deleting any one character is refused`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        for token in samples().prefix(2) {
            let text = Array(TokenWriter.text(of: token))
            for place in 3..<text.count {
                var deleted = text
                deleted.remove(at: place)
                #expect(!isAccepted(String(deleted)))
                for letter in alphabet + ["0", "1", "8", "9", "=", " ", "-"] {
                    if letter != text[place] {
                        var changed = text
                        changed[place] = letter
                        #expect(!isAccepted(String(changed)))
                    }
                    var inserted = text
                    inserted.insert(letter, at: place)
                    #expect(!isAccepted(String(inserted)))
                }
            }
            for letter in alphabet + ["0", "8", "9", "="] {
                #expect(!isAccepted(String(text) + String(letter)))
            }
        }
    }

    @Test func `by a second encoding of the same token is refused`() throws {
        let token = try #require(samples().first)
        let body = Array(token.dropFirst(2))
        let withLongArray: [UInt8] = [0xD1, 0x98, 0x04] + body
        let withLongTag: [UInt8] = [0xD8, 0x11, 0x84] + body
        let indefinite: [UInt8] = [0xD1, 0x9F] + body + [0xFF]
        #expect(code(TokenWriter.text(of: withLongArray)) == .badCBOR)
        #expect(code(TokenWriter.text(of: withLongTag)) == .badCBOR)
        #expect(code(TokenWriter.text(of: indefinite)) == .badCBOR)
        #expect(code(TokenWriter.text(of: [0xD8, 0x3D] + token)) == .badStructure)
    }

    @Test func `by a second encoding of the same payload is refused, even with a right tag`() throws
    {
        let payload = try #require(Claims.sample(seed: 1)).encoded()
        // The map's count, and the number of its first key, in two bytes instead of one.
        let longMap = [0xB8, payload[0] & 0x1F] + payload.dropFirst()
        let longKey = [payload[0], 0x18, payload[1]] + payload.dropFirst(2)
        #expect(code(TokenWriter.text(of: token(payload: longMap))) == .badClaims)
        #expect(code(TokenWriter.text(of: token(payload: longKey))) == .badClaims)
    }
}
