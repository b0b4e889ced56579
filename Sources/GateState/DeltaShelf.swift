// A delta that was brought to the gate. The changes are kept beside the bundle file, together with
// those that lie there already: to write a large bundle anew takes longer than all the rest. Only
// when they have become many are they written into a new bundle file.
import PassCheck
import PassFormat
import PrivateFiles

extension BundleShelf {
    /// The file that was brought, where it is a delta; it stays mapped, its name is given up.
    static func arrivedDelta(
        in folder: borrowing PrivateFolder, for identity: GateIdentity
    ) throws(GateStateError) -> BundleDelta? {
        guard let bytes = try map(arriving, in: folder), BundleDelta.isDelta(bytes) else {
            return nil
        }
        try files { () throws(PrivateFileError) in try folder.discard(arriving) }
        do throws(BundleFault) {
            return try BundleDelta(opening: bytes, for: identity)
        } catch { throw .bundle(error) }
    }

    /// Puts what a delta gives in force.
    ///
    /// - Parameters:
    ///   - known: the newest version that was ever in force.
    ///   - now: the gate's time.
    /// - Throws: `GateStateError.bundle` for a delta that does not fit.
    static func take(
        _ delta: BundleDelta, into folder: borrowing PrivateFolder, for device: DeviceFile,
        after known: BundleVersion?, at now: Timestamp
    ) throws(GateStateError) -> BundleArrival {
        guard let current = try? open(in: folder, for: device.identity, proof: .head) else {
            throw .bundle(.noBase(needed: delta.base.number))
        }
        do throws(GateStateError) {
            let merge: DeltaMerge
            do throws(BundleFault) {
                guard try delta.arrival(after: known, at: now) == .newer else {
                    return .alreadyLoaded
                }
                merge = try DeltaMerge(delta, over: current)
            } catch { throw .bundle(error) }
            let limit = min(overlayLimitBytes, current.fileByteCount / overlayLimitPart)
            if merge.overlayByteCount > limit {
                try write(merge, into: folder)
                return try takeWhole(into: folder, for: device, after: known, at: now)
            }
            // What is proved is what will be read again: the bytes of the overlay.
            let bytes = merge.overlay
            let bundle: GateBundle
            do throws(BundleFault) {
                bundle = try current.overlaid(
                    with: BundleBytes(copying: bytes), for: device.identity, proof: .delta)
            } catch { throw .bundle(error) }
            let arrival = try measure(bundle, for: device, after: known, at: now)
            try files { () throws(PrivateFileError) in
                try folder.replace(overlay, with: bytes.span)
            }
            try note(bundle, in: folder)
            return arrival
        } catch {
            // The delta is the issuer's; what it does not fit is what lies here.
            guard case .bundle(.altered(let part)) = error else { throw error }
            throw .bundle(.deltaDiffers(part: part))
        }
    }

    private static func write(
        _ merge: DeltaMerge, into folder: borrowing PrivateFolder
    ) throws(GateStateError) {
        let whole: MergedBundle
        do throws(BundleFault) { whole = try merge.whole() } catch { throw .bundle(error) }
        try files { () throws(PrivateFileError) in
            var output = try GrowingFile(folder.make(arriving))
            try whole.write { (span) throws(PrivateFileError) in try output.append(span) }
            try output.flush()
        }
    }
}

/// A file written from the front to the end in large pieces, however small those that come.
private struct GrowingFile: ~Copyable {
    private let file: OpenFile
    private var held: [UInt8] = []
    private var written = 0

    init(_ file: consuming OpenFile) {
        self.file = file
        held.reserveCapacity(BundleShelf.chunkBytes)
    }

    mutating func append(_ bytes: Span<UInt8>) throws(PrivateFileError) {
        if held.count + bytes.count > BundleShelf.chunkBytes { try flush() }
        guard bytes.count <= BundleShelf.chunkBytes else {
            written = try write(bytes)
            return
        }
        unsafe bytes.withUnsafeBufferPointer { unsafe held.append(contentsOf: $0) }
    }

    /// Writes what is held back.
    mutating func flush() throws(PrivateFileError) {
        written = try write(held.span)
        held.removeAll(keepingCapacity: true)
    }

    /// - Returns: how much is written then.
    private func write(_ bytes: Span<UInt8>) throws(PrivateFileError) -> Int {
        let end = written + bytes.count
        guard end <= BundleShelf.largestBytes else {
            throw .tooLong(file.path, limitBytes: BundleShelf.largestBytes)
        }
        try file.write(bytes, at: written)
        return end
    }
}
