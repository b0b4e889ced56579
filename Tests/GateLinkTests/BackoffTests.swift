// What a gate does before it speaks: how long it waits, and which addresses it takes.
import GateLink
import GateState
import PassCrypto
import TestSupport
import Testing

@Suite struct `Waiting for the office` {
    @Test func `doubles up to a limit, each wait from its upper half`() {
        var backoff = Backoff()
        let random = RandomSource.fixed(seed: 3)
        var whole = Backoff.firstMilliseconds
        var waits: [UInt64] = []
        for _ in 0..<12 {
            let wait = backoff.next(random)
            #expect((whole / 2...whole).contains(wait))
            waits.append(wait)
            whole = min(whole * 2, Backoff.longestMilliseconds)
        }
        #expect(Set(waits.suffix(4)).count == 4)
        backoff.reset()
        #expect(backoff.next(random) <= Backoff.firstMilliseconds)
    }

    @Test func `waits the whole time where there is no randomness`() {
        var backoff = Backoff()
        let none = RandomSource { (_) throws(CryptoError) in throw .noRandomness }
        #expect(backoff.next(none) == Backoff.firstMilliseconds)
        #expect(backoff.next(none) == Backoff.firstMilliseconds * 2)
    }
}

@Suite struct `Address of the office` {
    private static let hexadecimal = String(repeating: "0a", count: 32)

    @Test func `is https with host and port, and a key`() throws {
        let address = try OfficeAddress(
            typed: "https://office.example:8443/", pin: Self.hexadecimal)
        #expect(address.server == "https://office.example:8443")
        let base64 = "CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo="
        for pin in [base64, "sha256//" + base64, Self.hexadecimal.uppercased()] {
            #expect(try OfficeAddress(typed: "https://[::1]", pin: pin).pin == Self.hexadecimal)
        }
    }

    @Test func `is nothing else`() {
        for server in [
            "http://office.example", "office.example", "https://", "https://a/b",
            "https://a?b", "https://u@a", "https://a b", "file:///etc/passwd", "",
        ] {
            #expect(throws: LinkFault.badAddress(server)) {
                _ = try OfficeAddress(typed: server, pin: Self.hexadecimal)
            }
        }
        for pin in ["", "0a", "sha256//", "sha1//CgoK", String(Self.hexadecimal.dropLast())] {
            #expect(throws: LinkFault.badPin) {
                _ = try OfficeAddress(typed: "https://a", pin: pin)
            }
        }
    }
}
