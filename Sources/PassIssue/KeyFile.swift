// One key as a file of 64 bytes: 8 bytes "GPKEY1\n\0", role, epoch, 6 zero bytes, the 32-byte key,
// and the first 16 bytes of SHA-256 over all before, which tells damage, not forgery.
import PassCrypto
import PrivateFiles

enum KeyFile {
    enum Role: UInt8 {
        case root = 1
        case signing = 2
        case agreement = 3
        case data = 4
    }

    private static let magic = Array("GPKEY1\n\0".utf8)
    private static let byteCount = 64
    private static let secretRange = 16..<48

    static let allNames = [
        name(.root, epoch: 1), name(.signing, epoch: 0), name(.agreement, epoch: 0),
        name(.data, epoch: 0),
    ]

    static func name(_ role: Role, epoch: UInt8) -> String {
        switch role {
        case .root: "epoch-\(epoch).key"
        case .signing: "issuer-ed25519.key"
        case .agreement: "issuer-x25519.key"
        case .data: "data.key"
        }
    }

    static func write(
        _ secret: SecretBytes, role: Role, epoch: UInt8, to folder: borrowing PrivateFolder
    ) throws(PrivateFileError) {
        var block: [UInt8] = []
        block.reserveCapacity(byteCount)
        block += magic + [role.rawValue, epoch, 0, 0, 0, 0, 0, 0]
        secret.withBytes { bytes in for index in bytes.indices { block.append(bytes[index]) } }
        block += check(block)
        defer { wipe(&block) }
        try folder.replace(name(role, epoch: epoch), with: block.span)
    }

    static func read(
        _ role: Role, epoch: UInt8, from folder: borrowing PrivateFolder
    ) throws -> SecretBytes {
        let name = name(role, epoch: epoch)
        guard var block = try folder.read(name, limitBytes: byteCount) else {
            throw KeyRingError.missing(name)
        }
        defer { wipe(&block) }
        guard block.count == byteCount, block.starts(with: magic), block[8] == role.rawValue,
            block[9] == epoch, check(Array(block[..<48])).elementsEqual(block[48...])
        else { throw KeyRingError.damaged(name) }
        return SecretBytes(copying: block.span.extracting(secretRange))
    }

    private static func check(_ block: [UInt8]) -> [UInt8] {
        SHA256.hash(block.span).prefix(16)
    }
}
