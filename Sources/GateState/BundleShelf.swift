// The bundle in force and the ratchet behind it. A new bundle is copied beside the old one, proved
// whole, and only when it is on the disk renamed into its place.
import Glibc
import PassCheck
import PassCrypto
import PassFormat
import PrivateFiles

/// Where bundles lie in a gate's folder.
enum BundleShelf {
    static let name = "bundle.gpb"
    static let arriving = "bundle.arriving"
    /// 8 bytes "GPVERS1\n", version (8, big-endian), its hash (32), 16 bytes of check.
    static let ratchet = "bundle.version"
    private static let magic = Array("GPVERS1\n".utf8)
    /// Longest bundle that is taken; 500,000 passes have about 150 MB.
    static let largestBytes = 1 << 30
    static let chunkBytes = 1 << 20

    /// The bundle in force, with signature and head proved again, or all of it.
    ///
    /// - Returns: nil where none was loaded.
    /// - Throws: `GateStateError.bundle`, among others for a file older than the ratchet.
    static func open(
        in folder: borrowing PrivateFolder, for identity: GateIdentity, proof: BundleProof
    ) throws(GateStateError) -> GateBundle? {
        // The ratchet first: a load in between then shows a newer bundle, never an older one.
        let known = try version(in: folder)
        guard let bytes = try map(name, in: folder) else { return nil }
        do throws(BundleFault) {
            let bundle = try GateBundle(opening: bytes, for: identity, proof: proof)
            // A bundle past its time stays in force: every verdict says so.
            _ = try bundle.arrival(after: known, at: Timestamp(seconds: 0))
            return bundle
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
            let form = try makeWhole(in: folder, for: device.identity, after: known, at: now)
            guard form != .knownDelta else { return .alreadyLoaded }
            let bundle = try prove(form, in: folder, for: device)
            let arrival: BundleArrival
            do throws(BundleFault) {
                arrival = try bundle.arrival(after: known, at: now)
            } catch { throw .bundle(error) }
            try files { () throws(PrivateFileError) in
                try folder.synchronize(arriving)
                try folder.rename(arriving, to: name)
            }
            try writeBlock(ratchet, magic, to: folder) { block in
                block += bigEndianBytes(bundle.version.number) + bundle.version.hash
            }
            return arrival
        } catch {
            _ = try? folder.remove(arriving)
            throw error
        }
    }

    /// Takes bundle and ratchet away, for a device that begins anew.
    static func clear(_ folder: borrowing PrivateFolder) throws(GateStateError) {
        try files { () throws(PrivateFileError) in
            for part in [name, arriving, ratchet] { try folder.remove(part) }
        }
    }

    private static func prove(
        _ form: ArrivingForm, in folder: borrowing PrivateFolder, for device: DeviceFile
    ) throws(GateStateError) -> GateBundle {
        guard let bytes = try map(arriving, in: folder) else { throw .bundle(.notABundle) }
        let agreement = try crypto { () throws(CryptoError) in
            try AgreementKey(secret: device.agreementSecret)
        }
        do throws(BundleFault) {
            let bundle = try GateBundle(opening: bytes, for: device.identity, proof: .whole)
            _ = try bundle.keys(opening: agreement)
            return bundle
        } catch {
            if case .altered(let part) = error, form == .delta {
                throw .bundle(.deltaDiffers(part: part))
            }
            throw .bundle(error)
        }
    }

    /// The ratchet, or the bundle in force where a power cut left the ratchet behind it.
    private static func newestVersion(
        in folder: borrowing PrivateFolder, for identity: GateIdentity
    ) throws(GateStateError) -> BundleVersion? {
        let known = try version(in: folder)
        guard let bytes = try map(name, in: folder),
            let current = try? GateBundle(opening: bytes, for: identity, proof: .head).version,
            current.number > known?.number ?? 0
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
