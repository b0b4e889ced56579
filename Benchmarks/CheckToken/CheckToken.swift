// How many tokens one core decodes and checks: text bytes → claims and a right tag. Run by
// Benchmarks/bench.py in turn with check_token.c, which does the same work on the same file.
//
//     bench-check-token make FILE            writes the key and 10,000 texts
//     bench-check-token run FILE ROUNDS      prints checks, CPU seconds, allocations as JSON
import AllocationCounter
import Glibc
import PassCheck
import PassCrypto
import PassFormat
import TestSupport

private let textCount = 10_000

@main enum CheckToken {
    static func main() throws {
        let words = CommandLine.arguments
        switch words.dropFirst().first {
        case "make" where words.count == 3: try make(words[2])
        case "run" where words.count == 4: try run(words[2], rounds: Int(words[3]) ?? 1)
        default:
            print("usage: bench-check-token make FILE | run FILE ROUNDS")
            exit(64)
        }
    }

    private static let keyID = KeyID(epoch: 1, group: 7)

    private static func groupKey() throws -> GroupKey {
        let secret: [UInt8] = Array(repeating: 7, count: 32)
        return try RootKey(SecretBytes(copying: secret.span)).groupKey(keyID: keyID.bytes)
    }

    private static func make(_ path: String) throws {
        let key = try groupKey()
        var lines = [hexadecimal(key.secret.withBytes { key in key.indices.map { key[$0] } })]
        let header = TokenWriter.protectedHeader(keyID)
        for seed in 0..<UInt64(textCount) {
            guard var claims = Claims.sample(seed: seed) else { continue }
            claims.zones = NumberSet([1])
            claims.organisation = 1042
            let payload = claims.encoded()
            let tag = MACStructure.tag(under: key, protected: header.span, payload: payload.span)
            let token = TokenWriter.token(protected: header, payload: payload, tag: tag.array)
            lines.append(TokenWriter.text(of: token))
        }
        guard let file = unsafe fopen(path, "w") else { exit(3) }
        for line in lines { unsafe fputs(line + "\n", file) }
        unsafe fclose(file)
    }

    private static func run(_ path: String, rounds: Int) throws {
        let texts = readLines(path).dropFirst().map { Array($0.utf8) }
        let keys = KeyTable(authority: .groupKeys([keyID: try groupKey()]))
        var accepted = 0
        let allocations = allocation_count()
        let start = clock()
        for _ in 0..<rounds {
            for text in texts {
                if isAuthentic(text.span, keys) { accepted += 1 }
            }
        }
        let seconds = Double(clock() - start) / 1_000_000
        let made = allocation_count() - allocations
        guard accepted == texts.count * rounds else {
            print("only \(accepted) of \(texts.count * rounds) were authentic")
            exit(2)
        }
        print("{\"checks\":\(accepted),\"cpu_seconds\":\(seconds),\"allocations\":\(made)}")
    }

    @inline(never)
    private static func isAuthentic(_ text: Span<UInt8>, _ keys: KeyTable) -> Bool {
        do throws(TextFault) {
            let token = try DecodedToken(reading: text)
            switch VerifiedPass.verify(token, keys: keys, manifest: nil) {
            case .authentic(let pass): return pass.claims.organisation == 1042
            case .refused, .unlisted: return false
            }
        } catch { return false }
    }

    private static func readLines(_ path: String) -> [String] {
        guard let file = unsafe fopen(path, "r") else { exit(3) }
        defer { unsafe fclose(file) }
        var lines: [String] = []
        var buffer = [CChar](repeating: 0, count: 1024)
        while unsafe fgets(&buffer, Int32(buffer.count), file) != nil {
            let bytes = buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
            lines.append(String(decoding: bytes, as: UTF8.self))
        }
        return lines
    }
}
