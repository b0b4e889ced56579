// The ZIP that a workbook is, read from memory with libzip. `unsafe` here is libzip's C interface.
import CZip

/// An open archive over bytes that the caller keeps alive.
@safe struct Archive: ~Copyable {
    private let zip: OpaquePointer
    private var inflatedBytes = 0

    /// - Parameter memory: the file; it must outlive the archive.
    /// - Throws: FILE_DAMAGED where libzip cannot open it, FILE_TOO_BIG where it has too many
    ///   entries.
    init(_ memory: UnsafeRawBufferPointer) throws(FileRefusal) {
        guard unsafe Self.countEntries(memory) <= ListLimits.archiveEntries else {
            throw FileRefusal(code: .fileTooBig)
        }
        let source = unsafe zip_source_buffer_create(
            memory.baseAddress, UInt64(memory.count), 0, nil)
        guard let source = unsafe source else { throw FileRefusal(code: .fileDamaged) }
        guard let zip = unsafe zip_open_from_source(source, ZIP_RDONLY, nil) else {
            unsafe zip_source_free(source)
            throw FileRefusal(code: .fileDamaged)
        }
        unsafe self.zip = unsafe zip
    }

    deinit {
        unsafe zip_discard(zip)
    }

    /// Whether there is a part of this path, whatever its case.
    func has(_ path: String) -> Bool {
        unsafe zip_name_locate(zip, path, zip_flags_t(ZIP_FL_NOCASE)) >= 0
    }

    /// Reads a part through a visitor until its end or until the visitor stops.
    ///
    /// - Throws: FILE_DAMAGED where the part is missing, broken or no XML; FILE_ENCRYPTED where it
    ///   has a password; FILE_TOO_BIG beyond `ListLimits.inflatedBytes` over all parts; and what
    ///   the visitor throws.
    mutating func read(_ path: String, with visitor: any PartVisitor) throws(FileRefusal) {
        let index = unsafe zip_name_locate(zip, path, zip_flags_t(ZIP_FL_NOCASE))
        guard index >= 0 else { throw FileRefusal(code: .fileDamaged) }
        guard let part = unsafe zip_fopen_index(zip, UInt64(index), 0) else {
            let code = unsafe zip_error_code_zip(zip_get_error(zip))
            throw FileRefusal(code: code == ZIP_ER_NOPASSWD ? .fileEncrypted : .fileDamaged)
        }
        defer { unsafe zip_fclose(part) }
        var parser = try PartParser(visitor)
        var total = inflatedBytes
        defer { inflatedBytes = total }
        while true {
            let flow = unsafe try parser.feed(capacity: Self.pieceBytes) {
                buffer throws(FileRefusal) in
                let count = unsafe zip_fread(part, buffer.baseAddress, UInt64(buffer.count))
                guard count >= 0 else { throw FileRefusal(code: .fileDamaged) }
                total += Int(count)
                guard total <= ListLimits.inflatedBytes else {
                    throw FileRefusal(code: .fileTooBig)
                }
                return Int(count)
            }
            if flow == .stop { return }
        }
    }

    /// Counts headers of the central directory before libzip makes a table of them: twenty
    /// megabytes of empty entries would fill memory many times over.
    private static func countEntries(_ memory: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var place = 0
        while place + 4 <= memory.count {
            let byte = unsafe memory[place + 2]
            if byte > 2 {
                place += byte == 0x50 ? 2 : byte == 0x4B ? 1 : 3
                continue
            }
            if byte == 1, unsafe memory[place] == 0x50, unsafe memory[place + 1] == 0x4B,
                unsafe memory[place + 3] == 2
            {
                count += 1
            }
            place += 1
        }
        return count
    }

    private static let pieceBytes = 64 * 1024
}
