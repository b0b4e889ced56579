// A journal on its way, to the office or to another gate of the site: one file, signed by the
// device that wrote it.
//
//     8 bytes    "GPJRNL1\n"
//     2 bytes    length of the head, then the head: CBOR, see `JournalFileHead`
//     each row   2 bytes length, the row, h (32 bytes), m (32 bytes)
//     64 bytes   Ed25519 signature over "gatepass/1 journal\0" and the SHA-256 of all before
//
// Numbers are big-endian. The table is in Docs/gp1.md, section Journal.
// Tests: Tests/JournalFormatTests/JournalFileTests.swift.
package import PassCheck
package import PassFormat

/// The limits and fixed parts of the file.
package enum JournalFileForm {
    /// Longest file that is read: 4 GiB, over ten million rows.
    package static let largestBytes = 4 << 30
    /// Longest row: a row with the longest reason has under 1,200 bytes.
    package static let largestRowBytes = 4_096
    /// Most rows of one file.
    package static let mostRows: UInt64 = 10_000_000
    /// Highest number of a row: ten years of 27,000 rows a day.
    package static let highestRow: UInt64 = 100_000_000

    static let magic = Array("GPJRNL1\n".utf8)
    static let largestHeadBytes = 256
    static let hashBytes = 32
    static let purpose: StaticString = "gatepass/1 journal\0"
}

/// What the file says of itself.
package struct JournalFileHead: Sendable, Equatable {
    package var gate: UInt16
    /// The device's fingerprint, 15 bytes.
    package var device: [UInt8]
    /// The gate's time when it wrote the file: up to then nothing is missing at its end.
    package var asOf: Timestamp
    /// The number that was asked for; the first row has it, or a higher one where rows are gone.
    package var firstRow: UInt64
    /// The last row's number; one below `firstRow` where the file has no rows.
    package var lastRow: UInt64
    package var rowCount: UInt64
    /// h of the row before the first; 32 zero bytes before row 1.
    package var hashBefore: [UInt8]
    /// The bundle in force; nil where there was none.
    package var bundleVersion: UInt64?
    /// Whether the gate could believe its clock.
    package var clock: ClockTrust

    package init(
        signer: JournalSigner, asOf: Timestamp, rows: (first: UInt64, last: UInt64, count: UInt64),
        hashBefore: [UInt8]
    ) {
        gate = signer.gate
        device = signer.device
        self.asOf = asOf
        firstRow = rows.first
        lastRow = rows.last
        rowCount = rows.count
        self.hashBefore = hashBefore
        clock = .trusted
    }

    /// Who says to have written the file.
    package var signer: JournalSigner { JournalSigner(gate: gate, device: device) }
}

/// The device that a file says it is from; to be believed once the signature is right.
package struct JournalSigner: Sendable, Equatable {
    package let gate: UInt16
    /// The device's fingerprint, 15 bytes.
    package let device: [UInt8]

    package init(gate: UInt16, device: [UInt8]) {
        self.gate = gate
        self.device = device
    }
}

/// A row in the file; what its bytes say is for the reader to check.
package struct JournalFileRow: Sendable, Equatable {
    package let bytes: [UInt8]
    /// h as the device keeps it, 32 bytes.
    package let hash: [UInt8]
    /// m, 32 bytes; only the issuer can check it.
    package let code: [UInt8]

    package init(bytes: [UInt8], hash: [UInt8], code: [UInt8]) {
        self.bytes = bytes
        self.hash = hash
        self.code = code
    }
}

extension JournalFileHead {
    /// The head as deterministic CBOR.
    var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.numberedMap([
            { $0.unsigned(gate) }, { $0.byteString(device) }, { $0.unsigned(asOf.seconds) },
            { $0.unsigned(firstRow) }, { $0.unsigned(lastRow) }, { $0.unsigned(rowCount) },
            { $0.byteString(hashBefore) }, { $0.unsigned(bundleVersion ?? 0) },
            { $0.unsigned(clock == .suspect ? 1 : 0) },
        ])
        return writer.bytes
    }

    /// - Throws: `CBORFault` where the bytes are no head, or its numbers cannot be.
    init(decoding input: Span<UInt8>) throws(CBORFault) {
        try CBORCursor.check(input, tags: .refused)
        var cursor = CBORCursor()
        guard try cursor.mapCount(in: input) == 9 else { throw .unexpected }
        func number(_ key: UInt64) throws(CBORFault) -> UInt64 {
            try cursor.expectKey(key, in: input)
            return try cursor.unsigned(in: input)
        }
        func bytes(_ key: UInt64, count: Int) throws(CBORFault) -> [UInt8] {
            try cursor.expectKey(key, in: input)
            let found = try cursor.byteArray(in: input)
            guard found.count == count else { throw .unexpected }
            return found
        }
        guard let gate = UInt16(exactly: try number(0)) else { throw .unexpected }
        self.gate = gate
        device = try bytes(1, count: Fingerprint.byteCount)
        asOf = Timestamp(seconds: try number(2))
        firstRow = try number(3)
        lastRow = try number(4)
        rowCount = try number(5)
        hashBefore = try bytes(6, count: JournalFileForm.hashBytes)
        let version = try number(7)
        bundleVersion = version == 0 ? nil : version
        switch try number(8) {
        case 0: clock = .trusted
        case 1: clock = .suspect
        default: throw .unexpected
        }
        guard lastRow <= JournalFileForm.highestRow, firstRow > 0, firstRow <= lastRow + 1,
            asOf <= Timestamp.latest, rowCount > 0 || firstRow == lastRow + 1
        else { throw .unexpected }
    }
}
