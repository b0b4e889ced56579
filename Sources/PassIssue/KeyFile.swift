// One key as a file of 64 bytes: 8 bytes "GPKEY1\n\0", role, epoch, 6 zero bytes, the 32-byte key,
// and the first 16 bytes of SHA-256 over all before, which tells damage, not forgery. A sealed ring
// holds the same blocks, one behind the other.
import PassCrypto
import PrivateFiles

/// One key of the ring and what it is for.
struct HeldKey {
    let role: KeyFile.Role
    /// 0 for a key that belongs to no epoch.
    let epoch: UInt8
    let secret: SecretBytes

    var name: String { KeyFile.name(role, epoch: epoch) }
}

enum KeyFile {
    enum Role: UInt8 {
        case root = 1
        case signing = 2
        case agreement = 3
        case data = 4
    }

    private static let magic = Array("GPKEY1\n\0".utf8)
    static let byteCount = 64
    private static let secretRange = 16..<48
    static let epochs = UInt8(1)...255

    /// What every ring has, with the root of its first epoch.
    static let firstNames = [
        name(.root, epoch: 1), name(.signing, epoch: 0), name(.agreement, epoch: 0),
        name(.data, epoch: 0),
    ]

    /// Every name that a key can have.
    static var allNames: [String] {
        [Role.signing, .agreement, .data].map { name($0, epoch: 0) }
            + epochs.map { name(.root, epoch: $0) }
    }

    static func name(_ role: Role, epoch: UInt8) -> String {
        switch role {
        case .root: "epoch-\(epoch).key"
        case .signing: "issuer-ed25519.key"
        case .agreement: "issuer-x25519.key"
        case .data: "data.key"
        }
    }

    static func write(
        _ key: HeldKey, to folder: borrowing PrivateFolder
    ) throws(PrivateFileError) {
        var block = block(of: key)
        defer { wipe(&block) }
        try folder.replace(key.name, with: block.span)
    }

    /// Reads every key of a ring that is not sealed.
    ///
    /// - Throws: `KeyRingError.missing` where one is gone that every ring has.
    static func readAll(from folder: borrowing PrivateFolder) throws -> [HeldKey] {
        var keys: [HeldKey] = []
        for epoch in epochs where folder.has(name(.root, epoch: epoch)) {
            keys.append(try read(.root, epoch: epoch, from: folder))
        }
        guard !keys.isEmpty else { throw KeyRingError.missing(name(.root, epoch: 1)) }
        for role in [Role.signing, .agreement, .data] {
            keys.append(try read(role, epoch: 0, from: folder))
        }
        return keys
    }

    private static func read(
        _ role: Role, epoch: UInt8, from folder: borrowing PrivateFolder
    ) throws -> HeldKey {
        let name = name(role, epoch: epoch)
        guard var block = try folder.read(name, limitBytes: byteCount) else {
            throw KeyRingError.missing(name)
        }
        defer { wipe(&block) }
        guard let key = key(in: block), key.role == role, key.epoch == epoch else {
            throw KeyRingError.damaged(name)
        }
        return key
    }

    /// The 64 bytes of a key; the caller wipes them.
    static func block(of key: HeldKey) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(byteCount)
        block += magic + [key.role.rawValue, key.epoch, 0, 0, 0, 0, 0, 0]
        key.secret.withBytes { bytes in for index in bytes.indices { block.append(bytes[index]) } }
        block += check(block)
        return block
    }

    /// - Returns: nil where the 64 bytes are no key, or damaged.
    static func key(in block: [UInt8]) -> HeldKey? {
        guard block.count == byteCount, block.starts(with: magic),
            let role = Role(rawValue: block[8]), (role == .root) == (block[9] > 0),
            check(Array(block[..<48])).elementsEqual(block[48...])
        else { return nil }
        return HeldKey(
            role: role, epoch: block[9],
            secret: SecretBytes(copying: block.span.extracting(secretRange)))
    }

    private static func check(_ block: [UInt8]) -> [UInt8] {
        SHA256.hash(block.span).prefix(16)
    }
}
