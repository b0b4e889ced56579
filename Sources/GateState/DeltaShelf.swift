// A delta that was brought to the gate: the bundle in force and the delta give the new bundle as a
// file beside the old one, which from then on is proved and put in force like any other.
import PassCheck
import PassFormat
import PrivateFiles

/// What a file that was brought turned out to be.
enum ArrivingForm {
    case whole
    case delta
    /// A delta whose result is in force already.
    case knownDelta
}

extension BundleShelf {
    /// Makes the whole bundle out of an arriving delta; another file stays as it is.
    ///
    /// - Parameters:
    ///   - known: the newest version that was ever in force.
    ///   - now: the gate's time.
    /// - Throws: `GateStateError.bundle` for a delta that does not fit.
    static func makeWhole(
        in folder: borrowing PrivateFolder, for identity: GateIdentity, after known: BundleVersion?,
        at now: Timestamp
    ) throws(GateStateError) -> ArrivingForm {
        guard let bytes = try map(arriving, in: folder), BundleDelta.isDelta(bytes) else {
            return .whole
        }
        // Its bytes stay mapped; its name is wanted for what comes of it.
        try files { () throws(PrivateFileError) in try folder.remove(arriving) }
        let merge: DeltaMerge
        do throws(BundleFault) {
            let opened = try BundleDelta(opening: bytes, for: identity)
            guard let base = try? open(in: folder, for: identity, proof: .head) else {
                throw .noBase(needed: opened.base.number)
            }
            guard try opened.arrival(after: known, at: now) == .newer else { return .knownDelta }
            merge = try DeltaMerge(opened, over: base)
        } catch { throw .bundle(error) }
        try files { () throws(PrivateFileError) in
            var output = try GrowingFile(folder.make(arriving))
            try merge.write { (span) throws(PrivateFileError) in try output.append(span) }
            try output.flush()
        }
        return .delta
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
