// The records of a ZIP archive (APPNOTE 4.3 and 4.5.3), with their 64-bit forms only where a field
// would overflow: old readers open all other archives.

/// What a 16 or 32-bit field holds when the value stands in the 64-bit record instead.
private let escape16 = 0xffff
private let escape32 = 0xffff_ffff

/// Versions of the format that a reader must know: 1.0 for stored files, 4.5 for 64-bit records.
private enum FormatVersion {
    static let stored: UInt16 = 10
    static let zip64: UInt16 = 45
    /// High byte 3: the external attributes are those of Unix.
    static func madeOnUnix(_ version: UInt16) -> UInt16 { 3 << 8 | version }
}

/// One file's two headers.
struct ZipEntry {
    let name: [UInt8]
    let crc: UInt32
    let byteCount: Int
    let offset: Int
    let modified: DOSTimestamp

    private var needsZip64: Bool { offset >= escape32 }

    func appendLocalHeader(to out: inout LittleEndianBytes) {
        out.append32(0x0403_4b50)
        appendCommon(version: FormatVersion.stored, extraBytes: 0, to: &out)
        out.append(name)
    }

    func appendDirectoryRecord(to out: inout LittleEndianBytes) {
        let version = needsZip64 ? FormatVersion.zip64 : FormatVersion.stored
        out.append32(0x0201_4b50)
        out.append16(FormatVersion.madeOnUnix(version))
        appendCommon(version: version, extraBytes: needsZip64 ? 12 : 0, to: &out)
        out.append16(0)  // comment
        out.append16(0)  // disk
        out.append16(0)  // internal attributes
        out.append32(0o100600 << 16)  // a plain file, mode 0600
        out.append32(UInt32(min(offset, escape32)))
        out.append(name)
        if needsZip64 {
            out.append16(0x0001)
            out.append16(8)
            out.append64(UInt64(offset))
        }
    }

    /// From the version needed to the length of the extra field: the same in both headers.
    private func appendCommon(version: UInt16, extraBytes: UInt16, to out: inout LittleEndianBytes)
    {
        out.append16(version)
        out.append16(1 << 11)  // the name is UTF-8
        out.append16(0)  // stored
        out.append16(modified.time)
        out.append16(modified.date)
        out.append32(crc)
        out.append32(UInt32(byteCount))
        out.append32(UInt32(byteCount))
        out.append16(UInt16(name.count))
        out.append16(extraBytes)
    }
}

/// The records after the directory.
struct ZipEnd {
    let entries: Int
    let directoryOffset: Int
    let directoryBytes: Int

    func append(to out: inout LittleEndianBytes) {
        let needsZip64 =
            entries >= escape16 || directoryOffset >= escape32 || directoryBytes >= escape32
        if needsZip64 { appendZip64(to: &out) }
        let shownEntries = UInt16(min(entries, escape16))
        out.append32(0x0605_4b50)
        out.append16(0)  // this disk
        out.append16(0)  // the directory's disk
        out.append16(shownEntries)  // on this disk
        out.append16(shownEntries)
        out.append32(UInt32(min(directoryBytes, escape32)))
        out.append32(UInt32(min(directoryOffset, escape32)))
        out.append16(0)  // comment
    }

    private func appendZip64(to out: inout LittleEndianBytes) {
        out.append32(0x0606_4b50)
        out.append64(44)  // bytes of this record that follow
        out.append16(FormatVersion.madeOnUnix(FormatVersion.zip64))
        out.append16(FormatVersion.zip64)
        out.append32(0)  // this disk
        out.append32(0)  // the directory's disk
        out.append64(UInt64(entries))  // on this disk
        out.append64(UInt64(entries))
        out.append64(UInt64(directoryBytes))
        out.append64(UInt64(directoryOffset))
        // Where to find the record above.
        out.append32(0x0706_4b50)
        out.append32(0)
        out.append64(UInt64(directoryOffset + directoryBytes))
        out.append32(1)  // disks in all
    }
}

/// Bytes with numbers in ZIP's order.
struct LittleEndianBytes {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }
    mutating func append16(_ value: UInt16) { append(UInt64(value), byteCount: 2) }
    mutating func append32(_ value: UInt32) { append(UInt64(value), byteCount: 4) }
    mutating func append64(_ value: UInt64) { append(value, byteCount: 8) }
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private mutating func append(_ value: UInt64, byteCount: Int) {
        for index in 0..<byteCount {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
        }
    }
}
