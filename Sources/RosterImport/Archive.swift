// The ZIP that a workbook is, read piece by piece with libzip. All that its directory says is
// looked at before anything is read. `unsafe` here is libzip's C interface.
import CZip
import Glibc

/// An open archive, its entries known and none of them absurd.
@safe struct Archive: ~Copyable {
    private let zip: OpaquePointer
    private let entries: [ArchiveEntry]
    /// Places in `entries`, by the form of a name that `ArchiveEntry.key` gives.
    private let places: [String: Int]
    private var readToEnd: Set<Int> = []
    private var inflatedBytes = 0
    private var tally = XMLTally()

    /// - Throws: FILE_DAMAGED where libzip cannot open it, or an entry has a name that no workbook
    ///   gives, or another's; FILE_TOO_BIG where it has too many entries, too much is said of
    ///   them, or they say that they are too big together.
    init(_ source: ListSource) throws(FileRefusal) {
        try Self.measureDirectory(source)
        guard let zip = unsafe Self.open(source) else { throw FileRefusal(code: .fileDamaged) }
        let found: [ArchiveEntry]
        let places: [String: Int]
        do throws(FileRefusal) {
            found = unsafe try Self.entries(of: zip)
            places = try ArchiveEntry.places(of: found)
        } catch {
            unsafe zip_discard(zip)
            throw error
        }
        unsafe self.zip = unsafe zip
        entries = found
        self.places = places
    }

    deinit {
        unsafe zip_discard(zip)
    }

    /// Whether there is a part of this path, whatever its case.
    func has(_ path: String) -> Bool { places[ArchiveEntry.key(path)] != nil }

    /// Reads a part through a visitor until its end or until the visitor stops.
    ///
    /// - Throws: FILE_DAMAGED where the part is missing, broken, no XML, or of another size than
    ///   the directory says; FILE_ENCRYPTED where it has a password; FILE_TOO_BIG beyond
    ///   `ListLimits.inflatedBytes` and the other limits over all parts; and what the visitor
    ///   throws.
    mutating func read(_ path: String, with visitor: any PartVisitor) throws(FileRefusal) {
        guard let place = places[ArchiveEntry.key(path)] else {
            throw FileRefusal(code: .fileDamaged)
        }
        let stated = entries[place].bytes
        let part = unsafe try open(place)
        defer { unsafe zip_fclose(part) }
        var parser = try PartParser(visitor, after: tally)
        var total = 0
        let before = inflatedBytes
        defer {
            inflatedBytes = before + total
            tally = parser.tally
        }
        while true {
            let flow = unsafe try parser.feed(capacity: Self.pieceBytes) {
                buffer throws(FileRefusal) in
                let count = unsafe zip_fread(part, buffer.baseAddress, UInt64(buffer.count))
                guard count >= 0 else { throw FileRefusal(code: .fileDamaged) }
                total += Int(count)
                guard before + total <= ListLimits.inflatedBytes else {
                    throw FileRefusal(code: .fileTooBig)
                }
                if total > stated { throw unsafe Self.refusal(ofLongPart: part, before + total) }
                guard count > 0 || total == stated else { throw FileRefusal(code: .fileDamaged) }
                return Int(count)
            }
            if total == stated { readToEnd.insert(place) }
            if flow == .stop { return }
        }
    }

    /// Looks at the beginning of every part: a DOCTYPE in one that nobody reads is one too.
    ///
    /// - Throws: FILE_DAMAGED at a DOCTYPE, where one could hide behind a very long beginning, or
    ///   where a part is longer than the directory says; FILE_TOO_BIG where it is longer by far;
    ///   FILE_ENCRYPTED.
    func refuseDoctypes() throws(FileRefusal) {
        for place in entries.indices {
            let part = unsafe try open(place)
            defer { unsafe zip_fclose(part) }
            var parser = try PartParser(FirstTag())
            var total = 0
            while true {
                let flow: ReadingFlow
                do throws(FileRefusal) {
                    flow = unsafe try parser.feed(capacity: Self.beginningBytes) { buffer in
                        let count = unsafe zip_fread(
                            part, buffer.baseAddress, UInt64(buffer.count))
                        total += max(0, Int(count))
                        // What is longer than it says ends here, and is looked at below.
                        return total > entries[place].bytes ? 0 : max(0, Int(count))
                    }
                } catch {
                    if parser.isDoctypeSeen { throw error }
                    // A picture, or XML that nobody reads.
                    break
                }
                if flow == .stop { break }
                guard total < ListLimits.xmlTokenBytes else {
                    throw FileRefusal(code: .fileDamaged)
                }
            }
            if total > entries[place].bytes {
                throw unsafe Self.refusal(ofLongPart: part, total)
            }
        }
    }

    /// Counts what the parts that nobody read inflate to.
    ///
    /// - Throws: FILE_DAMAGED where one is bigger than the directory says; FILE_TOO_BIG where all
    ///   parts together are beyond `ListLimits.inflatedBytes`; FILE_ENCRYPTED.
    mutating func measureTheRest() throws(FileRefusal) {
        var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
        for place in entries.indices where !readToEnd.contains(place) {
            let part = unsafe try open(place)
            defer { unsafe zip_fclose(part) }
            var total = 0
            while true {
                let count = unsafe zip_fread(part, &buffer, UInt64(buffer.count))
                // What is broken inside of a picture is no concern of the list.
                guard count > 0 else { break }
                total += Int(count)
                inflatedBytes += Int(count)
                guard inflatedBytes <= ListLimits.inflatedBytes else {
                    throw FileRefusal(code: .fileTooBig)
                }
            }
            guard total <= entries[place].bytes else { throw FileRefusal(code: .fileDamaged) }
        }
    }

    /// What to say of a part that goes on where the directory says it ends: how far decides.
    private static func refusal(ofLongPart part: OpaquePointer, _ inflated: Int) -> FileRefusal {
        var total = inflated
        var buffer = [UInt8](repeating: 0, count: pieceBytes)
        while total <= ListLimits.inflatedBytes {
            let count = unsafe zip_fread(part, &buffer, UInt64(buffer.count))
            guard count > 0 else { return FileRefusal(code: .fileDamaged) }
            total += Int(count)
        }
        return FileRefusal(code: .fileTooBig)
    }

    private func open(_ place: Int) throws(FileRefusal) -> OpaquePointer {
        guard let part = unsafe zip_fopen_index(zip, UInt64(place), 0) else {
            let code = unsafe zip_error_code_zip(zip_get_error(zip))
            throw FileRefusal(code: code == ZIP_ER_NOPASSWD ? .fileEncrypted : .fileDamaged)
        }
        return unsafe part
    }

    private static let pieceBytes = 64 * 1024
    /// Enough for nearly every beginning up to its first tag.
    private static let beginningBytes = 2_048
}

extension Archive {
    /// libzip closes the descriptor and frees the copy of the bytes that it is given.
    private static func open(_ source: ListSource) -> OpaquePointer? {
        if let descriptor = source.duplicatedDescriptor {
            guard let zip = unsafe zip_fdopen(descriptor, 0, nil) else {
                close(descriptor)
                return nil
            }
            return unsafe zip
        }
        guard let bytes = source.bytes, let copy = unsafe malloc(bytes.count) else { return nil }
        unsafe UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyBytes(from: bytes)
        guard let memory = unsafe zip_source_buffer_create(copy, UInt64(bytes.count), 1, nil) else {
            unsafe free(copy)
            return nil
        }
        guard let zip = unsafe zip_open_from_source(memory, ZIP_RDONLY, nil) else {
            unsafe zip_source_free(memory)
            return nil
        }
        return unsafe zip
    }

    private static func entries(of zip: OpaquePointer) throws(FileRefusal) -> [ArchiveEntry] {
        var entries: [ArchiveEntry] = []
        var total = 0
        for index in 0..<max(0, unsafe zip_get_num_entries(zip, 0)) {
            var facts = unsafe zip_stat_t()
            guard unsafe zip_stat_index(zip, UInt64(index), 0, &facts) == 0,
                let name = unsafe facts.name, unsafe strlen(name) <= ListLimits.entryNameBytes
            else { throw FileRefusal(code: .fileDamaged) }
            let stated = unsafe facts.valid & UInt64(ZIP_STAT_SIZE) != 0 ? facts.size : 0
            total += Int(clamping: min(stated, UInt64(ListLimits.inflatedBytes) + 1))
            guard total <= ListLimits.inflatedBytes else { throw FileRefusal(code: .fileTooBig) }
            entries.append(
                ArchiveEntry(name: unsafe String(cString: name), bytes: Int(clamping: stated)))
        }
        return entries
    }
}

/// Wants nothing of a part but that it begins.
private final class FirstTag: PartVisitor {
    func begin(_ name: XMLName, _ attributes: XMLAttributes) -> ReadingFlow { .stop }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    func end(_ name: XMLName) -> ReadingFlow { .stop }
}
