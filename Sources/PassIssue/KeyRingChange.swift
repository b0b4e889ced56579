// What changes a key ring: a further epoch, a seal under a passphrase, taking the seal away. One
// rename or removal decides each; see SealedRing.swift for what a crash leaves.
package import PassCrypto
import PrivateFiles

extension KeyRing {
    /// Whether the ring was opened with a passphrase.
    package var isSealed: Bool { ringSeal != nil }

    /// Whether the ring in a folder is sealed.
    ///
    /// - Throws: `KeyRingError.files`.
    package static func isSealed(at path: String) throws(KeyRingError) -> Bool {
        do { return try PrivateFolder(opening: path).has(RingSeal.fileName) } catch {
            throw KeyRingError(wrapping: error)
        }
    }

    /// Adds the root of a further epoch; it counts from the next opening of the ring.
    ///
    /// It stands whole or not at all, and takes the place of nothing; in a sealed ring it is sealed
    /// too.
    ///
    /// - Parameters:
    ///   - epoch: a number that no epoch ever had.
    ///   - path: this ring's folder.
    /// - Throws: `KeyRingError.epochThere` where another program has just made it,
    ///   `.changedMeanwhile`.
    package func add(
        epoch: UInt8, at path: String, random: RandomSource
    ) throws(KeyRingError) {
        do {
            let folder = try PrivateFolder(opening: path)
            try folder.lock()
            let new = HeldKey(role: .root, epoch: epoch, secret: try random.secret())
            let file = try folder.read(RingSeal.fileName, limitBytes: RingSeal.limitBytes)
            switch (ringSeal, file) {
            case (nil, nil):
                guard !folder.has(new.name) else { throw KeyRingError.epochThere(epoch) }
                try KeyFile.write(new, to: folder)
            case (let seal?, let file?):
                let keys = try seal.keys(in: file)
                guard !keys.contains(where: { $0.name == new.name }) else {
                    throw KeyRingError.epochThere(epoch)
                }
                let next = try seal.file(of: keys + [new], random: random)
                try folder.replace(RingSeal.fileName, with: next.span)
            case (nil, _?), (_?, nil): throw KeyRingError.changedMeanwhile
            }
        } catch { throw KeyRingError(wrapping: error) }
    }

    /// Seals the ring in a folder; from then on it opens with the passphrase only.
    ///
    /// - Parameters:
    ///   - cost: `.keyRing`, but for tests.
    ///   - random: where salt and nonce come from.
    /// - Returns: how many keys were sealed.
    /// - Throws: `KeyRingError.alreadySealed`; where a key is missing or damaged, as `open`.
    package static func seal(
        at path: String, under passphrase: Passphrase, cost: ScryptCost, random: RandomSource
    ) throws(KeyRingError) -> Int {
        do {
            let folder = try PrivateFolder(opening: path)
            try folder.lock()
            guard !folder.has(RingSeal.fileName) else {
                throw KeyRingError.alreadySealed(path: path)
            }
            let keys = try KeyFile.readAll(from: folder)
            let seal = try RingSeal(passphrase, cost: cost, random: random)
            let file = try seal.file(of: keys, random: random)
            // Read back before anything is wiped.
            guard try seal.keys(in: file).map(\.name) == keys.map(\.name) else {
                throw KeyRingError.damaged(RingSeal.fileName)
            }
            try folder.replace(RingSeal.fileName, with: file.span)
            for name in KeyFile.allNames {
                try folder.wipe(name)
                try folder.wipe(name + ".part")
            }
            return keys.count
        } catch { throw KeyRingError(wrapping: error) }
    }

    /// Puts the plain files back in place of the sealed one.
    ///
    /// - Parameter path: this ring's folder.
    /// - Returns: how many keys there are.
    /// - Throws: `KeyRingError.notSealed`, `.changedMeanwhile`.
    package func unseal(at path: String) throws(KeyRingError) -> Int {
        do {
            guard let seal = ringSeal else { throw KeyRingError.notSealed(path: path) }
            let folder = try PrivateFolder(opening: path)
            try folder.lock()
            guard let file = try folder.read(RingSeal.fileName, limitBytes: RingSeal.limitBytes)
            else { throw KeyRingError.changedMeanwhile }
            let keys = try seal.keys(in: file)
            for key in keys { try KeyFile.write(key, to: folder) }
            try folder.remove(RingSeal.fileName)
            return keys.count
        } catch { throw KeyRingError(wrapping: error) }
    }
}

extension RingSeal {
    /// Wipes the plain files that a crash while sealing, or while opening the seal, has left.
    ///
    /// - Throws: `KeyRingError.stray` for a file that is not what the sealed ring holds: somebody
    ///   has put it there, and it may be the only copy.
    static func wipePlain(_ keys: [HeldKey], in folder: borrowing PrivateFolder) throws {
        guard KeyFile.allNames.contains(where: { folder.has($0) || folder.has($0 + ".part") })
        else { return }
        try folder.lock()
        defer { folder.unlock() }
        // The plain files of a ring whose seal was opened for good meanwhile are its only ones.
        guard folder.has(fileName) else { return }
        // Never the only copy: a key counts from its rename on.
        for name in KeyFile.allNames { try folder.wipe(name + ".part") }
        for name in KeyFile.allNames where folder.has(name) {
            guard var found = try folder.read(name, limitBytes: KeyFile.byteCount) else { continue }
            defer { wipe(&found) }
            var sealed = keys.first { $0.name == name }.map { KeyFile.block(of: $0) } ?? []
            defer { wipe(&sealed) }
            guard equalInConstantTime(found.span, sealed.span) || found.allSatisfy({ $0 == 0 })
            else { throw KeyRingError.stray(name) }
            try folder.wipe(name)
        }
    }
}
