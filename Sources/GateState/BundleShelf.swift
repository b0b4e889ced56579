// The bundle in force and the ratchet behind it. A new bundle is copied beside the old one, proved
// whole, and only when it is on the disk renamed into its place. A delta becomes an overlay, which
// lies beside the bundle file; both together are then the bundle in force.
import Glibc
import PassCheck
import PassCrypto
import PassFormat
import PrivateFiles

/// The files that a bundle was read from; nil for one that was not there.
struct BundleStanding: Equatable {
    let file: StandingFile?
    let overlay: StandingFile?
}

/// Where bundles lie in a gate's folder.
enum BundleShelf {
    static let name = "bundle.gpb"
    /// What came in deltas since the bundle file was written; it names that file by its head.
    static let overlay = "bundle.overlay"
    static let arriving = "bundle.arriving"
    /// 8 bytes "GPVERS1\n", version (8, big-endian), its hash (32), 16 bytes of check.
    static let ratchet = "bundle.version"
    private static let magic = Array("GPVERS1\n".utf8)
    /// Longest bundle that is taken; 500,000 passes have about 150 MB.
    static let largestBytes = 1 << 30
    static let chunkBytes = 1 << 20
    /// Longest overlay that is kept, some 2,400 passes.
    ///
    /// A delta is merged with all of it, so that a longer one would make small deltas slow. Nor is
    /// one kept that is longer than this part of the bundle file, which is then soon written anew.
    static let overlayLimitBytes = 1 << 19
    static let overlayLimitPart = 4

    /// The bundle in force, with signature and head proved again, or all of it.
    ///
    /// - Returns: nil where none was loaded.
    /// - Throws: `GateStateError.bundle`, among others for a file older than the ratchet.
    static func open(
        in folder: borrowing PrivateFolder, for identity: GateIdentity, proof: BundleProof
    ) throws(GateStateError) -> GateBundle? {
        // The ratchet first: a load in between then shows a newer bundle, never an older one.
        let known = try version(in: folder)
        guard let bundle = try unmeasured(in: folder, for: identity, proof: proof) else {
            return nil
        }
        do throws(BundleFault) {
            // A bundle past its time stays in force: every verdict says so.
            _ = try bundle.arrival(after: known, at: Timestamp(seconds: 0))
            return bundle
        } catch { throw .bundle(error) }
    }

    /// What the files hold, which may be older than the ratchet.
    private static func unmeasured(
        in folder: borrowing PrivateFolder, for identity: GateIdentity, proof: BundleProof
    ) throws(GateStateError) -> GateBundle? {
        // The overlay before the file: where a load renames the file in between, the overlay is
        // older than it and counts for nothing. The other way round it would be missed.
        let above = try map(overlay, in: folder)
        guard let bytes = try map(name, in: folder) else { return nil }
        do throws(BundleFault) {
            return try GateBundle(opening: bytes, under: above, for: identity, proof: proof)
        } catch { throw .bundle(error) }
    }

    /// Copies a bundle in, or a delta of one, and puts it in force.
    ///
    /// - Parameters:
    ///   - source: where it was brought, a stick for one.
    ///   - now: the gate's time.
    /// - Throws: `GateStateError.bundle`; the old one stays in force.
    static func load(
        _ source: String, into folder: borrowing PrivateFolder, for device: DeviceFile,
        at now: Timestamp
    ) throws(GateStateError) -> BundleArrival {
        // Two loads at once would rename each other's copy into place, unproved.
        try files { () throws(PrivateFileError) in try folder.lock() }
        defer { folder.unlock() }
        try copy(source, into: folder)
        do throws(GateStateError) {
            let known = try newestVersion(in: folder, for: device.identity)
            if let delta = try arrivedDelta(in: folder, for: device.identity) {
                return try take(delta, into: folder, for: device, after: known, at: now)
            }
            return try takeWhole(into: folder, for: device, after: known, at: now)
        } catch {
            _ = try? folder.remove(arriving)
            throw error
        }
    }

    /// Proves the bundle that arrived, and puts it in force.
    static func takeWhole(
        into folder: borrowing PrivateFolder, for device: DeviceFile, after known: BundleVersion?,
        at now: Timestamp
    ) throws(GateStateError) -> BundleArrival {
        guard let bytes = try map(arriving, in: folder) else { throw .bundle(.notABundle) }
        let bundle: GateBundle
        do throws(BundleFault) {
            bundle = try GateBundle(opening: bytes, for: device.identity, proof: .whole)
        } catch { throw .bundle(error) }
        let arrival = try measure(bundle, for: device, after: known, at: now)
        try files { () throws(PrivateFileError) in
            try folder.synchronize(arriving)
            try folder.rename(arriving, to: name)
        }
        try note(bundle, in: folder)
        // An overlay of the file before; left behind by a power cut it counts for nothing.
        try files { () throws(PrivateFileError) in try folder.remove(overlay) }
        return arrival
    }

    /// Opens the sealed keys of a bundle that is to be put in force, and compares its version.
    static func measure(
        _ bundle: GateBundle, for device: DeviceFile, after known: BundleVersion?,
        at now: Timestamp
    ) throws(GateStateError) -> BundleArrival {
        let agreement = try crypto { () throws(CryptoError) in
            try AgreementKey(secret: device.agreementSecret)
        }
        do throws(BundleFault) {
            _ = try bundle.keys(opening: agreement)
            return try bundle.arrival(after: known, at: now)
        } catch { throw .bundle(error) }
    }

    /// Moves the ratchet on.
    static func note(
        _ bundle: GateBundle, in folder: borrowing PrivateFolder
    ) throws(GateStateError) {
        try writeBlock(ratchet, magic, to: folder) { block in
            block += bigEndianBytes(bundle.version.number) + bundle.version.hash
        }
    }

    /// Takes bundle and ratchet away, for a device that begins anew.
    static func clear(_ folder: borrowing PrivateFolder) throws(GateStateError) {
        try files { () throws(PrivateFileError) in
            for part in [name, overlay, arriving, ratchet] { try folder.remove(part) }
        }
    }

    /// The ratchet, or the bundle in force where a power cut left the ratchet behind it.
    private static func newestVersion(
        in folder: borrowing PrivateFolder, for identity: GateIdentity
    ) throws(GateStateError) -> BundleVersion? {
        let known = try version(in: folder)
        guard
            let found = try? unmeasured(in: folder, for: identity, proof: .head),
            case let current = found.version, current.number > known?.number ?? 0
        else { return known }
        return current
    }

    static func version(
        in folder: borrowing PrivateFolder
    ) throws(GateStateError) -> BundleVersion? {
        guard let block = try readBlock(ratchet, magic, contentBytes: 40, in: folder) else {
            return nil
        }
        return BundleVersion(
            number: block.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            hash: Array(block.suffix(32)))
    }

    /// Copies in pieces, so that a large bundle needs little memory.
    private static func copy(
        _ source: String, into folder: borrowing PrivateFolder
    ) throws(GateStateError) {
        let input = unsafe Glibc.open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard input >= 0 else {
            throw .files(.system(operation: "open", path: source, number: errno))
        }
        defer { _ = close(input) }
        var isForeign = false
        do throws(PrivateFileError) {
            try folder.remove(arriving)
            let output = try folder.make(arriving)
            var piece = [UInt8](repeating: 0, count: chunkBytes)
            var done = 0
            while true {
                let count = unsafe Glibc.read(input, &piece, chunkBytes)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else {
                    throw .system(operation: "read", path: source, number: errno)
                }
                // Told from its first bytes: a film on the stick is not to fill the gate's disk.
                isForeign = done == 0 && !GateBundle.mayBegin(with: piece.span, count: count)
                if count == 0 || isForeign { break }
                guard done + count <= largestBytes else {
                    throw .tooLong(source, limitBytes: largestBytes)
                }
                try output.write(piece.span.extracting(0..<count), at: done)
                done += count
            }
        } catch {
            _ = try? folder.remove(arriving)
            throw .files(error)
        }
        guard isForeign else { return }
        _ = try? folder.remove(arriving)
        throw .bundle(.notABundle)
    }

    /// Which files hold the bundle in force just now.
    static func standing(in folder: borrowing PrivateFolder) -> BundleStanding {
        BundleStanding(file: folder.standing(name), overlay: folder.standing(overlay))
    }

    /// Maps a file of the folder for reading.
    ///
    /// It is never written in place, only renamed over, so the mapping stays what it was.
    static func map(
        _ name: String, in folder: borrowing PrivateFolder
    ) throws(GateStateError) -> BundleBytes? {
        let opened = try files { () throws(PrivateFileError) in try folder.open(name, O_RDONLY) }
        guard let file = opened else { return nil }
        let count = try files { () throws(PrivateFileError) in try file.byteCount }
        guard count > 0 else { return BundleBytes(copying: []) }
        let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file.number, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else {
            throw .files(.system(operation: "mmap", path: file.path, number: errno))
        }
        // Unmapped once, by the owner of the bytes.
        nonisolated(unsafe) let mapped = unsafe start
        return unsafe BundleBytes(
            adopting: UnsafeRawBufferPointer(start: mapped, count: count),
            release: { _ = unsafe munmap(mapped, count) })
    }
}
